//! Damage in every shape of Windows events: what is damaged is mended or counted, the rest is read as if nothing had
//! happened.
//!
//! The files are those of `testdata/winlog/shapes`. The second of their six records has a command line that occurs
//! nowhere else; the damage is done there.

#[path = "reading/run.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod run;

use std::path::{Path, PathBuf};

use ingest::{ProblemKind, ReadOptions, RecordErrorKind};
use run::{Run, put, read, read_file};
use serde_json::{Value, json};

const RECORDS: u64 = 6;

/// What stands in the second record of every file, and there alone.
const PLACE: &str = "ssh kim@10.0.0.9";

/// A file and its text.
struct Shape {
    name: String,
    text: String,
    is_utf16: bool,
}

impl Shape {
    /// The file with other bytes in that place.
    fn with(&self, bytes: &[u8]) -> Vec<u8> {
        let (before, after) = self.text.split_once(PLACE).expect(&self.name);
        match self.is_utf16 {
            false => [before.as_bytes(), bytes, after.as_bytes()].concat(),
            true => [&utf16(before)[..], bytes, &utf16(after)].concat(),
        }
    }

    /// The file with other text in that place.
    fn with_text(&self, text: &str) -> Vec<u8> {
        match self.is_utf16 {
            false => self.with(text.as_bytes()),
            true => self.with(&utf16(text)),
        }
    }

    fn is_lines(&self) -> bool {
        self.name.ends_with("ndjson")
            || ["evtx_dump.jsonl", "evtxecmd.json", "lines.xml"].contains(&&*self.name)
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn shapes() -> Vec<Shape> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/winlog/shapes");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let shape = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_utf16 = bytes.starts_with(&[0xFF, 0xFE]);
        let text = match is_utf16 {
            false => String::from_utf8(bytes).unwrap(),
            true => {
                let units = bytes.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
                char::decode_utf16(units).map(Result::unwrap).collect()
            }
        };
        Shape { name, text, is_utf16 }
    };
    files.iter().map(shape).collect()
}

/// Reads a damaged file, and makes sure that the other records are what they are in the whole one.
fn read_damaged(shape: &Shape, bytes: &[u8], options: ReadOptions) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let whole = read_file(&put(folder.path(), "whole", shape.with_text(PLACE)));
    let run = read(&[put(folder.path(), "damaged", bytes)], 1, options);
    let code = |document: &ecs::Document| document["event"]["code"].as_str().unwrap_or_default().to_owned();
    let others = |run: &Run| -> Vec<Value> {
        let others = run.documents.iter().filter(|document| code(document) != "4688");
        others.map(|document| Value::Object(document.clone())).collect()
    };
    assert_eq!(others(&run), others(&whole), "{}: {:?}", shape.name, run.report.problems);
    run
}

fn command_line(run: &Run) -> Option<&str> {
    run.documents.iter().find_map(|document| match document["event"]["code"].as_str() {
        Some("4688") => document.get("process")?.get("command_line")?.as_str(),
        _ => None,
    })
}

#[test]
fn text_that_is_none_is_mended() {
    for shape in shapes() {
        let run = match shape.is_utf16 {
            // Half of a pair.
            true => read_damaged(&shape, &shape.with(&[b'x', 0, 0x3D, 0xD8]), ReadOptions::default()),
            false => read_damaged(&shape, &shape.with(b"x\xFF"), ReadOptions::default()),
        };
        assert_eq!(command_line(&run), Some("x\u{FFFD}"), "{}", shape.name);
        assert_eq!(run.report.skipped(), 0, "{}", shape.name);
        let mended = if shape.is_utf16 { 0 } else { 1 };
        assert_eq!(run.report.count(&ProblemKind::MendedText), mended, "{}", shape.name);
    }
}

#[test]
fn zeros_cost_one_record_at_most() {
    for shape in shapes() {
        let run = read_damaged(&shape, &shape.with_text("a\0b\0\0"), ReadOptions::default());
        assert_eq!(run.report.events + run.report.skipped(), RECORDS, "{}", shape.name);
    }
}

#[test]
fn a_torn_record_costs_only_itself() {
    for shape in shapes() {
        let (before, after) = shape.text.split_once(PLACE).unwrap();
        // Up to the next record, or a part of what is left of this one.
        let newline = after.find('\n').filter(|_| shape.is_lines()).unwrap_or(60);
        for (name, rest) in [("the middle", &after[60..]), ("the end", &after[newline..])] {
            let text = format!("{before}{rest}");
            let bytes = if shape.is_utf16 { utf16(&text) } else { text.into_bytes() };
            let run = read_damaged(&shape, &bytes, ReadOptions::default());
            let read = run.report.events + run.report.skipped();
            assert!(read >= RECORDS, "{}, {name}: {:?}", shape.name, run.report.problems);
        }
    }
}

#[test]
fn a_torn_file_gives_what_came_before() {
    let folder = tempfile::tempdir().unwrap();
    for shape in shapes() {
        let (before, _) = shape.text.split_once(PLACE).unwrap();
        let bytes = if shape.is_utf16 { utf16(before) } else { before.as_bytes().to_vec() };
        let run = read_file(&put(folder.path(), "torn", bytes));
        assert_eq!((run.report.events, run.report.skipped()), (1, 1), "{}: {:?}", shape.name, run.report);
    }
}

#[test]
fn endless_values_are_passed_over() {
    let long = "x".repeat(400_000);
    for shape in shapes() {
        for block_bytes in [50_000, 1 << 20] {
            let options = ReadOptions { block_bytes, max_record_bytes: 100_000, ..ReadOptions::default() };
            let run = read_damaged(&shape, &shape.with_text(&long), options);
            let too_large = ProblemKind::Record(RecordErrorKind::TooLarge);
            assert_eq!(run.report.count(&too_large), 1, "{}: {:?}", shape.name, run.report.problems);
        }
    }
}

#[test]
fn nesting_costs_only_itself() {
    for shape in shapes() {
        let deep = match shape.text.trim_start_matches('\u{FEFF}').starts_with(['<', 'R']) {
            true => "<a>".repeat(5000),
            false => format!("\",\"deep\":{}", "{\"a\":[".repeat(5000)),
        };
        if shape.name.ends_with(".csv")
            || shape.name == "evtx_dump.json"
            || shape.name == "evtx_dump-compact.json"
        {
            continue;
        }
        let run = read_damaged(&shape, &shape.with_text(&deep), ReadOptions::default());
        assert!(run.report.events + run.report.skipped() >= RECORDS, "{}", shape.name);
    }
}

#[test]
fn wrong_clocks_are_told_or_read() {
    let folder = tempfile::tempdir().unwrap();
    for shape in shapes() {
        for clock in ["yesterday", "9999-99-99T99:99:99Z", "1601-01-01T00:00:00Z", ""] {
            let text = shape
                .text
                .replace("2026-02-03T04:05:06.801", clock)
                .replace("2026-02-02 23:05:06.801", clock);
            let bytes = if shape.is_utf16 { utf16(&text) } else { text.into_bytes() };
            let run = read_file(&put(folder.path(), "clock", bytes));
            let read = run.report.events + run.report.skipped();
            assert_eq!(read, RECORDS, "{} {clock}: {:?}", shape.name, run.report.problems);
        }
    }
}

#[test]
fn shapes_may_be_mixed_in_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let shapes = shapes();
    let lines: Vec<&Shape> =
        shapes.iter().filter(|shape| shape.is_lines() && shape.name != "lines.xml").collect();
    let mut text = String::new();
    for number in 0..RECORDS as usize {
        for shape in &lines {
            text.extend([shape.text.lines().nth(number).unwrap(), "\nnot telemetry\n"]);
        }
    }
    let run = read_file(&put(folder.path(), "mixed", text));
    let count = RECORDS * lines.len() as u64;
    assert_eq!((run.report.events, run.report.skipped()), (count, count), "{:?}", run.report.problems);
}

#[test]
fn wrappers_may_have_text_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let record = json!({"@timestamp": "2026-02-03T04:05:06Z", "event": {"id": "X", "category": ["process"]}});
    let wrapped = json!({"records": [record, record]}).to_string();
    let bytes: Vec<u8> = wrapped.bytes().map(|byte| if byte == b'X' { 0xFF } else { byte }).collect();
    let run = read_file(&put(folder.path(), "wrapped", bytes));
    assert_eq!(run.ids, ["\u{FFFD}", "\u{FFFD}"], "{:?}", run.report.problems);
    assert_eq!(run.report.count(&ProblemKind::MendedText), 2);
}

#[test]
fn the_last_of_two_values_of_a_name_counts() {
    let folder = tempfile::tempdir().unwrap();
    for (name, twice) in [
        ("winlog.ndjson", "x\",\"CommandLine\":\"y"),
        ("nxlog.ndjson", "x\",\"CommandLine\":\"y"),
        ("evtx_dump.jsonl", "x\",\"CommandLine\":\"y"),
        ("lines.xml", "x</Data><Data Name='CommandLine'>y"),
    ] {
        let shapes = shapes();
        let shape = shapes.iter().find(|shape| shape.name == name).unwrap();
        let run = read_file(&put(folder.path(), "twice", shape.with_text(twice)));
        assert_eq!(command_line(&run), Some("y"), "{name}");
    }
}
