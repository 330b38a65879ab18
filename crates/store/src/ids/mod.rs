//! Which events are stored: by index and id.
//!
//! Ids of the file that is written to are in memory. When a log file is closed, [`Ids::flush`] writes its ids to a run, a
//! sorted file; [`Ids::merge`] makes long runs of short ones, so that their number grows with the logarithm of the ids.
//! Runs are made of the log and can be made of it again: one that is damaged or missing at opening is.

mod filter;
mod identity;
mod merge;
mod run;
mod run_writer;

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub(crate) use identity::{ISSUED_BYTES, Identity, random_bytes};
use run::Run;
use run_writer::RunWriter;

use crate::StoreError;
use crate::disk::{Disk, TEMPORARY, remove_if_there};

/// An index and id, hashed: 128 bits of a keyed SHA-256, so that two events that a sender chose cannot share one.
pub(crate) type Key = u128;

/// Ids with the seqs of their events.
pub(crate) type IdMap = HashMap<Key, u64, foldhash::fast::RandomState>;

/// Ids in memory of one log file; 40 MB of them. A file that has more is closed.
pub(crate) const MOST_IN_MEMORY: usize = 1 << 20;

/// The ids that senders gave, with the seq of the event that has each.
#[derive(Debug)]
pub(crate) struct Ids {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    /// Tells this log's runs from another's.
    mark: Key,
    filter_bytes: usize,
    recent: RwLock<Recent>,
    /// By seq, ascending; no two have the same event.
    runs: RwLock<Vec<Arc<Run>>>,
}

#[derive(Debug, Default)]
struct Recent {
    /// Of closed files that have no run yet.
    frozen: Vec<(Range<u64>, Arc<IdMap>)>,
    /// The first seq of the file that is written to.
    first: u64,
    active: IdMap,
}

/// How many ids there are, and where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct IdCounts {
    pub(crate) in_memory: u64,
    pub(crate) in_runs: u64,
    pub(crate) runs: u64,
}

impl Ids {
    /// Opens the runs of a log whose last file begins at the seq `active`. Files that none of them is about have to be
    /// given by [`Ids::freeze_file`].
    pub(crate) fn open(
        disk: Arc<dyn Disk>,
        folder: &Path,
        identity: &Identity,
        filter_bytes: usize,
        active: u64,
    ) -> Result<Self, StoreError> {
        let mark = identity.key("", "");
        let runs = open_runs(&*disk, folder, mark, active)?;
        let recent = Recent { first: active, ..Recent::default() };
        let ids = Self {
            disk,
            folder: folder.to_owned(),
            mark,
            filter_bytes,
            recent: RwLock::new(recent),
            runs: RwLock::new(runs),
        };
        ids.share_memory();
        Ok(ids)
    }

    /// Whether some run is about this file's events.
    pub(crate) fn covers(&self, file: &Range<u64>) -> bool {
        self.runs().iter().any(|run| run.first <= file.start && file.end <= run.end)
    }

    /// The seq of the event with this id, if there is one that is not older than `oldest`.
    pub(crate) fn find(&self, key: Key, oldest: u64) -> Result<Option<u64>, StoreError> {
        let kept = |seq: &u64| *seq >= oldest;
        {
            let recent = self.recent();
            let frozen = recent.frozen.iter().rev().map(|(_, map)| &**map);
            let found = std::iter::once(&recent.active)
                .chain(frozen)
                .find_map(|map| map.get(&key).copied().filter(kept));
            if found.is_some() {
                return Ok(found);
            }
        }
        for run in self.runs().iter().rev().filter(|run| run.end > oldest) {
            if let Some(seq) = run.find(key)?.filter(kept) {
                return Ok(Some(seq));
            }
        }
        Ok(None)
    }

    pub(crate) fn insert(&self, ids: impl IntoIterator<Item = (Key, u64)>) {
        self.recent_mut().active.extend(ids);
    }

    /// How many ids the file has that is written to.
    pub(crate) fn active_count(&self) -> usize {
        self.recent().active.len()
    }

    /// The file that was written to is closed, and another begins at this seq.
    pub(crate) fn freeze(&self, end: u64) {
        let mut recent = self.recent_mut();
        let map = std::mem::take(&mut recent.active);
        let file = std::mem::replace(&mut recent.first, end)..end;
        if !file.is_empty() {
            recent.frozen.push((file, Arc::new(map)));
        }
    }

    /// The ids of a closed file, read from the log.
    pub(crate) fn freeze_file(&self, file: Range<u64>, map: IdMap) {
        self.recent_mut().frozen.push((file, Arc::new(map)));
    }

    /// Writes the ids of closed files to runs.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        loop {
            let next = self.recent().frozen.first().cloned();
            let Some((file, map)) = next else { return Ok(()) };
            let run = Arc::new(self.write_run(&file, &map)?);
            // It is in both for a moment, never in neither.
            let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
            let at = runs.partition_point(|other| other.first < file.start);
            runs.insert(at, run);
            drop(runs);
            self.recent_mut().frozen.retain(|(other, _)| *other != file);
            self.share_memory();
        }
    }

    fn write_run(&self, file: &Range<u64>, map: &IdMap) -> Result<Run, StoreError> {
        let mut entries: Vec<(Key, u64)> = map.iter().map(|(key, seq)| (*key, *seq)).collect();
        entries.sort_unstable();
        let failed = StoreError::io("write ids into", &self.folder);
        let written = (|| {
            let mut writer =
                RunWriter::new(&*self.disk, &self.folder, file.start, file.end, entries.len() as u64)?;
            entries.into_iter().try_for_each(|(key, seq)| writer.push(key, seq))?;
            Ok(writer)
        })();
        written.map_err(failed)?.finish(&self.folder, self.mark)
    }

    /// Removes runs that are only about events before a seq.
    pub(crate) fn forget_before(&self, oldest: u64) -> Result<(), StoreError> {
        let mut gone = Vec::new();
        self.runs.write().unwrap_or_else(PoisonError::into_inner).retain(|run| {
            if run.end <= oldest {
                gone.push(run.path.clone());
            }
            run.end > oldest
        });
        self.remove(&gone)
    }

    fn remove(&self, paths: &[PathBuf]) -> Result<(), StoreError> {
        for path in paths {
            remove_if_there(&*self.disk, path).map_err(StoreError::io("remove", path))?;
        }
        Ok(())
    }

    /// Keeps the filters of the newest runs in memory, as many as there is room for.
    fn share_memory(&self) {
        let mut left = self.filter_bytes;
        for run in self.runs().iter().rev() {
            let keep = run.filter_bytes() <= left;
            if keep {
                left -= run.filter_bytes();
            }
            if let Err(error) = run.keep_filter(keep) {
                // It is read from disk then, block by block.
                tracing::warn!(%error, "a filter of ids could not be read into memory");
            }
        }
    }

    pub(crate) fn counts(&self) -> IdCounts {
        let (recent, runs) = (self.recent(), self.runs());
        let in_memory = recent.active.len() + recent.frozen.iter().map(|(_, map)| map.len()).sum::<usize>();
        let in_runs = runs.iter().map(|run| run.count).sum();
        IdCounts { in_memory: in_memory as u64, in_runs, runs: runs.len() as u64 }
    }

    fn recent(&self) -> RwLockReadGuard<'_, Recent> {
        self.recent.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn recent_mut(&self) -> RwLockWriteGuard<'_, Recent> {
        self.recent.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn runs(&self) -> RwLockReadGuard<'_, Vec<Arc<Run>>> {
        self.runs.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The runs of a folder that can be read, no two about the same event: of a run and those it was merged of, the long one.
/// Others are removed, and so is what says more than the log has.
fn open_runs(disk: &dyn Disk, folder: &Path, mark: Key, active: u64) -> Result<Vec<Arc<Run>>, StoreError> {
    let mut found = Vec::new();
    for name in disk.list(folder).map_err(StoreError::io("list", folder))? {
        let path = folder.join(&name);
        if name.ends_with(".ids") {
            match Run::open(disk, &path, mark) {
                Ok(Some(run)) if run.end <= active => found.push(Arc::new(run)),
                other => {
                    tracing::warn!(file = %path.display(), error = ?other.err(), "ids are read from the log again");
                    remove(disk, &path)?;
                }
            }
        } else if name.ends_with(TEMPORARY) {
            remove(disk, &path)?;
        }
    }
    found.sort_by_key(|run| (run.first, u64::MAX - run.end));
    let mut covered = 0;
    let mut runs = Vec::with_capacity(found.len());
    for run in found {
        if run.first < covered {
            remove(disk, &run.path)?;
        } else {
            covered = run.end;
            runs.push(run);
        }
    }
    Ok(runs)
}

fn remove(disk: &dyn Disk, path: &Path) -> Result<(), StoreError> {
    let removed: io::Result<()> = remove_if_there(disk, path);
    removed.map_err(StoreError::io("remove", path))
}
