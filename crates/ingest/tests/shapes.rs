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
