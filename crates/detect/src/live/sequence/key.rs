//! What is remembered of one join key of a sequence rule.

use std::sync::Arc;

use ecs::Timestamp;
use foldhash::HashMap;
use lang::ir::SequencePlan;
use smallvec::SmallVec;

use super::shape::LiveShape;
use crate::fold::{SequenceFold, SequenceMatch};
use crate::live::hit::LiveHit;

/// One event a stage; none for a missing stage.
pub(in crate::live) type Slots = Arc<[Option<u64>]>;

/// The matches of a rule that keys have given and still remember, with how many keys do: where events have several values
/// of a join key, several keys find the same match.
#[derive(Debug, Default)]
pub(super) struct GivenMatches(HashMap<Slots, usize>);

impl GivenMatches {
    /// Notes that a key gives a match; false where another did before.
    pub(super) fn give(&mut self, slots: &Slots) -> bool {
        let keys = self.0.entry(Arc::clone(slots)).or_default();
        *keys += 1;
        *keys == 1
    }

    /// Notes that a key forgets a match.
    pub(super) fn forget(&mut self, slots: &Slots) {
        if let Some(keys) = self.0.get_mut(slots) {
            *keys -= 1;
            if *keys == 0 {
                self.0.remove(slots);
            }
        }
    }
}

/// The hits of a key, and what they came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::live) struct SequenceKey {
    /// In event order, then by stage.
    pub(in crate::live) hits: SmallVec<[LiveHit; 1]>,
    /// The matches among the hits that were given or wait to be.
    pub(in crate::live) matches: HashMap<Slots, Standing>,
    /// Whether a hit is there that begins something: else the hits only matter if an earlier event is yet to come.
    pub(in crate::live) is_active: bool,
}

/// How a match stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::live) struct Standing {
    /// When its first event happened.
    pub(in crate::live) start: Timestamp,
    /// When its last event happened.
    pub(in crate::live) end: Timestamp,
    /// From when on it is believed that events that must be missing are; none once it was given.
    pub(in crate::live) due: Option<Timestamp>,
}

/// A match to be given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::live) struct Given {
    pub(in crate::live) end: Timestamp,
    pub(in crate::live) slots: Slots,
}

/// What a key's hits are folded with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folding<'r> {
    pub(super) plan: &'r SequencePlan,
    pub(super) shape: &'r LiveShape,
    pub(super) now: Timestamp,
    /// Hits as old as this may have been forgotten.
    pub(super) horizon: Option<Timestamp>,
}

impl SequenceKey {
    /// Adds a hit; false where it is there already.
    pub(super) fn insert(&mut self, hit: LiveHit, shape: &LiveShape) -> bool {
        let place = |hit: &LiveHit| (hit.order(), hit.stage);
        // Most hits are the newest.
        let at = match self.hits.last() {
            Some(last) if place(last) >= place(&hit) => {
                match self.hits.binary_search_by_key(&place(&hit), place) {
                    Ok(_) => return false,
                    Err(at) => at,
                }
            }
            _ => self.hits.len(),
        };
        self.hits.insert(at, hit);
        self.is_active |= !shape.is_idle_alone(hit.stage);
        true
    }

    /// Folds again what hits at `earliest` and later have changed, and gives what is new and certain.
    ///
    /// Soundness of leaving out older hits, where no stage must be missing: the fold keeps for each stage the newest
    /// partial sequence, and whatever puts one at a stage has first replaced those of all stages before it. So partials
    /// that begin with left-out hits only ever stand at later stages than those that do not, and never take their
    /// place: the matches are those of all hits that begin late enough. A match that a hit changes ends with it or
    /// later, and so begins at most maxspan before.
    pub(super) fn fold(
        &mut self,
        with: Folding<'_>,
        earliest: Timestamp,
        known: &mut GivenMatches,
    ) -> Vec<Given> {
        let mut given = Vec::new();
        if !self.has_all_stages(with.shape) {
            return given;
        }
        let changed_from = if with.shape.has_missing { None } else { Some(earliest) };
        let found = self.found(with, changed_from);
        if with.shape.has_missing {
            self.drop_refuted(&found);
        }
        for found in found {
            if changed_from.is_some_and(|from| found.end < from) || with.is_beyond_memory(&found) {
                continue;
            }
            let (start, end) = (found.start, found.end);
            let slots: Slots = found.events.iter().map(|event| event.map(|event| event.offset)).collect();
            if self.matches.contains_key(&slots) {
                continue;
            }
            let due = with.shape.due(start, end, with.now).filter(|due| *due > with.now);
            if due.is_none() && known.give(&slots) {
                given.push(Given { end, slots: slots.clone() });
            }
            self.matches.insert(slots, Standing { start, end, due });
        }
        given
    }

    fn found(&self, with: Folding<'_>, changed_from: Option<Timestamp>) -> Vec<SequenceMatch> {
        let since = changed_from.zip(with.shape.maxspan);
        let since = since.map(|(from, maxspan)| Timestamp::from_nanos(from.nanos().saturating_sub(maxspan)));
        let first = since.map_or(0, |since| self.hits.partition_point(|hit| hit.time < since));
        let mut found = Vec::new();
        let mut fold = SequenceFold::new(with.plan);
        for hit in self.hits.iter().skip(first) {
            fold.push(hit.stage as usize, hit.to_hit(), &mut found);
        }
        fold.finish(&mut found);
        found
    }

    /// Forgets waiting matches that are no matches any more.
    fn drop_refuted(&mut self, found: &[SequenceMatch]) {
        if self.is_waiting() {
            let still: Vec<Slots> = found
                .iter()
                .map(|found| found.events.iter().map(|event| event.map(|event| event.offset)).collect())
                .collect();
            self.matches.retain(|slots, standing| standing.due.is_none() || still.contains(slots));
        }
    }

    /// Gives the matches whose time has come, and when the next one's comes.
    pub(super) fn take_due(
        &mut self,
        now: Timestamp,
        known: &mut GivenMatches,
        given: &mut Vec<Given>,
    ) -> Option<Timestamp> {
        let mut next = None;
        for (slots, standing) in &mut self.matches {
            match standing.due {
                Some(due) if due <= now => {
                    standing.due = None;
                    if known.give(slots) {
                        given.push(Given { end: standing.end, slots: slots.clone() });
                    }
                }
                Some(due) => next = Some(next.map_or(due, |next: Timestamp| next.min(due))),
                None => {}
            }
        }
        next
    }

    /// Forgets hits from the oldest event on while they were taken before `kept_from`, or before `idle_from` where
    /// nothing comes of them any more: no partial sequence is there for them, and none that begins before can come.
    /// Gives the number of hits forgotten and the time of the last.
    pub(super) fn forget(
        &mut self,
        shape: &LiveShape,
        kept_from: Timestamp,
        idle_from: Timestamp,
        known: &mut GivenMatches,
    ) -> (usize, Option<Timestamp>) {
        if self.is_waiting() {
            return (0, None);
        }
        let is_old = |hit: &&LiveHit| {
            let from = if shape.is_idle_alone(hit.stage) { idle_from } else { kept_from };
            hit.seen < from
        };
        let count = self.hits.iter().take_while(is_old).count();
        self.forget_first(count, shape, known)
    }

    /// How many hits happened so many nanoseconds before the last.
    pub(super) fn count_before(&self, span: i64) -> usize {
        let newest = self.hits.last().map(|hit| hit.time.nanos()).unwrap_or_default();
        self.hits.partition_point(|hit| hit.time.nanos() < newest.saturating_sub(span))
    }

    /// Forgets so many hits, from the oldest event on.
    pub(super) fn forget_first(
        &mut self,
        count: usize,
        shape: &LiveShape,
        known: &mut GivenMatches,
    ) -> (usize, Option<Timestamp>) {
        let last = count.checked_sub(1).and_then(|last| self.hits.get(last)).map(|hit| hit.time);
        if last.is_some() {
            self.hits.drain(..count.min(self.hits.len()));
            let first = self.hits.first().map(|hit| hit.time);
            // A match is found again only while all its events are there.
            self.matches.retain(|slots, standing| {
                let is_kept = first.is_some_and(|first| standing.start >= first);
                if !is_kept && standing.due.is_none() {
                    known.forget(slots);
                }
                is_kept
            });
            self.is_active = self.hits.iter().any(|hit| !shape.is_idle_alone(hit.stage));
        }
        (count, last)
    }

    /// Notes that the key is given up.
    pub(super) fn forget_matches(&self, known: &mut GivenMatches) {
        let given = self.matches.iter().filter(|(_, standing)| standing.due.is_none());
        given.for_each(|(slots, _)| known.forget(slots));
    }

    /// Whether a match waits for its time.
    fn is_waiting(&self) -> bool {
        self.matches.values().any(|standing| standing.due.is_some())
    }

    fn has_all_stages(&self, shape: &LiveShape) -> bool {
        self.hits.len() >= shape.least_hits
            && shape.required.iter().all(|stage| self.hits.iter().any(|hit| hit.stage == *stage))
    }

    pub(super) fn last_seen(&self) -> Timestamp {
        self.hits.iter().map(|hit| hit.seen).max().unwrap_or_default()
    }
}

impl Folding<'_> {
    /// Whether a hit that would speak against a match may have been forgotten: one of a leading missing stage.
    fn is_beyond_memory(&self, found: &SequenceMatch) -> bool {
        let since = found.end.nanos().saturating_sub(self.shape.span);
        self.shape.has_leading && self.horizon.is_some_and(|horizon| horizon.nanos() >= since)
    }
}
