//! Finding the predicates that are true in one text column.

use ecs::{Column, Values};

use super::hits::Hits;
use crate::eval::bitmap;
use crate::eval::compile::PredicateId;
use crate::eval::index::{IndexScratch, Remembered, TextIndex, ValueMemo};
use crate::eval::predicate::TextPredicate;

/// Asking never costs more than a sixteenth of looking up where that has been in vain for long.
const MOST_IMPATIENT: u32 = 4;

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
    /// The visit to a gate for which all rows have been looked up; 0 for none.
    complete: u32,
    /// What this batch has cost by asking predicates by themselves.
    spent: usize,
    /// By how many halvings less may be spent so, from the experience of earlier batches.
    impatience: u32,
    /// Whether rows were looked up in this batch rather than asking further.
    gave_in: bool,
    experience: Experience,
}

/// What looking up values in a column has been like lately.
#[derive(Debug)]
struct Experience {
    looked_up: usize,
    /// Values that the memo did not know, and their bytes.
    missed: usize,
    missed_bytes: usize,
}

impl Experience {
    /// As if it had been like this before: the first batch must begin with some idea.
    const BEGIN: Self = Self { looked_up: 64, missed: 16, missed_bytes: 16 * 64 };

    /// About how many bytes a value has.
    fn length(&self) -> usize {
        self.missed_bytes / self.missed.max(1)
    }

    /// About how many nanoseconds a value takes.
    fn cost(&self) -> usize {
        const KNOWN: usize = 20;
        const MISSED: usize = 40;
        KNOWN + (self.missed * MISSED + self.missed_bytes * 2) / self.looked_up.max(1)
    }

    fn fade(&mut self) {
        if self.looked_up > Self::BEGIN.looked_up * 4 {
            self.looked_up /= 2;
            self.missed = self.missed.div_ceil(2);
            self.missed_bytes /= 2;
        }
    }
}

/// Memory for one call, shared by all columns.
#[derive(Debug, Default)]
pub(crate) struct ColumnScratch {
    found: Vec<PredicateId>,
    /// Memo entry and row of each value that predicates are known to be true for.
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
            complete: 0,
            spent: 0,
            impatience: 0,
            gave_in: false,
            experience: Experience::BEGIN,
        }
    }

    /// Forgets the last batch, but not the values met in it.
    pub(crate) fn begin(&mut self) {
        self.is_begun = false;
        self.complete = 0;
    }

    /// The rows of this batch whose values have been looked up.
    pub(crate) fn done(&mut self, width: usize) -> &mut [u64] {
        if !self.is_begun {
            self.is_begun = true;
            let change = if self.gave_in { self.impatience + 1 } else { self.impatience.saturating_sub(1) };
            self.impatience = change.min(MOST_IMPATIENT);
            self.gave_in = false;
            self.spent = 0;
            self.experience.fade();
            self.done.clear();
            self.done.resize(width, 0);
        }
        &mut self.done
    }

    /// Whether all rows that have a value and passed the gate have been looked up in this visit to it.
    #[inline]
    pub(crate) fn is_complete(&self, visit: u32) -> bool {
        self.complete == visit
    }

    /// Notes that they have.
    pub(crate) fn complete(&mut self, visit: u32) {
        self.complete = visit;
    }

    /// About how many nanoseconds it takes to look up a row; 0 where that is next to nothing because nearly all values
    /// are known, or compared as a whole.
    pub(crate) fn cost(&self, index: &TextIndex) -> usize {
        const CHEAP: usize = 60;
        let cost = self.experience.cost();
        if index.is_exact_only() || cost <= CHEAP { 0 } else { cost }
    }

    /// Whether it is better to ask a predicate by itself of so many rows than to look them up for all predicates. It is until about as much has been spent that way in this batch as looking up would have cost, so
    /// it never takes more than twice as long as the better way; and where that came to pass in the last batches, less
    /// is spent before.
    pub(crate) fn prefers_asking(&mut self, predicate: &TextPredicate, rows: usize) -> bool {
        let cost = predicate.cost(self.experience.length()) * rows;
        let prefers = (self.spent + cost) << self.impatience < self.experience.cost() * rows;
        if prefers {
            self.spent += cost;
        } else {
            self.gave_in = true;
        }
        prefers
    }

    /// Looks up the values of more rows, all of which have one unless the column is a list, and notes in `hits` which predicates are true for them.
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
        scratch.entries.clear();
        let views = texts.views();
        let exact = index.is_exact_only().then(|| index.exact());
        let is_list = column.is_list();
        bitmap::for_each(rows, |row| {
            let positions = if is_list { column.range(row) } else { row..row + 1 };
            for position in positions {
                let view = views[position];
                if exact.is_some_and(|exact| !exact.may_contain(view as u32 as usize, start_of(view))) {
                    continue;
                }
                self.experience.looked_up += 1;
                let entry = match self.memo.find_short(view) {
                    Some(entry) => Some(entry),
                    // A value that the memo does not know is dealt with there, for this row only.
                    None => self.value(index, view, texts.value(position), row, hits, &mut scratch.found),
                };
                if let Some(entry) = entry {
                    scratch.note_pair(&self.memo, entry, row);
                }
            }
        });
        scratch.note_hits(&self.memo, hits);
    }

    /// The memo's entry for a value; where there is none, the row has been noted.
    #[inline]
    fn value(
        &mut self,
        index: &TextIndex,
        view: u128,
        value: &str,
        row: usize,
        hits: &mut Hits,
        found: &mut Vec<PredicateId>,
    ) -> Option<u32> {
        let remembered = self.memo.find(value.as_bytes());
        if let Remembered::Known(entry) = remembered {
            self.memo.note_short(view, entry);
            return Some(entry);
        }
        self.experience.missed += 1;
        self.experience.missed_bytes += value.len();
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
}

impl ColumnScratch {
    #[inline]
    fn note_pair(&mut self, memo: &ValueMemo, entry: u32, row: usize) {
        if memo.predicates(entry).is_empty() {
            return;
        }
        if self.counts.len() <= entry as usize {
            self.counts.resize(memo.len(), 0);
        }
        let count = &mut self.counts[entry as usize];
        if *count == 0 {
            self.entries.push(entry);
        }
        *count += 1;
        self.pairs.push((entry, row as u32));
    }

    /// Groups the pairs by entry, so that predicates are noted once for all rows of a value.
    fn note_hits(&mut self, memo: &ValueMemo, hits: &mut Hits) {
        let Self { pairs, counts, entries, rows, gathered, .. } = self;
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
            hits.add_rows(memo.predicates(entry), &rows[start..end], gathered);
            start = end;
        }
    }
}

/// The first four bytes of a string view's text, zeros where it is shorter.
#[inline]
fn start_of(view: u128) -> [u8; 4] {
    ((view >> 32) as u32).to_le_bytes()
}
