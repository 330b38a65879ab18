//! The power goes at any moment: what was acknowledged is there, once, and nothing is torn.

mod common;

use std::collections::BTreeMap;

use common::{all, event, events, open_with};
use proptest::prelude::*;
use store::disk::{Faults, SimulatedDisk};
use store::{Appended, EventLog, NewEvent, Order, StoreOptions};

/// What is known of the log: seq to number of the event, of all that was acknowledged.
type Acknowledged = BTreeMap<u64, u64>;

fn options(file_bytes: u64) -> StoreOptions {
    StoreOptions { file_bytes, cache_bytes: 0, ..StoreOptions::default() }
}

/// Appends batches until one fails because the power went.
fn append_until_crash(log: &EventLog, batches: &[u64], from: &mut u64, known: &mut Acknowledged) {
    for size in batches {
        let numbers = *from..*from + size;
        // A sender that does not know whether its events arrived sends them again.
        match log.append(events(numbers.clone())) {
            Ok(answers) => {
                for (number, answer) in numbers.clone().zip(answers) {
                    if let Appended::Created { seq, .. } = answer {
                        assert_eq!(known.insert(seq, number), None, "a seq given twice");
                    }
                }
                *from = numbers.end;
            }
            Err(_) => return,
        }
    }
}

fn check(log: &EventLog, known: &Acknowledged) {
    let found = all(log);
    let by_seq: BTreeMap<u64, _> = found.iter().cloned().collect();
    for (seq, number) in known {
        assert_eq!(by_seq.get(seq), Some(&event(*number)), "acknowledged event {number} at {seq}");
    }
    // Dense, so nothing is torn or lost between, and every event whole and once.
    let seqs: Vec<u64> = found.iter().map(|(seq, _)| *seq).collect();
    assert_eq!(seqs, (0..found.len() as u64).collect::<Vec<_>>());
    let mut ids: Vec<_> = found.iter().map(|(_, event)| event.id.clone().unwrap()).collect();
    for (_, stored) in &found {
        let number: u64 = stored.id.as_ref().unwrap().strip_prefix("id-").unwrap().parse().unwrap();
        assert_eq!(stored, &event(number));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), found.len(), "an event is there twice");
    assert_eq!(log.damage().unwrap(), [], "a crash is no damage");
    let listed: u64 = log.blocks(None, Order::OldestFirst).map(|block| block.unwrap().count).sum();
    assert_eq!(listed, found.len() as u64, "blocks are listed that do not count");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Three lives of a process, each ended at any operation on the disk, with any luck for what was not synced.
    #[test]
    fn nothing_acknowledged_is_lost_and_nothing_is_there_twice(
        batches in prop::collection::vec(1u64..30, 1..12),
        lives in prop::collection::vec((1u64..60, any::<u64>(), prop::option::of(1u64..40)), 1..4),
        most_a_write in prop::option::of(1usize..700),
        file_bytes in prop::sample::select(vec![300u64, 1500, 1 << 26]),
    ) {
        let mut disk = SimulatedDisk::default();
        let mut known = Acknowledged::new();
        let mut from = 0;
        for (crash_at, luck, sync_error_at) in lives {
            disk.set_faults(Faults { crash_at: Some(crash_at), sync_error_at, most_a_write, ..Faults::default() });
            if let Ok(log) = open_with(&disk, &options(file_bytes)) {
                append_until_crash(&log, &batches, &mut from, &mut known);
            }
            disk = disk.after_crash(luck);
            let log = open_with(&disk, &options(file_bytes)).unwrap();
            check(&log, &known);
            for (seq, stored) in all(&log) {
                let number: u64 = stored.id.unwrap().strip_prefix("id-").unwrap().parse().unwrap();
                known.insert(seq, number);
            }
        }
        // And it goes on.
        let log = open_with(&disk, &options(file_bytes)).unwrap();
        append_until_crash(&log, &batches, &mut from, &mut known);
        check(&log, &known);
    }

    /// Errors of single operations, without a crash: what failed is not there, what did not is, and appends work again.
    #[test]
    fn errors_lose_nothing_and_pass(
        batches in prop::collection::vec(1u64..20, 2..12),
        sync_error_at in prop::option::of(1u64..40),
        write_error_at in prop::option::of(1u64..40),
        luck in any::<u64>(),
        file_bytes in prop::sample::select(vec![300u64, 1500, 1 << 26]),
    ) {
        let disk = SimulatedDisk::default();
        let log = open_with(&disk, &options(file_bytes)).unwrap();
        disk.set_faults(Faults { sync_error_at, write_error_at, ..Faults::default() });
        let (mut known, mut from) = (Acknowledged::new(), 0);
        for size in batches {
            for _ in 0..3 {
                append_until_crash(&log, &[size], &mut from, &mut known);
            }
        }
        check(&log, &known);
        prop_assert_eq!(log.next_seq(), from);
        let log = open_with(&disk.after_crash(luck), &options(file_bytes)).unwrap();
        check(&log, &known);
    }
}

#[test]
fn a_full_disk_refuses_and_recovers_by_itself() {
    let disk = SimulatedDisk::default();
    let log = open_with(&disk, &options(600)).unwrap();
    disk.set_faults(Faults { capacity: Some(3000), ..Faults::default() });
    let (mut stored, mut refused) = (0, 0);
    for number in 0..60 {
        match log.append(vec![event(number)]) {
            Ok(_) if refused == 0 => stored += 1,
            Ok(_) => {}
            Err(store::AppendError::DiskFull(_)) => refused += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(stored > 3 && refused > 3, "{stored} {refused}");
    let before = log.next_seq();
    assert_eq!(all(&log).len() as u64, before);
    disk.set_faults(Faults::default());
    for number in 0..60 {
        log.append(vec![event(number)]).unwrap();
    }
    assert_eq!(log.next_seq(), 60);
    let log = open_with(&disk.after_crash(1), &options(600)).unwrap();
    assert_eq!(all(&log).len(), 60);
    assert_eq!(log.damage().unwrap(), []);
}

#[test]
fn a_file_that_ends_at_any_byte_is_cut_to_whole_groups() {
    let disk = SimulatedDisk::default();
    let log = open_with(&disk, &options(1 << 26)).unwrap();
    log.append(events(0..4)).unwrap();
    let first_group = disk.contents(&common::file(0)).unwrap().len();
    log.append(events(4..9)).unwrap();
    drop(log);
    let whole = disk.contents(&common::file(0)).unwrap();
    for end in 0..=whole.len() {
        for garbage in [false, true] {
            let torn = disk.after_crash(0);
            torn.tamper(&common::file(0), |bytes| {
                bytes.truncate(end);
                if garbage {
                    bytes.resize(whole.len().max(end) + 100, 0);
                }
            });
            if garbage && end < 40 {
                continue; // A file without a beginning and yet with contents is damage, not a torn end.
            }
            let log = open_with(&torn, &options(1 << 26)).unwrap();
            let expected = match end {
                end if end == whole.len() => 9,
                end if end >= first_group => 4,
                _ => 0,
            };
            assert_eq!(log.next_seq(), expected, "cut at {end}");
            assert_eq!(common::seqs(&log.append(vec![event(100)]).unwrap()), [expected]);
            assert_eq!(all(&log).len() as u64, expected + 1);
        }
    }
}

#[test]
fn a_torn_group_of_many_frames_is_cut_and_no_damage() {
    // Text of many times what one frame takes, which compresses to little.
    let large = |number: u64| {
        let text = format!("{number} ").repeat(150_000);
        NewEvent { source: format!(r#"{{"text":"{text}"}}"#), ..event(number) }
    };
    for luck in 0..60 {
        let disk = SimulatedDisk::default();
        let log = open_with(&disk, &options(1 << 26)).unwrap();
        log.append(events(0..5)).unwrap();
        // The write, then the sync.
        disk.set_faults(Faults { crash_at: Some(2), ..Faults::default() });
        log.append((5..20).map(large).collect()).unwrap_err();
        let log = open_with(&disk.after_crash(luck), &options(1 << 26)).unwrap();
        assert_eq!(log.damage().unwrap(), [], "luck {luck}");
        let found = all(&log);
        for (seq, stored) in &found {
            assert_eq!(stored, &if *seq < 5 { event(*seq) } else { large(*seq) });
        }
        assert!((5..=20).contains(&found.len()));
        assert_eq!(common::seqs(&log.append(vec![event(99)]).unwrap()), [found.len() as u64]);
    }
}
