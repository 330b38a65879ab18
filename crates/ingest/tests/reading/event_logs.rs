//! EVTX files, from the corpus.

use std::path::PathBuf;

use ingest::{ProblemKind, ReadOptions};

use super::run::{corpus, put, read, read_file};

fn recordings() -> Option<Vec<PathBuf>> {
    let files = walkdir::WalkDir::new(corpus("evtx")?).sort_by_file_name().into_iter().flatten();
    let files = files.filter(|file| file.file_type().is_file()).map(walkdir::DirEntry::into_path);
    Some(files.collect())
}

#[test]
fn every_recording_is_read_whole() {
    let Some(folder) = corpus("evtx") else { return };
    let alone = read(&[&folder], 1, ReadOptions::default());
    assert!(alone.report.skipped() == 0, "{:?}", alone.report.problems);
    assert!(alone.documents.len() > 5000);
    let together = read(&[&folder], 3, ReadOptions::default());
    assert_eq!(alone.documents, together.documents);
}

/// A recording of several chunks.
fn large_recording() -> Option<PathBuf> {
    let large = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|data| data.len() > 4096 + 3 * 65_536);
    Some(recordings()?.into_iter().find(large).expect("a recording of many chunks"))
}

#[test]
fn a_log_is_read_in_the_order_in_which_it_was_written() {
    let Some(path) = large_recording() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let expected = read_file(&path).documents;
    let bytes = std::fs::read(&path).expect("a recording");
    let (header, chunks) = bytes.split_at(4096);
    let chunks: Vec<&[u8]> = chunks.chunks(65_536).collect();
    let written: Vec<&[u8]> =
        chunks.into_iter().filter(|chunk| chunk.iter().any(|byte| *byte != 0)).collect();
    // A full log is written over from its start; the first chunks then hold the latest records.
    for turn in [1, written.len() - 1] {
        let mut chunks = written.clone();
        chunks.rotate_right(turn);
        let run = read_file(&put(folder.path(), "input", [header, &chunks.concat()].concat()));
        assert!(run.documents == expected, "turned by {turn}");
    }
    // A new one has room at its end. Larger ones are read in parts.
    for blank in [1, 60] {
        let file = [header, &written.concat(), &vec![0; blank * 65_536]].concat();
        let run = read_file(&put(folder.path(), "input", file));
        assert!(run.documents == expected && run.report.problems.is_empty(), "{blank} blank chunks");
    }
    let repeated = std::iter::repeat_n(written.concat(), 40 / written.len() + 1).collect::<Vec<_>>().concat();
    let run = read_file(&put(folder.path(), "input", [header, &repeated].concat()));
    assert_eq!(run.documents.len(), expected.len() * (40 / written.len() + 1));
}

#[test]
fn containers_do_not_matter() {
    let Some(path) = large_recording() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = std::fs::read(&path).expect("a recording");
    let packed = put(folder.path(), "packed", zstd::encode_all(&bytes[..], 1).expect("memory"));
    assert_eq!(read_file(&packed).documents, read_file(&path).documents);
}

#[test]
fn a_damaged_chunk_costs_only_itself() {
    let Some(path) = large_recording() else { return };
    let path = &path;
    let folder = tempfile::tempdir().expect("a folder");
    let whole = read_file(path).documents.len();
    let bytes = std::fs::read(path).expect("a recording");

    let mut damaged = bytes.clone();
    damaged[4096..4104].copy_from_slice(b"ElfChXX\0");
    let run = read_file(&put(folder.path(), "input", damaged));
    assert!(!run.documents.is_empty() && run.documents.len() < whole);
    let problem = &run.report.problems[&ProblemKind::BrokenChunk];
    assert_eq!((problem.count, problem.samples[0].offset), (1, Some(4096)));

    let run = read_file(&put(folder.path(), "input", &bytes[..4096 + 65_536 + 9000]));
    assert!(!run.documents.is_empty() && run.documents.len() < whole);
    assert_eq!(run.report.count(&ProblemKind::BrokenChunk), 1);
}

#[test]
fn noise_in_recordings_never_panics() {
    let Some(recordings) = recordings() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize % below
    };
    for path in recordings.iter().step_by(7) {
        let mut bytes = std::fs::read(path).expect("a recording");
        for _ in 0..200 {
            let at = random(bytes.len());
            bytes[at] = random(256) as u8;
        }
        read_file(&put(folder.path(), "input", bytes));
    }
}
