//! Finding the predicates that are true in one text column.

use ecs::{Column, Values};

use super::hits::Hits;
use crate::eval::compile::PredicateId;
use crate::eval::index::{IndexScratch, Remembered, TextIndex, ValueMemo};
use crate::eval::row_set::rows_of;

/// What a worker keeps for one text column with an index.
#[derive(Debug)]
pub(crate) struct TextColumn {
    memo: ValueMemo,
    /// The memo had no room for a value: it is emptied before the next rows.
    memo_is_full: bool,
    index_scratch: IndexScratch,
    /// The rows of this batch whose values have been looked up.
    done: Vec<u64>,
    is_begun: bool,
    /// Values looked up lately, and those that the memo knew.
    looked_up: usize,
    known: usize,
}

/// Memory for one call, shared by all columns.
#[derive(Debug, Default)]
pub(crate) struct ColumnScratch {
    found: Vec<PredicateId>,
    /// Memo entry and row of each value with a known set of predicates.
    pairs: Vec<(u32, u32)>,
    /// Per memo entry: how often it occurs in `pairs`, then where its rows lie in `rows`. Zero between calls.
    counts: Vec<u32>,
    entries: Vec<u32>,
    rows: Vec<u32>,
    gathered: Vec<u64>,
}

impl TextColumn {
    pub(crate) fn new() -> Self {
        Self {
            memo: ValueMemo::new(),
            memo_is_full: false,
            index_scratch: IndexScratch::default(),
            done: Vec::new(),
            is_begun: false,
            looked_up: 0,
            known: 0,
        }
    }

    /// Forgets the last batch, but not the values met in it.
    pub(crate) fn begin(&mut self) {
        self.is_begun = false;
    }

    /// The rows of this batch whose values have been looked up.
    pub(crate) fn done(&mut self, width: usize) -> &mut [u64] {
        if !self.is_begun {
            self.is_begun = true;
            self.done.clear();
            self.done.resize(width, 0);
            // Old experience fades.
            self.looked_up -= self.looked_up / 4;
            self.known -= self.known / 4;
        }
        &mut self.done
    }

    /// Whether looking up a row costs next to nothing: nearly all values are known, or compared as a whole.
    pub(crate) fn is_cheap(&self, index: &TextIndex) -> bool {
        index.is_exact_only() || self.known * 8 >= self.looked_up * 7
    }

    /// Looks up the values of more rows and notes in `hits` which predicates are true for them.
    pub(crate) fn look_up(
        &mut self,
        index: &TextIndex,
        column: &Column<'_>,
        rows: &[u64],
        hits: &mut Hits,
        scratch: &mut ColumnScratch,
    ) {
        let Values::Text(texts) = column.values else { return };
        if self.memo_is_full {
            self.memo.clear();
            self.memo_is_full = false;
        }
        scratch.pairs.clear();
        let views = texts.views();
        let exact = index.is_exact_only().then(|| index.exact());
        let mut last: Option<(u128, Option<u32>)> = None;
        for row in rows_of(rows) {
            for position in column.range(row) {
                let view = views[position];
                if exact.is_some_and(|exact| !exact.may_contain(view as u32 as usize, start_of(view))) {
                    continue;
                }
                let entry = match last {
                    Some((known, entry)) if known == view => entry,
                    _ => self.value(index, texts.value(position), row, hits, &mut scratch.found),
                };
                // A value that the memo does not know has just been dealt with, for this row only.
                last = entry.map(|entry| (view, Some(entry)));
                scratch.pairs.extend(entry.map(|entry| (entry, row as u32)));
            }
        }
        self.note_pairs(hits, scratch);
    }

    /// The memo's entry for a value; where there is none, the row has been noted.
    #[inline]
    fn value(
        &mut self,
        index: &TextIndex,
        value: &str,
        row: usize,
        hits: &mut Hits,
        found: &mut Vec<PredicateId>,
    ) -> Option<u32> {
        self.looked_up += 1;
        let remembered = self.memo.find(value.as_bytes());
        if let Remembered::Known(entry) = remembered {
            self.known += 1;
            return Some(entry);
        }
        found.clear();
        index.find(value, &mut self.index_scratch, found);
        if let Remembered::Again(hash) = remembered {
            if self.memo.has_room(value.len()) {
                found.sort_unstable();
                found.dedup();
                return Some(self.memo.insert(hash, value.as_bytes(), found));
            }
            self.memo_is_full = true;
        }
        hits.add_row(found, row);
        None
    }

    /// Groups the pairs by entry, so that predicates are noted once for all rows of a value.
    fn note_pairs(&self, hits: &mut Hits, scratch: &mut ColumnScratch) {
        let ColumnScratch { pairs, counts, entries, rows, gathered, .. } = scratch;
        if counts.len() < self.memo.len() {
            counts.resize(self.memo.len(), 0);
        }
        entries.clear();
        pairs.retain(|&(entry, _)| {
            let has_predicates = !self.memo.predicates(entry).is_empty();
            if has_predicates {
                if counts[entry as usize] == 0 {
                    entries.push(entry);
                }
                counts[entry as usize] += 1;
            }
            has_predicates
        });
        let mut end = 0;
        for &entry in entries.iter() {
            let count = std::mem::replace(&mut counts[entry as usize], end);
            end += count;
        }
        rows.clear();
        rows.resize(pairs.len(), 0);
        for &(entry, row) in pairs.iter() {
            let place = &mut counts[entry as usize];
            rows[*place as usize] = row;
            *place += 1;
        }
        let mut start = 0;
        for &entry in entries.iter() {
            let end = std::mem::take(&mut counts[entry as usize]) as usize;
            hits.add_rows(self.memo.predicates(entry), &rows[start..end], gathered);
            start = end;
        }
    }
}

/// The first four bytes of a string view's text, zeros where it is shorter.
#[inline]
fn start_of(view: u128) -> [u8; 4] {
    ((view >> 32) as u32).to_le_bytes()
}
