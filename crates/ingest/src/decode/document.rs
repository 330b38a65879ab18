//! Raw records to whole documents: the same reading as into a batch, but of one record and into everything.

use ecs::{Document, DocumentBuilder, StoredEvent};
use serde_json::{Map, Value};

use super::json::{Malformed, Number, Scanner, number, unescape};
use super::{known, limits};
use crate::derive::{self, Raw};
use crate::winlog::{self, Arena, Shape, WinlogRecord, frozen};
use crate::{JsonObject, Mapping, RecordError, Source, sources};

/// How the text of a record is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RecordKind {
    /// An ECS document, or a search hit that holds one.
    Ecs,
    /// A Windows event as text.
    Winlog(Shape),
    /// A Windows event as the decoder of event log files writes it.
    Evtx,
    /// A Windows event that was read from its binary XML and kept.
    Frozen,
    /// A Windows event that is to be read from the binary XML of its file again.
    InLog,
    /// A vendor's JSON, read by the source of this number in the registry.
    Json(u16),
}

impl RecordKind {
    /// The number of the first shape of Windows events.
    const FIRST_SHAPE: u32 = 8;

    /// The number of the first source of vendors' JSON: those below are the other kinds.
    const FIRST_JSON: u32 = 32;

    /// A number for it, as an event handle holds it.
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::Ecs => 0,
            Self::Evtx => 2,
            Self::Frozen => 3,
            Self::InLog => 4,
            Self::Winlog(shape) => Self::FIRST_SHAPE + shape.number(),
            Self::Json(source) => Self::FIRST_JSON + u32::from(source),
        }
    }

    /// The kind of this number.
    pub(crate) fn of_number(number: u32) -> Option<Self> {
        match number {
            0 => Some(Self::Ecs),
            2 => Some(Self::Evtx),
            3 => Some(Self::Frozen),
            4 => Some(Self::InLog),
            Self::FIRST_SHAPE..Self::FIRST_JSON => {
                Shape::of_number(number - Self::FIRST_SHAPE).map(Self::Winlog)
            }
            number => u16::try_from(number.checked_sub(Self::FIRST_JSON)?).ok().map(Self::Json),
        }
    }
}

/// How deep documents may nest.
const MAX_DEPTH: usize = 100;

/// The whole normalised document of a record, as its bytes were kept.
pub(crate) fn document_of(
    bytes: &[u8],
    kind: RecordKind,
    choice: winlog::Choice,
) -> Result<Document, RecordError> {
    read(bytes, kind, choice).map(|(document, _)| document)
}

/// The same with the index that the event is in, or most likely would be.
pub(crate) fn event_of(
    bytes: &[u8],
    kind: RecordKind,
    choice: winlog::Choice,
) -> Result<StoredEvent, RecordError> {
    read(bytes, kind, choice).map(|(document, place)| stored(document, &place))
}

/// The same of a Windows event that was read.
pub(crate) fn event_of_record(
    record: &WinlogRecord<'_>,
    choice: winlog::Choice,
) -> Result<StoredEvent, RecordError> {
    of_record(record, choice).map(|(document, place)| stored(document, &place))
}

fn stored(document: Document, place: &Place) -> StoredEvent {
    let index = match place {
        Place::OfSource(source) => ecs::data_stream(&document)
            .or_else(|| source.indices.first().map(|&index| index.to_owned()))
            .unwrap_or_default(),
        Place::Named(index) => super::group::index_of(&document, index.as_deref()),
    };
    StoredEvent { document, index }
}

/// The document of a stored event, a search hit, as it was stored.
pub(crate) fn stored_document(hit: &[u8]) -> Result<Document, RecordError> {
    ecs_document(&String::from_utf8_lossy(hit)).map(|(document, _)| document)
}

/// What is known of where an event is, beside what its document says.
enum Place {
    /// In what its source's events are in.
    OfSource(&'static Source),
    /// In the index that a search hit names.
    Named(Option<String>),
}

fn read(bytes: &[u8], kind: RecordKind, choice: winlog::Choice) -> Result<(Document, Place), RecordError> {
    if kind == RecordKind::Frozen {
        let arena = Arena::new();
        return of_record(&frozen::thaw(bytes, &arena)?, choice);
    }
    let text = &String::from_utf8_lossy(bytes);
    if kind == RecordKind::Ecs {
        return ecs_document(text).map(|(document, place)| (known::amended(text, document), place));
    }
    limits::check_nesting(text)?;
    let (mut document, place) = of_text(text, kind, choice)?;
    if choice.keep_original {
        keep_original(&mut document, text);
    }
    Ok((document, place))
}

/// Adds the raw record, unless its shipper did.
fn keep_original(document: &mut Document, text: &str) {
    let event = document.entry("event").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(event) = event {
        event.entry("original").or_insert_with(|| Value::from(text));
    }
}

fn of_text(text: &str, kind: RecordKind, choice: winlog::Choice) -> Result<(Document, Place), RecordError> {
    let arena = Arena::new();
    let record = match kind {
        RecordKind::Json(number) => {
            let source = sources::sources().get(usize::from(number)).copied();
            let Some((source, Mapping::Json(mapping))) = source.map(|source| (source, source.mapping)) else {
                return Err(RecordError::WrongShape("no mapping for it"));
            };
            let mut builder = DocumentBuilder::new();
            let object = JsonObject::parse(text, &arena)?;
            (mapping.map)(&object, &mut builder)?;
            if !choice.strict_ecs {
                derive::of_event(source, Raw::Json(&object), &mut builder);
            }
            return Ok((builder.finish(), Place::OfSource(source)));
        }
        RecordKind::Winlog(shape) => shape.parse(text, &arena)?,
        RecordKind::Evtx => WinlogRecord::parse_evtx_json(text, &arena)?,
        RecordKind::Ecs | RecordKind::Frozen | RecordKind::InLog => {
            return Err(RecordError::WrongShape("no text"));
        }
    };
    of_record(&record, choice)
}

/// The whole normalised document of a Windows event.
pub(super) fn document_of_record(
    record: &WinlogRecord<'_>,
    choice: winlog::Choice,
) -> Result<Document, RecordError> {
    of_record(record, choice).map(|(document, _)| document)
}

fn of_record(record: &WinlogRecord<'_>, choice: winlog::Choice) -> Result<(Document, Place), RecordError> {
    let mut builder = DocumentBuilder::new();
    let source = winlog::map(record, choice, &mut builder)?;
    Ok((builder.finish(), Place::OfSource(source)))
}

/// What to do about a value that is not JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Damage {
    /// Refuse the document.
    #[cfg_attr(not(test), expect(dead_code, reason = "what tests compare with"))]
    Refuse,
    /// Take the value's text for its value. A batch may hold an event that is damaged where nothing was read.
    KeepText,
}

/// Reads text that is one JSON object.
pub(super) fn parse(text: &str, damage: Damage) -> Result<Document, RecordError> {
    let mut scanner = Scanner::new(text);
    if scanner.skip_blanks() != b'{' {
        return Err(RecordError::WrongShape("not a JSON object"));
    }
    let members = object(&mut scanner, 0, damage).map_err(limits::malformed)?;
    match scanner.is_at_end() {
        true => Ok(members),
        false => scanner.fail("text behind the document").map_err(limits::malformed),
    }
}

fn ecs_document(text: &str) -> Result<(Document, Place), RecordError> {
    let mut members = parse(text, Damage::KeepText)?;
    let place = Place::Named(members.get("_index").and_then(Value::as_str).map(str::to_owned));
    if let Some(Value::Object(source)) = members.remove("_source") {
        return Ok((nested(source), place));
    }
    if (members.contains_key("_index") || members.contains_key("_id"))
        && let Some(Value::Object(fields)) = members.remove("fields")
    {
        return Ok((nested(fields), place));
    }
    Ok((nested(members), place))
}

fn object(scanner: &mut Scanner<'_>, depth: usize, damage: Damage) -> Result<Document, Malformed> {
    let mut members = Map::new();
    scanner.members(|scanner, name| {
        let before = scanner.clone();
        let name = match (unescape(name), damage) {
            (Ok(name), _) => name.into_owned(),
            (Err(_), Damage::KeepText) => name.to_owned(),
            (Err(reason), Damage::Refuse) => return scanner.fail(reason),
        };
        let value = match (value(scanner, depth + 1, damage), damage) {
            (Err(_), Damage::KeepText) => {
                *scanner = before;
                Value::from(scanner.skip_damaged()?)
            }
            (value, _) => value?,
        };
        members.insert(name, value);
        Ok(())
    })?;
    Ok(members)
}

/// The value at the scanner. What is nested beyond the limit is left out.
fn value(scanner: &mut Scanner<'_>, depth: usize, damage: Damage) -> Result<Value, Malformed> {
    match scanner.peek() {
        b'{' | b'[' if depth >= MAX_DEPTH => scanner.skip_value().map(|()| Value::Null),
        b'{' => object(scanner, depth, damage).map(Value::Object),
        b'[' => {
            let mut elements = Vec::new();
            scanner.elements(|scanner| {
                elements.push(value(scanner, depth + 1, damage)?);
                Ok(())
            })?;
            Ok(Value::Array(elements))
        }
        b'"' => {
            let raw = scanner.string()?;
            unescape(raw).map(Value::from).or_else(|reason| scanner.fail(reason))
        }
        _ => match scanner.scalar() {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            text => match number(text) {
                Some(Number::Long(value)) => Ok(Value::from(value)),
                Some(Number::Unsigned(value)) => Ok(Value::from(value)),
                // Beyond what a double holds the text is all there is to keep.
                Some(Number::Double(value)) => Ok(match value.is_finite() {
                    true => Value::from(value),
                    false => Value::from(text),
                }),
                None => scanner.fail("expected a value"),
            },
        },
    }
}

/// The same document with dotted names taken apart, so that whoever looks a field up has one shape to think of.
fn nested(members: Document) -> Document {
    let mut document = Map::new();
    for (name, value) in members {
        let value = match value {
            Value::Object(members) => Value::Object(nested(members)),
            Value::Array(elements) => Value::Array(elements.into_iter().map(nested_element).collect()),
            scalar => scalar,
        };
        put(&mut document, &name, value);
    }
    document
}

fn nested_element(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(nested(members)),
        Value::Array(elements) => Value::Array(elements.into_iter().map(nested_element).collect()),
        scalar => scalar,
    }
}

/// Lays a value over what is there: objects are merged. Where a name on the way holds something else than an object the
/// dotted name is kept as it is, so that nothing is lost.
fn put(document: &mut Document, name: &str, value: Value) {
    match (document.get_mut(name), value) {
        (Some(Value::Object(there)), Value::Object(members)) => {
            members.into_iter().for_each(|(name, value)| put(there, &name, value));
        }
        (None, value) => match name.split_once('.') {
            Some((first, rest)) if !first.is_empty() && !rest.is_empty() => {
                match document.entry(first).or_insert_with(|| Value::Object(Map::new())) {
                    Value::Object(inner) => put(inner, rest, value),
                    _ => {
                        document.insert(name.to_owned(), value);
                    }
                }
            }
            _ => {
                document.insert(name.to_owned(), value);
            }
        },
        (Some(there), value) => *there = value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadOptions;

    fn check(text: &str, expected: &str) {
        let document =
            document_of(text.as_bytes(), RecordKind::Ecs, winlog::Choice::from(&ReadOptions::default()))
                .expect(text);
        assert_eq!(
            Value::Object(document),
            serde_json::from_str::<Value>(expected).expect(expected),
            "{text}"
        );
    }

    #[test]
    fn dotted_names_are_nested() {
        check(
            r#"{"a.b":1,"a":{"c.d":[{"e.f":2}]},"x":"y"}"#,
            r#"{"a":{"b":1,"c":{"d":[{"e":{"f":2}}]}},"x":"y"}"#,
        );
        check(r#"{"a":1,"a.b":2}"#, r#"{"a":1,"a.b":2}"#);
        check(r#"{".":1,"a.":2}"#, r#"{".":1,"a.":2}"#);
    }

    #[test]
    fn hits_are_unwrapped() {
        check(r#"{"_index":"i","_id":"1","_source":{"a":{"b":1}}}"#, r#"{"a":{"b":1}}"#);
        check(r#"{"_id":"1","fields":{"a.b":[1]}}"#, r#"{"a":{"b":[1]}}"#);
        check(r#"{"fields":{"a":1}}"#, r#"{"fields":{"a":1}}"#);
    }
}
