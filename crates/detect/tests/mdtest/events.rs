//! Batches of documents that are held in memory.

use std::io;
use std::sync::Arc;

use arrow::buffer::Buffer;
use ecs::{
    Document, EventBatch, EventBatchBuilder, EventHandle, EventStore, IndexGroup, Projection, RowDocuments,
    Timestamp,
};

/// All events of a case; the offset of a handle is an event's number.
pub(crate) struct Events(pub(crate) Vec<Document>);

impl EventStore for Events {
    fn document(&self, handle: EventHandle) -> io::Result<Document> {
        Ok(self.0[handle.offset as usize].clone())
    }
}

/// Some of the events as the rows of a batch.
struct Rows(Arc<Events>, Vec<usize>);

impl RowDocuments for Rows {
    fn document(&self, row: usize) -> Document {
        self.0.0[self.1[row]].clone()
    }

    fn keep(&self, row: usize) -> EventHandle {
        EventHandle { input: 0, offset: self.1[row] as u64, length: 0, decoder: 0, place: 0 }
    }
}

/// A batch of the events with these numbers. An event's `_index` is its index; without one every rule reads it.
pub(crate) fn batch(events: &Arc<Events>, rows: &[usize], projection: &Arc<Projection>) -> EventBatch {
    let mut builder = EventBatchBuilder::new(Arc::clone(projection), Buffer::from_vec(Vec::<u8>::new()));
    for &row in rows {
        let document = &events.0[row];
        if let Some(time) = document.get("@timestamp").and_then(|time| Timestamp::parse(time.as_str()?)) {
            builder.set_timestamp(time);
        }
        builder.append_document(document);
        let group = match document.get("_index").and_then(|index| index.as_str()) {
            Some(index) => IndexGroup::of([index]),
            None => IndexGroup::Any,
        };
        builder.finish_row(&group);
    }
    let documents = Rows(Arc::clone(events), rows.to_vec());
    builder.finish(Arc::new(documents)).expect("a batch")
}
