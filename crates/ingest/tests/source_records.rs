//! Records of vendors become the documents that `testdata/records/<source>/*.ndjson` says, one case a line:
//!
//! - `case`: what it is about;
//! - `input`: a record as it lies in a file, as an object or as text;
//! - `fields`: fields of its document, by their whole names; other fields may be there, too;
//! - `absent`: fields that it does not have;
//! - `error`: instead of these, how it is counted when it is no event.
//!
//! Each record is read through the public face, found by its own marks, and its batch must agree with its document.

#[path = "reading/run.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod run;

use std::fs;
use std::path::Path;

use ecs::catalogue::EcsCatalogue;
use ecs::{Catalogue as _, Document, EventBatch, FieldType, ProjectedField, Projection, Values};
use ingest::{Inputs, ReadOptions, Reader};
use serde_json::Value;

struct Case {
    name: String,
    record: String,
    fields: Document,
    absent: Vec<String>,
    error: Option<String>,
}

fn cases(file: &Path) -> Vec<Case> {
    let text = fs::read_to_string(file).expect("a file of cases");
    let case = |line: &str| {
        let mut case: Document = serde_json::from_str(line).expect(line);
        let fields = match case.remove("fields") {
            Some(Value::Object(fields)) => fields,
            _ => Document::new(),
        };
        let absent = match case.remove("absent") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        Case {
            name: format!(
                "{}: {}",
                file.file_name().unwrap_or_default().display(),
                case["case"].as_str().unwrap_or_default()
            ),
            record: match &case["input"] {
                Value::String(text) => text.clone(),
                record => record.to_string(),
            },
            fields,
            absent,
            error: case.get("error").and_then(Value::as_str).map(str::to_owned),
        }
    };
    text.lines().filter(|line| !line.is_empty()).map(case).collect()
}

#[test]
fn records_become_documents() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/records");
    let mut count = 0;
    for folder in fs::read_dir(data).expect("cases").flatten() {
        let source = folder.file_name().to_string_lossy().into_owned();
        assert!(ingest::source(&source).is_some(), "no source {source}");
        for file in fs::read_dir(folder.path()).expect("a folder").flatten() {
            for case in cases(&file.path()) {
                check(&source, &case);
                count += 1;
            }
        }
    }
    assert!(count > 0);
}

fn check(source: &str, case: &Case) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = run::put(folder.path(), "records.ndjson", format!("{}\n", case.record));
    let options = ReadOptions { strict_ecs: true, ..ReadOptions::default() };
    let run = run::read(&[&file], 1, options.clone());
    if let Some(error) = &case.error {
        let counts: Vec<_> = run.report.problems.keys().collect();
        assert!(
            run.documents.is_empty() && format!("{counts:?}").contains(error.as_str()),
            "{}: {counts:?}",
            case.name
        );
        return;
    }
    assert_eq!(run.documents.len(), 1, "{}: {:?}", case.name, run.report.problems);
    let sources: Vec<_> = run.report.events_by_source.keys().copied().collect();
    assert_eq!(sources, [source], "{}", case.name);
    let document = &run.documents[0];
    for (path, expected) in &case.fields {
        assert_eq!(at(document, path).as_ref(), Some(expected), "{}: {path}", case.name);
    }
    for path in &case.absent {
        assert_eq!(at(document, path), None, "{}: {path}", case.name);
    }
    let names = case.fields.keys().chain(&case.absent);
    let projected = names.filter_map(|path| {
        let field_type = EcsCatalogue.field(path)?.field_type;
        (field_type != FieldType::Object).then_some(ProjectedField { path: path.as_str().into(), field_type })
    });
    let reader = Reader::new(Inputs::open([&file], options), Projection::new(projected));
    let worker = || |batch: EventBatch| agrees(&batch, document, &case.name);
    reader.run(std::num::NonZeroUsize::MIN, worker, |()| std::ops::ControlFlow::Continue(()));
}

/// The value of a field; a list of values where it is in objects of a list.
fn at(document: &Document, path: &str) -> Option<Value> {
    fn below(value: &Value, path: &str, crossed: &mut bool, into: &mut Vec<Value>) {
        match value {
            Value::Array(elements) if elements.iter().any(Value::is_object) => {
                *crossed = true;
                elements.iter().for_each(|element| below(element, path, crossed, into));
            }
            Value::Object(members) => {
                let (first, rest) = path.split_once('.').unwrap_or((path, ""));
                match members.get(first) {
                    Some(value) if rest.is_empty() => into.push(value.clone()),
                    Some(value) => below(value, rest, crossed, into),
                    None => {}
                }
            }
            _ => {}
        }
    }
    let (mut crossed, mut values) = (false, Vec::new());
    below(&Value::Object(document.clone()), path, &mut crossed, &mut values);
    match crossed && !values.is_empty() {
        true => Some(Value::Array(values)),
        false => values.pop(),
    }
}

/// Whether the columns hold what the document says.
fn agrees(batch: &EventBatch, document: &Document, case: &str) {
    for slot in batch.projection().slots() {
        let field = batch.projection().field(slot);
        let path = field.path.as_str();
        let shown = |value: &Value| match (field.field_type, value) {
            (FieldType::Date, Value::String(text)) => {
                ecs::Timestamp::parse(text).map_or_else(|| text.clone(), |time| time.to_string())
            }
            (_, Value::String(text)) => text.clone(),
            (_, value) => value.to_string(),
        };
        let expected = match at(document, path) {
            None => Vec::new(),
            // What is below has fields of its own.
            Some(Value::Object(_)) => continue,
            Some(Value::Array(elements)) => elements.iter().map(shown).collect(),
            Some(value) => vec![shown(&value)],
        };
        let found = batch.column(slot).map_or_else(Vec::new, |column| {
            let row = column.range(0);
            match column.values {
                Values::Text(values) => row.map(|at| values.value(at).to_owned()).collect(),
                Values::Long(values) => row.map(|at| values.value(at).to_string()).collect(),
                Values::Double(values) => row.map(|at| values.value(at).to_string()).collect(),
                Values::Boolean(values) => row.map(|at| values.value(at).to_string()).collect(),
                Values::Date(values) => {
                    row.map(|at| ecs::Timestamp::from_nanos(values.value(at)).to_string()).collect()
                }
            }
        });
        assert_eq!(found, expected, "{case}: column {path}");
    }
}
