//! Reading everything, to know that it can be read; and numbers.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use super::files::closed_contents;
use super::frame::{self, FrameRef};
use super::{EventLog, View};
use crate::disk::DiskFile;
use crate::statistics::Statistics;
use crate::{Damage, StoreError, hit};

/// What reading everything came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many log files were read.
    pub files: u64,
    /// How many events in them are whole.
    pub events: u64,
    /// What cannot be read.
    pub damage: Vec<Damage>,
    /// What SQLite has to say of the state database; nothing when it is whole.
    pub state: Vec<String>,
}

impl EventLog {
    /// Reads all files from disk and checks every sum and line. Events go on being stored meanwhile; those that come after
    /// the beginning are not looked at.
    pub fn verify(&self) -> Result<Verification, StoreError> {
        let _kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let (closed, active) = {
            let view = self.view();
            (view.closed.clone(), view.active.reader())
        };
        let mut report = Verification::default();
        for closed in &closed {
            // Not as it is remembered, but as it is on disk.
            let contents = closed_contents(&*self.disk, &closed.path, closed.first, closed.end)?;
            report.damage.extend(contents.damage);
            let file = self.disk.open(&closed.path).map_err(StoreError::io("open", &closed.path))?;
            report.check_file(&*file, &closed.path, &contents.frames)?;
        }
        report.damage.extend(active.contents.damage);
        report.check_file(&*active.file, &active.path, &active.contents.frames)?;
        report.damage.sort_by_key(|damage| damage.missing.start);
        Ok(report)
    }

    /// Numbers about the log. Those about the state are 0.
    pub fn statistics(&self) -> Statistics {
        let view: &View = &self.view();
        let ids = self.ids.counts();
        let counters = &self.counters;
        Statistics {
            next_seq: view.next_seq,
            oldest_seq: view.oldest(),
            files: view.closed.len() as u64 + 1,
            log_bytes: view.bytes(),
            appended_events: counters.appended_events.get(),
            appended_text_bytes: counters.appended_text_bytes.get(),
            appended_bytes: counters.appended_bytes.get(),
            known_events: counters.known_events.get(),
            groups: counters.groups.get(),
            failed_groups: counters.failed_groups.get(),
            waiting_bytes: self.queue.waiting_bytes() as u64,
            ids_in_memory: ids.in_memory,
            ids_in_runs: ids.in_runs,
            id_runs: ids.runs,
            ..Statistics::default()
        }
    }

    /// Hands out, for a copy of the log, each of its files with the length up to which events are on disk, in order. No file
    /// is deleted meanwhile. The closed ones, which never change any more, come with `true`.
    pub(crate) fn for_each_file(
        &self,
        mut copy: impl FnMut(&Path, u64, bool) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let _kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let files: Vec<(PathBuf, u64, bool)> = {
            let view = self.view();
            let active = &view.active;
            let end = active.contents.frames.last().map_or(active.contents.end_offset, FrameRef::end_offset);
            let closed = view.closed.iter().map(|file| (file.path.clone(), file.length, true));
            closed.chain([(active.path.clone(), end, false)]).collect()
        };
        files.into_iter().try_for_each(|(path, length, closed)| copy(&path, length, closed))
    }
}

impl Verification {
    /// Whether everything can be read.
    pub fn is_whole(&self) -> bool {
        self.damage.is_empty() && self.state.is_empty()
    }

    fn check_file(
        &mut self,
        file: &dyn DiskFile,
        path: &Path,
        frames: &[FrameRef],
    ) -> Result<(), StoreError> {
        self.files += 1;
        for frame in frames {
            let text = match frame::read_text(file, path, frame) {
                Ok(text) => text,
                Err(StoreError::Damaged(damage)) => {
                    self.damage.push(damage);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let whole = hit::lines(&text).filter(|line| hit::read_line(line).is_some()).count();
            if whole < frame.info().count as usize {
                let reason = "a line of it is no event";
                let missing = frame.header.first..frame.end();
                let damage = Damage { file: path.to_owned(), offset: frame.offset, missing, reason };
                self.damage.push(damage);
            }
            self.events += whole as u64;
        }
        Ok(())
    }
}
