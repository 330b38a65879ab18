//! Making long runs of short ones.

use std::io;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

use super::run::Run;
use super::run_writer::RunWriter;
use super::{Ids, Key};
use crate::StoreError;

/// This many runs of about the same length are merged.
const FAN: usize = 8;
/// Runs up to this many ids count as equally long.
const SHORT: u64 = 1 << 16;
/// No run gets longer than this many ids: its filter, which is made in memory, has 80 MB, and making it takes some seconds.
const MOST: u64 = 1 << 26;

impl Ids {
    /// Merges runs if there are enough of about one length; whether it did. Ids of events before `oldest` are left out.
    pub(crate) fn merge(&self, oldest: u64) -> Result<bool, StoreError> {
        let parts: Vec<Arc<Run>> = {
            let runs = self.runs();
            let counts: Vec<u64> = runs.iter().map(|run| run.count).collect();
            let Some(range) = plan(&counts) else { return Ok(false) };
            runs.get(range).unwrap_or_default().to_vec()
        };
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return Ok(false) };
        let range = first.first..last.end;
        let run = Arc::new(self.merge_into(&parts, range.clone(), oldest)?);
        {
            let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
            let at = runs.partition_point(|other| other.first < range.start);
            runs.retain(|other| other.first < range.start || other.end > range.end);
            runs.insert(at, run.clone());
        }
        self.share_memory();
        let old: Vec<_> =
            parts.iter().map(|part| part.path.clone()).filter(|path| *path != run.path).collect();
        self.remove(&old)?;
        Ok(true)
    }

    fn merge_into(&self, parts: &[Arc<Run>], range: Range<u64>, oldest: u64) -> Result<Run, StoreError> {
        let most = parts.iter().map(|part| part.count).sum();
        let failed = |error: io::Error| StoreError::io("write ids into", &self.folder)(error);
        let mut writer =
            RunWriter::new(&*self.disk, &self.folder, range.start, range.end, most).map_err(failed)?;
        let mut cursors = Vec::with_capacity(parts.len());
        for part in parts {
            cursors.extend(Cursor::new(part)?);
        }
        while let Some(key) = cursors.iter().map(|cursor| cursor.key).min() {
            // The same id twice: the event that had it first is no longer kept.
            let mut newest = 0;
            let mut at = 0;
            while let Some(cursor) = cursors.get_mut(at) {
                if cursor.key == key {
                    newest = newest.max(cursor.seq);
                    if !cursor.advance()? {
                        cursors.swap_remove(at);
                        continue;
                    }
                }
                at += 1;
            }
            if newest >= oldest {
                writer.push(key, newest).map_err(failed)?;
            }
        }
        writer.finish(&self.folder, self.mark)
    }
}

/// Which neighbours to merge, by how many ids each has.
fn plan(counts: &[u64]) -> Option<Range<usize>> {
    let class = |count: u64| if count <= SHORT { 0 } else { 1 + (count / SHORT).ilog(FAN as u64) };
    let longest = counts.iter().map(|count| class(*count)).max()?;
    (0..=longest).find_map(|most| {
        let start = counts.iter().rposition(|count| class(*count) > most).map_or(0, |at| at + 1);
        let candidates = counts.get(start..)?;
        // Short ones between long ones go along; a long one does not because of short ones.
        if candidates.iter().filter(|count| class(**count) == most).count() < FAN {
            return None;
        }
        let mut total = 0;
        let fitting = candidates.iter().take_while(|count| {
            total += **count;
            total <= MOST
        });
        let taken = fitting.count();
        (taken > 1).then_some(start..start + taken)
    })
}

/// A place in a run.
struct Cursor<'a> {
    run: &'a Run,
    page: u64,
    rest: std::vec::IntoIter<(Key, u64)>,
    key: Key,
    seq: u64,
}

impl<'a> Cursor<'a> {
    /// At the first id; `None` if there is none.
    fn new(run: &'a Run) -> Result<Option<Self>, StoreError> {
        let mut cursor = Self { run, page: 0, rest: Vec::new().into_iter(), key: 0, seq: 0 };
        Ok(cursor.advance()?.then_some(cursor))
    }

    /// Goes to the next id; whether there is one.
    fn advance(&mut self) -> Result<bool, StoreError> {
        if self.rest.len() == 0 {
            self.rest = self.run.page(self.page)?.into_iter();
            self.page += 1;
        }
        let Some((key, seq)) = self.rest.next() else { return Ok(false) };
        (self.key, self.seq) = (key, seq);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_are_merged_from_the_newest_and_giants_are_left_alone() {
        assert_eq!(plan(&[]), None);
        assert_eq!(plan(&[5; 7]), None);
        assert_eq!(plan(&[5; 8]), Some(0..8));
        assert_eq!(plan(&[1_000_000, 5, 5, 5, 5, 5, 5, 5, 5]), Some(1..9));
        assert_eq!(plan(&[1_000_000, 5, 5, 5, 5, 5, 5, 5]), None);
        assert_eq!(plan(&[MOST; 20]), None);
        assert_eq!(plan(&[MOST / 2; 8]), Some(0..2));
    }

    #[test]
    fn the_number_of_runs_grows_with_the_logarithm() {
        let mut counts: Vec<u64> = Vec::new();
        for file in 0..2_000 {
            counts.push(600_000 + file);
            while let Some(range) = plan(&counts) {
                let total = counts[range.clone()].iter().sum();
                counts.splice(range, [total]);
            }
        }
        assert!(counts.len() < 45, "{} runs for {} ids", counts.len(), counts.iter().sum::<u64>());
    }
}
