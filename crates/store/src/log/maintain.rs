//! What is done beside storing and reading: ids of closed files, and retention.

use std::ops::Range;
use std::sync::PoisonError;

use ecs::Timestamp;

use super::EventLog;
use crate::disk::remove_if_there;
use crate::ids::IdMap;
use crate::{Retention, StoreError, hit};

impl EventLog {
    /// Closes a file that is old enough, writes down the ids of closed files, merges such files, and deletes what retention says, of events before
    /// `checkpoint`. To be called now and then; nothing is lost if it is not, but memory grows.
    pub fn maintain(&self, retention: &Retention, checkpoint: u64) -> Result<(), StoreError> {
        let _only = self.maintenance.lock().unwrap_or_else(PoisonError::into_inner);
        // Also when nothing comes: else the last events before a quiet time would never get old.
        self.roll_if_full(&mut self.writer(), (self.clock)())
            .map_err(StoreError::io("begin a log file in", &self.folder))?;
        // Before the rest, because it may be what makes room for it.
        self.retire(retention, checkpoint)?;
        self.ids.flush()?;
        let oldest = self.view().oldest();
        while self.ids.merge(oldest)? {}
        Ok(())
    }

    /// Learns the ids of the files that have no run: the last one, and those that were closed just before the end.
    pub(super) fn read_ids(&self) -> Result<(), StoreError> {
        let (closed, active) = {
            let view = self.view();
            let closed: Vec<_> = view.closed.iter().map(|file| file.first..file.end).collect();
            (closed, view.active.header.first..view.next_seq)
        };
        for file in closed.into_iter().filter(|file| !self.ids.covers(file)) {
            self.ids.freeze_file(file.clone(), self.ids_of(file)?);
            if let Err(error) = self.ids.flush() {
                tracing::warn!(%error, "ids stay in memory for now");
            }
        }
        self.ids.insert(self.ids_of(active)?);
        Ok(())
    }

    /// The ids that senders gave events.
    fn ids_of(&self, file: Range<u64>) -> Result<IdMap, StoreError> {
        let mut ids = IdMap::default();
        let mut next = file.start;
        while next < file.end {
            let block = match self.read(next) {
                Ok(Some(block)) => block,
                Ok(None) => break,
                Err(StoreError::Damaged(damage)) => {
                    tracing::error!("{damage}");
                    next = damage.missing.end.max(next + 1);
                    continue;
                }
                Err(error) => return Err(error),
            };
            next = block.first + block.count;
            ids.reserve(usize::try_from(block.count).unwrap_or(0));
            for (seq, line) in (block.first..).zip(hit::lines(&block.text)) {
                let Some((index, id)) = hit::key_of(line) else { continue };
                if self.identity.issued(&index, &id) != Some(seq) {
                    ids.insert(self.identity.key(&index, &id), seq);
                }
            }
        }
        Ok(ids)
    }

    /// Deletes old files, the oldest first.
    fn retire(&self, retention: &Retention, checkpoint: u64) -> Result<(), StoreError> {
        // While somebody reads all files it is left for the next time.
        let Ok(_alone) = self.kept.try_write() else { return Ok(()) };
        let now = (self.clock)();
        let too_old = |last: Timestamp| {
            let age = u128::try_from(now.nanos().saturating_sub(last.nanos())).unwrap_or(0);
            retention.age.is_some_and(|most| age > most.as_nanos())
        };
        loop {
            let gone = {
                let mut view = self.view.write().unwrap_or_else(PoisonError::into_inner);
                let too_much = retention.bytes.is_some_and(|most| view.bytes() > most);
                // A file of which nothing can be read is as old as those behind it.
                let old = |last: Option<Timestamp>| last.map_or(retention.age.is_some(), too_old);
                let goes = view
                    .closed
                    .first()
                    .is_some_and(|file| file.end <= checkpoint && (too_much || old(file.last_ingested)));
                // Readers are shown that it is gone before it is.
                if goes { Some(view.closed.remove(0)) } else { None }
            };
            let Some(file) = gone else { return Ok(()) };
            tracing::info!(file = %file.path.display(), events = file.end - file.first, "retention deletes a log file");
            remove_if_there(&*self.disk, &file.path).map_err(StoreError::io("remove", &file.path))?;
            // One by one: a crash leaves no gap between files.
            self.disk.sync_folder(&self.folder).map_err(StoreError::io("sync", &self.folder))?;
            self.ids.forget_before(file.end)?;
        }
    }
}
