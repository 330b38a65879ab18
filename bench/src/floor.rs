//! What the libraries below need for the same bytes, with nothing else done.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};
use evtx::EvtxParser;

/// Parses each line of an NDJSON file to a `sonic_rs::Value`, one thread.
pub(crate) fn json(path: &Path) -> Result<()> {
    let mut reader =
        BufReader::with_capacity(1 << 20, File::open(path).context("opening the floor's input")?);
    let mut line = Vec::new();
    let mut lines = 0u64;
    while reader.read_until(b'\n', &mut line)? > 0 {
        let value: sonic_rs::Value = sonic_rs::from_slice(&line)?;
        std::hint::black_box(&value);
        line.clear();
        lines += 1;
    }
    eprintln!("{lines} lines");
    Ok(())
}

/// Reads each line of a file as XML, one thread, every event of the reader taken and none looked at.
pub(crate) fn xml(path: &Path) -> Result<()> {
    let mut reader =
        BufReader::with_capacity(1 << 20, File::open(path).context("opening the floor's input")?);
    let mut line = String::new();
    let mut events = 0u64;
    while reader.read_line(&mut line)? > 0 {
        let mut xml = quick_xml::Reader::from_str(&line);
        while !matches!(std::hint::black_box(xml.read_event()?), quick_xml::events::Event::Eof) {
            events += 1;
        }
        line.clear();
    }
    eprintln!("{events} pieces of XML");
    Ok(())
}

/// Writes every record of the EVTX files under the paths as JSON text, to memory, files shared among the threads.
pub(crate) fn evtx(threads: usize, paths: &[PathBuf]) -> Result<()> {
    let mut files: Vec<PathBuf> = paths
        .iter()
        .flat_map(walkdir::WalkDir::new)
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(|path| path.extension().is_some_and(|extension| extension == "evtx"))
        .collect();
    files.sort();
    let queue = Mutex::new(files.into_iter());
    let next = || queue.lock().ok().and_then(|mut files| files.next());
    let records: u64 = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut records = 0u64;
                    while let Some(path) = next() {
                        let Ok(mut parser) = EvtxParser::from_path(path) else { continue };
                        for record in parser.records_json().flatten() {
                            std::hint::black_box(&record.data);
                            records += 1;
                        }
                    }
                    records
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_default()).sum()
    });
    eprintln!("{records} records");
    Ok(())
}
