//! A process that stores events and commits what it found in them is killed, again and again.

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{all_of, event, events};
use ecs::Timestamp;
use store::{Appended, Detection, NewAlert, Store, StoreOptions};

const FOLDER: &str = "TRIPLINE_TEST_KILL_FOLDER";
const ROUNDS: u64 = 12;

fn open(folder: &Path) -> Store {
    Store::open(folder, StoreOptions { file_bytes: 5_000, ..StoreOptions::default() }).unwrap()
}

/// Every third event is an alert.
fn alerts(seqs: std::ops::Range<u64>) -> Vec<NewAlert> {
    let found = seqs.filter(|seq| seq.is_multiple_of(3));
    found
        .map(|seq| NewAlert {
            id: format!("alert-{seq:08}"),
            index: ".alerts".to_owned(),
            rule_id: "rule".to_owned(),
            time: Timestamp::from_nanos(seq as i64),
            document: "{}".to_owned(),
        })
        .collect()
}

/// Evaluates what was not evaluated yet, as a server would.
fn detect(store: &Store) {
    let from = store.state().checkpoint().unwrap();
    if let Some(block) = store.read(from).unwrap() {
        let checkpoint = block.first + block.count;
        // The folding state says what it is of.
        let folds = Some(checkpoint.to_le_bytes().to_vec());
        let detection = Detection { checkpoint, folds, alerts: alerts(from..checkpoint), runs: Vec::new() };
        store.state().commit(&detection).unwrap();
    }
}

#[test]
#[ignore = "it is what the other test starts and kills"]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = open(Path::new(&folder));
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let store = &store;
            scope.spawn(move || {
                // Each sender has events of its own, and sends them again from the beginning when it starts again.
                for batch in 0.. {
                    let first = batch * 20 + thread * 10;
                    store.append(events(first..first + 10)).unwrap();
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "stored {first}").and_then(|()| out.flush()).unwrap();
                }
            });
        }
        loop {
            store.wait_for(store.state().checkpoint().unwrap(), Duration::from_secs(1));
            detect(&store);
            store.maintain().unwrap();
        }
    });
}

/// Starts the child and kills it once it has said so many times that it stored something; what it said.
fn run_and_kill(folder: &Path, after: u64) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stored = Vec::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while let Some(line) = lines.next().and_then(Result::ok) {
        stored.extend(line.strip_prefix("stored ").and_then(|first| first.parse::<u64>().ok()));
        if stored.len() as u64 == after {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    stored
}

#[test]
fn what_was_acknowledged_survives_a_kill_and_alerts_are_there_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    for round in 0..ROUNDS {
        // Later rounds first answer for what is there already.
        let stored = run_and_kill(folder.path(), 5 + acknowledged.len() as u64 / 10 + round * 3);
        acknowledged.extend(stored.into_iter().flat_map(|first| first..first + 10));

        let store = open(folder.path());
        let found = all_of(store.next_seq(), |seq| store.read(seq), |seq| store.event(seq));
        let numbers: BTreeSet<u64> =
            found.iter().map(|(_, event)| event.id.as_ref().unwrap()[3..].parse().unwrap()).collect();
        assert_eq!(numbers.len(), found.len(), "an event is there twice");
        assert!(acknowledged.is_subset(&numbers), "round {round}");
        for (_, stored) in &found {
            assert_eq!(stored, &event(stored.id.as_ref().unwrap()[3..].parse().unwrap()));
        }
        let checkpoint = store.state().checkpoint().unwrap();
        assert!(checkpoint <= store.next_seq());
        assert_eq!(store.state().folds().unwrap().unwrap_or(vec![0; 8]), checkpoint.to_le_bytes());
        assert_eq!(store.state().alert_count().unwrap(), alerts(0..checkpoint).len() as u64);
        assert!(store.verify().unwrap().is_whole());
    }
    let store = open(folder.path());
    while store.state().checkpoint().unwrap() < store.next_seq() {
        detect(&store);
    }
    let all = store.state().alerts(&Default::default()).unwrap();
    let ids: Vec<String> = all.into_iter().rev().map(|alert| alert.id).collect();
    let expected: Vec<String> = alerts(0..store.next_seq()).into_iter().map(|alert| alert.id).collect();
    assert_eq!(ids, expected);
    assert_eq!(store.append(events(0..10)).unwrap(), vec![Appended::Exists; 10]);
}
