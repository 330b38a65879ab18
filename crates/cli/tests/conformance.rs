//! The suites of EQL queries, run through the command line: data and mapping in files, results from standard output.
//!
//! Our own suites are those of `detect`; the corpus's need `TRIPLINE_CORPUS`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use testkit::eql::{Case, Dataset, Suite, corpus_suites, run};

/// Runs a case's query as a user would.
fn query(data: &Dataset, case: &Case) -> Result<Vec<Value>, String> {
    let folder = TempDir::new().unwrap();
    let (mapping, events) = (folder.path().join("mapping.json"), folder.path().join("events.ndjson"));
    fs::write(&mapping, data.mapping.to_string()).unwrap();
    let lines = data.documents.iter().map(|document| serde_json::to_string(document).unwrap() + "\n");
    fs::write(&events, lines.collect::<String>()).unwrap();

    let mut command = Command::new(env!("CARGO_BIN_EXE_tripline"));
    command.args(["query", "--format", "ndjson", "--timestamp-field", &data.timestamp_field]);
    command.args(["--event-category-field", &data.event_category_field, "--size", &case.size.to_string()]);
    command.args(data.tiebreaker_field.iter().flat_map(|field| ["--tiebreaker-field", field]));
    command.arg("--mapping").arg(&mapping).arg("--").arg(&case.query).arg(&events);
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let lines = String::from_utf8(output.stdout).unwrap();
    Ok(lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[track_caller]
fn check(suites: &[Suite]) {
    let failures: Vec<String> = suites.iter().filter_map(|suite| run(suite, query).err()).collect();
    assert!(!suites.is_empty() && failures.is_empty(), "{}", failures.concat());
}

#[test]
fn own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../detect/testdata/conformance");
    check(&Suite::from_folder(&folder).unwrap());
}

#[test]
fn corpus() {
    if let Some(folder) = testkit::corpus("conformance::corpus") {
        check(&corpus_suites(&folder.join("eql")).unwrap());
    }
}
