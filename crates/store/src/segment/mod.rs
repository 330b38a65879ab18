//! Segments: events of the past as Parquet, a file for each index, day and log file.
//!
//! **Face.** [`SegmentWriter`] rolls the events of a log file into segments; [`Segments`] finds events in them. A segment
//! holds each event's document as it was stored, and beside it the columns of [`fields`], by which a search leaves
//! out files, row groups and pages without reading them. What passes is asked the whole filter by the compiled matcher of
//! the live stream, as a function within the query plan: there is one semantics.
//!
//! **What is absent.** How a document is read (a [`DecodeEvents`] does that), and which segments there are: the state
//! database knows.

mod columns;
mod fields;
mod matching;
mod prune;
mod scan;
#[cfg(test)]
mod tests;
mod writer;

use std::sync::Arc;

use ecs::{EventBatch, Projection, Timestamp};

pub use scan::{Found, Order, Scan, ScanError, Segments};
pub use writer::{RollError, SegmentWriter};

/// Reads stored events as columns, for one projection.
pub trait DecodeEvents: Send {
    /// The batch of lines that are search hits (`{"_index":"…","_id":"…","_source":{…}}`) and the events `first`,
    /// `first + 1`, …, each row's number being the offset of the handle that [`EventBatch::keep`] gives. `None` where
    /// no line can be read.
    ///
    /// # Errors
    /// When the columns cannot be built.
    fn decode(&mut self, first: u64, lines: Vec<u8>) -> Result<Option<EventBatch>, String>;
}

/// Makes readers of stored events.
pub type EventDecoders = Arc<dyn Fn(Arc<Projection>) -> Box<dyn DecodeEvents> + Send + Sync>;

/// What is known of a segment without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it lies among the segments: `<index>/<day>/<first>-<last>.parquet`.
    pub path: String,
    /// The index or data stream that its events are in.
    pub index: String,
    /// The first and the last of its events' numbers. Other segments have numbers between.
    pub numbers: (u64, u64),
    /// The least and the greatest `@timestamp`; none where no event has one.
    pub times: Option<(Timestamp, Timestamp)>,
    /// How many events.
    pub events: u64,
    /// Its length in bytes.
    pub bytes: u64,
}
