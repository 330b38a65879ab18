//! The same records in every shape that Windows events are written down in become the same documents.
//!
//! `testdata/winlog/shapes` has the same six records in one file a tool. `winlog.ndjson` is what Winlogbeat ships for
//! them; what another shape does not say is listed here.

#[path = "reading/run.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod run;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ecs::Document;
use ingest::ReadOptions;
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/winlog/shapes")
}

/// What a tool leaves out: fields that documents from its files lack.
fn lost(file: &str) -> &'static [&'static str] {
    match file {
        "evtx_dump.xml" | "evtx_dump.json" | "evtx_dump.jsonl" | "evtx_dump-compact.json" => &["message"],
        "evtxecmd.json" | "evtxecmd.csv" => &[
            "event.action",
            "message",
            "winlog.activity_id",
            "winlog.opcode",
            "winlog.provider_guid",
            "winlog.task",
            "winlog.version",
        ],
        "get-winevent.ndjson" => &[
            "winlog.activity_id",
            "winlog.opcode",
            "winlog.process.pid",
            "winlog.process.thread.id",
            "winlog.record_id",
            "winlog.user.domain",
            "winlog.user.identifier",
            "winlog.user.name",
            "winlog.user.type",
            "winlog.user_data.xml_name",
            "winlog.version",
            "user.id",
        ],
        "nxlog.ndjson" => &["winlog.user_data.xml_name"],
        _ => &[],
    }
}

/// Fields by their path.
fn fields(document: &Document) -> BTreeMap<String, Value> {
    fn add(prefix: &str, object: &Document, fields: &mut BTreeMap<String, Value>) {
        for (name, value) in object {
            let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            match value {
                Value::Object(members) => add(&path, members, fields),
                value => {
                    fields.insert(path, value.clone());
                }
            }
        }
    }
    let mut all = BTreeMap::new();
    add("", document, &mut all);
    all
}

fn read(path: &Path, block_bytes: usize) -> run::Run {
    run::read(&[path], 2, ReadOptions { block_bytes, ..ReadOptions::default() })
}

#[test]
fn shapes_do_not_matter() {
    let expected = read(&folder().join("winlog.ndjson"), 1 << 20);
    assert_eq!(expected.documents.len(), 6);
    let mut files: Vec<_> = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 15);
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        // Small blocks, so that each shape is cut in many places.
        for block_bytes in [1 << 20, 900] {
            let run = read(&path, block_bytes);
            assert!(run.report.problems.is_empty(), "{file}: {:?}", run.report.problems);
            assert_eq!(run.documents.len(), expected.documents.len(), "{file}");
            for (document, wanted) in run.documents.iter().zip(&expected.documents) {
                let (mut found, mut wanted) = (fields(document), fields(wanted));
                // A shipper's document may hold the XML that it was made of, and keeps it.
                found.remove("event.original");
                // What a derivation took away is listed only where it was there.
                found.remove("tripline.derived");
                wanted.remove("tripline.derived");
                let id = wanted["event.code"].clone();
                for (path, value) in &found {
                    assert_eq!(wanted.remove(path).as_ref(), Some(value), "{file}, event {id}: {path}");
                }
                wanted.retain(|path, _| !lost(&file).contains(&path.as_str()));
                assert!(wanted.is_empty(), "{file}, event {id} lacks {wanted:?}");
            }
        }
    }
}

#[test]
fn the_raw_record_is_kept_on_request() {
    for file in ["lines.xml", "nxlog.ndjson", "winlog.ndjson"] {
        let path = folder().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let run = run::read(&[path], 1, ReadOptions { keep_original: true, ..ReadOptions::default() });
        for document in &run.documents {
            let original = document["event"]["original"].as_str().unwrap();
            assert!(text.contains(original) && original.len() > 100, "{file}: {original}");
        }
    }
}

/// Documents by the number of their record, without what one has of another file.
fn by_record(run: &run::Run) -> BTreeMap<String, BTreeMap<String, Value>> {
    let number =
        |document: &Document| document["winlog"]["record_id"].as_str().unwrap_or_default().to_owned();
    run.documents.iter().map(|document| (number(document), fields(document))).collect()
}

/// Public recordings, read as they are and written as XML and JSON by the `evtx` crate first.
#[test]
fn recordings_are_the_same_in_every_shape() {
    let Some(corpus) = run::corpus("evtx") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (mut records, mut differing) = (0, BTreeMap::<String, Vec<String>>::new());
    for entry in walkdir::WalkDir::new(corpus).sort_by_file_name().into_iter().flatten() {
        let path = entry.path();
        if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("evtx")) {
            continue;
        }
        let settings = || evtx::ParserSettings::default().indent(false);
        let Ok(parser) = evtx::EvtxParser::from_path(path) else { continue };
        let mut parser = parser.with_configuration(settings());
        let xml: String = parser
            .records()
            .flatten()
            .map(|record| format!("Record {}\n{}\n", record.event_record_id, record.data))
            .collect();
        let json: String =
            parser.records_json().flatten().map(|record| format!("{}\n", record.data)).collect();
        let expected = by_record(&read(path, 1 << 20));
        for (shape, text) in [("xml", xml), ("json", json)] {
            let run = read(&run::put(folder.path(), shape, text), 1 << 20);
            let found = by_record(&run);
            for (number, document) in &expected {
                records += 1;
                let Some(found) = found.get(number) else {
                    differing
                        .entry(format!("{shape}: missing"))
                        .or_default()
                        .push(format!("{}#{number}", path.display()));
                    continue;
                };
                let paths = document.keys().chain(found.keys()).collect::<std::collections::BTreeSet<_>>();
                for field in paths.into_iter().filter(|field| document.get(*field) != found.get(*field)) {
                    // XML has no way to write some characters down.
                    let text = document.get(field).and_then(Value::as_str).unwrap_or_default();
                    if shape == "xml"
                        && text.contains(|letter: char| letter.is_control() && !"\t\r\n".contains(letter))
                    {
                        continue;
                    }
                    let shown = format!(
                        "{}#{number}: {:?} {:?}",
                        path.display(),
                        document.get(field),
                        found.get(field)
                    );
                    differing.entry(format!("{shape}: {field}")).or_default().push(shown);
                }
            }
        }
    }
    assert!(records > 10_000);
    let shown: Vec<String> = differing
        .iter()
        .map(|(field, records)| {
            format!("{field} in {}: {}", records.len(), records[0].chars().take(400).collect::<String>())
        })
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}
