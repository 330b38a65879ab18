//! Reads records and gathers what was derived, in every way in which it can be had.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use ecs::catalogue::EcsCatalogue;
use ecs::{
    Catalogue as _, Document, EventBatch, EventStore as _, FieldType, ProjectedField, Projection, Values,
};
use ingest::{Inputs, ReadOptions, Reader};
use serde_json::Value;

/// How records are read.
pub(crate) struct Reading {
    pub(crate) options: ReadOptions,
    pub(crate) threads: usize,
    /// Whether the files are compressed, so that a kept record cannot be read again from where it lay.
    pub(crate) compressed: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self { options: ReadOptions::default(), threads: 1, compressed: false }
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) document: Document,
    /// Its `tripline.derived`.
    pub(crate) derived: Vec<String>,
}

impl Event {
    fn of(document: Document) -> Self {
        let derived = document.get("tripline").and_then(|tripline| tripline.get("derived"));
        let names = derived.and_then(Value::as_array).into_iter().flatten();
        let derived = names.filter_map(Value::as_str).map(str::to_owned).collect();
        Self { document, derived }
    }

    /// The value of a field, as text; the first, where it has a list.
    pub(crate) fn value(&self, field: &str) -> Option<String> {
        texts_at(&self.document, field).into_iter().next()
    }
}

/// The names of all derived fields, and that of their list.
fn fields() -> Vec<&'static str> {
    let derivations = ingest::derivations().iter();
    let mut names: Vec<_> =
        derivations.flat_map(|derivation| derivation.fields.iter().map(|field| field.path())).collect();
    names.push("tripline.derived");
    names.sort_unstable();
    names.dedup();
    names
}

/// Reads texts as files. Documents must be the same from their batch and from the store once all is read, and the columns
/// must hold what they hold.
pub(crate) fn read<T: AsRef<str>>(texts: &[T], reading: &Reading) -> Vec<Event> {
    let folder = tempfile::tempdir().expect("a folder");
    for (number, text) in texts.iter().enumerate() {
        let path = folder.path().join(format!("{number:04}"));
        let bytes = match reading.compressed {
            true => zstd::encode_all(text.as_ref().as_bytes(), 1).expect("memory"),
            false => text.as_ref().as_bytes().to_vec(),
        };
        std::fs::write(path, bytes).expect("a file");
    }
    let fields = fields();
    let field_type = |name| EcsCatalogue.field(name).map_or(FieldType::Keyword, |field| field.field_type);
    let projected =
        fields.iter().map(|name| ProjectedField { path: (*name).into(), field_type: field_type(name) });
    let reader =
        Reader::new(Inputs::open([folder.path()], reading.options.clone()), Projection::new(projected));
    let store = reader.store();
    let mut events = Vec::new();
    let mut handles = Vec::new();
    let worker = || {
        |batch: EventBatch| {
            let row = |row| (batch.document(row), batch.keep(row), columns_of(&batch, row, &fields));
            (0..batch.num_rows()).map(row).collect::<Vec<_>>()
        }
    };
    let threads = NonZeroUsize::new(reading.threads).expect("a thread");
    let report = reader.run(threads, worker, |rows| {
        for (document, handle, columns) in rows {
            let held = fields.iter().map(|field| (*field, texts_at(&document, field)));
            let held: Vec<_> = held.filter(|(_, texts)| !texts.is_empty()).collect();
            assert_eq!(columns, held, "the columns hold what the document holds");
            events.push(Event::of(document));
            handles.push(handle);
        }
        ControlFlow::Continue(())
    });
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    for (event, handle) in events.iter().zip(&handles) {
        assert_eq!(store.document(*handle).expect("a document"), event.document, "the document by handle");
    }
    events
}

fn columns_of<'f>(batch: &EventBatch, row: usize, fields: &[&'f str]) -> Vec<(&'f str, Vec<String>)> {
    let texts = |field: &str| {
        let column = batch.column(batch.projection().slot(field)?)?;
        let values = column.range(row).map(|at| match column.values {
            Values::Text(values) => values.value(at).to_owned(),
            Values::Long(values) => values.value(at).to_string(),
            Values::Boolean(values) => values.value(at).to_string(),
            Values::Double(values) => format!("{:?}", values.value(at)),
            _ => panic!("{field} is of another type"),
        });
        Some(values.collect::<Vec<_>>())
    };
    let found = fields.iter().filter_map(|field| Some((*field, texts(field)?)));
    found.filter(|(_, texts)| !texts.is_empty()).collect()
}

fn texts_at(document: &Document, field: &str) -> Vec<String> {
    let (first, rest) = field.split_once('.').unwrap_or((field, ""));
    let mut texts = Vec::new();
    if let Some(value) = document.get(first) {
        collect_texts(value, rest, &mut texts);
    }
    texts
}

/// The texts at a path, of each element where there is a list on the way.
fn collect_texts(value: &Value, path: &str, texts: &mut Vec<String>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| collect_texts(element, path, texts)),
        Value::Object(members) => {
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            if let Some(member) = members.get(first) {
                collect_texts(member, rest, texts);
            }
        }
        Value::String(text) if path.is_empty() => texts.push(text.clone()),
        Value::Bool(_) | Value::Number(_) if path.is_empty() => texts.push(value.to_string()),
        _ => {}
    }
}
