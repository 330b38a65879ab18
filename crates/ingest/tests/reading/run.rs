//! Runs a reader over files and gathers what it gives.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ecs::{Document, EventBatch, EventHandle, EventStore as _, FieldType, ProjectedField, Projection};
use ingest::{Inputs, ReadOptions, Reader, Report};
use serde_json::{Value, json};

/// What a run gave.
pub(crate) struct Run {
    pub(crate) documents: Vec<Document>,
    pub(crate) handles: Vec<EventHandle>,
    /// `event.id` of every row, from the columns.
    pub(crate) ids: Vec<String>,
    /// The index name of every row.
    pub(crate) indices: Vec<String>,
    pub(crate) report: Report,
}

/// Reads `paths`, and every document twice: from its batch, and from the store once all is read.
pub(crate) fn read<P: AsRef<Path>>(paths: &[P], threads: usize, options: ReadOptions) -> Run {
    let field = ProjectedField { path: "event.id".into(), field_type: FieldType::Keyword };
    let projection = Projection::new([field]);
    let reader = Reader::new(Inputs::open(paths, options), projection);
    let store = reader.store();
    let mut run = Run {
        documents: Vec::new(),
        handles: Vec::new(),
        ids: Vec::new(),
        indices: Vec::new(),
        report: Report::default(),
    };
    let worker = || {
        |batch: EventBatch| {
            let row = |row| {
                let index = batch.groups()[batch.group_of(row)].first_name().to_owned();
                (batch.document(row), batch.keep(row), id_of(&batch, row), index)
            };
            (0..batch.num_rows()).map(row).collect::<Vec<_>>()
        }
    };
    run.report = reader.run(NonZeroUsize::new(threads).expect("a thread"), worker, |rows| {
        for (document, handle, id, index) in rows {
            run.documents.push(document);
            run.handles.push(handle);
            run.ids.push(id);
            run.indices.push(index);
        }
        ControlFlow::Continue(())
    });
    for (document, handle) in run.documents.iter().zip(&run.handles) {
        assert_eq!(&store.document(*handle).expect("a document"), document);
    }
    assert!(run.handles.is_sorted_by(|left, right| left < right), "arrival order");
    assert_eq!(run.report.events, run.documents.len() as u64);
    assert_eq!(run.report.events_by_source.values().sum::<u64>(), run.report.events);
    run
}

fn id_of(batch: &EventBatch, row: usize) -> String {
    let slot = batch.projection().slot("event.id").expect("projected");
    let Some(column) = batch.column(slot) else { return String::new() };
    let ecs::Values::Text(values) = column.values else { return String::new() };
    column.range(row).map(|at| values.value(at)).collect()
}

/// Reads one file with one thread.
pub(crate) fn read_file(path: &Path) -> Run {
    read(&[path], 1, ReadOptions::default())
}

/// An ECS document with a number of its own.
pub(crate) fn event(number: usize) -> Value {
    json!({
        "@timestamp": "2026-01-31T12:00:00.000Z",
        "event": {"id": number.to_string(), "category": ["process"], "type": ["start"]},
        "process": {"name": "ssh.exe", "command_line": "ssh.exe -o ProxyCommand=\"ü\\x\" \u{1F600}"},
    })
}

/// Events `0..count`.
pub(crate) fn events(count: usize) -> Vec<Value> {
    (0..count).map(event).collect()
}

/// Documents, one a line.
pub(crate) fn lines(documents: &[Value]) -> String {
    documents.iter().map(|document| format!("{document}\n")).collect()
}

/// Writes a file into a folder.
pub(crate) fn put(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, bytes).expect("a file");
    path
}

/// The files of the corpus, if there is one.
pub(crate) fn corpus(folder: &str) -> Option<PathBuf> {
    let corpus = std::env::var_os("TRIPLINE_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        eprintln!("skipped: TRIPLINE_CORPUS is not set");
    }
    corpus.map(|corpus| corpus.join(folder))
}
