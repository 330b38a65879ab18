//! Events that a store keeps, as batches again.

use std::sync::Arc;

use arrow::buffer::Buffer;
use ecs::{Document, EventBatch, EventHandle, Projection, RowDocuments};

use crate::decode::{Checks, DecodePlan, Decoder, RecordKind};
use crate::stream::Piece;
use crate::{DocumentStore, ReadOptions, sources};

/// Makes batches of stored events. One a thread; it remembers what makes the next batch cheaper.
///
/// Stored events are search hits, one a line: `{"_index":"…","_id":"…","_source":{…}}`. Their documents were normalised
/// when they came in ([`crate::Intake`]), so here they are read as they are.
#[derive(Debug)]
pub struct StoredEvents {
    decoder: Decoder,
}

impl StoredEvents {
    /// A reader of stored events for batches of this projection.
    pub fn new(projection: Arc<Projection>) -> Self {
        let options = ReadOptions {
            source: Some(sources::ecs()),
            any_document: true,
            strict_ecs: true,
            max_record_bytes: usize::MAX,
            ..ReadOptions::default()
        };
        let store = Arc::new(DocumentStore::new(&[], (&options).into()));
        let plan = DecodePlan::new(projection, options, Checks::Wanted, store);
        Self { decoder: Decoder::new(Arc::new(plan)) }
    }

    /// The batch of these lines, which are the events `first`, `first + 1`, …: [`EventBatch::keep`] gives an event's
    /// number as the offset of its handle. A line that cannot be read is no row, and its number is no event's.
    /// `None` where no line is an event.
    ///
    /// # Errors
    /// When the columns cannot be built: the values of one field are more than a column can hold.
    pub fn decode(&mut self, first: u64, lines: Vec<u8>) -> Result<Option<EventBatch>, String> {
        let load = self.decoder.decode(&mut [Piece::of_lines("stored events", lines)]);
        load.finish_with(|buffer, places| Arc::new(StoredRows::new(first, buffer, places)))
    }
}

/// The lines of a batch's rows.
struct StoredRows {
    lines: Buffer,
    rows: Vec<StoredRow>,
}

#[derive(Clone, Copy)]
struct StoredRow {
    number: u64,
    start: usize,
    length: usize,
}

impl StoredRows {
    /// The rows at these places, start and length, of lines that are the events from `first` on.
    fn new(first: u64, lines: Buffer, places: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut ends = memchr::memchr_iter(b'\n', lines.as_slice()).peekable();
        let mut number = first;
        let rows = places.map(|(start, length)| {
            while ends.next_if(|end| *end < start).is_some() {
                number += 1;
            }
            StoredRow { number, start, length }
        });
        let rows = rows.collect();
        drop(ends);
        Self { lines, rows }
    }
}

impl RowDocuments for StoredRows {
    fn document(&self, row: usize) -> Document {
        let Some(StoredRow { start, length, .. }) = self.rows.get(row).copied() else {
            return Document::new();
        };
        let line = self.lines.get(start..start + length).unwrap_or_default();
        crate::decode::stored_document(line).unwrap_or_default()
    }

    fn keep(&self, row: usize) -> EventHandle {
        let offset = self.rows.get(row).map_or(0, |row| row.number);
        EventHandle { offset, decoder: RecordKind::Ecs.number(), ..EventHandle::default() }
    }
}
