//! What every Windows event log record says.

use crate::mapping::text::string_member;
use crate::mapping::{Arena, DataItem, DataValue};
use crate::source::RecordError;

use super::mapping::message_table;
use super::{Shape, evtx_json, json, xml};

/// The container that a record came in. It decides which of the equivalent data sets the record belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    /// A record of an `.evtx` file.
    Evtx,
    /// A document that Winlogbeat made.
    Winlogbeat,
    /// A document that Elastic Agent (or Filebeat) made.
    Agent,
}

/// One Windows event log record. Its strings lie in the text it was read from or in the arena.
#[derive(Clone, Debug)]
pub struct WinlogRecord<'a> {
    pub(crate) arena: &'a Arena,
    /// The container it came in.
    pub origin: Origin,
    /// When the shipper says it happened (`@timestamp`), or the time it was written.
    pub timestamp: Option<&'a str>,
    /// When it was written to the log.
    pub time_created: Option<&'a str>,
    /// The log it was written to.
    pub channel: Option<&'a str>,
    /// Who wrote it.
    pub provider_name: Option<&'a str>,
    pub(crate) provider_guid: Option<&'a str>,
    /// The machine it was written on.
    pub computer_name: Option<&'a str>,
    /// What it tells, as digits.
    pub event_id: &'a str,
    /// The same as a number; 0 where it is none.
    pub event_code: u32,
    pub(crate) record_id: Option<&'a str>,
    pub(crate) level: Option<&'a str>,
    pub(crate) opcode: Option<&'a str>,
    pub(crate) task: Option<&'a str>,
    /// What the shipper put into `event.*`, where it is text.
    pub(crate) event: EventFields<'a>,
    /// `log.level`, where the container itself says none.
    pub(crate) log_level: Option<&'a str>,
    pub(crate) keywords: &'a [&'a str],
    pub(crate) version: Option<i64>,
    pub(crate) process_id: Option<i64>,
    pub(crate) thread_id: Option<i64>,
    pub(crate) activity_id: Option<&'a str>,
    pub(crate) related_activity_id: Option<&'a str>,
    pub(crate) user: User<'a>,
    /// The text that the host had for it, where the container has it apart from the shipper's own members.
    pub(crate) message: Option<&'a str>,
    /// Whether nothing but the computer's name says which host it was, so that it is the host's name.
    pub(crate) host_is_computer: bool,
    /// The named values, in the order they were written.
    pub(crate) event_data: &'a [DataItem<'a>],
    /// The values of a record that has its own XML instead.
    pub(crate) user_data: &'a [DataItem<'a>],
    /// What the shipper said beside that.
    pub(crate) extras: &'a [Extra<'a>],
}

/// The members of `event` that every shipper sets.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EventFields<'a> {
    pub(crate) action: Option<&'a str>,
    pub(crate) kind: Option<&'a str>,
    pub(crate) outcome: Option<&'a str>,
    pub(crate) provider: Option<&'a str>,
}

/// The account in whose context the record was written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct User<'a> {
    pub(crate) identifier: Option<&'a str>,
    pub(crate) name: Option<&'a str>,
    pub(crate) domain: Option<&'a str>,
    pub(crate) account_type: Option<&'a str>,
}

/// A member of the shipper's document that is none of the above, as JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extra<'a> {
    pub(crate) parent: Parent,
    pub(crate) name: &'a str,
    pub(crate) json: &'a str,
}

/// The object that an [`Extra`] is a member of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Parent {
    Document,
    Event,
    Winlog,
}

impl<'a> WinlogRecord<'a> {
    pub(crate) fn new(arena: &'a Arena, origin: Origin) -> Self {
        Self {
            arena,
            origin,
            timestamp: None,
            time_created: None,
            channel: None,
            provider_name: None,
            provider_guid: None,
            computer_name: None,
            event_id: "",
            event_code: 0,
            record_id: None,
            level: None,
            opcode: None,
            task: None,
            event: EventFields::default(),
            log_level: None,
            keywords: &[],
            version: None,
            process_id: None,
            thread_id: None,
            activity_id: None,
            related_activity_id: None,
            user: User::default(),
            message: None,
            host_is_computer: origin == Origin::Evtx,
            event_data: &[],
            user_data: &[],
            extras: &[],
        }
    }

    /// Reads a JSON document with a `winlog` object, as Winlogbeat or Elastic Agent ship it.
    ///
    /// # Errors
    /// When the text is not JSON, or is no such document.
    pub fn parse_json(text: &'a str, arena: &'a Arena) -> Result<Self, RecordError> {
        json::parse(text, arena)
    }

    /// Reads the JSON that the `evtx` crate writes for a record: an `Event` object that follows the event's XML.
    ///
    /// # Errors
    /// When the text is not JSON, or is no such record.
    pub fn parse_evtx_json(text: &'a str, arena: &'a Arena) -> Result<Self, RecordError> {
        evtx_json::parse(text, arena)
    }

    /// Reads a record of any shape, as its text shows it.
    ///
    /// # Errors
    /// When the text is of no known shape, or is damaged.
    pub fn parse(text: &'a str, arena: &'a Arena) -> Result<Self, RecordError> {
        Shape::parse_any(text, arena).map(|(_, record)| record)
    }

    /// Reads one `Event` element, as Event Viewer, `wevtutil` and many shippers write it.
    ///
    /// # Errors
    /// When the text is not XML, or is no such element.
    pub fn parse_xml(text: &'a str, arena: &'a Arena) -> Result<Self, RecordError> {
        xml::parse(text, arena)
    }

    /// The machine's name in lower case: Windows writes it in either.
    pub(crate) fn machine_name(&self) -> Option<&'a str> {
        let name = self.computer_name?;
        match name.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
            false => Some(name),
            true if name.is_ascii() => {
                let name = self.arena.alloc_str(name);
                name.make_ascii_lowercase();
                Some(name)
            }
            true => Some(self.arena.alloc_str(&name.to_lowercase())),
        }
    }

    /// The text of this name in the event data.
    pub(crate) fn data(&self, name: &str) -> Option<&'a str> {
        self.event_data.iter().find(|item| item.name == name)?.value.text(self.arena)
    }

    /// A member of the shipper's document, as JSON.
    pub(crate) fn extra(&self, parent: Parent, name: &str) -> Option<&'a str> {
        self.extras.iter().find(|extra| extra.parent == parent && extra.name == name).map(|extra| extra.json)
    }

    /// Whether Elastic Agent read the record from a collector's log of forwarded events.
    pub(crate) fn is_forwarded(&self) -> bool {
        self.extra(Parent::Document, "data_stream").and_then(|json| string_member(json, "dataset"))
            == Some("windows.forwarded")
            || self.extra(Parent::Event, "dataset") == Some("\"windows.forwarded\"")
    }

    /// Puts the texts that Windows has for message numbers (`%%1833`) in their place, as Winlogbeat's reading of a log
    /// does, where they are the same on every host. Lists of rights stay as they are: their texts have blanks.
    pub fn expand_message_numbers(&mut self) {
        let has_numbers =
            |item: &&DataItem<'a>| matches!(item.value, DataValue::Text(text) if text.contains("%%"));
        if !self.event_data.iter().any(|item| has_numbers(&item)) {
            return;
        }
        let arena = self.arena;
        self.event_data = arena.alloc_slice_fill_iter(self.event_data.iter().map(|item| match item.value {
            DataValue::Text(text) if item.name != "AccessList" => {
                DataItem { name: item.name, value: DataValue::Text(message_table::expand(text, arena)) }
            }
            _ => *item,
        }));
    }
}
