//! The whole documents of a batch's rows, made from the text that the batch still holds.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::buffer::Buffer;
use ecs::{Document, EventHandle, RowDocuments};
use foldhash::{HashMap, HashMapExt as _};

use super::document::RecordKind;
use crate::DocumentStore;
use crate::block::{BlockOrigin, RecordPlace};

/// The record that a row was made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Its place in the text of the load; its position is that in its block.
    pub(super) place: RecordPlace,
    /// Number of its block.
    pub(super) part: u32,
    pub(super) kind: RecordKind,
}

/// The raw records of a load.
#[derive(Debug)]
pub(super) struct BlockDocuments {
    store: Arc<DocumentStore>,
    /// By number of the block.
    origins: Vec<BlockOrigin>,
    buffer: Buffer,
    rows: Vec<Row>,
    /// Handles given so far: many rules may keep the same event, which must stay one event.
    kept: Mutex<HashMap<usize, EventHandle>>,
}

impl BlockDocuments {
    pub(super) fn new(
        store: Arc<DocumentStore>,
        origins: Vec<BlockOrigin>,
        buffer: Buffer,
        rows: Vec<Row>,
    ) -> Self {
        Self { store, origins, buffer, rows, kept: Mutex::new(HashMap::new()) }
    }

    fn raw(&self, place: RecordPlace) -> &[u8] {
        let start = place.start as usize;
        self.buffer.get(start..start + place.length as usize).unwrap_or_default()
    }
}

impl RowDocuments for BlockDocuments {
    fn document(&self, row: usize) -> Document {
        let Some(&Row { place, kind, .. }) = self.rows.get(row) else { return Document::new() };
        // The record was read once already, so this does not fail.
        self.store.decode(self.raw(place), kind).unwrap_or_default()
    }

    fn keep(&self, row: usize) -> EventHandle {
        let Some(&Row { place, part, kind }) = self.rows.get(row) else { return EventHandle::default() };
        let Some(origin) = self.origins.get(part as usize) else { return EventHandle::default() };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept.entry(row).or_insert_with(|| {
            let offset = origin.base + origin.offset + place.position;
            EventHandle {
                input: origin.input,
                offset,
                length: place.length,
                decoder: kind.number(),
                place: match origin.is_addressable {
                    true => self.store.file_place(offset),
                    false => self.store.spool(self.raw(place)),
                },
            }
        })
    }
}
