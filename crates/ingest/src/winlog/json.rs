//! Reads a record from the JSON document that Winlogbeat or Elastic Agent ships.

use bumpalo::collections::Vec as ArenaVec;

use super::record::{Extra, Origin, Parent, User, WinlogRecord};
use crate::decode::json::{Malformed, Scanner};
use crate::decode::malformed;
use crate::mapping::text::{long, members, string_member, text, value};
use crate::mapping::{Arena, DataItem, DataValue};
use crate::source::RecordError;

/// Room for the values of one record, so that growing is rare.
const USUAL_DATA_ITEMS: usize = 32;
const USUAL_EXTRAS: usize = 12;

pub(super) fn parse<'a>(json: &'a str, arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
    let record = read(json, arena)?;
    match record.channel.is_none() && record.event_id.is_empty() && record.provider_name.is_none() {
        true => Err(RecordError::WrongShape("no winlog object")),
        false => Ok(record),
    }
}

/// Reads what there is of a record in a shipper's document.
pub(super) fn read<'a>(json: &'a str, arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
    let mut reading = Reading {
        record: WinlogRecord::new(arena, Origin::Winlogbeat),
        extras: ArenaVec::with_capacity_in(USUAL_EXTRAS, arena),
        arena,
    };
    let mut scanner = Scanner::new(json);
    if scanner.skip_blanks() != b'{' {
        return Err(RecordError::WrongShape("no JSON object"));
    }
    members(&mut scanner, arena, |scanner, name| reading.document_member(scanner, name))
        .map_err(malformed)?;
    if !scanner.is_at_end() {
        return Err(RecordError::NotJson("text behind the document".to_owned()));
    }
    let Reading { mut record, extras, .. } = reading;
    record.extras = extras.into_bump_slice();
    record.origin = origin_of(&record);
    record.event_code = record.event_id.parse().unwrap_or(0);
    Ok(record)
}

/// Elastic Agent names the data stream; Winlogbeat does not.
fn origin_of(record: &WinlogRecord<'_>) -> Origin {
    let mut origin = Origin::Winlogbeat;
    for extra in record.extras.iter().filter(|extra| extra.parent == Parent::Document) {
        match extra.name {
            "data_stream" | "elastic_agent" => return Origin::Agent,
            "agent" => match string_member(extra.json, "type") {
                Some("winlogbeat") => return Origin::Winlogbeat,
                Some("filebeat") => origin = Origin::Agent,
                _ => {}
            },
            _ => {}
        }
    }
    origin
}

struct Reading<'a> {
    record: WinlogRecord<'a>,
    extras: ArenaVec<'a, Extra<'a>>,
    arena: &'a Arena,
}

impl<'a> Reading<'a> {
    fn extra(&mut self, parent: Parent, name: &'a str, scanner: &mut Scanner<'a>) -> Result<(), Malformed> {
        let json = scanner.raw_value()?;
        self.extras.push(Extra { parent, name, json });
        Ok(())
    }

    fn document_member(&mut self, scanner: &mut Scanner<'a>, name: &'a str) -> Result<(), Malformed> {
        let arena = self.arena;
        match name {
            "@timestamp" => self.record.timestamp = text(scanner, arena)?,
            "winlog" => members(scanner, arena, |scanner, name| self.winlog_member(scanner, name))?,
            "event" => members(scanner, arena, |scanner, name| self.event_member(scanner, name))?,
            "@metadata" => scanner.skip_value()?,
            _ => self.extra(Parent::Document, name, scanner)?,
        }
        Ok(())
    }

    fn event_member(&mut self, scanner: &mut Scanner<'a>, name: &'a str) -> Result<(), Malformed> {
        let event = &mut self.record.event;
        let field = match name {
            "action" => &mut event.action,
            "kind" => &mut event.kind,
            "outcome" => &mut event.outcome,
            "provider" => &mut event.provider,
            "code" => return scanner.skip_value(),
            _ => return self.extra(Parent::Event, name, scanner),
        };
        let value = value(scanner, self.arena)?;
        *field = value.text(self.arena);
        if let DataValue::Json(json) = value {
            self.extras.push(Extra { parent: Parent::Event, name, json });
        }
        Ok(())
    }

    fn winlog_member(&mut self, scanner: &mut Scanner<'a>, name: &'a str) -> Result<(), Malformed> {
        let arena = self.arena;
        let record = &mut self.record;
        match name {
            "event_data" => record.event_data = data(scanner, arena)?,
            "user_data" => record.user_data = data(scanner, arena)?,
            "channel" => record.channel = text(scanner, arena)?,
            "computer_name" => record.computer_name = text(scanner, arena)?,
            "event_id" => record.event_id = text(scanner, arena)?.unwrap_or_default(),
            "provider_name" => record.provider_name = text(scanner, arena)?,
            "provider_guid" => record.provider_guid = text(scanner, arena)?,
            "record_id" => record.record_id = text(scanner, arena)?,
            "time_created" => record.time_created = text(scanner, arena)?,
            "level" => record.level = text(scanner, arena)?,
            "opcode" => record.opcode = text(scanner, arena)?,
            "task" => record.task = text(scanner, arena)?,
            "keywords" => record.keywords = texts(scanner, arena)?,
            "version" => record.version = long(scanner, arena)?,
            "activity_id" => record.activity_id = text(scanner, arena)?,
            "related_activity_id" => record.related_activity_id = text(scanner, arena)?,
            "process" => members(scanner, arena, |scanner, name| self.process_member(scanner, name))?,
            "user" => record.user = user(scanner, arena)?,
            _ => self.extra(Parent::Winlog, name, scanner)?,
        }
        Ok(())
    }

    fn process_member(&mut self, scanner: &mut Scanner<'a>, name: &'a str) -> Result<(), Malformed> {
        match name {
            "pid" => self.record.process_id = long(scanner, self.arena)?,
            "thread" => members(scanner, self.arena, |scanner, name| match name {
                "id" => {
                    self.record.thread_id = long(scanner, self.arena)?;
                    Ok(())
                }
                _ => scanner.skip_value(),
            })?,
            _ => scanner.skip_value()?,
        }
        Ok(())
    }
}

fn user<'a>(scanner: &mut Scanner<'a>, arena: &'a Arena) -> Result<User<'a>, Malformed> {
    let mut user = User::default();
    members(scanner, arena, |scanner, name| {
        let value = text(scanner, arena)?;
        match name {
            "identifier" => user.identifier = value,
            "name" => user.name = value,
            "domain" => user.domain = value,
            "type" => user.account_type = value,
            _ => {}
        }
        Ok(())
    })?;
    Ok(user)
}

/// Values by name, in order.
fn data<'a>(scanner: &mut Scanner<'a>, arena: &'a Arena) -> Result<&'a [DataItem<'a>], Malformed> {
    let mut items = ArenaVec::with_capacity_in(USUAL_DATA_ITEMS, arena);
    members(scanner, arena, |scanner, name| {
        items.push(DataItem { name, value: value(scanner, arena)? });
        Ok(())
    })?;
    Ok(items.into_bump_slice())
}

/// An array of strings, or one string.
fn texts<'a>(scanner: &mut Scanner<'a>, arena: &'a Arena) -> Result<&'a [&'a str], Malformed> {
    let mut texts = ArenaVec::new_in(arena);
    if scanner.peek() == b'[' {
        scanner.elements(|scanner| {
            texts.extend(text(scanner, arena)?);
            Ok(())
        })?;
    } else {
        texts.extend(text(scanner, arena)?);
    }
    Ok(texts.into_bump_slice())
}
