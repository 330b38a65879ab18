//! The whole documents of a batch's rows, made from what the batch still holds.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::buffer::Buffer;
use ecs::{Document, EventHandle, RowDocuments};
use foldhash::HashMap;

use super::document::RecordKind;
use super::event_log::{LogRecords, Scratch};
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
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Handles given so far: many rules may keep the same event, which must stay one event.
    handles: HashMap<usize, EventHandle>,
    scratch: Scratch,
    frozen: Vec<u8>,
}

impl BlockDocuments {
    pub(super) fn new(
        store: Arc<DocumentStore>,
        origins: Vec<RowOrigin>,
        buffer: Buffer,
        rows: Vec<Row>,
        overlays: Vec<(usize, Overlay)>,
    ) -> Self {
        Self { store, origins, buffer, rows, overlays, kept: Mutex::default() }
    }

    fn overlay(&self, row: usize) -> Option<&Overlay> {
        let place = self.overlays.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.overlays.get(place).map(|(_, overlay)| overlay)
    }

    fn row(&self, row: usize) -> Option<(Row, &RowOrigin)> {
        let row = self.rows.get(row)?;
        Some((*row, self.origins.get(row.part as usize)?))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The raw record of a row as text.
    fn raw<'a>(&'a self, place: RecordPlace, origin: &'a RowOrigin) -> &'a [u8] {
        let start = place.start as usize;
        match &origin.log {
            Some(log) => log.text(place).as_bytes(),
            None => self.buffer.get(start..start + place.length as usize).unwrap_or_default(),
        }
    }
}

impl RowDocuments for BlockDocuments {
    fn document(&self, number: usize) -> Document {
        let Some((row, origin)) = self.row(number) else { return Document::new() };
        // The record was read once already, so this does not fail.
        let document = match &origin.log {
            Some(log) if row.kind == RecordKind::Frozen => {
                log.document(row.place, &mut self.kept().scratch, self.store.choice())
            }
            _ => self.store.decode(self.raw(row.place, origin), row.kind).ok(),
        };
        let document = document.unwrap_or_default();
        match self.overlay(number) {
            Some(overlay) => overlay.apply(document),
            None => document,
        }
    }

    fn keep(&self, number: usize) -> EventHandle {
        let Some((row, origin)) = self.row(number) else { return EventHandle::default() };
        let Kept { handles, scratch, frozen } = &mut *self.kept();
        *handles.entry(number).or_insert_with(|| {
            let block = &origin.block;
            let offset = block.base + block.offset + row.place.position;
            let (mut kind, mut length) = (row.kind, row.place.length);
            let overlay = self.overlay(number);
            let is_in_file = block.is_addressable && overlay.is_none();
            let place = match (&origin.log, kind) {
                (Some(log), RecordKind::Frozen) => match log.offset(row.place) {
                    Some(offset) if block.is_addressable => {
                        kind = RecordKind::InLog;
                        self.store.log_place(offset, overlay)
                    }
                    _ => {
                        frozen.clear();
                        log.freeze(row.place, scratch, frozen);
                        length = frozen.len() as u32;
                        self.store.spool(frozen, overlay)
                    }
                },
                (None, _) if is_in_file => self.store.file_place(offset),
                _ => self.store.spool(self.raw(row.place, origin), overlay),
            };
            EventHandle { input: block.input, offset, length, decoder: kind.number(), place }
        })
    }
}
