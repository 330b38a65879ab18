//! Sequences: events that follow one another, as a stream of hits in event order.
//!
//! The rules are those of Elasticsearch's sequence matcher, in a form that needs each hit once:
//! - A stage and key have at most one partial sequence waiting, the newest. Events come in order, so the next event of
//!   the following stage takes exactly that one, and an older one could never be taken again.
//! - The stages of one event are matched last to first, so that an event never follows itself.
//! - A partial that is taken is gone, also when it then proves to be too long ago.
//! - An until-event ends every partial of its key that is there: each of them would be rejected by any later event,
//!   and one equal to a final event comes after the match. So the partials are dropped at once.
//! - Missing stages do not steer the matching; they only take away sequences that are otherwise whole
//!   ([`missing`]).
//!
//! Matches are given in the order of their last event, then of their keys.

mod missing;
mod partials;
mod shape;
mod waiting;

use ecs::{EventHandle, Timestamp};
use lang::ir::SequencePlan;

use self::missing::Verdict;
use self::partials::{Partial, Partials};
use self::shape::{Role, Shape};
use self::waiting::Waiting;
use super::{Hit, HitOrder, JoinKeys};

/// A sequence that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SequenceMatch {
    /// The values of the join keys.
    pub keys: JoinKeys,
    /// One event a stage, in order; `None` for a stage whose event must not occur.
    pub events: Vec<Option<EventHandle>>,
    /// When the first event happened.
    pub start: Timestamp,
    /// When the last event happened.
    pub end: Timestamp,
}

/// What a fold had to leave out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SequenceStatistics {
    /// Keys whose partial sequences were given up because there were too many at once.
    pub dropped_keys: u64,
    /// Hits that came before one that had already been taken, and were not matched.
    pub late_hits: u64,
}

/// Finds the sequences of one plan in hits that come in event order.
#[derive(Debug)]
pub struct SequenceFold {
    shape: Shape,
    partials: Partials,
    waiting: Waiting,
    /// The hits of the event that is being taken, with their stages.
    current: Vec<(usize, Hit)>,
    statistics: SequenceStatistics,
}

impl SequenceFold {
    /// The most keys that have a partial sequence or a missing stage's event at one time, per rule. Beyond it, the
    /// keys that were longest without an event are given up and counted. A sequence with `maxspan` forgets what is
    /// older, so in practice the limit is for those without.
    pub const MAX_KEYS: usize = 250_000;

    /// A fold for this plan.
    pub fn new(plan: &SequencePlan) -> Self {
        Self::with_limit(plan, Self::MAX_KEYS)
    }

    /// A fold that keeps at most so many keys.
    pub fn with_limit(plan: &SequencePlan, max_keys: usize) -> Self {
        let shape = Shape::of(plan);
        Self {
            partials: Partials::new(max_keys),
            waiting: Waiting::new(shape.maxspan, max_keys),
            shape,
            current: Vec::new(),
            statistics: SequenceStatistics::default(),
        }
    }

    /// The number by which [`Self::push`] knows the plan's `until`: the one after the last stage.
    pub fn until_stage(&self) -> usize {
        self.shape.roles.len()
    }

    /// Takes a hit of a stage, counted from 0. Hits come in event order; those of one event in any order. What is
    /// found is added to `found`.
    pub fn push(&mut self, stage: usize, hit: Hit, found: &mut Vec<SequenceMatch>) {
        if let Some((_, current)) = self.current.first() {
            if hit.order() < current.order() {
                self.statistics.late_hits += 1;
                return;
            }
            if hit.event != current.event {
                self.take_event(found);
            }
        }
        self.current.push((stage, hit));
    }

    /// Ends the input: what only waited for a missing event that did not come is found now.
    pub fn finish(mut self, found: &mut Vec<SequenceMatch>) -> SequenceStatistics {
        self.take_event(found);
        self.waiting.finish(found);
        self.statistics
    }

    /// Matches the hits of one event.
    fn take_event(&mut self, found: &mut Vec<SequenceMatch>) {
        let mut hits = std::mem::take(&mut self.current);
        let Some(order) = hits.first().map(|(_, hit)| hit.order()) else { return };
        self.waiting.pass_time(order.time, found);
        hits.sort_unstable_by(|(left_stage, left), (right_stage, right)| {
            right_stage.cmp(left_stage).then_with(|| left.keys.cmp(&right.keys))
        });
        hits.dedup();
        for (stage, hit) in &hits {
            if let Some(Role::Missing(_)) = self.shape.role(*stage) {
                self.note_missing(*stage, hit);
            }
        }
        let mut ended = Vec::new();
        for (stage, hit) in hits.drain(..) {
            match self.shape.role(stage) {
                Some(Role::Required { position }) => self.match_stage(position, hit),
                None if stage == self.until_stage() => ended.push(hit.keys),
                _ => {}
            }
        }
        for keys in ended {
            self.partials.end(&keys);
        }
        self.statistics.dropped_keys += self.partials.limit(order.time, self.shape.maxspan);
        self.statistics.dropped_keys += self.waiting.release(found);
        self.current = hits;
    }

    /// Matches a hit of the required stage that is `position`th among the required ones.
    fn match_stage(&mut self, position: usize, hit: Hit) {
        let order = hit.order();
        let partial = if position == 0 {
            let last_leading = self.partials.last_leading(&self.shape, &hit);
            Partial::begin(order, last_leading)
        } else {
            match self.continued(position, &hit.keys, order) {
                Some(partial) => partial,
                None => return,
            }
        };
        if position + 1 < self.shape.required.len() {
            self.partials.put(hit.keys, position, partial);
        } else {
            self.complete(hit.keys, partial);
        }
    }

    /// The partial that a hit continues, with the hit added.
    fn continued(&mut self, position: usize, keys: &JoinKeys, order: HitOrder) -> Option<Partial> {
        let state = self.partials.get_mut(keys)?;
        let mut partial = state.take(position - 1)?;
        let unwanted = state.missing_between(&self.shape, position, partial.last_time, order.time);
        if state.is_empty() {
            self.partials.remove(keys);
        }
        if self.shape.exceeds_maxspan(partial.start, order.time) {
            return None;
        }
        partial.advance(order, unwanted);
        Some(partial)
    }

    fn complete(&mut self, keys: JoinKeys, partial: Partial) {
        let verdict = missing::verdict(&self.shape, &partial);
        if verdict == Verdict::Rejected {
            return;
        }
        let mut events = partial.events.iter().copied();
        let slots = self.shape.roles.iter().map(|role| match role {
            Role::Required { .. } => events.next(),
            Role::Missing(_) => None,
        });
        let found =
            SequenceMatch { keys, events: slots.collect(), start: partial.start, end: partial.last_time };
        self.waiting.add(found, verdict);
    }

    /// Remembers a hit of a missing stage, and lets it decide the sequences that wait for its absence.
    fn note_missing(&mut self, stage: usize, hit: &Hit) {
        if let Some(Role::Missing(missing::Place::Trailing)) = self.shape.role(stage) {
            self.waiting.trailing_hit(&hit.keys, hit.time);
        } else {
            self.partials.state(hit.keys.clone()).note_missing(stage, hit.time);
        }
    }
}

#[cfg(test)]
mod tests;
