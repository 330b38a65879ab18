//! Sequences as their events come, in any order.
//!
//! There is no second automaton here. Each join key of a rule keeps its hits in event order for as long as another event
//! may still join them, and when one comes, the key is folded again by the same [`crate::fold::SequenceFold`] that a hunt
//! uses. What it finds and was not given before is given. A match once given stays given, also when an event arrives late
//! that would have been chosen instead; the match with that event is given, too.

mod key;
mod shape;

use ecs::Timestamp;
use foldhash::{HashMap, HashMapExt as _};
use lang::ir::SequencePlan;

use self::key::{Folding, GivenMatches};
pub(super) use self::key::{Given, SequenceKey, Slots, Standing};
use self::shape::LiveShape;
use super::LiveOptions;
use super::hit::{KeyHash, LiveHit};
use super::options::nanos;

/// The state of one sequence rule.
#[derive(Debug)]
pub(super) struct LiveSequence {
    shape: LiveShape,
    lateness: i64,
    hits_per_key: usize,
    pub(super) keys: HashMap<KeyHash, SequenceKey>,
    known: GivenMatches,
    /// Hits of all keys.
    hits: usize,
    /// Those of keys that are not active.
    idle_hits: usize,
    /// The keys that got hits since the last fold, each with the time of the earliest.
    touched: HashMap<KeyHash, Timestamp>,
    /// No waiting match is due before.
    next_due: Option<Timestamp>,
    /// The time of the newest event that was forgotten.
    pub(super) horizon: Option<Timestamp>,
    /// When forgetting was last done.
    swept: Timestamp,
    /// Hits given up for the limits.
    pub(super) dropped: u64,
}

impl LiveSequence {
    /// `window` is what the rule looks back at each run, in nanoseconds.
    pub(super) fn new(plan: &SequencePlan, window: i64, options: &LiveOptions) -> Self {
        Self {
            shape: LiveShape::of(plan, window, options),
            lateness: nanos(options.lateness),
            hits_per_key: options.hits_per_key.max(1),
            keys: HashMap::new(),
            known: GivenMatches::default(),
            hits: 0,
            idle_hits: 0,
            touched: HashMap::new(),
            next_due: None,
            horizon: None,
            swept: Timestamp::default(),
            dropped: 0,
        }
    }

    /// Takes a hit; [`Self::fold`] then matches it.
    pub(super) fn push(&mut self, key: KeyHash, hit: LiveHit) {
        let state = self.keys.entry(key).or_default();
        let idle_before = if state.is_active { 0 } else { state.hits.len() };
        if !state.insert(hit, &self.shape) {
            return;
        }
        self.hits += 1;
        let earliest = self.touched.entry(key).or_insert(hit.time);
        *earliest = hit.time.min(*earliest);
        if state.hits.len() > self.hits_per_key {
            let surplus = state.hits.len() - self.hits_per_key + self.hits_per_key / 8;
            // What was recorded long ago arrives faster than it happened, and its oldest hits are soon of no use.
            let useful =
                surplus - state.count_before(self.shape.span.saturating_add(self.lateness)).min(surplus);
            let (count, last) = state.forget_first(surplus, &self.shape, &mut self.known);
            self.hits -= count;
            self.dropped += useful as u64;
            self.horizon = self.horizon.max(last);
        }
        let idle_after = if state.is_active { 0 } else { state.hits.len() };
        self.idle_hits = self.idle_hits + idle_after - idle_before;
    }

    /// Matches what was pushed, and gives what is new and certain.
    pub(super) fn fold(&mut self, plan: &SequencePlan, now: Timestamp) -> Vec<Given> {
        let mut given = Vec::new();
        let with = Folding { plan, shape: &self.shape, now, horizon: self.horizon };
        for (key, earliest) in self.touched.drain() {
            let Some(state) = self.keys.get_mut(&key) else { continue };
            given.extend(state.fold(with, earliest, &mut self.known));
            if self.shape.has_missing {
                // Looked at again with the next tick.
                self.next_due = Some(now);
            }
        }
        given
    }

    /// Gives the matches whose time has come, and forgets what nothing can join any more.
    pub(super) fn tick(&mut self, now: Timestamp) -> Vec<Given> {
        let mut given = Vec::new();
        if self.next_due.is_some_and(|due| due <= now) {
            let (keys, known) = (&mut self.keys, &mut self.known);
            let next = keys.values_mut().filter_map(|key| key.take_due(now, known, &mut given));
            self.next_due = next.min();
        }
        // Often enough that an eighth more than needed is kept at most.
        if now.nanos().saturating_sub(self.swept.nanos()) > self.lateness / 8 {
            self.forget(now);
        }
        given
    }

    fn forget(&mut self, now: Timestamp) {
        self.swept = now;
        let before = |ago: i64| Timestamp::from_nanos(now.nanos().saturating_sub(ago));
        let idle_from = before(self.lateness);
        let kept_from = before(self.lateness.saturating_add(self.shape.span));
        let (shape, hits, horizon) = (&self.shape, &mut self.hits, &mut self.horizon);
        let (known, idle_hits) = (&mut self.known, &mut self.idle_hits);
        *idle_hits = 0;
        self.keys.retain(|_, key| {
            let (count, last) = key.forget(shape, kept_from, idle_from, known);
            *hits -= count;
            *horizon = (*horizon).max(last);
            *idle_hits += if key.is_active { 0 } else { key.hits.len() };
            !key.hits.is_empty()
        });
        debug_assert_eq!(self.hits, self.keys.values().map(|key| key.hits.len()).sum::<usize>());
        if self.keys.capacity() > 4 * self.keys.len() + 64 {
            self.keys.shrink_to_fit();
        }
    }

    pub(super) fn hits(&self) -> usize {
        self.hits
    }

    pub(super) fn idle_hits(&self) -> usize {
        self.idle_hits
    }

    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Gives up keys until at most so many hits are left: first those whose hits only matter if an earlier event is yet
    /// to come, then those longest without a hit. Only the latter are counted as dropped: the former but shorten the time
    /// by which an event may be late.
    pub(super) fn limit(&mut self, most: usize) {
        if self.hits <= most {
            return;
        }
        let mut by_age: Vec<(bool, Timestamp, KeyHash)> =
            self.keys.iter().map(|(key, state)| (state.is_active, state.last_seen(), *key)).collect();
        by_age.sort_unstable();
        // An eighth more than needed, so that it is not done for each hit.
        let target = most - most / 8;
        for (is_active, _, key) in by_age {
            if self.hits <= target {
                return;
            }
            let Some(state) = self.keys.remove(&key) else { continue };
            self.hits -= state.hits.len();
            state.forget_matches(&mut self.known);
            if !is_active {
                self.idle_hits -= state.hits.len();
            } else {
                self.dropped += state.hits.len() as u64;
                self.horizon = self.horizon.max(state.hits.last().map(|hit| hit.time));
            }
        }
    }

    /// Gives up hits that only matter if an earlier event is yet to come, until at most so many are left: those of keys
    /// longest without a hit, a quarter of the keys at a time.
    pub(super) fn limit_idle(&mut self, most: usize) {
        while self.idle_hits > most {
            let idle = self.keys.values().filter(|key| !key.is_active);
            let mut by_age: Vec<Timestamp> = idle.map(SequenceKey::last_seen).collect();
            if by_age.is_empty() {
                return;
            }
            let quarter = by_age.len() / 4;
            let (_, cut, _) = by_age.select_nth_unstable(quarter);
            let cut = *cut;
            let (hits, idle_hits) = (&mut self.hits, &mut self.idle_hits);
            self.keys.retain(|_, key| {
                let is_kept = key.is_active || key.last_seen() > cut;
                if !is_kept {
                    *hits -= key.hits.len();
                    *idle_hits -= key.hits.len();
                }
                is_kept
            });
        }
    }

    /// Takes keys as a snapshot had them. Where one is there, its hits and matches are joined.
    pub(super) fn put_key(&mut self, key: KeyHash, restored: SequenceKey) {
        let state = self.keys.entry(key).or_default();
        let idle_before = if state.is_active { 0 } else { state.hits.len() };
        for hit in restored.hits {
            self.hits += usize::from(state.insert(hit, &self.shape));
        }
        let idle_after = if state.is_active { 0 } else { state.hits.len() };
        self.idle_hits = self.idle_hits + idle_after - idle_before;
        for (slots, standing) in restored.matches {
            let known = state.matches.get(&slots);
            match standing.due {
                // What either has given is given.
                None if known.is_none_or(|known| known.due.is_some()) => {
                    self.known.give(&slots);
                    state.matches.insert(slots, standing);
                }
                Some(_) if known.is_none() => {
                    self.next_due = Some(Timestamp::default());
                    state.matches.insert(slots, standing);
                }
                _ => {}
            }
        }
    }
}
