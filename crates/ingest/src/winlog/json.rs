//! Reads a record from the JSON document that Winlogbeat or Elastic Agent ships.

use std::fmt;

use bumpalo::collections::Vec as ArenaVec;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::object::{Object, ReadMember, next_object, skip};
use super::record::{Arena, DataItem, DataValue, Extra, Origin, Parent, User, WinlogRecord};
use super::text::{ValueSeed, next_long, next_raw, next_text};
use crate::source::RecordError;

/// Room for the values of one record, so that growing is rare.
const USUAL_DATA_ITEMS: usize = 32;

pub(super) fn parse<'a>(text: &'a str, arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
    let mut reader = DocumentReader(Reading {
        record: WinlogRecord::new(arena, Origin::Winlogbeat),
        extras: ArenaVec::new_in(arena),
    });
    let mut deserializer = sonic_rs::Deserializer::from_str(text);
    Object { reader: &mut reader, arena }
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| RecordError::NotJson(short(&error.to_string())))?;
    let DocumentReader(Reading { mut record, extras }) = reader;
    if record.channel.is_none() && record.event_id.is_empty() && record.provider_name.is_none() {
        return Err(RecordError::WrongShape("no winlog object"));
    }
    record.extras = extras.into_bump_slice();
    record.origin = origin_of(&record);
    record.event_code = record.event_id.parse().unwrap_or(0);
    Ok(record)
}

/// The first line of an error: the rest shows the text, which may be long and is not ours.
pub(super) fn short(error: &str) -> String {
    error.lines().next().unwrap_or_default().to_owned()
}

/// Elastic Agent names the data stream; Winlogbeat does not.
fn origin_of(record: &WinlogRecord<'_>) -> Origin {
    let mut origin = Origin::Winlogbeat;
    for extra in record.extras.iter().filter(|extra| extra.parent == Parent::Document) {
        match extra.name {
            "data_stream" | "elastic_agent" => return Origin::Agent,
            "agent" if extra.json.contains("\"winlogbeat\"") => return Origin::Winlogbeat,
            "agent" if extra.json.contains("\"filebeat\"") => origin = Origin::Agent,
            _ => {}
        }
    }
    origin
}

struct Reading<'a> {
    record: WinlogRecord<'a>,
    extras: ArenaVec<'a, Extra<'a>>,
}

impl<'a> Reading<'a> {
    fn extra<'de: 'a, A: MapAccess<'de>>(
        &mut self,
        parent: Parent,
        name: &'a str,
        members: &mut A,
    ) -> Result<(), A::Error> {
        let json = next_raw(members, self.record.arena)?;
        self.extras.push(Extra { parent, name, json });
        Ok(())
    }
}

/// Reads the members of the whole document.
struct DocumentReader<'a>(Reading<'a>);

impl<'a> ReadMember<'a> for DocumentReader<'a> {
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, name: &'a str, members: &mut A) -> Result<(), A::Error> {
        let reading = &mut self.0;
        let arena = reading.record.arena;
        match name {
            "@timestamp" => reading.record.timestamp = next_text(members, arena)?,
            "winlog" => next_object(members, arena, &mut WinlogReader(reading))?,
            "event" => next_object(members, arena, &mut EventReader(reading))?,
            "@metadata" => skip(members)?,
            _ => reading.extra(Parent::Document, name, members)?,
        }
        Ok(())
    }
}

struct EventReader<'r, 'a>(&'r mut Reading<'a>);

impl<'a> ReadMember<'a> for EventReader<'_, 'a> {
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, name: &'a str, members: &mut A) -> Result<(), A::Error> {
        let arena = self.0.record.arena;
        let event = &mut self.0.record.event;
        let field = match name {
            "action" => &mut event.action,
            "kind" => &mut event.kind,
            "outcome" => &mut event.outcome,
            "provider" => &mut event.provider,
            "code" => return skip(members),
            _ => return self.0.extra(Parent::Event, name, members),
        };
        let value = members.next_value_seed(ValueSeed(arena))?;
        *field = value.text(arena);
        if let DataValue::Json(json) = value {
            self.0.extras.push(Extra { parent: Parent::Event, name, json });
        }
        Ok(())
    }
}

struct WinlogReader<'r, 'a>(&'r mut Reading<'a>);

impl<'a> ReadMember<'a> for WinlogReader<'_, 'a> {
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, name: &'a str, members: &mut A) -> Result<(), A::Error> {
        let record = &mut self.0.record;
        let arena = record.arena;
        match name {
            "event_data" => next_object(members, arena, &mut DataReader::new(arena, &mut record.event_data))?,
            "user_data" => next_object(members, arena, &mut DataReader::new(arena, &mut record.user_data))?,
            "channel" => record.channel = next_text(members, arena)?,
            "computer_name" => record.computer_name = next_text(members, arena)?,
            "event_id" => record.event_id = next_text(members, arena)?.unwrap_or_default(),
            "provider_name" => record.provider_name = next_text(members, arena)?,
            "provider_guid" => record.provider_guid = next_text(members, arena)?,
            "record_id" => record.record_id = next_text(members, arena)?,
            "time_created" => record.time_created = next_text(members, arena)?,
            "level" => record.level = next_text(members, arena)?,
            "opcode" => record.opcode = next_text(members, arena)?,
            "task" => record.task = next_text(members, arena)?,
            "keywords" => record.keywords = members.next_value_seed(TextsSeed(arena))?,
            "version" => record.version = next_long(members, arena)?,
            "activity_id" => record.activity_id = next_text(members, arena)?,
            "related_activity_id" => record.related_activity_id = next_text(members, arena)?,
            "process" => next_object(members, arena, &mut ProcessReader(record))?,
            "user" => next_object(members, arena, &mut UserReader(&mut record.user, arena))?,
            _ => self.0.extra(Parent::Winlog, name, members)?,
        }
        Ok(())
    }
}

struct ProcessReader<'r, 'a>(&'r mut WinlogRecord<'a>);

impl<'a> ReadMember<'a> for ProcessReader<'_, 'a> {
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, name: &'a str, members: &mut A) -> Result<(), A::Error> {
        let arena = self.0.arena;
        match name {
            "pid" => self.0.process_id = next_long(members, arena)?,
            "thread" => next_object(members, arena, &mut ThreadReader(self.0))?,
            _ => skip(members)?,
        }
        Ok(())
    }
}

struct ThreadReader<'r, 'a>(&'r mut WinlogRecord<'a>);

impl<'a> ReadMember<'a> for ThreadReader<'_, 'a> {
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, name: &'a str, members: &mut A) -> Result<(), A::Error> {
        match name {
            "id" => self.0.thread_id = next_long(members, self.0.arena)?,
            _ => skip(members)?,
        }
        Ok(())
    }
}

struct UserReader<'r, 'a>(&'r mut User<'a>, &'a Arena);

impl<'a> ReadMember<'a> for UserReader<'_, 'a> {
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, name: &'a str, members: &mut A) -> Result<(), A::Error> {
        let value = next_text(members, self.1)?;
        match name {
            "identifier" => self.0.identifier = value,
            "name" => self.0.name = value,
            "domain" => self.0.domain = value,
            "type" => self.0.account_type = value,
            _ => {}
        }
        Ok(())
    }
}

/// Reads `event_data` or `user_data`: values by name, kept in order.
struct DataReader<'r, 'a> {
    items: ArenaVec<'a, DataItem<'a>>,
    arena: &'a Arena,
    target: &'r mut &'a [DataItem<'a>],
}

impl<'r, 'a> DataReader<'r, 'a> {
    fn new(arena: &'a Arena, target: &'r mut &'a [DataItem<'a>]) -> Self {
        Self { items: ArenaVec::with_capacity_in(USUAL_DATA_ITEMS, arena), arena, target }
    }
}

impl<'a> ReadMember<'a> for DataReader<'_, 'a> {
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, name: &'a str, members: &mut A) -> Result<(), A::Error> {
        let value = members.next_value_seed(ValueSeed(self.arena))?;
        self.items.push(DataItem { name, value });
        Ok(())
    }
}

impl Drop for DataReader<'_, '_> {
    fn drop(&mut self) {
        let items = std::mem::replace(&mut self.items, ArenaVec::new_in(self.arena));
        *self.target = items.into_bump_slice();
    }
}

/// Reads an array of strings, or one string.
struct TextsSeed<'a>(&'a Arena);

impl<'de: 'a, 'a> DeserializeSeed<'de> for TextsSeed<'a> {
    type Value = &'a [&'a str];

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de: 'a, 'a> Visitor<'de> for TextsSeed<'a> {
    type Value = &'a [&'a str];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of strings")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(&[])
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(self.0.alloc_slice_copy(&[text]))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.0.alloc_slice_copy(&[&*self.0.alloc_str(text)]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut texts = ArenaVec::new_in(self.0);
        while let Some(value) = elements.next_element_seed(ValueSeed(self.0))? {
            if let DataValue::Text(text) = value {
                texts.push(text);
            }
        }
        Ok(texts.into_bump_slice())
    }
}
