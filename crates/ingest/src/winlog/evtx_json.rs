//! Reads a record from the JSON that the `evtx` crate and its tool `evtx_dump` write.
//!
//! That JSON follows the event's XML: an element is its text, or null, or an object with the attributes under
//! `#attributes` and the text under `#text`; `Data` elements that have a name are members under that name, those that
//! have none are an array under `Data`.

use super::element::Element;
use super::event_data::{DataBuilder, Guids};
use super::raw_event::RawEvent;
use super::record::WinlogRecord;
use crate::decode::json::{Malformed, Scanner};
use crate::decode::malformed;
use crate::mapping::text::members;
use crate::mapping::{Arena, DataValue};
use crate::source::RecordError;

pub(super) fn parse<'a>(json: &'a str, arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
    let mut event = RawEvent::new(arena, Guids::UpperCase);
    let mut has_system = false;
    let mut scanner = Scanner::new(json);
    if scanner.skip_blanks() != b'{' {
        return Err(RecordError::WrongShape("no JSON object"));
    }
    let envelope = members(&mut scanner, arena, |scanner, name| match name {
        "Event" => members(scanner, arena, |scanner, name| {
            has_system |= name == "System" && scanner.peek() == b'{';
            event_member(&mut event, scanner, name, arena)
        }),
        _ => scanner.skip_value(),
    });
    envelope.map_err(malformed)?;
    if !scanner.is_at_end() {
        return Err(RecordError::NotJson("text behind the record".to_owned()));
    }
    match has_system {
        true => event.finish(),
        false => Err(RecordError::WrongShape("no Event.System object")),
    }
}

fn event_member<'a>(
    event: &mut RawEvent<'a>,
    scanner: &mut Scanner<'a>,
    name: &'a str,
    arena: &'a Arena,
) -> Result<(), Malformed> {
    match name {
        "System" => members(scanner, arena, |scanner, name| {
            let element = Element::read(scanner, arena)?;
            if let Some(text) = element.first().and_then(|value| text(value, arena)) {
                event.system_text(name, text);
            }
            for (attribute, value) in element.attributes {
                if let Some(text) = text(*value, arena) {
                    event.system_attribute(name, attribute, text);
                }
            }
            Ok(())
        }),
        "EventData" | "ProcessingErrorData" => values(&mut event.event_data, scanner, arena),
        "UserData" => members(scanner, arena, |scanner, name| match name {
            "#attributes" => scanner.skip_value(),
            _ => {
                values(&mut event.user_data, scanner, arena)?;
                event.user_data.name_element(name);
                Ok(())
            }
        }),
        "RenderingInfo" => members(scanner, arena, |scanner, name| match name {
            "Keywords" => members(scanner, arena, |scanner, name| rendered(event, scanner, name, arena)),
            _ => rendered(event, scanner, name, arena),
        }),
        _ => scanner.skip_value(),
    }
}

fn rendered<'a>(
    event: &mut RawEvent<'a>,
    scanner: &mut Scanner<'a>,
    name: &'a str,
    arena: &'a Arena,
) -> Result<(), Malformed> {
    for text in Element::read(scanner, arena)?.texts.iter().filter_map(|value| value.text(arena)) {
        event.rendered_text(name, text);
    }
    Ok(())
}

/// What a value says. Numbers may be of 64 bits without a sign.
fn text<'a>(value: DataValue<'a>, arena: &'a Arena) -> Option<&'a str> {
    match value {
        DataValue::Json(json) if json.starts_with(|letter: char| letter.is_ascii_digit()) => Some(json),
        value => value.text(arena),
    }
}

/// Reads the values of an element that holds others.
fn values<'a>(
    data: &mut DataBuilder<'a>,
    scanner: &mut Scanner<'a>,
    arena: &'a Arena,
) -> Result<(), Malformed> {
    members(scanner, arena, |scanner, name| {
        if name == "#attributes" {
            return scanner.skip_value();
        }
        let element = Element::read(scanner, arena)?;
        let name = match name {
            "Data" => element.attribute("Name").and_then(|name| name.text(arena)),
            name => Some(name),
        };
        for value in element.texts {
            data.push(name, text(*value, arena).unwrap_or_default());
        }
        Ok(())
    })
}
