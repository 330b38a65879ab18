//! The walk against the slow way: parsing to a tree, and taking the projected fields from that.

use std::sync::Arc;

use arrow::buffer::Buffer;
use ecs::{
    Document, EventBatch, EventBatchBuilder, EventHandle, FieldType, IndexGroup, ProjectedField, Projection,
    RowDocuments,
};
use proptest::prelude::*;
use serde_json::Value;

use super::document::{self, Damage};
use super::tree;
use super::walk::{Checks, Learned, Walk};

struct NoDocuments;

impl RowDocuments for NoDocuments {
    fn document(&self, _: usize) -> Document {
        Document::new()
    }

    fn keep(&self, _: usize) -> EventHandle {
        EventHandle::default()
    }
}

fn projection() -> Arc<Projection> {
    let fields = [
        ("@timestamp", FieldType::Date),
        ("a", FieldType::Keyword),
        ("a.b", FieldType::Keyword),
        ("a.b.c", FieldType::Long),
        ("b", FieldType::Double),
        ("b.a", FieldType::Boolean),
        ("b.c", FieldType::Date),
        ("c.a.b", FieldType::Keyword),
        ("process.command_line", FieldType::Keyword),
    ];
    Projection::new(fields.map(|(path, field_type)| ProjectedField { path: path.into(), field_type }))
}

fn walked(json: &str, checks: Checks) -> Option<EventBatch> {
    let projection = projection();
    let root = tree::build(&projection, "@timestamp");
    let block = Buffer::from_vec(json.as_bytes().to_vec());
    let text = String::from_utf8(block.to_vec()).ok()?;
    let mut builder = EventBatchBuilder::new(projection, block);
    let mut learned = Learned::default();
    let mut walk = Walk { root: &root, checks, builder: &mut builder, learned: &mut learned };
    walk.document(&text).ok()?;
    builder.finish_row(&IndexGroup::Any);
    builder.finish(Arc::new(NoDocuments)).ok()
}

fn taken_from_tree(document: &Document) -> Option<EventBatch> {
    let mut builder = EventBatchBuilder::new(projection(), Buffer::from_vec(Vec::<u8>::new()));
    builder.append_document(document);
    builder.finish_row(&IndexGroup::Any);
    builder.finish(Arc::new(NoDocuments)).ok()
}

fn check(json: &str) -> Result<(), TestCaseError> {
    let Ok(document) = document::parse(json, Damage::Refuse) else {
        prop_assert!(serde_json::from_str::<Document>(json).is_err(), "did not read {json:?}");
        prop_assert!(walked(json, Checks::All).is_none(), "took {json:?}");
        return Ok(());
    };
    prop_assert!(serde_json::from_str::<Document>(json).is_ok(), "read {json:?}");
    let expected = taken_from_tree(&document).expect("a batch");
    for checks in [Checks::Wanted, Checks::All] {
        let batch = walked(json, checks);
        prop_assert!(batch.is_some(), "refused {json:?}");
        let batch = batch.expect("a batch");
        prop_assert_eq!(batch.records(), expected.records(), "{}", json);
        // A search hit may have its time in a list, where the tree's reader does not look.
        if !document.get("@timestamp").is_some_and(Value::is_array) {
            prop_assert_eq!(batch.timestamp(0), expected.timestamp(0), "{}", json);
        }
    }
    Ok(())
}

fn name() -> impl Strategy<Value = String> {
    let part =
        prop_oneof![Just("a"), Just("b"), Just("c"), Just("@timestamp"), Just("x\"]"), Just("process")];
    prop::collection::vec(part, 1..3).prop_map(|parts| parts.join("."))
}

fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        Just("2026-01-31T12:00:00.5Z".to_owned()),
        Just("C:\\Windows\\System32\\\"quoted\" {[}\\".to_owned()),
        "[a-z0-9\"\\\\{}\\[\\]\n\u{1}ü😀]{0,80}",
    ];
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn document() -> impl Strategy<Value = Value> {
    prop::collection::vec((name(), value()), 0..8)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

proptest! {
    #[test]
    fn a_walk_gives_what_the_tree_holds(document in document()) {
        check(&serde_json::to_string(&document).expect("JSON"))?;
        check(&serde_json::to_string_pretty(&document).expect("JSON"))?;
    }

    #[test]
    fn damaged_documents_are_refused_by_full_checks(
        document in document(), at in any::<prop::sample::Index>(), byte in "[\\[\\]{}:,\"\\\\ 0-9a-z]",
    ) {
        let mut json = serde_json::to_string(&document).expect("JSON");
        let at = at.index(json.len());
        if json.is_char_boundary(at) && json.is_char_boundary(at + 1) {
            json.replace_range(at..=at, &byte);
            // A number too large for a double is JSON, but has no value to compare.
            let is_huge = serde_json::from_str::<Value>(&json).is_err_and(|error| error.to_string().contains("range"));
            if !is_huge && !has_repeated_names(&json) {
                check(&json)?;
            }
        }
    }

    #[test]
    fn nothing_panics(text in "[\\[\\]{}:,\"\\\\u0-9a-e.\n -]{0,200}") {
        for checks in [Checks::Wanted, Checks::All] {
            let _ = walked(&text, checks);
            let _ = walked(&format!("{{\"a\":{text}"), checks);
        }
    }
}

/// Whether a name occurs twice in an object: a tree keeps the last value, a walk all of them.
fn has_repeated_names(json: &str) -> bool {
    let names = |text: &str| text.matches("\":").count();
    serde_json::from_str::<Value>(json)
        .is_ok_and(|value| names(&serde_json::to_string(&value).unwrap_or_default()) != names(json))
}

#[test]
fn damage_in_unwanted_parts_may_pass_but_changes_nothing_that_is_read() {
    let json = r#"{"x":{"broken" here},"a":{"b":"kept"}}"#;
    assert!(walked(json, Checks::All).is_none());
    let batch = walked(json, Checks::Wanted).expect("an event");
    let document = document::parse(json, Damage::KeepText).expect("a document");
    assert_eq!(document["x"], r#"{"broken" here}"#);
    let whole = walked(r#"{"a":{"b":"kept"}}"#, Checks::All).expect("an event");
    assert_eq!(batch.records(), whole.records());
}

#[test]
fn lists_and_depth_have_limits() {
    let deep = format!("{}1{}", "{\"a\":".repeat(500), "}".repeat(500));
    assert_eq!(walked(&deep, Checks::All).expect("an event").records().num_columns(), 0);
    let brackets = "[".repeat(1 << 20);
    assert!(walked(&format!("{{\"x\":{brackets}"), Checks::Wanted).is_none());
    assert!(walked(&format!("{{\"x\":{brackets}"), Checks::All).is_none());
}
