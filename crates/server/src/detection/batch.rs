//! Events of the log, several blocks at once where they wait.

use ecs::Timestamp;
use store::{Store, StoreError};

/// Events that follow one another.
#[derive(Debug)]
pub(super) struct Batch {
    /// The number of the first.
    pub(super) first: u64,
    /// The number after the last.
    pub(super) end: u64,
    /// Search hits, one a line.
    pub(super) text: Vec<u8>,
    /// When the last was stored.
    pub(super) ingested: Timestamp,
    /// When the first was.
    pub(super) ingested_first: Timestamp,
}

/// The events from a number on, but none from `end` on: at least a block, and more until there are so many bytes. `None`
/// where there are none yet. Where the log is damaged what cannot be read is stepped over, and said.
pub(super) fn read(store: &Store, from: u64, end: u64, bytes: usize) -> Result<Option<Batch>, StoreError> {
    let mut batch: Option<Batch> = None;
    let mut next = from;
    while next < end && batch.as_ref().is_none_or(|batch| batch.text.len() < bytes) {
        let block = match store.read(next) {
            Ok(Some(block)) => block,
            Ok(None) => break,
            // What is before it is evaluated first.
            Err(_) if batch.is_some() => break,
            Err(StoreError::Damaged(damage)) => {
                tracing::error!(%damage, "events are not evaluated");
                next = damage.missing.end.max(next + 1);
                continue;
            }
            Err(error) => return Err(error),
        };
        match &mut batch {
            // Numbers in a batch have no gaps.
            Some(batch) if block.first != batch.end => break,
            Some(batch) => {
                batch.text.extend_from_slice(&block.text);
                batch.end = block.first + block.count;
                batch.ingested = block.ingested;
            }
            None => {
                batch = Some(Batch {
                    first: block.first,
                    end: block.first + block.count,
                    text: block.text,
                    ingested: block.ingested,
                    ingested_first: block.ingested,
                });
            }
        }
        next = batch.as_ref().map_or(next, |batch| batch.end);
    }
    Ok(batch.map(|batch| batch.before(end)))
}

impl Batch {
    /// The events before a number.
    fn before(mut self, end: u64) -> Self {
        if self.end > end {
            let kept = usize::try_from(end.saturating_sub(self.first)).unwrap_or(usize::MAX);
            let line_end = |(at, byte): (usize, &u8)| (*byte == b'\n').then_some(at + 1);
            let length = self.text.iter().enumerate().filter_map(line_end).nth(kept.saturating_sub(1));
            self.text.truncate(if kept == 0 { 0 } else { length.unwrap_or(self.text.len()) });
            self.end = end.max(self.first);
        }
        self
    }
}
