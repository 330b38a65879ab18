//! Windows event log records of our own, and what must become of them.
//!
//! `testdata/winlog/documents.ndjson` has raw records with the documents they become; `containers.ndjson` has records
//! as the EVTX reader and as Winlogbeat write them, which must become the same document.

use std::path::Path;

use arrow::buffer::Buffer;
use ecs::{Document, DocumentBuilder, EventBatchBuilder, FieldType, IndexGroup, ProjectedField, Projection};
use ingest::winlog::{self, Arena, WinlogRecord};
use ingest::{Mapping, RecordError, Source, source, source_for};
use serde_json::{Value, json};

fn lines(file: &str) -> Vec<Document> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/winlog").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn map(record: &WinlogRecord<'_>, source: &Source) -> Result<Document, RecordError> {
    let Mapping::Winlog(map) = source.mapping else { panic!("{} reads no records", source.name) };
    let mut builder = DocumentBuilder::new();
    map(record, &mut builder)?;
    Ok(builder.finish())
}

#[test]
fn records_become_documents() {
    for case in lines("documents.ndjson") {
        let (input, arena) = (case["input"].to_string(), Arena::new());
        let record = WinlogRecord::parse_json(&input, &arena).unwrap();
        let source = source(case["source"].as_str().unwrap()).unwrap();
        let document = map(&record, source).unwrap();
        assert_eq!(Value::Object(document), case["expected"], "{}", case["case"]);
    }
}

#[test]
fn containers_do_not_matter() {
    for case in lines("containers.ndjson") {
        let (evtx, winlog, arena) = (case["evtx"].to_string(), case["winlog"].to_string(), Arena::new());
        let from_evtx = WinlogRecord::parse_evtx_json(&evtx, &arena).unwrap();
        let from_winlog = WinlogRecord::parse_json(&winlog, &arena).unwrap();
        let source = source_for(&from_evtx);
        assert_eq!(source.name, source_for(&from_winlog).name);
        assert_eq!(map(&from_evtx, source), map(&from_winlog, source), "{}", case["case"]);
    }
}

/// A projected field's value in the columns is the one in the document.
#[test]
fn columns_hold_what_documents_hold() {
    let paths =
        ["process.name", "process.pid", "process.args", "winlog.event_data.LogonId", "dns.answers.data"];
    let field_type = |path| if path == "process.pid" { FieldType::Long } else { FieldType::Keyword };
    let projection =
        Projection::new(paths.map(|path| ProjectedField { path: path.into(), field_type: field_type(path) }));
    for case in lines("documents.ndjson") {
        let (input, arena) = (case["input"].to_string(), Arena::new());
        let record = WinlogRecord::parse_json(&input, &arena).unwrap();
        let Mapping::Winlog(map) = source(case["source"].as_str().unwrap()).unwrap().mapping else {
            panic!()
        };
        let mut builder = EventBatchBuilder::new(projection.clone(), Buffer::from_vec(Vec::<u8>::new()));
        map(&record, &mut builder).unwrap();
        builder.finish_row(&IndexGroup::Any);
        assert_eq!(builder.dropped_values(), 0);
        let batch = builder.finish(std::sync::Arc::new(NoDocuments)).unwrap();
        for path in paths {
            let held = batch.column(projection.slot(path).unwrap()).map_or(0, |column| column.range(0).len());
            let expected = match path.split('.').try_fold(&case["expected"], |value, name| value.get(name)) {
                Some(Value::Array(values)) => values.len(),
                Some(_) => 1,
                None => {
                    case["expected"].pointer("/dns/answers").and_then(Value::as_array).map_or(0, |answers| {
                        answers
                            .iter()
                            .filter(|answer| path == "dns.answers.data" && answer.get("data").is_some())
                            .count()
                    })
                }
            };
            assert_eq!(held, expected, "{} {path}", case["case"]);
        }
    }
}

struct NoDocuments;

impl ecs::RowDocuments for NoDocuments {
    fn document(&self, _: usize) -> Document {
        Document::new()
    }

    fn keep(&self, _: usize) -> ecs::EventHandle {
        ecs::EventHandle::default()
    }
}

/// Whatever is wrong with a record, it is told or passed over, and nothing panics.
#[test]
fn no_record_is_too_broken() {
    let mut texts: Vec<String> = Vec::new();
    for case in lines("documents.ndjson").iter().chain(&lines("containers.ndjson")) {
        for raw in ["input", "evtx", "winlog"].iter().filter_map(|name| case.get(*name)) {
            let text = raw.to_string();
            texts.extend((0..text.len()).step_by(7).filter_map(|end| text.get(..end)).map(str::to_owned));
            for wrong in
                [Value::Null, json!(1), json!([]), json!({}), json!("%%\\\"(=;{"), json!(-0.5), json!(true)]
            {
                texts.extend(replaced(raw, &wrong).iter().map(Value::to_string));
            }
        }
    }
    for depth in [20, 100_000] {
        texts.push("[".repeat(depth));
        texts.push(format!(r#"{{"winlog":{{"event_data":{}"#, r#"{"a":["#.repeat(depth)));
    }
    texts.push(r#"{"winlog":{"event_data":{"a":"\ud800"}}}"#.to_owned());
    for text in texts {
        let arena = Arena::new();
        let records = [WinlogRecord::parse_json(&text, &arena), WinlogRecord::parse_evtx_json(&text, &arena)];
        for record in records.into_iter().flatten() {
            for source in ingest::sources() {
                if let Mapping::Winlog(map) = source.mapping {
                    let mut builder = DocumentBuilder::new();
                    let _ = map(&record, &mut builder);
                    winlog::derive(&record, source, &mut builder);
                }
            }
        }
    }
}

/// The value with one of its parts replaced, for every part.
fn replaced(value: &Value, wrong: &Value) -> Vec<Value> {
    let mut all = vec![wrong.clone()];
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                all.extend(replaced(member, wrong).into_iter().map(|member| {
                    let mut members = members.clone();
                    members.insert(name.clone(), member);
                    Value::Object(members)
                }));
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                all.extend(replaced(element, wrong).into_iter().map(|element| {
                    let mut elements = elements.clone();
                    elements[index] = element;
                    Value::Array(elements)
                }));
            }
        }
        _ => {}
    }
    all
}
