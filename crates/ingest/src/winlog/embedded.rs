//! Reads a record whose XML is a text in a JSON object.
//!
//! Two kinds of object have it. A document that Elastic Agent or Filebeat ships keeps the XML as `event.original` (or
//! has it as `message`, or as `json.result._raw` where it was collected from Splunk) and leaves it to the pipeline to
//! decode; what else the document says is kept, and so is the spelling of values, as the pipelines do. An export of
//! Splunk has it as `_raw`, of each object or of its `result`; what Splunk adds says nothing of the event.

use super::event_data::Guids;
use super::record::{Extra, Origin, Parent, WinlogRecord};
use super::{json, names, xml};
use crate::mapping::{Arena, DataValue, JsonObject, text};
use crate::source::RecordError;

/// Where the XML of an object lies.
struct Found<'a> {
    xml: &'a str,
    /// The member of the shipper's document that it lies in; nothing where the object is no such document.
    shipped_in: Option<&'static str>,
}

/// What shows that an object has the XML of a record.
pub(super) fn recognises(object: &JsonObject<'_>) -> bool {
    find(object).is_some()
}

fn find<'a>(object: &JsonObject<'a>) -> Option<Found<'a>> {
    let raw = |object: &JsonObject<'a>| event_xml(object.get("_raw")?);
    if let Some(xml) = raw(object).or_else(|| raw(&object.object("result")?)) {
        return Some(Found { xml, shipped_in: None });
    }
    let shipped = |member, xml: Option<&'a str>| xml.map(|xml| Found { xml, shipped_in: Some(member) });
    shipped("event", object.object("event").and_then(|event| event_xml(event.get("original")?)))
        .or_else(|| shipped("json", object.object("json").and_then(|json| raw(&json.object("result")?))))
        .or_else(|| shipped("message", object.get("message").and_then(event_xml)))
        .or_else(|| shipped("event.original", object.get("event.original").and_then(event_xml)))
        .or_else(|| shipped("json", object.get("json.result._raw").and_then(event_xml)))
}

/// The text from its `Event` element on, if it is one.
fn event_xml(value: DataValue<'_>) -> Option<&str> {
    let DataValue::Text(text) = value else { return None };
    let text = text.trim();
    let element = match text.strip_prefix("<?xml") {
        Some(declared) => declared.split_once("?>")?.1.trim_start(),
        None => text,
    };
    let behind = element.strip_prefix("<Event")?;
    behind.starts_with([' ', '>', '\t', '\r', '\n']).then_some(element)
}

/// Reads the record of an object.
pub(super) fn parse<'a>(json: &'a str, arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
    let object = JsonObject::parse(json, arena)?;
    let found = find(&object).ok_or(RecordError::WrongShape("no event's XML in it"))?;
    let Some(member) = found.shipped_in else { return xml::parse(found.xml, arena) };
    let document = json::read(json, arena)?;
    let event = xml::read(found.xml, arena, Guids::AsTheyAre)?;
    let level = event.level().and_then(names::level);
    let mut record = event.finish()?;
    let is_kept = |extra: &&Extra<'a>| match member {
        "json" => extra.parent != Parent::Document || !extra.name.starts_with("json"),
        "message" => extra.parent != Parent::Document || extra.name != "message",
        _ => true,
    };
    record.extras =
        bumpalo::collections::Vec::from_iter_in(document.extras.iter().filter(is_kept).copied(), arena)
            .into_bump_slice();
    record.origin = match document.origin {
        Origin::Agent => Origin::Agent,
        _ if record.extras.iter().any(|extra| extra.name == "agent") => Origin::Winlogbeat,
        _ => Origin::Evtx,
    };
    if record.extra(Parent::Document, "message").is_some() {
        record.message = None;
    }
    if document.timestamp.is_some() {
        record.time_created = record.timestamp;
        record.timestamp = document.timestamp;
        record.level = level;
    }
    let host = record.extra(Parent::Document, "host").unwrap_or_default();
    record.host_is_computer = text::has_members(host, ["name"]) == [false];
    let (own, said) = (&mut record.event, document.event);
    own.action = said.action.or(own.action);
    own.outcome = said.outcome.or(own.outcome);
    Ok(record)
}
