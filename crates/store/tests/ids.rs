//! Whether an id is stored: exact, with little memory, across restarts, failing disks and retention.

mod common;

use std::time::Duration;

use common::{all, event, events, folder, open_with};
use proptest::prelude::*;
use store::disk::{Disk, Faults, SimulatedDisk};
use store::{Appended, EventLog, Order, Retention, StoreOptions};

fn options(id_filter_bytes: usize) -> StoreOptions {
    StoreOptions { file_bytes: 500, id_filter_bytes, ..StoreOptions::default() }
}

fn names(disk: &SimulatedDisk, end: &str) -> Vec<String> {
    let names = disk.list(folder()).unwrap();
    names.into_iter().filter(|name| name.ends_with(end)).collect()
}

fn keep_all(log: &EventLog) {
    log.maintain(&Retention::default(), 0).unwrap();
}

/// Appends all of them one by one; how many were new.
fn new_among(log: &EventLog, numbers: std::ops::Range<u64>) -> usize {
    let answers = log.append(events(numbers)).unwrap();
    answers.iter().filter(|answer| **answer != Appended::Exists).count()
}

#[test]
fn ids_are_written_to_runs_and_runs_are_merged() {
    for filter_bytes in [0, 1 << 20] {
        let disk = SimulatedDisk::default();
        let log = open_with(&disk, &options(filter_bytes)).unwrap();
        for batch in 0..60 {
            assert_eq!(new_among(&log, batch * 20..batch * 20 + 20), 20);
            keep_all(&log);
        }
        let (files, runs) = (names(&disk, ".log").len(), names(&disk, ".ids").len());
        assert!(files > 20 && runs < 8, "{files} files, {runs} runs");
        assert_eq!(new_among(&log, 0..1200), 0);
        assert_eq!(new_among(&log, 1200..1400), 200);
        drop(log);
        let log = open_with(&disk, &options(filter_bytes)).unwrap();
        assert_eq!(new_among(&log, 0..1400), 0);
        assert_eq!(new_among(&log, 1400..1500), 100);
    }
}

#[test]
fn a_run_that_is_missing_or_damaged_is_made_again_from_the_log() {
    let disk = SimulatedDisk::default();
    let log = open_with(&disk, &options(1 << 20)).unwrap();
    for batch in 0..30 {
        new_among(&log, batch * 20..batch * 20 + 20);
        keep_all(&log);
    }
    drop(log);
    let runs = names(&disk, ".ids");
    for damage in 0..3 {
        let disk = disk.after_crash(0);
        for run in &runs {
            match damage {
                0 => disk.remove(&folder().join(run)).unwrap(),
                1 => disk.tamper(&folder().join(run), |bytes| bytes[20] ^= 1),
                _ => disk.tamper(&folder().join(run), |bytes| bytes.truncate(5000)),
            }
        }
        let log = open_with(&disk, &options(1 << 20)).unwrap();
        assert_eq!(new_among(&log, 0..600), 0);
        assert_eq!(new_among(&log, 600..610), 10);
    }
}

#[test]
fn a_flipped_byte_in_a_page_or_filter_is_an_error_and_no_wrong_answer() {
    let disk = SimulatedDisk::default();
    let log = open_with(&disk, &options(0)).unwrap();
    for batch in 0..4 {
        new_among(&log, batch * 100..batch * 100 + 100);
    }
    keep_all(&log);
    let run = folder().join(&names(&disk, ".ids")[0]);
    let length = disk.contents(&run).unwrap().len();
    for at in (4096..length).step_by(61) {
        disk.tamper(&run, |bytes| bytes[at] ^= 8);
        for number in 0..100 {
            match log.append(vec![event(number)]) {
                Ok(answers) => assert_eq!(answers, [Appended::Exists], "flipped at {at}"),
                Err(error) => assert!(error.to_string().contains("made anew"), "{error}"),
            }
        }
        disk.tamper(&run, |bytes| bytes[at] ^= 8);
    }
}

#[test]
fn retention_deletes_old_files_that_were_detected_and_frees_their_ids() {
    let disk = SimulatedDisk::default();
    let log = open_with(&disk, &options(1 << 20)).unwrap();
    for batch in 0..40 {
        new_among(&log, batch * 10..batch * 10 + 10);
    }
    let by_bytes = Retention { bytes: Some(4000), age: None };
    log.maintain(&by_bytes, 0).unwrap();
    assert_eq!(all(&log).len(), 400, "nothing was detected yet");
    let blocks = log.blocks(None, Order::OldestFirst);
    log.maintain(&by_bytes, 100).unwrap();
    // Who was going through them meanwhile finds those that are left.
    let firsts: Vec<u64> = blocks.map(|block| block.unwrap().first).collect();
    assert!(firsts.len() < 40 && firsts.last() == Some(&390), "{firsts:?}");
    let oldest = all(&log)[0].0;
    assert!((60..=100).contains(&oldest), "{oldest}");
    assert_eq!(log.read(0).unwrap().unwrap().first, oldest);
    assert_eq!(log.event(0).unwrap(), None);
    log.maintain(&by_bytes, 400).unwrap();
    let oldest = all(&log)[0].0;
    let bytes: usize =
        names(&disk, ".log").iter().map(|name| disk.contents(&folder().join(name)).unwrap().len()).sum();
    assert!(bytes <= 4000 && oldest > 200, "{bytes} {oldest}");
    // Deleted events can come again, others not.
    assert_eq!(new_among(&log, 0..400), oldest as usize);
    assert_eq!(new_among(&log, 0..400), 0);
    for _ in 0..3 {
        keep_all(&log);
        drop(open_with(&disk, &options(1 << 20)));
    }
    assert_eq!(new_among(&log, 0..400), 0);
    // The clock goes on by a second with every append.
    let by_age = Retention { bytes: None, age: Some(Duration::from_secs(0)) };
    log.maintain(&by_age, log.next_seq()).unwrap();
    assert!(names(&disk, ".log").len() <= 2);
    assert_eq!(log.damage().unwrap(), []);
}

#[test]
fn a_quiet_log_gets_old_too() {
    let disk = SimulatedDisk::default();
    let options = StoreOptions { file_age: Duration::from_secs(5), ..StoreOptions::default() };
    let log = open_with(&disk, &options).unwrap();
    new_among(&log, 0..10);
    let by_age = Retention { bytes: None, age: Some(Duration::from_secs(20)) };
    for _ in 0..30 {
        log.maintain(&by_age, 10).unwrap();
    }
    assert_eq!((all(&log).len(), log.next_seq()), (0, 10));
    drop(log);
    let log = open_with(&disk, &options).unwrap();
    assert_eq!(log.next_seq(), 10);
    assert_eq!(log.append(events(3..4)).unwrap(), [Appended::Created { seq: 10, id: "id-3".to_owned() }]);
    assert_eq!(log.read(0).unwrap().unwrap().first, 10);
    assert_eq!(log.event(3).unwrap(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// Files of ids and retention, with the power going at any operation: never a wrong answer about an event that is kept.
    #[test]
    fn a_crash_in_maintenance_makes_no_wrong_answer(
        crashes in prop::collection::vec((1u64..600, any::<u64>()), 1..4),
        keep in prop::option::of(2000u64..8000),
    ) {
        let mut disk = SimulatedDisk::default();
        let retention = Retention { bytes: keep, age: None };
        for (crash_at, luck) in crashes {
            disk.set_faults(Faults { crash_at: Some(crash_at), ..Faults::default() });
            if let Ok(log) = open_with(&disk, &options(1 << 20)) {
                for batch in 0..30 {
                    let appended = log.append(events(batch * 10..batch * 10 + 10));
                    // Now and then, so that there are several files to delete.
                    let now = if batch % 8 == 7 { retention } else { Retention::default() };
                    let maintained = log.maintain(&now, log.next_seq());
                    if appended.is_err() || maintained.is_err() {
                        break;
                    }
                }
            }
            disk = disk.after_crash(luck);
            let log = open_with(&disk, &options(1 << 20)).unwrap();
            prop_assert_eq!(log.damage().unwrap(), []);
            let stored = all(&log);
            let mut ids: Vec<_> = stored.iter().map(|(_, event)| event.id.clone()).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), stored.len());
            let again = stored.into_iter().map(|(_, event)| event).collect::<Vec<_>>();
            let expected = vec![Appended::Exists; again.len()];
            prop_assert_eq!(log.append(again).unwrap(), expected);
        }
    }
}
