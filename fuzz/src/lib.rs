//! What the targets share: a decoder's output goes where it goes in a hunt, and nothing may panic on the way.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

use ecs::catalogue::EcsCatalogue;
use ecs::{
    Catalogue as _, Document, DocumentBuilder, EventBatch, EventBatchBuilder, EventHandle, EventSink,
    EventStore as _, FieldType, IndexGroup, ProjectedField, Projection, RowDocuments,
};
use ingest::winlog::WinlogRecord;
use ingest::{Inputs, JsonObject, Mapping, ReadOptions, Reader, RecordError, Source};

/// Fields of every type and of every part of a mapping.
const FIELDS: &[&str] = &[
    "@timestamp",
    "dns.answers.data",
    "event.category",
    "event.id",
    "file.path",
    "process.args",
    "process.command_line",
    "process.entity_id",
    "process.parent.entity_id",
    "process.pid",
    "registry.data.strings",
    "source.ip",
    "tripline.derived",
    "user.id",
    "winlog.event_data.AccessMask",
];

fn projection() -> Arc<Projection> {
    static PROJECTION: OnceLock<Arc<Projection>> = OnceLock::new();
    let field_type =
        |path: &str| EcsCatalogue.field(path).map_or(FieldType::Keyword, |field| field.field_type);
    let make = || {
        Projection::new(
            FIELDS.iter().map(|path| ProjectedField { path: (*path).into(), field_type: field_type(path) }),
        )
    };
    Arc::clone(PROJECTION.get_or_init(make))
}

/// Maps a record by every source of Windows events, into a document and into columns.
pub fn map_record(record: &WinlogRecord<'_>) {
    for source in ingest::sources() {
        if let Mapping::Winlog(map) = source.mapping {
            into_both(|sink| map(record, sink));
        }
    }
}

/// Maps an object by a source.
pub fn map_object(object: &JsonObject<'_>, source: &Source) {
    if let Mapping::Json(mapping) = source.mapping {
        let _ = (mapping.recognises)(object);
        into_both(|sink| (mapping.map)(object, sink).map(|_| ()));
    }
}

fn into_both(map: impl Fn(&mut dyn EventSink) -> Result<(), RecordError>) {
    let mut document = DocumentBuilder::new();
    let _ = map(&mut document);
    document.finish();
    let block = arrow::buffer::Buffer::from_vec(Vec::<u8>::new());
    let mut columns = EventBatchBuilder::new(projection(), block);
    match map(&mut columns) {
        Ok(()) => columns.finish_row(&IndexGroup::Any),
        Err(_) => columns.abandon_row(),
    }
    let _ = columns.finish(Arc::new(NoDocuments));
}

struct NoDocuments;

impl RowDocuments for NoDocuments {
    fn document(&self, _: usize) -> Document {
        Document::new()
    }

    fn keep(&self, _: usize) -> EventHandle {
        EventHandle::default()
    }
}

/// Reads bytes as a file, in small blocks. Every event has a document, the same from its batch and from the store.
pub fn read(bytes: &[u8], source: Option<&'static Source>, block_bytes: usize) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("a temporary file");
    let options = ReadOptions {
        source,
        block_bytes: block_bytes.max(1),
        max_record_bytes: 1 << 16,
        ..ReadOptions::default()
    };
    let reader = Reader::new(Inputs::open([file.path()], options), projection());
    let store = reader.store();
    let worker = || {
        |batch: EventBatch| {
            (0..batch.num_rows()).map(|row| (batch.document(row), batch.keep(row))).collect::<Vec<_>>()
        }
    };
    let mut events = 0;
    let report = reader.run(NonZeroUsize::MIN, worker, |rows| {
        for (document, handle) in rows {
            events += 1;
            let kept = store.document(handle).expect("a document that was kept");
            assert_eq!(kept, document);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(report.events, events);
}
