//! Verifying and copying a store while it is written to, and its numbers.

mod common;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::{event, events, open_with, seqs};
use store::disk::SimulatedDisk;
use store::{Appended, Detection, Retention, Store, StoreOptions};

fn options() -> StoreOptions {
    StoreOptions { file_bytes: 2000, ..StoreOptions::default() }
}

#[test]
fn a_copy_made_while_events_come_is_whole_and_goes_on() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Store::open(from.path(), options()).unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut number = 0;
            while !stop.load(Ordering::Relaxed) {
                store.append(events(number..number + 10)).unwrap();
                number += 10;
                let detection = Detection { checkpoint: number, ..Detection::default() };
                store.state().commit(&detection).unwrap();
                store.maintain().unwrap();
            }
            number
        });
        while store.next_seq() < 300 {
            std::thread::yield_now();
        }
        let copy = to.path().join("copy");
        store.backup(&copy).unwrap();
        assert!(store.verify().unwrap().is_whole());
        stop.store(true, Ordering::Relaxed);
        let stored = writer.join().unwrap();
        assert!(store.backup(&copy).unwrap_err().to_string().contains("not empty"));

        let copied = Store::open(&copy, options()).unwrap();
        let report = copied.verify().unwrap();
        assert!(report.is_whole(), "{report:?}");
        assert!(report.events >= 300 && report.events == copied.next_seq() && report.files > 3, "{report:?}");
        let checkpoint = copied.state().checkpoint().unwrap();
        assert!((200..=copied.next_seq()).contains(&checkpoint), "{checkpoint}");
        // What is stored in the copy is not in the original.
        let count = copied.next_seq();
        assert_eq!(copied.append(events(0..count)).unwrap(), vec![Appended::Exists; count as usize]);
        assert_eq!(seqs(&copied.append(events(stored..stored + 500)).unwrap())[0], count);
        assert!(store.verify().unwrap().is_whole());
        assert_eq!(seqs(&store.append(events(stored..stored + 1)).unwrap()), [stored]);
    });
}

#[test]
fn verifying_says_what_is_damaged() {
    let disk = SimulatedDisk::default();
    let log = open_with(&disk, &options()).unwrap();
    for batch in 0..30 {
        log.append(events(batch * 10..batch * 10 + 10)).unwrap();
    }
    let whole = log.verify().unwrap();
    assert!(whole.is_whole() && whole.events == 300 && whole.files > 2);
    disk.tamper(&common::file(0), |bytes| bytes[200] ^= 1);
    let report = log.verify().unwrap();
    assert_eq!(report.damage.len(), 1);
    assert_eq!(report.damage[0].missing, 0..10);
    assert_eq!(report.events, 290);
}

#[test]
fn numbers_say_what_happened() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), options()).unwrap();
    for batch in 0..30 {
        store.append(events(batch * 10..batch * 10 + 10)).unwrap();
    }
    store.append(vec![event(0), event(1)]).unwrap();
    store.maintain().unwrap();
    let numbers = store.statistics().unwrap();
    assert_eq!((numbers.next_seq, numbers.oldest_seq, numbers.checkpoint), (300, 0, 0));
    assert_eq!((numbers.appended_events, numbers.known_events, numbers.groups), (300, 2, 30));
    assert_eq!(numbers.ids_in_memory + numbers.ids_in_runs, 300);
    assert!(numbers.files > 2 && numbers.id_runs > 1 && numbers.waiting_bytes == 0, "{numbers:?}");
    assert!(numbers.appended_bytes <= numbers.log_bytes && numbers.appended_bytes > 1000, "{numbers:?}");
}

#[test]
fn a_reader_sees_every_event_once_while_others_write_and_old_files_go() {
    const WRITERS: u64 = 4;
    const BATCHES: u64 = 150;
    let folder = tempfile::tempdir().unwrap();
    let retention = Retention { bytes: Some(20_000), age: None };
    let store = Store::open(folder.path(), StoreOptions { retention, ..options() }).unwrap();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let store = &store;
            scope.spawn(move || {
                for batch in 0..BATCHES {
                    let first = (writer * BATCHES + batch) * 5;
                    assert_eq!(seqs(&store.append(events(first..first + 5)).unwrap()).len(), 5);
                }
            });
        }
        let mut seen = vec![false; (WRITERS * BATCHES * 5) as usize];
        let mut next = 0;
        while next < seen.len() as u64 {
            assert!(store.wait_for(next, Duration::from_secs(60)));
            let block = store.read(next).unwrap().unwrap();
            assert_eq!(block.first, next, "nothing goes that was not detected");
            for line in String::from_utf8(block.text).unwrap().lines() {
                let number: u64 =
                    line.split("\"n\":").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
                assert!(line.ends_with(&format!("{}}}", event(number).source)));
                assert!(!std::mem::replace(&mut seen[number as usize], true), "{number} twice");
            }
            next += block.count;
            store.state().commit(&Detection { checkpoint: next, ..Detection::default() }).unwrap();
            store.maintain().unwrap();
        }
        assert!(seen.into_iter().all(|seen| seen));
    });
    let numbers = store.statistics().unwrap();
    assert!(numbers.oldest_seq > 0 && numbers.log_bytes < 40_000, "{numbers:?}");
}
