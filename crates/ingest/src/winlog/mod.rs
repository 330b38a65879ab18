//! Windows event log records, from whichever container they come.
//!
//! Winlogbeat and Elastic Agent ship a record as a JSON document with a `winlog` object; others keep its XML, turn that
//! into JSON in ways of their own, or lay its values beside each other. Each such [`Shape`] has its reader, and all are
//! read into one [`WinlogRecord`], so that the mappings of [`crate::sources`] know only one.

mod classic_message;
mod clock;
mod element;
mod embedded;
mod event_data;
pub(crate) mod evtx;
mod evtx_json;
mod evtxecmd;
mod flat;
pub(crate) mod frozen;
mod json;
pub(crate) mod mapping;
mod names;
mod raw_event;
mod record;
mod shape;
mod xml;

use ecs::{EventSink, FieldId, Timestamp};

use crate::derive::{self, Raw};
use crate::{Mapping, ReadOptions, RecordError, Source, sources};

pub(crate) use record::Parent;
pub use record::{Origin, WinlogRecord};
pub use shape::Shape;

pub use crate::mapping::Arena;
pub(crate) use crate::mapping::{DataItem, DataValue};

const TIMESTAMP: FieldId = FieldId::of("@timestamp");

/// How the records of a run are mapped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    /// The source that was asked for; without one, records have their own.
    pub(crate) source: Option<&'static Source>,
    /// Whether nothing is derived. Rules also need the numbers of messages, where the pipelines' reference documents have
    /// the texts that the host had for them.
    pub(crate) strict_ecs: bool,
    /// Whether whole documents keep the raw record.
    pub(crate) keep_original: bool,
}

impl From<&ReadOptions> for Choice {
    fn from(options: &ReadOptions) -> Self {
        Self { source: options.source, strict_ecs: options.strict_ecs, keep_original: options.keep_original }
    }
}

/// Maps a record, and says by which source.
pub(crate) fn map(
    record: &WinlogRecord<'_>,
    choice: Choice,
    sink: &mut dyn EventSink,
) -> Result<&'static Source, RecordError> {
    let own = || sources::source_for(record);
    let source =
        choice.source.filter(|source| matches!(source.mapping, Mapping::Winlog(_))).unwrap_or_else(own);
    let Mapping::Winlog(map) = source.mapping else {
        return Err(RecordError::WrongShape("a Windows event log record"));
    };
    if record.origin == Origin::Evtx && choice.strict_ecs {
        let mut expanded = record.clone();
        expanded.expand_message_numbers();
        map(&expanded, sink)?;
    } else {
        map(record, sink)?;
    }
    if !choice.strict_ecs {
        if record.timestamp.is_none() {
            add_timestamp(record, sink)?;
        }
        derive(record, source, sink);
    }
    Ok(source)
}

/// Derives what a record alone tells ([`crate::derivations`]), once its source's mapping was written to the sink.
pub fn derive(record: &WinlogRecord<'_>, source: &'static Source, sink: &mut dyn EventSink) {
    derive::of_event(source, Raw::Winlog(record), sink);
}

/// A record that was shipped without a time happened when it was written, unless the event itself says otherwise: a
/// document that is stored has a time.
fn add_timestamp(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    let time = record.time_created.and_then(Timestamp::parse).ok_or(RecordError::NoTimestamp)?;
    if !mapping::tells_its_time(record) {
        sink.date(TIMESTAMP, time, &time.to_string());
    }
    Ok(())
}
