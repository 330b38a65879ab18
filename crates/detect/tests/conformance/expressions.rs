//! Lone expressions: `string_functions.ndjson` of the corpus, and some of our own.

use std::path::Path;

use serde_json::{Value, json};
use testkit::eql::{Case, Dataset, ExpressionCase, read_expressions};

use crate::engines;

/// An expression as a condition on one event: it must equal what is expected, or be null.
fn condition(case: &ExpressionCase) -> String {
    match &case.expected {
        Value::Null => format!("any where ({}) == null", case.expression),
        expected => format!("any where ({}) == {expected}", case.expression),
    }
}

#[track_caller]
fn check(cases: &[ExpressionCase]) {
    let document = json!({"id": 1, "@timestamp": "1"});
    let data = Dataset {
        documents: vec![document.as_object().unwrap().clone()],
        mapping: json!({"properties": {"id": {"type": "long"}, "@timestamp": {"type": "date"}}}),
        id_field: "id".to_owned(),
        timestamp_field: "@timestamp".to_owned(),
        event_category_field: "event.category".to_owned(),
        tiebreaker_field: None,
    };
    let mut failures = Vec::new();
    for case in cases {
        let query = Case { query: condition(case), size: 10, ..Case::default() };
        for (name, engine) in [("naive", engines::naive as fn(&_, &_) -> _), ("columnar", engines::columnar)]
        {
            match engine(&data, &query) {
                Ok(lines) if lines.len() == 1 => {}
                Ok(_) => failures.push(format!("{name}: {} is not {}", case.expression, case.expected)),
                Err(problem) => failures.push(format!("{name}: {problem}")),
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} failed\n{}", failures.len(), cases.len() * 2, failures.join("\n"));
}

#[test]
fn own() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance/expressions.ndjson");
    check(&read_expressions(&path).unwrap());
}

#[test]
fn corpus() {
    if let Some(folder) = testkit::corpus("expressions::corpus") {
        check(&read_expressions(&folder.join("eql/string_functions.ndjson")).unwrap());
    }
}
