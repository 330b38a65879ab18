//! What a source is: a kind of telemetry that Tripline can turn into ECS.

use ecs::EventSink;

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
}

/// How a source's raw records become ECS.
#[derive(Clone, Copy, Debug)]
pub enum Mapping {
    /// The records already are ECS documents.
    Ecs,
    /// The records are Windows event log records, from whichever container.
    Winlog(fn(&WinlogRecord<'_>, &mut dyn EventSink) -> Result<(), RecordError>),
    /// The records are JSON of the vendor's own shape.
    Json(fn(&str, &mut dyn EventSink) -> Result<(), RecordError>),
}

/// Why one record could not be used. The rest of the input goes on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RecordError {
    /// The text is not JSON, or stops midway.
    #[error("not valid JSON: {0}")]
    NotJson(String),
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
