//! The first so many hits of all, in order.

use std::cmp::Ordering;
use std::sync::Arc;

use super::row::Row;
use super::sort::{SortSpec, SortValue};
use super::source::{Block, Place};

/// A hit that may be among the first.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) place: Place,
    pub(super) keys: Vec<SortValue>,
}

/// Keeps the first `size` hits.
#[derive(Clone, Debug)]
pub(super) struct Top {
    sort: Arc<[SortSpec]>,
    size: usize,
    after: Option<Vec<SortValue>>,
    kept: Vec<Candidate>,
    /// Once so many were kept, the last of those that can still be among the first.
    bound: Option<Candidate>,
}

/// So that a small size does not sort at every other hit.
const SLACK: usize = 128;

impl Top {
    pub(super) fn new(sort: Arc<[SortSpec]>, size: usize, after: Option<Vec<SortValue>>) -> Self {
        Self { sort, size, after, kept: Vec::new(), bound: None }
    }

    pub(super) fn push(&mut self, row: &Row<'_>) {
        if self.size == 0 {
            return;
        }
        let keys: Vec<SortValue> = self.sort.iter().map(|spec| spec.value(row)).collect();
        if let Some(after) = &self.after
            && compare_keys(&self.sort, &keys, after) != Ordering::Greater
        {
            return;
        }
        let candidate = Candidate { place: row.place, keys };
        if self.bound.as_ref().is_some_and(|bound| self.compare(&candidate, bound) == Ordering::Greater) {
            return;
        }
        self.kept.push(candidate);
        if self.kept.len() >= self.size.saturating_mul(2).saturating_add(SLACK) {
            self.trim();
        }
    }

    fn compare(&self, left: &Candidate, right: &Candidate) -> Ordering {
        compare_keys(&self.sort, &left.keys, &right.keys).then_with(|| left.place.cmp(&right.place))
    }

    fn trim(&mut self) {
        let mut kept = std::mem::take(&mut self.kept);
        kept.sort_unstable_by(|left, right| self.compare(left, right));
        kept.truncate(self.size);
        self.bound = kept.last().filter(|_| kept.len() == self.size).cloned();
        self.kept = kept;
    }

    /// Whether nothing of a block can be among the first any more: it lies behind the last of them by arrival or, where
    /// hits are sorted by time, by all of its times.
    pub(super) fn is_beyond(&mut self, block: &Block) -> bool {
        if self.size == 0 {
            return true;
        }
        if self.kept.len() >= self.size && self.bound.is_none() {
            self.trim();
        }
        let Some(bound) = &self.bound else { return false };
        let Some(first) = self.sort.first().filter(|spec| !spec.keeps_arrival()) else {
            let arrives = Place { part: block.part, seq: block.first };
            return self.sort.iter().all(SortSpec::keeps_arrival) && arrives > bound.place;
        };
        let (Some(newest_first), Some((least, greatest))) = (first.by_time(), block.times) else {
            return false;
        };
        let best = if newest_first { greatest } else { least };
        let best = SortValue::Long(best.millis());
        let Some(key) = bound.keys.first() else { return false };
        first.compare(&best, key) == Ordering::Greater
    }

    /// The hits, in order.
    pub(super) fn finish(mut self) -> Vec<Candidate> {
        self.trim();
        self.kept
    }
}

fn compare_keys(sort: &[SortSpec], left: &[SortValue], right: &[SortValue]) -> Ordering {
    let mut keys = sort.iter().zip(left.iter().zip(right));
    keys.find_map(|(spec, (left, right))| Some(spec.compare(left, right)).filter(|order| order.is_ne()))
        .unwrap_or(Ordering::Equal)
}

/// Whether blocks should be looked at in another order than that of arrival, so that the first hits are found early.
pub(super) fn order_blocks(sort: &[SortSpec], blocks: &mut [Block]) {
    match sort.first().and_then(SortSpec::by_time) {
        // Those whose times are not known come first: they may hold anything.
        Some(true) => {
            blocks.sort_by_key(|block| block.times.map(|(_, greatest)| std::cmp::Reverse(greatest)))
        }
        Some(false) => blocks.sort_by_key(|block| block.times.map(|(least, _)| least)),
        None => {}
    }
}
