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

#[test]
fn a_damaged_chunk_costs_only_itself() {
    let Some(recordings) = recordings() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let large = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|data| data.len() > 4096 + 3 * 65_536);
    let path = recordings.iter().find(|path| large(path)).expect("a recording of many chunks");
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
