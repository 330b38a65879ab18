//! A disk in memory that fails on command, for tests: of this crate, and of what is built on it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, DiskFile};

/// What a crash keeps or loses of an unsynced write is decided by sectors of this many bytes.
const SECTOR: usize = 512;

/// When and how the simulated disk fails. Operations that change something are counted from 1: creating, writing,
/// cutting, syncing, renaming, removing.
#[derive(Debug, Default, Clone, Copy)]
pub struct Faults {
    /// At this operation the power goes: it and everything after it fails.
    pub crash_at: Option<u64>,
    /// The first sync at or after this operation fails, and from then on nothing is known of what is put on the medium of
    /// that file, whatever later syncs of it say.
    pub sync_error_at: Option<u64>,
    /// The first write at or after this operation fails, having written some of its bytes.
    pub write_error_at: Option<u64>,
    /// Writes take at most this many bytes at a time.
    pub most_a_write: Option<usize>,
    /// How many bytes all files together may have.
    pub capacity: Option<u64>,
}

/// A disk in memory that models what POSIX promises and no more. Clones are the same disk.
///
/// A write reaches the medium when its file is synced, or by chance; a new, renamed or removed name when its folder is
/// synced, or by chance. [`SimulatedDisk::after_crash`] draws the chances.
#[derive(Debug, Default, Clone)]
pub struct SimulatedDisk {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    faults: Faults,
    operations: u64,
    syncs: u64,
    files: Vec<Contents>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    /// Changes of names since their folder was last synced.
    renames: Vec<NameChange>,
}

/// A file's bytes as a program sees them, and how they came to be.
#[derive(Debug, Default, Clone)]
struct Contents {
    bytes: Vec<u8>,
    base: Vec<u8>,
    changes: Vec<(Change, Fate)>,
    /// A sync failed: nothing that later ones say of this file is to be trusted.
    broken: bool,
}

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

/// What is known of a change.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    /// Not synced yet.
    Pending,
    /// A sync of it failed: later syncs say nothing of it.
    Unknown,
    Durable,
}

#[derive(Debug, Clone)]
struct NameChange {
    set: Option<(PathBuf, usize)>,
    unset: Option<PathBuf>,
}

#[derive(Debug)]
struct SimulatedFile {
    inner: Arc<Mutex<Inner>>,
    file: usize,
}

impl SimulatedDisk {
    /// Sets what fails from now on; operations are counted from here.
    pub fn set_faults(&self, faults: Faults) {
        let mut inner = lock(&self.inner);
        inner.faults = faults;
        inner.operations = 0;
    }

    /// How many operations that change something there were since the faults were set.
    pub fn operations(&self) -> u64 {
        lock(&self.inner).operations
    }

    /// How many syncs of files there were.
    pub fn syncs(&self) -> u64 {
        lock(&self.inner).syncs
    }

    /// The disk as it is found after the power went: everything synced, and of the rest what `seed` decides.
    pub fn after_crash(&self, seed: u64) -> Self {
        let inner = lock(&self.inner);
        let mut chance = Chance(seed);
        let mut names = inner.durable_names.clone();
        for change in &inner.renames {
            if chance.heads() {
                change.apply(&mut names);
            }
        }
        let files = inner.files.iter().map(|file| file.after_crash(&mut chance)).collect();
        let after = Inner { files, durable_names: names.clone(), names, ..Inner::default() };
        Self { inner: Arc::new(Mutex::new(after)) }
    }

    /// The bytes of a file, to look at.
    pub fn contents(&self, path: &Path) -> Option<Vec<u8>> {
        let inner = lock(&self.inner);
        inner.names.get(path).and_then(|file| inner.files.get(*file)).map(|file| file.bytes.clone())
    }

    /// Changes a file's bytes on the medium behind everyone's back.
    pub fn tamper(&self, path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
        let mut inner = lock(&self.inner);
        if let Some(file) = inner.names.get(path).copied().and_then(|file| inner.files.get_mut(file)) {
            change(&mut file.bytes);
            let bytes = std::mem::take(&mut file.bytes);
            *file = Contents { base: bytes.clone(), bytes, ..Contents::default() };
        }
    }
}

impl Inner {
    /// Counts an operation; an error when the power is gone.
    fn count(&mut self) -> io::Result<u64> {
        self.operations += 1;
        match self.faults.crash_at {
            Some(at) if self.operations >= at => Err(io::Error::other("the simulated machine is off")),
            _ => Ok(self.operations),
        }
    }

    fn room(&self) -> u64 {
        let used: u64 = self
            .names
            .values()
            .filter_map(|file| self.files.get(*file))
            .map(|file| file.bytes.len() as u64)
            .sum();
        self.faults.capacity.map_or(u64::MAX, |capacity| capacity.saturating_sub(used))
    }

    fn find(&self, path: &Path) -> io::Result<usize> {
        self.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn file(&mut self, file: usize) -> io::Result<&mut Contents> {
        self.files.get_mut(file).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn change_name(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.renames.push(change);
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        if let Some(path) = &self.unset {
            names.remove(path);
        }
        if let Some((path, file)) = &self.set {
            names.insert(path.clone(), *file);
        }
    }

    fn is_in(&self, folder: &Path) -> bool {
        let path = self.set.as_ref().map(|(path, _)| path).or(self.unset.as_ref());
        path.is_some_and(|path| path.parent() == Some(folder))
    }
}

impl Contents {
    fn change(&mut self, change: Change) {
        change.apply(&mut self.bytes, |_| true);
        self.changes.push((change, Fate::Pending));
    }

    /// Gives all pending changes a fate; forgets how the bytes came to be once nothing is open.
    fn settle(&mut self, fate: Fate) {
        self.broken |= fate == Fate::Unknown;
        let fate = if self.broken { Fate::Unknown } else { fate };
        for (_, pending) in self.changes.iter_mut().filter(|(_, old)| *old == Fate::Pending) {
            *pending = fate;
        }
        if self.changes.iter().all(|(_, fate)| *fate == Fate::Durable) {
            self.changes.clear();
            self.base.clone_from(&self.bytes);
        }
    }

    fn after_crash(&self, chance: &mut Chance) -> Self {
        let mut bytes = self.base.clone();
        for (change, fate) in &self.changes {
            change.apply(&mut bytes, |_| *fate == Fate::Durable || chance.heads());
        }
        Self { base: bytes.clone(), bytes, ..Self::default() }
    }
}

impl Change {
    /// Applies it, sector for sector where `keep` says so.
    fn apply(&self, to: &mut Vec<u8>, mut keep: impl FnMut(usize) -> bool) {
        match self {
            Self::Length(length) => {
                if keep(0) {
                    to.resize(*length, 0);
                }
            }
            Self::Write { offset, bytes } => {
                let mut at = *offset;
                let mut rest = bytes.as_slice();
                while !rest.is_empty() {
                    let (sector, after) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
                    if keep(at) {
                        let end = at + sector.len();
                        to.resize(to.len().max(end), 0);
                        to[at..end].copy_from_slice(sector);
                    }
                    at += sector.len();
                    rest = after;
                }
            }
        }
    }
}

impl Disk for SimulatedDisk {
    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let inner = lock(&self.inner);
        let names = inner.names.keys().filter(|path| path.parent() == Some(folder));
        Ok(names.filter_map(|path| path.file_name()?.to_str().map(str::to_owned)).collect())
    }

    fn create_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        let mut inner = lock(&self.inner);
        inner.count()?;
        if inner.names.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if inner.room() == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let file = inner.files.len();
        inner.files.push(Contents::default());
        inner.change_name(NameChange { set: Some((path.to_owned(), file)), unset: None });
        Ok(Arc::new(SimulatedFile { inner: self.inner.clone(), file }))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        let file = lock(&self.inner).find(path)?;
        Ok(Arc::new(SimulatedFile { inner: self.inner.clone(), file }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inner = lock(&self.inner);
        inner.count()?;
        let file = inner.find(from)?;
        inner.change_name(NameChange { set: Some((to.to_owned(), file)), unset: Some(from.to_owned()) });
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut inner = lock(&self.inner);
        inner.count()?;
        inner.find(path)?;
        inner.change_name(NameChange { set: None, unset: Some(path.to_owned()) });
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut inner = lock(&self.inner);
        let at = inner.count()?;
        if inner.faults.sync_error_at.is_some_and(|fail| at >= fail) {
            inner.faults.sync_error_at = None;
            return Err(io::Error::other("simulated error of a folder's sync"));
        }
        let (synced, rest) =
            std::mem::take(&mut inner.renames).into_iter().partition(|change| change.is_in(folder));
        inner.renames = rest;
        let synced: Vec<NameChange> = synced;
        for change in synced {
            change.apply(&mut inner.durable_names);
        }
        Ok(())
    }
}

impl DiskFile for SimulatedFile {
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut inner = lock(&self.inner);
        let bytes = &inner.file(self.file)?.bytes;
        let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..)).unwrap_or_default();
        let length = rest.len().min(into.len());
        into[..length].copy_from_slice(&rest[..length]);
        Ok(length)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        let mut inner = lock(&self.inner);
        let at = inner.count()?;
        let offset = usize::try_from(offset).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let mut taken = bytes.len().min(inner.faults.most_a_write.unwrap_or(usize::MAX));
        let fails = inner.faults.write_error_at.is_some_and(|fail| at >= fail);
        if fails {
            inner.faults.write_error_at = None;
            taken /= 2;
        }
        let room = inner.room();
        let file = inner.file(self.file)?;
        let grows = (offset + taken).saturating_sub(file.bytes.len()) as u64;
        taken -= usize::try_from(grows.saturating_sub(room)).unwrap_or(taken).min(taken);
        if taken > 0 {
            file.change(Change::Write { offset, bytes: bytes[..taken].to_vec() });
        }
        match (fails, taken) {
            (true, _) => Err(io::Error::other("simulated error of a write")),
            (false, 0) if !bytes.is_empty() => Err(io::ErrorKind::StorageFull.into()),
            (false, taken) => Ok(taken),
        }
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        let mut inner = lock(&self.inner);
        inner.count()?;
        let length = usize::try_from(length).map_err(|_| io::ErrorKind::FileTooLarge)?;
        inner.file(self.file)?.change(Change::Length(length));
        Ok(())
    }

    fn length(&self) -> io::Result<u64> {
        Ok(lock(&self.inner).file(self.file)?.bytes.len() as u64)
    }

    fn sync(&self) -> io::Result<()> {
        let mut inner = lock(&self.inner);
        let at = inner.count()?;
        inner.syncs += 1;
        let fails = inner.faults.sync_error_at.is_some_and(|fail| at >= fail);
        if fails {
            inner.faults.sync_error_at = None;
        }
        inner.file(self.file)?.settle(if fails { Fate::Unknown } else { Fate::Durable });
        if fails { Err(io::Error::other("simulated error of a sync")) } else { Ok(()) }
    }
}

/// A small generator of coin flips (splitmix64, Steele et al. 2014).
struct Chance(u64);

impl Chance {
    fn heads(&mut self) -> bool {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) & 1 == 1
    }
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}
