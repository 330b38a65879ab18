//! Reads the corpus: pairs of raw record and expected document.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ecs::Document;
use evtx::{EvtxParser, ParserSettings};
use serde_json::Value;

/// One pair.
pub(crate) struct Case {
    pub(crate) name: String,
    /// The source to use; the record's own where none is given.
    pub(crate) source: Option<String>,
    pub(crate) is_evtx: bool,
    pub(crate) input: String,
    pub(crate) expected: Document,
}

/// All pairs, by the file or folder they are from.
pub(crate) fn load(sources: &Path) -> BTreeMap<String, Vec<Case>> {
    let mut groups = BTreeMap::new();
    for entry in fs::read_dir(sources).expect("the corpus has sources").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(source) = name.strip_suffix(".ndjson")
            && ingest::source(source).is_some()
        {
            groups.insert(source.to_owned(), pairs(&entry.path(), source));
        }
    }
    for module in fs::read_dir(sources.join("evtx")).into_iter().flatten().flatten() {
        let group = format!("evtx/{}", module.file_name().to_string_lossy());
        let mut cases = Vec::new();
        let mut files: Vec<_> = fs::read_dir(module.path()).expect("a module's folder").flatten().collect();
        files.sort_by_key(fs::DirEntry::file_name);
        for file in
            files.iter().map(fs::DirEntry::path).filter(|path| path.extension().is_some_and(|e| e == "evtx"))
        {
            cases.extend(recordings(&file));
        }
        groups.insert(group, cases);
    }
    groups
}

fn pairs(path: &Path, source: &str) -> Vec<Case> {
    let text = fs::read_to_string(path).expect("a readable file");
    let pair = |line: &str| {
        let mut pair: Document = serde_json::from_str(line).expect("a pair a line");
        let Some(Value::Object(expected)) = pair.remove("expected") else { panic!("no expected document") };
        Case {
            name: pair["case"].as_str().unwrap_or_default().to_owned(),
            source: Some(source.to_owned()),
            is_evtx: false,
            input: match &pair["input"] {
                Value::String(line) => line.clone(),
                record => record.to_string(),
            },
            expected,
        }
    };
    text.lines().map(pair).collect()
}

fn recordings(path: &Path) -> Vec<Case> {
    let expected = fs::read_to_string(path.with_extension("expected.json")).expect("expected documents");
    let expected: Vec<Document> = serde_json::from_str(&expected).expect("an array of documents");
    let settings = ParserSettings::default().indent(false);
    let mut parser = EvtxParser::from_path(path).expect("a recording").with_configuration(settings);
    let records: Vec<(u64, String)> = parser
        .records_json()
        .map(|record| record.expect("a readable record").data)
        .map(|data| (record_number(&data), data))
        .collect();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let record_id =
        |document: &Document| document["winlog"]["record_id"].as_str().and_then(|text| text.parse().ok());
    expected
        .into_iter()
        .map(|document| {
            let wanted: u64 = record_id(&document).expect("a record id");
            let (_, input) =
                records.iter().find(|(id, _)| *id == wanted).expect("the record of the document");
            Case {
                name: format!("{stem}#{wanted}"),
                source: None,
                is_evtx: true,
                input: input.clone(),
                expected: document,
            }
        })
        .collect()
}

/// What the record itself says its number is.
fn record_number(json: &str) -> u64 {
    let (_, rest) = json.split_once("\"EventRecordID\":").expect("a record number");
    rest.split(',').next().unwrap_or_default().parse().expect("digits")
}
