//! Reads a record from a line of EvtxECmd's JSON, or from a row of its CSV as an object.
//!
//! Columns as the tool writes them (github.com/EricZimmerman/evtx, the class `EventRecord`): `EventId`, `EventRecordId`,
//! `TimeCreated` in UTC, `Level` and `Keywords` in words, `Provider`, `Channel`, `ProcessId`, `ThreadId`, `Computer`,
//! `UserId`. `Payload` is the event's data, XML turned into JSON with attributes as `@Name` and text as `#text`; what
//! its maps put into `PayloadData1` to `PayloadData6` is all from there, so it is left out. The provider's GUID, the
//! version, opcode and task of the event are not in the output.

use super::event_data::{DataBuilder, Guids};
use super::raw_event::RawEvent;
use super::record::WinlogRecord;
use super::{clock, names};
use crate::decode::json::{Malformed, Scanner};
use crate::decode::malformed;
use crate::mapping::text::{members, value};
use crate::mapping::{Arena, DataValue, JsonObject};
use crate::source::RecordError;

/// What shows that an object is such a record.
pub(super) fn recognises(object: &JsonObject<'_>) -> bool {
    ["EventId", "Channel", "Payload"].iter().all(|name| object.has(name))
        && ["MapDescription", "ChunkNumber", "EventRecordId", "Provider"].iter().any(|name| object.has(name))
}

/// Reads the record that `object` is.
pub(super) fn read<'a>(object: &JsonObject<'a>) -> Result<WinlogRecord<'a>, RecordError> {
    if !recognises(object) {
        return Err(RecordError::WrongShape("no EventId, Channel and Payload"));
    }
    let arena = object.arena;
    let mut event = RawEvent::new(arena, Guids::UpperCase);
    for member in object.members {
        let Some(text) = member.value.text(arena) else { continue };
        match member.name {
            "EventId" => event.system_text("EventID", text),
            "EventRecordId" => event.system_text("EventRecordID", text),
            "Channel" | "Computer" => event.system_text(member.name, text),
            "Level" => event.set_level_name(names::level_of_evtxecmd(text)),
            "Keywords" => event.set_keywords(text),
            "Provider" => event.system_attribute("Provider", "Name", text),
            "ProcessId" => event.system_attribute("Execution", "ProcessID", text),
            "ThreadId" => event.system_attribute("Execution", "ThreadID", text),
            "UserId" if text.starts_with("S-1-") => event.system_attribute("Security", "UserID", text),
            "TimeCreated" => {
                event.system_attribute("TimeCreated", "SystemTime", clock::in_utc(text, arena));
            }
            _ => {}
        }
    }
    // Sysmon numbers its tasks as its events.
    if object.text("Provider") == Some("Microsoft-Windows-Sysmon")
        && let Some(id) = object.text("EventId")
    {
        event.system_text("Task", id);
    }
    match object.get("Payload") {
        Some(DataValue::Text("") | DataValue::Null) | None => {}
        Some(DataValue::Text(payload) | DataValue::Json(payload)) => {
            read_payload(payload, &mut event, arena)?
        }
        Some(_) => return Err(RecordError::WrongShape("a Payload that is no JSON")),
    }
    event.finish()
}

fn read_payload<'a>(payload: &'a str, event: &mut RawEvent<'a>, arena: &'a Arena) -> Result<(), RecordError> {
    crate::decode::check_nesting(payload)?;
    let mut scanner = Scanner::new(payload);
    if scanner.skip_blanks() != b'{' {
        return Err(RecordError::WrongShape("a Payload that is no JSON"));
    }
    let read = members(&mut scanner, arena, |scanner, name| match name {
        "EventData" | "ProcessingErrorData" => values(&mut event.event_data, scanner, arena),
        "UserData" => members(scanner, arena, |scanner, name| match name.starts_with('@') {
            true => scanner.skip_value(),
            false => {
                values(&mut event.user_data, scanner, arena)?;
                event.user_data.name_element(name);
                Ok(())
            }
        }),
        _ => scanner.skip_value(),
    });
    read.map_err(malformed)
}

/// Reads the values of an element that holds others.
fn values<'a>(
    data: &mut DataBuilder<'a>,
    scanner: &mut Scanner<'a>,
    arena: &'a Arena,
) -> Result<(), Malformed> {
    members(scanner, arena, |scanner, name| match (name, scanner.peek()) {
        (name, _) if name.starts_with('@') => scanner.skip_value(),
        (name, b'[') => scanner.elements(|scanner| element(data, scanner, name, arena)),
        (name, _) => element(data, scanner, name, arena),
    })
}

/// Reads one element: its text, or an object with its name and its text.
fn element<'a>(
    data: &mut DataBuilder<'a>,
    scanner: &mut Scanner<'a>,
    element: &'a str,
    arena: &'a Arena,
) -> Result<(), Malformed> {
    let mut name = Some(element).filter(|name| *name != "Data");
    let mut text = "";
    match scanner.peek() {
        b'{' => members(scanner, arena, |scanner, member| {
            let value = value(scanner, arena)?.text(arena);
            match member {
                "@Name" if element == "Data" => name = value,
                "#text" => text = value.unwrap_or_default(),
                _ => {}
            }
            Ok(())
        })?,
        _ => text = value(scanner, arena)?.text(arena).unwrap_or_default(),
    }
    data.push(name, text);
    Ok(())
}
