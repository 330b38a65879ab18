//! Damaged inputs: what can be read is read, what cannot is counted.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use ecs::{EventBatch, Projection};
use ingest::{Inputs, ProblemKind, ReadOptions, Reader, RecordErrorKind};
use proptest::prelude::*;

use super::run::{event, events, lines, put, read, read_file};

const NOT_JSON: ProblemKind = ProblemKind::Record(RecordErrorKind::NotJson);
const TOO_LARGE: ProblemKind = ProblemKind::Record(RecordErrorKind::TooLarge);

#[test]
fn a_bad_line_costs_only_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = event(1).to_string();
    let text = format!("{good}\n{}\nnot json\n{good}\n{{\"@timestamp\":1}}\n[1]\n{good}", &good[..40]);
    let run = read_file(&put(folder.path(), "input", &text));
    assert_eq!(run.documents.len(), 3);
    assert_eq!(run.report.skipped(), 4);
    let samples = &run.report.problems[&NOT_JSON].samples;
    assert_eq!(samples[0].offset, Some(good.len() as u64 + 1));
    assert_eq!(run.report.count(&ProblemKind::Record(RecordErrorKind::WrongShape)), 1);
}

#[test]
fn a_bad_first_line_does_not_hide_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    for first in ["garbage", "{\"torn\":", "\"torn\"}", "\u{0}\u{0}"] {
        let text = format!("{first}\n{}", lines(&events(3)));
        assert_eq!(read_file(&put(folder.path(), "input", text)).documents.len(), 3, "{first}");
    }
}

#[test]
fn invalid_text_is_mended_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bytes = lines(&events(3)).into_bytes();
    let at = bytes.windows(3).position(|window| window == b"ssh").expect("a name");
    bytes[at] = 0xFF;
    let run = read_file(&put(folder.path(), "input", bytes));
    assert_eq!(run.documents.len(), 3);
    assert_eq!(run.documents[0]["process"]["name"], "\u{FFFD}sh.exe");
    assert_eq!(run.documents[1]["process"]["name"], "ssh.exe");
    assert_eq!(run.report.count(&ProblemKind::MendedText), 1);
    assert_eq!(run.report.skipped(), 0);
}

#[test]
fn endless_records_are_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "x".repeat(50_000);
    let line = format!("{}{{\"a\":\"{long}\"}}\n{}", lines(&events(2)), lines(&events(3)));
    let array = format!("[{},\n{{\"a\":\n\"{long}\"}},\n{}]", event(1), event(2));
    for (text, expected) in [(line, 5), (array, 2)] {
        for block_bytes in [1000, 1 << 20] {
            let options = ReadOptions { max_record_bytes: 20_000, block_bytes, ..ReadOptions::default() };
            let run = read(&[put(folder.path(), "input", &text)], 1, options);
            assert_eq!(run.documents.len(), expected, "{:?}", run.report.problems);
            assert_eq!(run.report.count(&TOO_LARGE), 1);
        }
    }
}

#[test]
fn torn_gzip_gives_what_came_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(lines(&events(2000)).as_bytes()).expect("memory");
    let whole = encoder.finish().expect("memory");
    let run = read_file(&put(folder.path(), "input", &whole[..whole.len() / 2]));
    assert!(run.documents.len() > 500);
    assert_eq!(run.report.count(&ProblemKind::BrokenContainer), 1);
}

#[test]
fn what_cannot_be_opened_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "a/b/1.json", lines(&events(2)));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).expect("a link");
        std::os::unix::fs::symlink("nowhere", folder.path().join("a/dead")).expect("a link");
    }
    let run = read(&[folder.path(), &folder.path().join("missing")], 2, ReadOptions::default());
    assert_eq!(run.documents.len(), 2);
    let expected = if cfg!(unix) { 3 } else { 1 };
    assert_eq!(run.report.count(&ProblemKind::Unreadable), expected, "{:?}", run.report.problems);
}

proptest! {
    #[test]
    fn garbage_never_panics(
        start in prop::sample::select(vec![
            &b""[..], b"{", b"[", b"{\"@timestamp\":1,\"event\":{}}\n", b"\x1F\x8B\x08\0\0\0\0\0", b"\x28\xB5\x2F\xFD",
            b"PK\x03\x04", b"ElfFile\0", b"\xFF\xFE{\0", b"\xFE\xFF\0{", b"{\n  \"a\": 1\n}\n",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..600),
        block_bytes in 1_usize..300,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = put(folder.path(), "input", [start, &rest].concat());
        let options = ReadOptions { block_bytes, max_record_bytes: 200, ..ReadOptions::default() };
        let _ = read(&[path], 2, options);
    }

    #[test]
    fn every_line_is_an_event_or_is_counted(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20),
        block_bytes in 1_usize..3000,
    ) {
        let mut bytes = lines(&events(20)).into_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            if bytes[at] != b'\n' && byte != b'\n' {
                bytes[at] = byte;
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        // The first line is left whole, so that the file is recognised.
        let whole = [event(20).to_string().as_bytes(), b"\n", &bytes].concat();
        let options = ReadOptions { block_bytes, ..ReadOptions::default() };
        let run = read(&[put(folder.path(), "input", whole)], 2, options);
        prop_assert_eq!(run.report.events + run.report.skipped(), 21, "{:?}", run.report.problems);
    }
}

#[test]
fn damage_where_nothing_is_read_passes_unless_all_is_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    // `event` is read in any case, for the data set it may name; of `process` nothing is asked for.
    for (damaged, expected) in [("\"type\":", 1), ("\"name\":", 2)] {
        let text = event(1).to_string().replace(damaged, damaged.trim_end_matches(':'));
        let path = put(folder.path(), "input", format!("{text}\n{}", event(2)));
        let reader = || Reader::new(Inputs::open([&path], ReadOptions::default()), Projection::new([]));
        let worker = || |batch: EventBatch| batch.num_rows();
        let events =
            |reader: Reader| reader.run(NonZeroUsize::MIN, worker, |_| ControlFlow::Continue(())).events;
        assert_eq!(events(reader()), expected, "{damaged}");
        assert_eq!(events(reader().checking_everything()), 1, "{damaged}");
    }
}
