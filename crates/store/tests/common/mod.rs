//! A log on a simulated disk, and what is true of it.

#![allow(dead_code, reason = "every test file uses its part")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ecs::Timestamp;
use store::disk::SimulatedDisk;
use store::{Appended, Clock, EventBlock, EventLog, NewEvent, StoreError, StoreOptions, StoredHit};

pub(crate) fn folder() -> &'static Path {
    Path::new("/data/log")
}

pub(crate) fn file(first: u64) -> PathBuf {
    folder().join(format!("{first:020}.log"))
}

/// A clock that is a second later whenever it is asked.
pub(crate) fn clock() -> Clock {
    let seconds = AtomicI64::new(1_780_000_000);
    Arc::new(move || Timestamp::from_nanos(seconds.fetch_add(1, Ordering::Relaxed) * 1_000_000_000))
}

pub(crate) fn open_with(disk: &SimulatedDisk, options: &StoreOptions) -> Result<EventLog, StoreError> {
    EventLog::open(Arc::new(disk.clone()), folder(), options, clock(), 0)
}

pub(crate) fn open(disk: &SimulatedDisk) -> EventLog {
    open_with(disk, &StoreOptions::default()).unwrap()
}

/// An event that is like no other.
pub(crate) fn event(number: u64) -> NewEvent {
    let minute = number / 60 % 60;
    let source = format!(
        r#"{{"@timestamp":"2026-05-14T07:{minute:02}:{:02}.000Z","n":{number},"text":"{}"}}"#,
        number % 60,
        "padding ".repeat((number % 7) as usize * 30),
    );
    NewEvent { index: format!("logs-{}", number % 3), id: Some(format!("id-{number}")), source }
}

pub(crate) fn events(numbers: std::ops::Range<u64>) -> Vec<NewEvent> {
    numbers.map(event).collect()
}

/// All events that can be read, with their seqs; damage is skipped.
pub(crate) fn all(log: &EventLog) -> Vec<(u64, NewEvent)> {
    let numbers = log.statistics();
    // Of a log whose events were all deleted there is nothing to read.
    let end = if numbers.oldest_seq == numbers.next_seq { 0 } else { numbers.next_seq };
    all_of(end, |seq| log.read(seq), |seq| log.event(seq))
}

/// The same by the two ways to an event.
pub(crate) fn all_of(
    end: u64,
    read: impl Fn(u64) -> Result<Option<EventBlock>, StoreError>,
    event: impl Fn(u64) -> Result<Option<StoredHit>, StoreError>,
) -> Vec<(u64, NewEvent)> {
    let mut found = Vec::new();
    let mut next = 0;
    loop {
        match read(next) {
            Ok(None) => {
                assert!(next >= end, "nothing at {next}");
                return found;
            }
            Ok(Some(block)) => {
                let text = String::from_utf8(block.text).unwrap();
                let lines: Vec<&str> = text.lines().collect();
                assert_eq!(lines.len() as u64, block.count);
                found.extend((block.first..).zip(lines.iter().map(|line| parse(line))));
                // The other way to an event gives the same.
                let hit = event(block.first).unwrap().unwrap();
                let first = NewEvent { index: hit.index, id: Some(hit.id), source: hit.source };
                assert_eq!(first, parse(lines[0]));
                next = block.first + block.count;
            }
            Err(StoreError::Damaged(damage)) => {
                assert!(damage.missing.contains(&next), "{damage:?} {next}");
                next = damage.missing.end;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// The seqs of a batch that was wholly new.
pub(crate) fn seqs(answers: &[Appended]) -> Vec<u64> {
    answers
        .iter()
        .map(|answer| match answer {
            Appended::Created { seq, .. } => *seq,
            Appended::Exists => panic!("exists: {answers:?}"),
        })
        .collect()
}

/// A line of a block. Index and id of these events have nothing to escape.
fn parse(line: &str) -> NewEvent {
    let rest = line.strip_prefix(r#"{"_index":""#).unwrap();
    let (index, rest) = rest.split_once(r#"","_id":""#).unwrap();
    let (id, rest) = rest.split_once(r#"","_source":"#).unwrap();
    let source = rest.strip_suffix('}').unwrap();
    NewEvent { index: index.to_owned(), id: Some(id.to_owned()), source: source.to_owned() }
}
