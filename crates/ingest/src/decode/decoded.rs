//! A load whose records are rows, before it is a batch.

use std::sync::Arc;

use arrow::buffer::Buffer;
use ecs::{EventBatch, EventBatchBuilder, RowDocuments};

use super::event_log::LogRecords;
use super::rows::{BlockDocuments, Row, RowOrigin};
use super::{DecodePlan, RecordKind};
use crate::derive::{self, Links, Overlay, Told};

/// The rows of a load. What other loads tell of them may still be added.
pub(crate) struct DecodedLoad {
    pub(super) builder: EventBatchBuilder,
    pub(super) rows: Vec<Row>,
    /// By number of the block.
    pub(super) origins: Vec<RowOrigin>,
    pub(super) buffer: Buffer,
    pub(super) told: Vec<Told>,
    /// What was derived from other records, by row.
    pub(super) overlays: Vec<(usize, Overlay)>,
}

impl DecodedLoad {
    /// Whether its records tell or ask something of others.
    pub(crate) fn has_links(&self) -> bool {
        !self.told.is_empty()
    }

    /// Takes what its records tell, and answers what they ask.
    pub(crate) fn link(&mut self, links: &mut Links) {
        self.overlays = links.take(&std::mem::take(&mut self.told));
    }

    /// By row: the number of its block, how it was read, and whether anything was laid over what it says.
    pub(crate) fn kinds(&self) -> Vec<(usize, RecordKind, bool)> {
        let overlaid = |row: usize| self.overlays.binary_search_by_key(&row, |(row, _)| *row).is_ok();
        let rows = self.rows.iter().enumerate();
        rows.map(|(number, row)| (row.part as usize, row.kind, overlaid(number))).collect()
    }

    /// The batch of its rows, if there are any, whose documents are made by what `documents` gives for the text of the
    /// load and the places of the rows in it: start and length.
    ///
    /// # Errors
    /// When the columns cannot be built.
    pub(crate) fn finish_with<D: RowDocuments + 'static>(
        self,
        documents: impl FnOnce(Buffer, &mut dyn Iterator<Item = (usize, usize)>) -> Arc<D>,
    ) -> Result<Option<EventBatch>, String> {
        let Self { builder, rows, buffer, .. } = self;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut places = rows.iter().map(|row| (row.place.start as usize, row.place.length as usize));
        let documents = documents(buffer, &mut places);
        builder.finish(documents).map(Some).map_err(|error| error.to_string())
    }

    /// The batch of its rows, if there are any, and the memory that they lie in.
    pub(crate) fn finish(self, plan: &DecodePlan) -> (Option<Result<EventBatch, String>>, LoadMemory) {
        let Self { mut builder, rows, origins, buffer, overlays, .. } = self;
        let logs = origins.iter().filter_map(|origin| origin.log.clone()).collect();
        let memory = LoadMemory { text: buffer.clone(), logs };
        if rows.is_empty() {
            return (None, memory);
        }
        derive::fill_columns(&mut builder, &overlays);
        let documents = BlockDocuments::new(Arc::clone(&plan.store), origins, buffer, rows, overlays);
        (Some(builder.finish(Arc::new(documents)).map_err(|error| error.to_string())), memory)
    }
}

/// The memory of a load: its text, and the chunks of event log files.
pub(crate) struct LoadMemory {
    text: Buffer,
    logs: Vec<Arc<LogRecords>>,
}

impl LoadMemory {
    /// The memory that nobody holds any more, so that it can be used again.
    pub(crate) fn into_unshared(self) -> impl Iterator<Item = Vec<u8>> {
        let logs = self.logs.into_iter().filter_map(Arc::into_inner).map(LogRecords::into_bytes);
        self.text.into_vec().ok().into_iter().chain(logs)
    }
}
