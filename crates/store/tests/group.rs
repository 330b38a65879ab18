//! Who comes while the disk is busy goes together with the others who did, or is told to come later.

mod common;

use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use common::{all, events, folder, seqs};
use store::disk::{Disk, DiskFile, SimulatedDisk};
use store::{AppendError, EventLog, StoreOptions};

/// A disk whose syncs of files wait while it is held.
#[derive(Debug, Default, Clone)]
struct HeldDisk {
    disk: SimulatedDisk,
    gate: Arc<Gate>,
}

#[derive(Debug, Default)]
struct Gate {
    held: Mutex<bool>,
    changed: Condvar,
}

#[derive(Debug)]
struct HeldFile(Arc<dyn DiskFile>, Arc<Gate>);

impl Gate {
    fn hold(&self, held: bool) {
        *self.held.lock().unwrap() = held;
        self.changed.notify_all();
    }
}

impl HeldDisk {
    fn file(&self, file: Arc<dyn DiskFile>) -> Arc<dyn DiskFile> {
        Arc::new(HeldFile(file, self.gate.clone()))
    }
}

impl Disk for HeldDisk {
    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.disk.list(folder)
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        self.disk.create_folder(folder)
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        self.disk.create(path).map(|file| self.file(file))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        self.disk.open(path).map(|file| self.file(file))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.disk.remove(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.disk.sync_folder(folder)
    }
}

impl DiskFile for HeldFile {
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(into, offset)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        self.0.write_at(bytes, offset)
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        self.0.set_length(length)
    }

    fn length(&self) -> io::Result<u64> {
        self.0.length()
    }

    fn sync(&self) -> io::Result<()> {
        let held = self.1.held.lock().unwrap();
        drop(self.1.changed.wait_while(held, |held| *held).unwrap());
        self.0.sync()
    }
}

fn open(disk: &HeldDisk, queue_bytes: usize) -> EventLog {
    let options = StoreOptions { queue_bytes, ..StoreOptions::default() };
    EventLog::open(Arc::new(disk.clone()), folder(), &options, common::clock(), 0).unwrap()
}

/// How much text an event is.
fn line_bytes(number: u64) -> u64 {
    let event = common::event(number);
    let id = event.id.unwrap();
    (format!(r#"{{"_index":"{}","_id":"{id}","_source":{}}}"#, event.index, event.source).len() + 1) as u64
}

/// Waits until so much text is in the queue.
fn wait_for_queue(log: &EventLog, bytes: impl Fn(u64) -> bool) {
    while !bytes(log.statistics().waiting_bytes) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Waits until the first caller's batch is taken from the queue, to be written.
fn wait_for_write(disk: &HeldDisk, log: &EventLog, length: usize) {
    while disk.disk.contents(&common::file(0)).unwrap().len() <= length {
        std::thread::sleep(Duration::from_millis(1));
    }
    wait_for_queue(log, |bytes| bytes == 0);
}

#[test]
fn those_who_come_during_a_sync_share_the_next() {
    let disk = HeldDisk::default();
    let log = open(&disk, 1 << 20);
    let (empty, syncs) = (disk.disk.contents(&common::file(0)).unwrap().len(), disk.disk.syncs());
    disk.gate.hold(true);
    std::thread::scope(|scope| {
        let log = &log;
        let append =
            |number: u64| scope.spawn(move || seqs(&log.append(events(number..number + 1)).unwrap()));
        let first = append(0);
        wait_for_write(&disk, log, empty);
        assert!(!log.wait_for(0, Duration::from_millis(5)), "nothing is shown that is not on disk");
        assert_eq!((log.next_seq(), log.read(0).unwrap()), (0, None));
        let others: Vec<_> = (1..20).map(append).collect();
        wait_for_queue(log, |bytes| bytes == (1..20).map(line_bytes).sum::<u64>());
        disk.gate.hold(false);
        assert_eq!(first.join().unwrap(), [0]);
        let mut rest: Vec<u64> = others.into_iter().flat_map(|other| other.join().unwrap()).collect();
        rest.sort_unstable();
        assert_eq!(rest, (1..20).collect::<Vec<_>>());
    });
    assert_eq!(disk.disk.syncs() - syncs, 2);
    assert_eq!(log.statistics().groups, 2);
    assert_eq!(all(&log).len(), 20);
}

#[test]
fn a_full_queue_is_busy_and_gets_free_again() {
    let disk = HeldDisk::default();
    let log = open(&disk, 1_000);
    let empty = disk.disk.contents(&common::file(0)).unwrap().len();
    disk.gate.hold(true);
    std::thread::scope(|scope| {
        let log = &log;
        let first = scope.spawn(|| log.append(events(0..1)));
        wait_for_write(&disk, log, empty);
        // More than the queue takes, but it is empty.
        let second = scope.spawn(|| log.append(events(1..20)));
        wait_for_queue(log, |bytes| bytes > 1_000);
        assert!(matches!(log.append(events(20..21)), Err(AppendError::Busy)));
        disk.gate.hold(false);
        assert_eq!(first.join().unwrap().unwrap().len(), 1);
        assert_eq!(second.join().unwrap().unwrap().len(), 19);
        assert_eq!(seqs(&log.append(events(20..21)).unwrap()), [20]);
    });
    assert_eq!(log.statistics().waiting_bytes, 0);
}
