//! Finding the end of the log again after whatever ended the last process.

use std::path::Path;
use std::sync::Arc;

use ecs::Timestamp;

use super::files::{self, ClosedFile};
use super::format;
use super::scan::{Contents, Scan};
use super::writer::{self, ActiveFile};
use crate::StoreError;
use crate::disk::Disk;

/// What is on disk.
pub(super) struct Recovered {
    pub(super) closed: Vec<Arc<ClosedFile>>,
    pub(super) active: ActiveFile,
    pub(super) next_seq: u64,
}

/// Looks through the log files. Of the last one the torn end is cut off, and said; nothing else is changed.
///
/// `at_least` is a seq that is known to have been given before: where the log ends earlier (it was restored from an older
/// copy, or the disk lost what it had confirmed) the next file begins there, and what is missing is damage.
pub(super) fn recover(
    disk: &dyn Disk,
    folder: &Path,
    at_least: u64,
    now: Timestamp,
) -> Result<Recovered, StoreError> {
    let mut firsts = files::list(disk, folder)?;
    let mut last = None;
    while let Some(first) = firsts.pop() {
        last = open_last(disk, folder, first)?;
        if last.is_some() {
            break;
        }
    }
    let mut end = last.as_ref().map_or(0, |last| last.contents.end(last.header.first));
    let mut closed = Vec::with_capacity(firsts.len() + 1);
    let begin = |first| {
        let path = folder.join(format::file_name(first));
        writer::create(disk, folder, first, now).map_err(StoreError::io("begin the log file", &path))
    };
    let active = match last {
        Some(last) if end >= at_least => last,
        Some(last) => {
            tracing::error!(
                log_end = end,
                expected = at_least,
                "the log ends before events that were stored"
            );
            end = at_least;
            closed.push(Arc::new(of_name(disk, folder, last.header.first, at_least)?));
            begin(at_least)?
        }
        None => {
            end = at_least;
            begin(at_least)?
        }
    };
    let mut next = closed.last().map_or(active.header.first, |file: &Arc<ClosedFile>| file.first);
    for first in firsts.into_iter().rev() {
        closed.push(Arc::new(of_name(disk, folder, first, next)?));
        next = first;
    }
    closed.sort_by_key(|file| file.first);
    Ok(Recovered { closed, active, next_seq: end })
}

/// A file that another one follows.
fn of_name(disk: &dyn Disk, folder: &Path, first: u64, end: u64) -> Result<ClosedFile, StoreError> {
    let path = folder.join(format::file_name(first));
    let contents = files::closed_contents(disk, &path, first, end)?;
    for damage in &contents.damage {
        tracing::error!("{damage}");
    }
    let length = disk.open(&path).and_then(|file| file.length());
    let length = length.map_err(StoreError::io("read the length of", &path))?;
    Ok(ClosedFile::new(path, first, end, length, &contents))
}

/// The last file, its torn end cut off; `None` if it is one that was only being made, which is removed.
fn open_last(disk: &dyn Disk, folder: &Path, first: u64) -> Result<Option<ActiveFile>, StoreError> {
    let path = folder.join(format::file_name(first));
    let file = disk.open(&path).map_err(StoreError::io("open", &path))?;
    let length = file.length().map_err(StoreError::io("read the length of", &path))?;
    let scan = Scan { file: &*file, path: &path, length };
    let Some(header) = scan.header(first)? else {
        if length > format::HEADER_BYTES as u64 {
            let damage = scan.damage(0, first..first);
            return Err(StoreError::Damaged(crate::Damage {
                reason: "the file's beginning cannot be read",
                ..damage
            }));
        }
        tracing::warn!(file = %path.display(), "removed a log file that was only begun");
        disk.remove(&path).map_err(StoreError::io("remove", &path))?;
        return Ok(None);
    };
    let contents: Contents = scan.frame_by_frame(&header, true, u64::MAX)?;
    for damage in &contents.damage {
        tracing::error!("{damage}");
    }
    if !contents.closed && contents.end_offset < length {
        tracing::warn!(
            file = %path.display(), offset = contents.end_offset, bytes = length - contents.end_offset,
            "cut off a torn end: events that were being written, and never acknowledged"
        );
        file.set_length(contents.end_offset)
            .and_then(|()| file.sync())
            .map_err(StoreError::io("cut the torn end off", &path))?;
    }
    Ok(Some(ActiveFile { file, path, header, contents }))
}
