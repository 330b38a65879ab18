//! Bytes that change on the medium: said with file and place, and everything else is still read.

mod common;

use common::{all, event, events, file, open_with};
use proptest::prelude::*;
use store::disk::{Disk, SimulatedDisk};
use store::{Appended, StoreError, StoreOptions};

const HEADER: usize = 40;

fn options(file_bytes: u64) -> StoreOptions {
    StoreOptions { file_bytes, cache_bytes: 0, ..StoreOptions::default() }
}

/// Three groups in one file; where each begins.
fn three_groups(file_bytes: u64) -> (SimulatedDisk, Vec<usize>) {
    let disk = SimulatedDisk::default();
    let log = open_with(&disk, &options(file_bytes)).unwrap();
    let mut starts = Vec::new();
    for group in 0..3 {
        starts.push(disk.contents(&file(0)).unwrap().len());
        log.append(events(group * 10..group * 10 + 10)).unwrap();
    }
    (disk, starts)
}

#[test]
fn a_flipped_byte_anywhere_in_the_middle_is_said_and_the_rest_is_read() {
    let (disk, starts) = three_groups(1 << 26);
    for at in starts[1]..starts[2] {
        let damaged = disk.after_crash(0);
        damaged.tamper(&file(0), |bytes| bytes[at] ^= 0x10);
        let log = open_with(&damaged, &options(1 << 26)).unwrap();
        let damage = log.damage().unwrap();
        assert_eq!(damage.len(), 1, "flipped at {at}");
        assert_eq!(damage[0].missing, 10..20);
        assert_eq!(damage[0].offset, starts[1] as u64);
        assert_eq!(damage[0].file, file(0));
        let said = damage[0].to_string();
        assert!(said.contains("events 10 to 19") && said.contains("backup"), "{said}");
        let seqs: Vec<u64> = all(&log).into_iter().map(|(seq, _)| seq).collect();
        assert_eq!(seqs, (0..10).chain(20..30).collect::<Vec<_>>());
        assert!(matches!(log.read(13), Err(StoreError::Damaged(_))));
        assert_eq!(common::seqs(&log.append(vec![event(99)]).unwrap()), [30]);
    }
}

#[test]
fn a_flipped_byte_in_the_beginning_of_a_file_costs_nothing() {
    let (disk, _) = three_groups(1 << 26);
    // Behind the version, which has to be believed.
    for at in (0..8).chain(12..HEADER) {
        let damaged = disk.after_crash(0);
        damaged.tamper(&file(0), |bytes| bytes[at] ^= 0x10);
        assert_eq!(all(&open_with(&damaged, &options(1 << 26)).unwrap()).len(), 30, "flipped at {at}");
    }
}

#[test]
fn a_closed_file_is_read_around_its_damage() {
    let disk = SimulatedDisk::default();
    let log = open_with(&disk, &options(900)).unwrap();
    for group in 0..9 {
        log.append(events(group * 10..group * 10 + 10)).unwrap();
    }
    drop(log);
    let length = disk.contents(&file(0)).unwrap().len();
    for at in HEADER..length {
        let damaged = disk.after_crash(0);
        damaged.tamper(&file(0), |bytes| bytes[at] ^= 0x10);
        let log = open_with(&damaged, &options(900)).unwrap();
        let read = all(&log);
        assert!(read.len() >= 80, "{} after a flip at {at}", read.len());
        for (seq, stored) in read {
            assert_eq!(stored, event(seq));
        }
        // What was lost can be sent again, what was not cannot.
        let answers = log.append(events(0..90)).unwrap();
        let again = answers.iter().filter(|answer| **answer != Appended::Exists).count();
        assert!(again <= 10, "{again}");
    }
}

#[test]
fn a_log_that_ends_before_the_checkpoint_goes_on_behind_it() {
    let (disk, _) = three_groups(1 << 26);
    let clock = common::clock();
    let open = |at_least| {
        let disk = std::sync::Arc::new(disk.clone());
        store::EventLog::open(disk, common::folder(), &options(1 << 26), clock.clone(), at_least).unwrap()
    };
    assert_eq!(open(30).next_seq(), 30);
    let log = open(50);
    assert_eq!(log.next_seq(), 50);
    assert_eq!(common::seqs(&log.append(vec![event(99)]).unwrap()), [50]);
    assert_eq!(log.damage().unwrap()[0].missing, 30..50);
    assert_eq!(all(&log).len(), 31);
}

/// What can happen to the bytes of a file.
fn spoil(bytes: &mut Vec<u8>, at: usize, length: usize, what: u8) {
    let start = at % (bytes.len() + 1);
    let range = start..(start + length).min(bytes.len());
    match what {
        0 => bytes[range].iter_mut().for_each(|byte| *byte ^= 0x55),
        1 => bytes[range].fill(0),
        2 => bytes.truncate(start),
        3 => drop(bytes.drain(range)),
        4 => drop(bytes.splice(start..start, vec![0xaa; length])),
        // A piece of the file once more.
        _ => {
            let piece = bytes[range].to_vec();
            drop(bytes.splice(start..start, piece));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever the files hold, opening and reading ends, and what is read is what was stored.
    #[test]
    fn no_bytes_make_events_that_were_not_stored(
        spoils in prop::collection::vec((any::<u16>(), any::<u16>(), 1usize..3000, 0u8..6), 1..4),
        file_bytes in prop::sample::select(vec![900u64, 1 << 26]),
    ) {
        let disk = SimulatedDisk::default();
        let log = open_with(&disk, &options(file_bytes)).unwrap();
        for group in 0..12 {
            log.append(events(group * 10..group * 10 + 10)).unwrap();
            log.maintain(&store::Retention::default(), 0).unwrap();
        }
        drop(log);
        let files: Vec<String> = disk.list(common::folder()).unwrap();
        for (which, at, length, what) in spoils {
            let path = common::folder().join(&files[which as usize % files.len()]);
            disk.tamper(&path, |bytes| spoil(bytes, at as usize, length, what));
        }
        if let Ok(log) = open_with(&disk, &options(file_bytes)) {
            for (seq, stored) in all(&log) {
                prop_assert_eq!(stored, event(seq));
            }
            log.verify().unwrap();
            let next = log.next_seq();
            if let Ok(answers) = log.append(vec![event(1000)]) {
                prop_assert_eq!(common::seqs(&answers), [next]);
            }
        }
    }
}
