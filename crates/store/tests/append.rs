//! Storing and reading back, with a disk that works.

mod common;

use std::sync::{Arc, Barrier};
use std::time::Duration;

use common::{all, event, events, open, open_with, seqs};
use ecs::Timestamp;
use store::disk::SimulatedDisk;
use store::{Appended, NewEvent, Order, StoreOptions};

#[test]
fn events_are_read_back_in_order_also_after_opening_again() {
    let disk = SimulatedDisk::default();
    let log = open(&disk);
    assert_eq!(log.read(0).unwrap(), None);
    assert_eq!(log.event(0).unwrap(), None);
    assert_eq!(seqs(&log.append(events(0..3)).unwrap()), [0, 1, 2]);
    assert_eq!(seqs(&log.append(events(3..5)).unwrap()), [3, 4]);
    let stored: Vec<(u64, NewEvent)> = (0..5).map(|number| (number, event(number))).collect();
    assert_eq!(all(&log), stored);
    drop(log);
    let log = open(&disk);
    assert_eq!(log.next_seq(), 5);
    assert_eq!(all(&log), stored);
    let block = log.read(4).unwrap().unwrap();
    assert_eq!((block.first, block.count), (4, 1));
}

#[test]
fn an_id_is_stored_once_in_a_batch_and_across_openings() {
    let disk = SimulatedDisk::default();
    let log = open(&disk);
    let answers = log.append(vec![event(1), event(2), event(1)]).unwrap();
    assert_eq!(answers[2], Appended::Exists);
    assert_eq!(log.append(vec![event(2)]).unwrap(), [Appended::Exists]);
    let elsewhere = NewEvent { index: "other".to_owned(), ..event(1) };
    assert_eq!(seqs(&log.append(vec![elsewhere.clone()]).unwrap()), [2]);
    drop(log);
    let log = open(&disk);
    assert_eq!(log.append(vec![event(1), event(2), elsewhere]).unwrap(), vec![Appended::Exists; 3]);
    assert_eq!(seqs(&log.append(vec![event(3)]).unwrap()), [3]);
    assert_eq!((log.find("other", "id-1").unwrap(), log.find("logs-1", "id-1").unwrap()), (Some(2), Some(0)));
    assert_eq!((log.find("other", "id-2").unwrap(), log.find("logs-0", "id-3").unwrap()), (None, Some(3)));
}

#[test]
fn an_event_without_an_id_gets_one_that_is_known_again() {
    let disk = SimulatedDisk::default();
    let log = open(&disk);
    let without = |index: &str| NewEvent { index: index.to_owned(), id: None, source: "{}".to_owned() };
    let answers = log.append(vec![without("a"), without("a")]).unwrap();
    let [Appended::Created { id: first, .. }, Appended::Created { id: second, .. }] = &answers[..] else {
        panic!("{answers:?}")
    };
    assert_ne!(first, second);
    assert_eq!(&log.event(1).unwrap().unwrap().id, second);
    drop(log);
    let log = open(&disk);
    let with = |index: &str| NewEvent { id: Some(second.clone()), ..without(index) };
    assert_eq!(log.append(vec![with("a")]).unwrap(), [Appended::Exists]);
    assert_eq!((log.find("a", second).unwrap(), log.find("b", second).unwrap()), (Some(1), None));
    assert_eq!(seqs(&log.append(vec![with("b")]).unwrap()), [2]);
    assert_eq!(log.append(vec![with("b")]).unwrap(), [Appended::Exists]);
}

#[test]
fn what_is_no_object_is_refused_with_its_batch() {
    let disk = SimulatedDisk::default();
    let log = open(&disk);
    let bad = NewEvent { source: "[1]".to_owned(), ..event(1) };
    let error = log.append(vec![event(0), bad]).unwrap_err().to_string();
    assert!(error.contains("event 2 of the batch"), "{error}");
    assert_eq!(log.next_seq(), 0);
    assert_eq!(log.append(Vec::new()).unwrap(), []);
}

#[test]
fn files_are_begun_by_size_and_by_age_and_read_across() {
    let by_size = StoreOptions { file_bytes: 400, ..StoreOptions::default() };
    // The clock goes on by a second with every question.
    let by_age = StoreOptions { file_age: Duration::from_secs(3), ..StoreOptions::default() };
    for options in [by_size, by_age] {
        let disk = SimulatedDisk::default();
        let log = open_with(&disk, &options).unwrap();
        for number in 0..40 {
            log.append(events(number * 2..number * 2 + 2)).unwrap();
        }
        let stored: Vec<(u64, NewEvent)> = (0..80).map(|number| (number, event(number))).collect();
        assert_eq!(all(&log), stored);
        let files = store::disk::Disk::list(&disk, common::folder()).unwrap();
        assert!(files.len() > 10, "{files:?}");
        drop(log);
        let log = open_with(&disk, &options).unwrap();
        assert_eq!(all(&log), stored);
        assert_eq!(log.append(events(0..80)).unwrap(), vec![Appended::Exists; 80]);
        assert_eq!(log.damage().unwrap(), []);
    }
}

#[test]
fn blocks_are_pruned_by_time_in_both_orders() {
    let disk = SimulatedDisk::default();
    let log = open_with(&disk, &StoreOptions { file_bytes: 1000, ..StoreOptions::default() }).unwrap();
    for number in 0..30 {
        log.append(events(number * 10..number * 10 + 10)).unwrap();
    }
    let firsts =
        |range, order| -> Vec<u64> { log.blocks(range, order).map(|info| info.unwrap().first).collect() };
    let every: Vec<u64> = (0..30).map(|number| number * 10).collect();
    assert_eq!(firsts(None, Order::OldestFirst), every);
    let time = |text| Timestamp::parse(text).unwrap();
    let range = Some((time("2026-05-14T07:01:05Z"), time("2026-05-14T07:01:10Z")));
    assert_eq!(firsts(range, Order::OldestFirst), [60, 70]);
    assert_eq!(firsts(range, Order::NewestFirst), [70, 60]);
    let unclear = NewEvent { source: r#"{"@timestamp":"?"}"#.to_owned(), ..event(1000) };
    log.append(vec![unclear]).unwrap();
    assert_eq!(firsts(range, Order::OldestFirst), [60, 70, 300]);
}

#[test]
fn callers_at_the_same_time_share_syncs_and_get_their_own_answers() {
    const THREADS: u64 = 16;
    const APPENDS: u64 = 50;
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(store::Store::open(folder.path(), StoreOptions::default()).unwrap());
    let barrier = Arc::new(Barrier::new(THREADS as usize));
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            let (store, barrier) = (store.clone(), barrier.clone());
            std::thread::spawn(move || {
                barrier.wait();
                for append in 0..APPENDS {
                    let number = thread * APPENDS + append;
                    let seq = seqs(&store.append(vec![event(number)]).unwrap())[0];
                    assert_eq!(store.event(seq).unwrap().unwrap().source, event(number).source);
                    // Somebody else's, at the same time.
                    assert_eq!(store.append(vec![event(number)]).unwrap(), [Appended::Exists]);
                    assert!(store.wait_for(seq, Duration::ZERO));
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(store.next_seq(), THREADS * APPENDS);
    assert!(!store.wait_for(THREADS * APPENDS, Duration::from_millis(1)));
    let groups = store.blocks(None, Order::OldestFirst).count() as u64;
    assert!(groups < THREADS * APPENDS / 2, "{groups} groups");
}
