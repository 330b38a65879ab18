//! Queries over the samples and over events of another shape.

use serde_json::{Value, json};

use crate::command::{check_golden, data, tripline};

#[test]
fn a_query_prints_documents() {
    let run = tripline(&["query", "-q", "process where process.name : \"ssh.exe\"", "samples"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let documents: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!documents.is_empty());
    assert!(
        documents
            .iter()
            .all(|document| document["process"]["name"].as_str().unwrap().eq_ignore_ascii_case("ssh.exe"))
    );
}

#[test]
fn a_query_shows_a_table() {
    let run = tripline(&[
        "query",
        "-q",
        "--format",
        "table",
        "process where process.name : \"ssh.exe\"",
        "samples/variants",
    ]);
    check_golden("query.samples.txt", &run.stdout);
}

#[test]
fn events_of_any_shape_are_queried_with_a_mapping() {
    let run = tripline(&[
        "query",
        "-q",
        "--event-category-field",
        "kind",
        "--timestamp-field",
        "at",
        "--tiebreaker-field",
        "number",
        "--mapping",
        &data("orders.mapping.json"),
        "sequence by customer [order where true] [payment where amount > 10]",
        &data("orders.ndjson"),
    ]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1, "{}", run.stdout);
    assert_eq!(lines[0]["join_keys"], json!(["ann"]));
    let numbers: Vec<&Value> =
        lines[0]["events"].as_array().unwrap().iter().map(|hit| &hit["_source"]["number"]).collect();
    assert_eq!(numbers, [&json!(1), &json!(3)]);
}

#[test]
fn size_limits() {
    let run = tripline(&["query", "-q", "--size", "1", "any where true", "samples"]);
    assert_eq!(run.stdout.lines().count(), 1);
}

#[test]
fn errors_are_shown_with_their_place() {
    let run = tripline(&["query", "process where process.name = \"x\"", "samples"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("EQL") && run.stderr.contains("process.name = \"x\""), "{}", run.stderr);
}
