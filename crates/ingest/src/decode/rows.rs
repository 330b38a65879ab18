//! The whole documents of a batch's rows, made from the block that the batch still holds.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::buffer::Buffer;
use ecs::{Document, EventHandle, RowDocuments};
use foldhash::{HashMap, HashMapExt as _};

use super::document::RecordKind;
use crate::DocumentStore;
use crate::block::{BlockOrigin, RecordPlace};

/// The raw records of a block.
#[derive(Debug)]
pub(super) struct BlockDocuments {
    store: Arc<DocumentStore>,
    origin: BlockOrigin,
    buffer: Buffer,
    rows: Vec<(RecordPlace, RecordKind)>,
    /// Handles given so far: many rules may keep the same event, which must stay one event.
    kept: Mutex<HashMap<usize, EventHandle>>,
}

impl BlockDocuments {
    pub(super) fn new(
        store: Arc<DocumentStore>,
        origin: &BlockOrigin,
        buffer: Buffer,
        rows: Vec<(RecordPlace, RecordKind)>,
    ) -> Self {
        Self { store, origin: origin.clone(), buffer, rows, kept: Mutex::new(HashMap::new()) }
    }

    fn raw(&self, place: RecordPlace) -> &[u8] {
        let start = place.start as usize;
        self.buffer.get(start..start + place.length as usize).unwrap_or_default()
    }
}

impl RowDocuments for BlockDocuments {
    fn document(&self, row: usize) -> Document {
        let Some(&(place, kind)) = self.rows.get(row) else { return Document::new() };
        // The record was read once already, so this does not fail.
        self.store.decode(self.raw(place), kind).unwrap_or_default()
    }

    fn keep(&self, row: usize) -> EventHandle {
        let Some(&(place, kind)) = self.rows.get(row) else { return EventHandle::default() };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept.entry(row).or_insert_with(|| {
            let offset = self.origin.base + self.origin.offset + place.position;
            EventHandle {
                input: self.origin.input,
                offset,
                length: place.length,
                decoder: kind.number(),
                place: match self.origin.is_addressable {
                    true => self.store.file_place(offset),
                    false => self.store.spool(self.raw(place)),
                },
            }
        })
    }
}
