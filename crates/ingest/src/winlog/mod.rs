//! Windows event log records, from whichever container they come.
//!
//! Winlogbeat and Elastic Agent ship a record as a JSON document with a `winlog` object; others keep its XML, turn that
//! into JSON in ways of their own, or lay its values beside each other. Each such [`Shape`] has its reader, and all are
//! read into one [`WinlogRecord`], so that the mappings of [`crate::sources`] know only one.

mod clock;
mod element;
mod embedded;
mod event_data;
mod evtx_json;
mod evtxecmd;
mod flat;
mod json;
pub(crate) mod mapping;
mod names;
mod raw_event;
mod record;
mod shape;
mod xml;

use ecs::EventSink;

use crate::{Mapping, ReadOptions, RecordError, Source, sources};

pub(crate) use record::Parent;
pub use record::{Origin, WinlogRecord};
pub use shape::Shape;

pub use crate::mapping::Arena;
pub(crate) use crate::mapping::{DataItem, DataValue};

/// How the records of a run are mapped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    /// The source that was asked for; without one, records have their own.
    pub(crate) source: Option<&'static Source>,
    /// Whether what a shipper would have added is added too. Rules need that, and the numbers of messages, where the
    /// reference documents have the texts that the host had for them.
    pub(crate) shipper_fields: bool,
}

impl From<&ReadOptions> for Choice {
    fn from(options: &ReadOptions) -> Self {
        Self { source: options.source, shipper_fields: options.shipper_fields }
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
    if record.origin == Origin::Evtx && !choice.shipper_fields {
        let mut expanded = record.clone();
        expanded.expand_message_numbers();
        map(&expanded, sink)?;
        return Ok(source);
    }
    map(record, sink)?;
    if choice.shipper_fields {
        sources::edge::add_shipper_fields(record, source, sink)?;
    }
    Ok(source)
}
