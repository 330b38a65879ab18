//! Events in memory, as batches and as a store.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use arrow::buffer::Buffer;
use ecs::{
    Document, EventBatch, EventBatchBuilder, EventHandle, EventStore, IndexGroup, Projection, RowDocuments,
};

/// Documents that batches can be made of. Their order is their order of arrival.
#[derive(Clone, Debug)]
pub struct EventsInMemory {
    documents: Arc<[Document]>,
}

impl EventsInMemory {
    /// These documents.
    pub fn new(documents: impl IntoIterator<Item = Document>) -> Self {
        Self { documents: documents.into_iter().collect() }
    }

    /// The documents.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// How the document of this number is referred to.
    pub fn handle(number: usize) -> EventHandle {
        EventHandle { offset: number as u64, ..EventHandle::default() }
    }

    /// A batch of some of the documents.
    ///
    /// # Panics
    /// When the batch is larger than arrow allows.
    pub fn batch(&self, projection: &Arc<Projection>, rows: Range<usize>) -> EventBatch {
        let mut builder = EventBatchBuilder::new(Arc::clone(projection), Buffer::from(Vec::<u8>::new()));
        for document in self.documents.get(rows.clone()).unwrap_or_default() {
            builder.append_document(document);
            builder.finish_row(&IndexGroup::Any);
        }
        let rows = Rows { documents: Arc::clone(&self.documents), start: rows.start };
        builder.finish(Arc::new(rows)).expect("a test's batch is small")
    }
}

struct Rows {
    documents: Arc<[Document]>,
    start: usize,
}

impl RowDocuments for Rows {
    fn document(&self, row: usize) -> Document {
        self.documents.get(self.start + row).cloned().unwrap_or_default()
    }

    fn keep(&self, row: usize) -> EventHandle {
        EventsInMemory::handle(self.start + row)
    }
}

impl EventStore for EventsInMemory {
    fn document(&self, handle: EventHandle) -> io::Result<Document> {
        let document = usize::try_from(handle.offset).ok().and_then(|number| self.documents.get(number));
        document.cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
