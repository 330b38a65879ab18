//! Windows event log records, from whichever container they come.
//!
//! Winlogbeat and Elastic Agent ship a record as a JSON document with a `winlog` object; the `evtx` crate writes the
//! record of an `.evtx` file as JSON that follows the event's XML. Both are read into one [`WinlogRecord`], so that the
//! mappings of [`crate::sources`] know only one shape.

mod element;
mod evtx_json;
mod json;
pub(crate) mod mapping;
mod names;
mod object;
mod record;
mod text;

use ecs::EventSink;

use crate::{Mapping, RecordError, Source, sources};

pub use record::{Arena, Origin, WinlogRecord};
pub(crate) use record::{DataItem, DataValue, Parent};

/// Maps a record by the source that was asked for, else by its own, and says which it was. What a shipper would have
/// added is added too.
pub(crate) fn map(
    record: &WinlogRecord<'_>,
    forced: Option<&'static Source>,
    sink: &mut dyn EventSink,
) -> Result<&'static Source, RecordError> {
    let own = || sources::source_for(record);
    let source = forced.filter(|source| matches!(source.mapping, Mapping::Winlog(_))).unwrap_or_else(own);
    let Mapping::Winlog(map) = source.mapping else {
        return Err(RecordError::WrongShape("a Windows event log record"));
    };
    map(record, sink)?;
    sources::edge::add_shipper_fields(record, source, sink)?;
    Ok(source)
}
