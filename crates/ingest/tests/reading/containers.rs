//! The same events, however they are wrapped.

use std::io::{Cursor, Write as _};

use ingest::{ProblemKind, ReadOptions};
use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::run::{events, lines, put, read, read_file};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (number, (name, bytes)) in members.iter().enumerate() {
        let method =
            if number % 2 == 0 { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).expect("memory");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn utf16(text: &str, to_bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn every_container_gives_the_same_events() {
    let events = events(50);
    let ndjson = lines(&events);
    let array = Value::from(events.clone());
    let pretty_each: String = events.iter().map(|event| format!("{event:#}\n")).collect();
    let variants: Vec<(&str, Vec<u8>)> = vec![
        ("plain", ndjson.clone().into()),
        ("no newline at the end", ndjson.trim_end().into()),
        ("carriage returns and blank lines", ndjson.replace('\n', "\r\n \r\n").into()),
        ("zeros between", ndjson.replace('\n', "\0\0\n\0").into()),
        ("byte order mark", format!("\u{FEFF}{ndjson}").into()),
        ("little endian", utf16(&format!("\u{FEFF}{ndjson}"), u16::to_le_bytes)),
        ("big endian", utf16(&format!("\u{FEFF}{ndjson}"), u16::to_be_bytes)),
        ("little endian without mark", utf16(&ndjson, u16::to_le_bytes)),
        ("array", array.to_string().into()),
        ("pretty array", format!("{array:#}").into()),
        ("array of lines", format!("[\n{}\n]", ndjson.trim_end().replace('\n', ",\n")).into()),
        ("pretty documents", pretty_each.clone().into()),
        ("gzip", gzip(ndjson.as_bytes())),
        (
            "gzip in members",
            [gzip(lines(&events[..9]).as_bytes()), gzip(lines(&events[9..]).as_bytes())].concat(),
        ),
        ("zstd", zstd(ndjson.as_bytes())),
        ("gzip of zstd of an array", gzip(&zstd(array.to_string().as_bytes()))),
        ("zip", zip(&[("a.json", ndjson.as_bytes())])),
        (
            "zip of gzip, of zip and of text",
            zip(&[
                ("3/c", pretty_each_of(&events[20..]).as_bytes()),
                ("1", &gzip(lines(&events[..10]).as_bytes())),
                ("2.zip", &zip(&[("x", lines(&events[10..20]).as_bytes())])),
            ]),
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in variants {
        // Small blocks, so that each container is cut in many places.
        for block_bytes in [1 << 20, 700] {
            let path = put(folder.path(), "input", &bytes);
            let run = read(&[path], 2, ReadOptions { block_bytes, ..ReadOptions::default() });
            let documents: Vec<Value> = run.documents.into_iter().map(Value::Object).collect();
            assert_eq!(documents, events, "{name}");
            assert!(run.report.problems.is_empty(), "{name}: {:?}", run.report.problems);
            assert!(run.ids.iter().enumerate().all(|(number, id)| *id == number.to_string()), "{name}");
        }
    }
}

fn pretty_each_of(events: &[Value]) -> String {
    events.iter().map(|event| format!("{event:#}\n")).collect()
}

#[test]
fn hits_are_unwrapped_and_know_their_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = json!({"@timestamp": "2026-01-31T12:00:00Z", "event": {"id": "7", "dataset": "not.asked"}});
    let hits = [
        json!({"_index": "winlogbeat-8.1", "_id": "x", "_source": source}),
        json!({"_index": "i", "fields": {"@timestamp": ["2026-01-31T12:00:00Z"], "event.id": ["7"]}}),
        json!({"@timestamp": 1, "event.id": "7", "data_stream.dataset": "a.b", "event": {"kind": "event"}}),
        json!({"@timestamp": 1, "event": {"id": "7", "module": "endgame"}}),
    ];
    let run = read_file(&put(folder.path(), "hits", lines(&hits)));
    assert_eq!(run.ids, ["7"; 4]);
    assert_eq!(run.indices, ["winlogbeat-8.1", "i", "logs-a.b-default", "endgame-default"]);
    assert_eq!(Value::from(run.documents[0].clone()), source);
    assert_eq!(run.documents[1]["event"]["id"], json!(["7"]));
}

#[test]
fn what_is_not_telemetry_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases: &[(&str, &[u8])] = &[
        ("empty", b""),
        ("text", b"2026-01-31 12:00:00 a line of a log\n"),
        ("bracketed text", b"[2026-01-31 12:00:00] a line of a log\n"),
        ("binary", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("other json", b"{\"@timestamp\":\"2026-01-31T12:00:00Z\",\"EventID\":1,\"host\":\"a\"}\n"),
        ("cut gzip", &gzip(b"{}")[..12]),
        ("not a zip", b"PK\x03\x04 and nothing more"),
        ("too many containers", &gzip(&gzip(&gzip(&gzip(&gzip(&gzip(b"{}"))))))),
    ];
    for (name, bytes) in cases {
        let run = read_file(&put(folder.path(), "input", bytes));
        assert!(run.documents.is_empty(), "{name}");
        let whole = [ProblemKind::Unrecognised, ProblemKind::BrokenContainer];
        assert!(whole.iter().any(|kind| run.report.count(kind) > 0), "{name}: {:?}", run.report.problems);
    }
    let any = ReadOptions { any_document: true, ..ReadOptions::default() };
    let run = read(&[put(folder.path(), "input", cases[4].1)], 1, any);
    assert_eq!(run.documents.len(), 1);
}

#[test]
fn archives_say_which_members_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let events = lines(&events(3));
    let mut archive = zip(&[("good", events.as_bytes()), ("stored", events.as_bytes())]);
    let at = archive.windows(10).rposition(|window| window == b"2026-01-31").expect("stored text");
    archive[at] = b'3';
    let run = read_file(&put(folder.path(), "a.zip", archive));
    assert_eq!(run.documents.len(), 6);
    let (_, broken) = run.report.problems.first_key_value().expect("a problem");
    assert!(broken.samples[0].input.ends_with("a.zip!stored"));
}

#[test]
fn what_was_looked_for_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    for (text, told) in [
        ("a line of a log\nand another\n", "begins with \"a line of a log"),
        ("{\"a\":1}\n{\"a\":2}\n", "neither an ECS document nor a record of a known source"),
        ("Name,Size,Date\nx,1,2\n", "a table with the columns Name, Size, Date"),
        ("<html><body></body></html>", "begins with \"<html>"),
    ] {
        let run = read_file(&put(folder.path(), "input", text));
        let problem = &run.report.problems[&ProblemKind::Unrecognised].samples[0].detail;
        for source in ingest::sources() {
            if let ingest::Mapping::Json(mapping) = source.mapping {
                assert!(problem.contains(mapping.shown_by), "{problem} lacks {}", mapping.shown_by);
            }
        }
        for shape in ingest::winlog::Shape::ALL {
            assert!(problem.contains(shape.shown_by()), "{problem} lacks {}", shape.shown_by());
        }
        assert!(problem.contains(told), "{problem} lacks {told}");
    }
}

/// Which source records are read as, and where they would have fitted another, is part of the report.
#[test]
fn the_choice_between_sources_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = read_file(&put(folder.path(), "input", lines(&events(3))));
    assert_eq!(run.report.events_by_source.keys().copied().collect::<Vec<_>>(), ["ecs"]);
    assert!(run.report.also_fits.is_empty());
    // An event of Endgame's sensor that also has what CrowdStrike's records have.
    let both = json!({"event_type_full": "process_event", "event_subtype_full": "creation_event", "opcode": 1,
        "timestamp": 131883573237130000_i64, "pid": 7, "unique_pid": 9, "process_name": "a.exe",
        "event_simpleName": "ProcessRollup2", "aid": "x", "event_platform": "Win", "cid": "y"});
    let run = read_file(&put(folder.path(), "input", lines(&[both])));
    let chosen = run.report.events_by_source.keys().next().copied();
    if let Some(chosen) = chosen {
        assert!(run.report.also_fits.iter().all(|(source, other)| *source == chosen && other != source));
        assert!(!run.report.also_fits.is_empty(), "{:?}", run.report);
    }
}
