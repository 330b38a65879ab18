//! Which log files there are and what is in them, as readers see it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ecs::Timestamp;

use super::format::{self, HEADER_BYTES};
use super::frame::FrameRef;
use super::scan::{Contents, Scan};
use crate::disk::Disk;
use crate::{Damage, StoreError};

/// A file that nothing is written to any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClosedFile {
    pub(super) path: PathBuf,
    /// The seq of its first event, and that after its last: where the next file begins.
    pub(super) first: u64,
    pub(super) end: u64,
    /// Its length in bytes.
    pub(super) length: u64,
    /// When its last event came in; `None` when it has none.
    pub(super) last_ingested: Option<Timestamp>,
    /// The least and greatest time of its events; `None` where that is not known.
    pub(super) times: Option<(Timestamp, Timestamp)>,
}

impl ClosedFile {
    pub(super) fn new(path: PathBuf, first: u64, end: u64, length: u64, contents: &Contents) -> Self {
        Self {
            path,
            first,
            end,
            length,
            last_ingested: contents.frames.last().map(|frame| frame.header.ingested),
            times: times_of(&contents.frames),
        }
    }
}

/// The least and greatest time of frames; `None` if one of them does not know.
pub(super) fn times_of(frames: &[FrameRef]) -> Option<(Timestamp, Timestamp)> {
    let mut all = frames.iter().map(|frame| frame.header.times);
    let first = all.next()??;
    all.try_fold(first, |(least, greatest), times| {
        times.map(|(other_least, other_greatest)| (least.min(other_least), greatest.max(other_greatest)))
    })
}

/// How many closed files' frames are kept in memory.
const KEPT: usize = 16;

/// The frames of closed files, read when wanted.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    /// The last used at the end.
    kept: Mutex<Vec<(u64, Arc<Contents>)>>,
}

impl Indexes {
    pub(super) fn keep(&self, first: u64, contents: Arc<Contents>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(other, _)| *other != first);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((first, contents));
    }

    /// The frames of a file.
    pub(super) fn of(&self, disk: &dyn Disk, file: &ClosedFile) -> Result<Arc<Contents>, StoreError> {
        let known = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().find(|(first, _)| *first == file.first).map(|(_, contents)| contents.clone())
        };
        let contents = match known {
            Some(contents) => contents,
            None => Arc::new(closed_contents(disk, &file.path, file.first, file.end)?),
        };
        self.keep(file.first, contents.clone());
        Ok(contents)
    }
}

/// The frames of a file that another follows, whose first event has the seq `end`. Frames from there on were never
/// acknowledged; events before it that no frame has are damage.
pub(super) fn closed_contents(
    disk: &dyn Disk,
    path: &Path,
    first: u64,
    end: u64,
) -> Result<Contents, StoreError> {
    let file = disk.open(path).map_err(StoreError::io("open", path))?;
    let length = file.length().map_err(StoreError::io("read the length of", path))?;
    let scan = Scan { file: &*file, path, length };
    let Some(header) = scan.header(first)? else {
        let damage = Damage { reason: "the file's beginning cannot be read", ..scan.damage(0, first..end) };
        let damage = if first < end { vec![damage] } else { Vec::new() };
        return Ok(Contents { damage, end_offset: HEADER_BYTES as u64, ..Contents::default() });
    };
    let mut contents = match scan.by_index(&header.marker)? {
        Some(contents) => contents,
        None => scan.frame_by_frame(&header, false, end)?,
    };
    let found = contents.end(first);
    if found < end {
        contents.damage.push(scan.damage(contents.end_offset, found..end));
    }
    Ok(contents)
}

/// The seqs in the names of the log files of a folder, ascending.
pub(super) fn list(disk: &dyn Disk, folder: &Path) -> Result<Vec<u64>, StoreError> {
    let names = match disk.list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        names => names.map_err(StoreError::io("list", folder))?,
    };
    let mut firsts: Vec<u64> = names.iter().filter_map(|name| format::seq_of_name(name)).collect();
    firsts.sort_unstable();
    Ok(firsts)
}
