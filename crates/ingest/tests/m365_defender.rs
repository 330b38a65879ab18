//! Records of Microsoft Defender XDR of our own, and what must become of them.
//!
//! `testdata/m365_defender/records.ndjson` has records with fields of their documents (null stands for no field);
//! `refused.ndjson` has records that are none, with the reason. That documents keep what holds of every source is for
//! `contract.rs`, which reads these, too.

use std::path::Path;

use ecs::{Document, DocumentBuilder};
use ingest::winlog::Arena;
use ingest::{JsonMapping, JsonObject, Mapping, source};
use serde_json::{Value, json};

fn lines(file: &str) -> Vec<Document> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/m365_defender").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn mapping() -> JsonMapping {
    let Mapping::Json(mapping) = source("m365_defender.event").unwrap().mapping else { panic!("not JSON") };
    mapping
}

/// The document of a record, or why there is none.
fn document(text: &str) -> Result<Document, String> {
    let arena = Arena::new();
    let object = JsonObject::parse(text, &arena).map_err(|error| error.to_string())?;
    let mut builder = DocumentBuilder::new();
    (mapping().map)(&object, &mut builder).map_err(|error| error.to_string())?;
    Ok(builder.finish())
}

fn is_recognised(text: &str) -> bool {
    let arena = Arena::new();
    (mapping().recognises)(&JsonObject::parse(text, &arena).unwrap())
}

fn field<'d>(document: &'d Document, path: &str) -> Option<&'d Value> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let value = document.get(first)?;
    match rest {
        None => Some(value),
        Some(rest) => field(value.as_object()?, rest),
    }
}

#[test]
fn records_become_documents() {
    for case in lines("records.ndjson") {
        let (name, text) = (&case["case"], case["input"].to_string());
        assert!(is_recognised(&text), "{name}");
        let document = document(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for (path, expected) in case["fields"].as_object().unwrap() {
            let found = field(&document, path).cloned().unwrap_or_default();
            assert_eq!(&found, expected, "{name}: {path}");
        }
    }
}

#[test]
fn what_is_no_record_is_refused_with_a_reason() {
    for case in lines("refused.ndjson") {
        let error = document(&case["input"].to_string()).unwrap_err();
        assert!(error.ends_with(case["error"].as_str().unwrap()), "{}: {error}", case["case"]);
    }
}

/// Whatever is wrong with a record, it is told or passed over, and nothing panics.
#[test]
fn no_record_is_too_broken() {
    let wrong = [
        Value::Null,
        json!(-1),
        json!(1e300),
        json!([]),
        json!({}),
        json!("%%\\\"(=;{\u{0}ü"),
        json!(true),
        json!([["x"], {"a": null}]),
        json!("[1,{\"UserName\":5},[]]"),
        json!(format!("{}1{}", "[".repeat(5000), "]".repeat(5000))),
        json!("\\".repeat(100)),
    ];
    for case in lines("records.ndjson").iter().chain(&lines("refused.ndjson")) {
        let record = &case["input"];
        let text = record.to_string();
        for end in (0..text.len()).step_by(11) {
            let _ = text.get(..end).map(document);
        }
        for wrong in &wrong {
            for name in record.as_object().unwrap().keys() {
                let mut changed = record.clone();
                changed[name] = wrong.clone();
                let _ = document(&changed.to_string());
            }
            let properties = record.get("properties").and_then(Value::as_object);
            for name in properties.into_iter().flat_map(|members| members.keys()) {
                let mut changed = record.clone();
                changed["properties"][name] = wrong.clone();
                let _ = document(&changed.to_string());
            }
        }
    }
}
