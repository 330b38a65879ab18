//! What a source is: a kind of telemetry that Tripline can turn into ECS.

use std::borrow::Cow;

use ecs::EventSink;

use crate::JsonObject;
use crate::winlog::WinlogRecord;

/// A kind of telemetry, named after the data set that Elastic's integrations store it in.
#[derive(Debug)]
pub struct Source {
    /// The name that `--source` takes: `windows.sysmon_operational`, `winlogbeat.security`.
    pub name: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// The data streams or indices a shipper could have stored its events in, most usual first. A rule reads a record
    /// from a file when its index patterns cover any of them.
    pub indices: &'static [&'static str],
    /// Raw record to ECS.
    pub mapping: Mapping,
    /// What becomes of each raw value, for people.
    pub fields: fn(&mut Vec<FieldNote>),
}

/// How a source's raw records become ECS.
#[derive(Clone, Copy, Debug)]
pub enum Mapping {
    /// The records already are ECS documents.
    Ecs,
    /// The records are Windows event log records, from whichever container.
    Winlog(fn(&WinlogRecord<'_>, &mut dyn EventSink) -> Result<(), RecordError>),
    /// The records are JSON objects of the vendor's own shape.
    Json(JsonMapping),
}

/// How a vendor's JSON becomes ECS.
#[derive(Clone, Copy, Debug)]
pub struct JsonMapping {
    /// What shows that a record is of this source, for people: `an event_simpleName`.
    pub shown_by: &'static str,
    /// Whether a record is of this source. Asked for every record that nothing else tells of, so it looks at a few
    /// members only.
    pub recognises: fn(&JsonObject<'_>) -> bool,
    /// Raw record to ECS.
    pub map: fn(&JsonObject<'_>, &mut dyn EventSink) -> Result<Mapped, RecordError>,
}

/// What a record turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mapped {
    /// An event.
    Event,
    /// No event, but something that tells of others: a host's name, a user's. It is read, and is no row.
    Context,
}

/// One line of a source's list of fields: what becomes of a raw value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldNote {
    /// The raw name, as the source spells it; a path where it is nested.
    pub raw: Cow<'static, str>,
    /// The field that it fills. Ends in `.*` where the raw name itself is the last part.
    pub field: Cow<'static, str>,
    /// How: copied, moved, converted, and when.
    pub how: &'static str,
}

impl FieldNote {
    /// A line of the list.
    pub fn new(
        raw: impl Into<Cow<'static, str>>,
        field: impl Into<Cow<'static, str>>,
        how: &'static str,
    ) -> Self {
        Self { raw: raw.into(), field: field.into(), how }
    }
}

/// Why one record could not be used. The rest of the input goes on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RecordError {
    /// The text is not JSON, or stops midway.
    #[error("not valid JSON: {0}")]
    NotJson(String),
    /// The text is not XML, or stops midway.
    #[error("not valid XML: {0}")]
    NotXml(String),
    /// A row of a table has more or fewer values than the table has columns, or does not end.
    #[error("not a row of the table: {0}")]
    NotRow(String),
    /// It is JSON, but not of the shape that the source's records have.
    #[error("not a record of this source: {0}")]
    WrongShape(&'static str),
    /// The record has no readable time.
    #[error("no readable time")]
    NoTimestamp,
    /// A limit was exceeded (length, depth).
    #[error("over the limit: {0}")]
    TooLarge(&'static str),
}
