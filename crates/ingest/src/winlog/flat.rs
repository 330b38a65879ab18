//! Reads a record whose values lie beside each other in one JSON object, with the event's own data at the top level.
//!
//! Two tools write such objects: NXLog's `im_msvistalog` (docs.nxlog.co/refman, fields of that module), often behind
//! Logstash, which adds `@timestamp`, `host`, `port` and `tags`; and `Get-WinEvent` scripts that put the values of the
//! event's XML beside `TimeCreated`, `SourceName` and `Hostname`. What is no field of the tool is the event's data.

use super::event_data::{Guids, unix_line_ends};
use super::raw_event::RawEvent;
use super::record::{Extra, Parent, WinlogRecord};
use super::{classic_message, clock, names};
use crate::mapping::{Arena, DataItem, DataValue, JsonObject};
use crate::source::RecordError;

/// What shows that an object is such a record.
pub(super) fn recognises(object: &JsonObject<'_>) -> bool {
    object.has("EventID")
        && object.has("Channel")
        && ["Hostname", "SourceName", "ProviderGuid"].iter().any(|name| object.has(name))
}

/// Fields of the tools themselves that say nothing of the event, or say it again.
const LEFT_OUT: &[&str] = &[
    "@version",
    "ERROR_EVT_UNRESOLVED",
    "EventReceivedTime",
    "EventTypeOrignal",
    "EventTypeOriginal",
    "Severity",
    "SeverityValue",
    "SourceModuleName",
    "SourceModuleType",
    "host",
    "port",
];

/// The values that NXLog has for `EventType`. Events may have data of that name.
const EVENT_TYPES: &[&str] =
    &["INFO", "WARNING", "ERROR", "CRITICAL", "VERBOSE", "DEBUG", "AUDIT_SUCCESS", "AUDIT_FAILURE"];

/// What wrote the object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    NxLog,
    GetWinEvent,
}

/// Reads the record that `object` is.
pub(super) fn read<'a>(object: &JsonObject<'a>) -> Result<WinlogRecord<'a>, RecordError> {
    if !recognises(object) {
        return Err(RecordError::WrongShape("no EventID and Channel at the top level"));
    }
    let arena = object.arena;
    let is_nxlog =
        ["SourceModuleName", "SeverityValue", "EventReceivedTime"].iter().any(|name| object.has(name));
    let mut reading = Reading {
        event: RawEvent::new(arena, Guids::UpperCase),
        tool: if is_nxlog { Tool::NxLog } else { Tool::GetWinEvent },
        arena,
        has_execution: object.has("ExecutionProcessID"),
        // Events of the log service itself have XML of their own instead of event data.
        is_user_data: object
            .text("SourceName")
            .is_some_and(|name| name.eq_ignore_ascii_case("Microsoft-Windows-Eventlog")),
        is_service: object.text("SourceName") == Some("Service Control Manager"),
        tags: None,
    };
    for member in object.members {
        reading.member(*member);
    }
    let Reading { mut event, tags, .. } = reading;
    add_classic_values(object, &mut event);
    set_time(object, &mut event);
    let severity = object.text("SeverityValue").and_then(|value| value.parse().ok());
    event.set_level_name(severity.and_then(severity_name));
    let mut record = event.finish()?;
    if record.event.outcome.is_none() {
        record.event.outcome = object.text("EventType").and_then(names::outcome_of_event_type);
    }
    if let Some(tags) = tags {
        record.extras = arena.alloc_slice_copy(&[tags]);
    }
    Ok(record)
}

/// Adds the values of PowerShell's classic events, which have no names and so are in the message alone.
fn add_classic_values<'a>(object: &JsonObject<'a>, event: &mut RawEvent<'a>) {
    if object.text("SourceName") != Some("PowerShell") || object.has("param1") {
        return;
    }
    let message = unix_line_ends(object.text("Message").unwrap_or_default(), object.arena);
    let values = classic_message::values(object.text("EventID").unwrap_or_default(), message);
    for (name, value) in ["param1", "param2", "param3"].into_iter().zip(values.into_iter().flatten()) {
        event.event_data.push(Some(name), value);
    }
}

struct Reading<'a> {
    event: RawEvent<'a>,
    tool: Tool,
    arena: &'a Arena,
    has_execution: bool,
    is_user_data: bool,
    is_service: bool,
    tags: Option<Extra<'a>>,
}

impl<'a> Reading<'a> {
    fn member(&mut self, member: DataItem<'a>) {
        let DataItem { name, value } = member;
        if name == "tags"
            && let DataValue::Json(json) = value
        {
            self.tags = Some(Extra { parent: Parent::Document, name, json });
            return;
        }
        let Some(text) = value.text(self.arena) else { return };
        if !self.system(name, value, text) && !self.user(name, text) {
            self.data(name, text);
        }
    }

    /// What the event's `System` element has, under the tools' names. False if it is nothing of it.
    fn system(&mut self, name: &str, value: DataValue<'a>, text: &'a str) -> bool {
        let event = &mut self.event;
        match name {
            "EventID" | "Channel" | "Keywords" | "Task" | "Level" => event.system_text(name, text),
            "Hostname" => event.system_text("Computer", text),
            "RecordNumber" => event.system_text("EventRecordID", text),
            "OpcodeValue" => event.system_text("Opcode", text),
            "Version" if matches!(value, DataValue::Long(_)) => event.system_text(name, text),
            "SourceName" => event.system_attribute("Provider", "Name", text),
            "ProviderGuid" => event.system_attribute("Provider", "Guid", text),
            "ActivityID" => event.system_attribute("Correlation", "ActivityID", text),
            "RelatedActivityID" => event.system_attribute("Correlation", "RelatedActivityID", text),
            "ExecutionProcessID" => event.system_attribute("Execution", "ProcessID", text),
            "ExecutionThreadID" | "ThreadID" => event.system_attribute("Execution", "ThreadID", text),
            "ProcessID" if !self.has_execution && matches!(value, DataValue::Long(_)) => {
                event.system_attribute("Execution", name, text);
            }
            "Message" => event.rendered_text(name, text),
            "Category" if self.tool == Tool::NxLog => event.rendered_text("Task", text),
            "Opcode" if self.tool == Tool::NxLog => event.rendered_text(name, text),
            "Opcode" => event.system_text(name, text),
            "EventType" => return EVENT_TYPES.contains(&text),
            "@timestamp" | "EventTime" | "TimeCreated" => {}
            name => return LEFT_OUT.contains(&name),
        }
        true
    }

    /// The account in whose context the event was written, which NXLog names. False if it is nothing of it.
    fn user(&mut self, name: &str, text: &'a str) -> bool {
        if self.tool != Tool::NxLog {
            return false;
        }
        match name {
            "UserID" if text.starts_with("S-1-") => self.event.system_attribute("Security", name, text),
            // The account that a service is installed to run under has the same name.
            "AccountName" if self.is_service => return false,
            "AccountName" | "AccountType" | "Domain" => self.event.account(name, text),
            _ => return false,
        }
        true
    }

    fn data(&mut self, name: &'a str, text: &'a str) {
        match self.is_user_data {
            true => self.event.user_data.push(Some(name), text),
            false => self.event.event_data.push(Some(name), text),
        }
    }
}

/// NXLog's numbers of severities (docs.nxlog.co/refman, `SeverityValue`), as Winlogbeat names levels.
fn severity_name(number: i64) -> Option<&'static str> {
    Some(match number {
        1 => "verbose",
        2 => "information",
        3 => "warning",
        4 => "error",
        5 => "critical",
        _ => return None,
    })
}

/// Says when the event was written. NXLog writes `EventTime` in the host's own time and without its zone; what tells the
/// zone is when it was received, in the same time and in UTC.
fn set_time<'a>(object: &JsonObject<'a>, event: &mut RawEvent<'a>) {
    let written = object.text("EventTime").or_else(|| object.text("TimeCreated"));
    let shipped = object.text("@timestamp");
    let time = match (written, shipped) {
        (Some(written), _) if clock::has_zone(written) => Some(clock::in_utc(written, object.arena)),
        (Some(written), Some(shipped)) => {
            let received = object.text("EventReceivedTime").filter(|time| !clock::has_zone(time));
            let shifted = clock::shifted(written, received.unwrap_or(written), shipped, object.arena);
            Some(shifted.unwrap_or(shipped))
        }
        (Some(written), None) => Some(clock::in_utc(written, object.arena)),
        (None, shipped) => shipped,
    };
    if let Some(time) = time {
        event.system_attribute("TimeCreated", "SystemTime", time);
    }
}
