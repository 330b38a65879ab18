//! What holds of every source of the registry: a source that is added is checked without a line here.
//!
//! The records are those of all cases under `testdata` and `tests/data`, and of the corpus where there is one. A record
//! is the member `input` of its line, or the line.

#[path = "contract/documents.rs"]
mod documents;
#[path = "contract/records.rs"]
mod records;
#[path = "reading/run.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod run;

use std::collections::{BTreeMap, BTreeSet};

use documents::{Checked, check, fields};
use ingest::{FieldNote, Mapping, ReadOptions, Source};
use records::{Record, broken, records};
use run::{put, read};

/// Sources whose records are documents as their authors shipped them: nothing is made that could be checked.
fn is_mapped(source: &Source) -> bool {
    !matches!(source.mapping, Mapping::Ecs)
}

#[test]
fn documents_keep_the_contract() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut covered = BTreeSet::new();
    for record in records() {
        let path = put(folder.path(), "input", &record.text);
        let run = read(&[path], 1, ReadOptions { source: record.source, ..ReadOptions::default() });
        let Some(name) = run.report.events_by_source.keys().next() else { continue };
        let source = ingest::source(name).expect("a source");
        covered.insert(source.name);
        if !is_mapped(source) {
            continue;
        }
        for document in &run.documents {
            let checked = Checked { source, record: &record, document };
            for problem in check(&checked) {
                wrong.entry(format!("{name}: {problem}")).or_default().push(record.name.clone());
            }
        }
    }
    for source in ingest::sources().iter().filter(|source| is_mapped(source)) {
        if !covered.contains(source.name) {
            eprintln!("no record of {}: its documents are not checked", source.name);
        }
    }
    let shown: Vec<String> = wrong
        .iter()
        .map(|(problem, records)| format!("{problem} ({} records, such as {})", records.len(), records[0]))
        .collect();
    assert!(shown.is_empty(), "\n{}", shown.join("\n"));
}

#[test]
fn every_field_that_is_noted_is_one() {
    for source in ingest::sources().iter().filter(|source| is_mapped(source)) {
        let mut notes = Vec::new();
        (source.fields)(&mut notes);
        assert!(!notes.is_empty(), "{} has no notes", source.name);
        for FieldNote { raw, field, how } in &notes {
            assert!(!field.is_empty() && !how.is_empty(), "{}: {raw} {field} {how}", source.name);
            assert!(!field.starts_with('.') && !field.ends_with('.'), "{}: {field}", source.name);
        }
    }
}

/// Whatever is wrong with a record, it is an event or is counted, the next is read, and nothing panics.
#[test]
fn garbage_costs_only_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut kinds: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    for record in records().into_iter().filter(|record| record.is_own) {
        let path = put(folder.path(), "input", &record.text);
        let run = read(&[path], 1, ReadOptions { source: record.source, ..ReadOptions::default() });
        let name = run.report.events_by_source.keys().next();
        let kind = kinds.entry(name.copied().unwrap_or_default()).or_default();
        if kind.len() < 3 && record.text.len() < 20_000 {
            kind.push(record);
        }
    }
    for (name, records) in kinds {
        for record in records {
            let lines = broken(&record.text);
            let last = format!("{}\n", record.text);
            let text: String = lines.iter().map(|line| format!("{line}\n")).chain([last]).collect();
            for source in [None, ingest::source(name)] {
                let path = put(folder.path(), "broken", &text);
                let run = read(&[path], 1, ReadOptions { source, ..ReadOptions::default() });
                let read = run.report.events + run.report.skipped();
                assert!(read >= 1, "{}", record.name);
                let wrapped = run.report.events + run.report.skipped() >= lines.len() as u64;
                assert!(
                    wrapped || source.is_some() || read > 0,
                    "{}: {read} of {}",
                    record.name,
                    lines.len()
                );
                for document in &run.documents {
                    let _ = fields(document);
                }
            }
        }
    }
}
