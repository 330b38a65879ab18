//! Which indices and data streams have events, and how many.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use store::{Store, StoreError};

/// Where a hit's index begins: the store writes hits so.
const HIT_BEGIN: &[u8] = br#"{"_index":""#;

/// The most indices: a client that invents names is stopped there. Fleets have a few hundred.
const MOST_INDICES: usize = 10_000;

/// Counts of events by index. Of what was stored before the server started they are counted in the background.
#[derive(Default, Debug)]
pub(crate) struct IndexCounts {
    counts: Mutex<BTreeMap<String, u64>>,
}

impl IndexCounts {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that events were stored.
    pub(crate) fn add(&self, index: &str, count: u64) {
        let mut counts = self.lock();
        match counts.get_mut(index) {
            Some(known) => *known += count,
            None => {
                counts.insert(index.to_owned(), count);
            }
        }
    }

    /// Whether events may go to an index: it has some, or there is room for one more.
    pub(crate) fn admits(&self, index: &str) -> bool {
        let counts = self.lock();
        counts.len() < MOST_INDICES || counts.contains_key(index)
    }

    /// All that have events, with how many; the names in order.
    pub(crate) fn all(&self) -> Vec<(String, u64)> {
        self.lock().iter().map(|(name, count)| (name.clone(), *count)).collect()
    }

    /// Counts the events before `end`, until `is_stopped`.
    pub(crate) fn count_stored(
        &self,
        store: &Store,
        end: u64,
        is_stopped: impl Fn() -> bool,
    ) -> Result<(), StoreError> {
        let mut from = 0;
        while from < end && !is_stopped() {
            let block = match store.read(from) {
                Ok(Some(block)) => block,
                Ok(None) => break,
                Err(StoreError::Damaged(damage)) if damage.missing.end > from => {
                    from = damage.missing.end;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let mut found: BTreeMap<&[u8], u64> = BTreeMap::new();
            let lines = block.text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
            let wanted = usize::try_from(end - block.first.min(end)).unwrap_or(usize::MAX);
            for line in lines.take(wanted) {
                let name = line.strip_prefix(HIT_BEGIN).unwrap_or_default();
                let length = name.iter().position(|byte| *byte == b'"').unwrap_or(0);
                *found.entry(name.get(..length).unwrap_or_default()).or_default() += 1;
            }
            for (name, count) in found {
                self.add(&String::from_utf8_lossy(name), count);
            }
            from = block.first.saturating_add(block.count.max(1));
        }
        Ok(())
    }
}
