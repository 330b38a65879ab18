//! The whole documents of a batch's rows, made from what the batch still holds.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::buffer::Buffer;
use ecs::{Document, EventHandle, RowDocuments};
use foldhash::{HashMap, HashMapExt as _};

use super::document::RecordKind;
use super::event_log::LogRecords;
use crate::DocumentStore;
use crate::block::{BlockOrigin, RecordPlace};
use crate::derive::Overlay;

/// The record that a row was made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Where the record lies: in the text of the load, or in the chunks of its block. Its position is that in its block.
    pub(super) place: RecordPlace,
    /// Number of its block.
    pub(super) part: u32,
    pub(super) kind: RecordKind,
}

/// Where rows come from.
#[derive(Debug)]
pub(super) struct RowOrigin {
    pub(super) block: BlockOrigin,
    /// The chunks of an event log file.
    pub(super) log: Option<Arc<LogRecords>>,
}

/// The raw records of a load.
#[derive(Debug)]
pub(super) struct BlockDocuments {
    store: Arc<DocumentStore>,
    /// By number of the block.
    origins: Vec<RowOrigin>,
    buffer: Buffer,
    rows: Vec<Row>,
    /// What was derived of rows from other records; rows rise.
    overlays: Vec<(usize, Overlay)>,
    /// Handles given so far: many rules may keep the same event, which must stay one event.
    kept: Mutex<HashMap<usize, EventHandle>>,
}

impl BlockDocuments {
    pub(super) fn new(
        store: Arc<DocumentStore>,
        origins: Vec<RowOrigin>,
        buffer: Buffer,
        rows: Vec<Row>,
        overlays: Vec<(usize, Overlay)>,
    ) -> Self {
        Self { store, origins, buffer, rows, overlays, kept: Mutex::new(HashMap::new()) }
    }

    fn overlay(&self, row: usize) -> Option<&Overlay> {
        let place = self.overlays.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.overlays.get(place).map(|(_, overlay)| overlay)
    }

    fn row(&self, row: usize) -> Option<(Row, &RowOrigin)> {
        let row = self.rows.get(row)?;
        Some((*row, self.origins.get(row.part as usize)?))
    }

    /// What is kept of a row: its raw record, or what stands for it.
    fn raw(&self, row: Row, origin: &RowOrigin) -> Cow<'_, [u8]> {
        let start = row.place.start as usize;
        match &origin.log {
            Some(log) if row.kind == RecordKind::Frozen => log.frozen(row.place).into(),
            Some(log) => log.text(row.place).as_bytes().to_vec().into(),
            None => self.buffer.get(start..start + row.place.length as usize).unwrap_or_default().into(),
        }
    }
}

impl RowDocuments for BlockDocuments {
    fn document(&self, number: usize) -> Document {
        let Some((row, origin)) = self.row(number) else { return Document::new() };
        let document = match &origin.log {
            Some(log) if row.kind == RecordKind::Frozen => log.document(row.place, self.store.choice()),
            // The record was read once already, so this does not fail.
            _ => self.store.decode(&self.raw(row, origin), row.kind).unwrap_or_default(),
        };
        match self.overlay(number) {
            Some(overlay) => overlay.apply(document),
            None => document,
        }
    }

    fn keep(&self, number: usize) -> EventHandle {
        let Some((row, origin)) = self.row(number) else { return EventHandle::default() };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept.entry(number).or_insert_with(|| {
            let block = &origin.block;
            let offset = block.base + block.offset + row.place.position;
            let (length, place) = match self.overlay(number) {
                None if block.is_addressable => (row.place.length, self.store.file_place(offset)),
                overlay => {
                    let raw = self.raw(row, origin);
                    (raw.len() as u32, self.store.spool(&raw, overlay))
                }
            };
            EventHandle { input: block.input, offset, length, decoder: row.kind.number(), place }
        })
    }
}
