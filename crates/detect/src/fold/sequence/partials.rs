//! The partial sequences of all keys.

use ecs::{EventHandle, Timestamp};
use foldhash::{HashMap, HashMapExt as _};
use smallvec::SmallVec;

use super::missing::{LastHits, Place};
use super::shape::{Role, Shape};
use crate::fold::{Hit, HitOrder, JoinKeys};

/// A sequence of which some stages are matched.
#[derive(Clone, Debug)]
pub(super) struct Partial {
    pub(super) start: Timestamp,
    pub(super) last_time: Timestamp,
    /// The last hit of a leading missing stage before the start.
    pub(super) last_leading: Option<Timestamp>,
    /// The events so far. Most sequences have two stages, so a partial has one event.
    pub(super) events: SmallVec<[EventHandle; 1]>,
    /// Whether an event of a missing stage was met between two of the events. It still takes its place: missing stages
    /// do not steer the matching.
    pub(super) rejected: bool,
}

impl Partial {
    pub(super) fn begin(order: HitOrder, last_leading: Option<Timestamp>) -> Self {
        Self {
            start: order.time,
            last_time: order.time,
            last_leading,
            events: SmallVec::from_slice(&[order.event]),
            rejected: false,
        }
    }

    pub(super) fn advance(&mut self, order: HitOrder, unwanted: bool) {
        self.last_time = order.time;
        self.events.push(order.event);
        self.rejected |= unwanted;
    }
}

/// What is waiting for one key.
#[derive(Debug, Default)]
pub(super) struct KeyState {
    /// Partials by the position of their last matched stage; at most one a position.
    partials: SmallVec<[(usize, Partial); 1]>,
    missing: SmallVec<[LastHits; 0]>,
}

impl KeyState {
    pub(super) fn is_empty(&self) -> bool {
        self.partials.is_empty() && self.missing.is_empty()
    }

    pub(super) fn take(&mut self, position: usize) -> Option<Partial> {
        let index = self.partials.iter().position(|(at, _)| *at == position)?;
        Some(self.partials.swap_remove(index).1)
    }

    fn put(&mut self, position: usize, partial: Partial) {
        match self.partials.iter_mut().find(|(at, _)| *at == position) {
            Some((_, older)) => *older = partial,
            None => self.partials.push((position, partial)),
        }
    }

    pub(super) fn note_missing(&mut self, stage: usize, time: Timestamp) {
        match self.missing.iter_mut().find(|hits| hits.stage == stage) {
            Some(hits) => hits.note(time),
            None => self.missing.push(LastHits::new(stage, time)),
        }
    }

    /// Whether a stage that must be missing before the required stage `position` has a hit between two times.
    pub(super) fn missing_between(
        &self,
        shape: &Shape,
        position: usize,
        from: Timestamp,
        to: Timestamp,
    ) -> bool {
        self.missing.iter().any(|hits| {
            shape.role(hits.stage) == Some(Role::Missing(Place::Before(position)))
                && hits.before(to).is_some_and(|hit| hit.millis() > from.millis())
        })
    }

    /// Forgets what began before `since`; false where nothing is left.
    fn forget_before(&mut self, since: Timestamp) -> bool {
        self.partials.retain(|(_, partial)| partial.start >= since);
        self.missing.retain(|hits| hits.newest() >= since);
        !self.is_empty()
    }

    fn last_active(&self) -> Option<Timestamp> {
        let partials = self.partials.iter().map(|(_, partial)| partial.last_time);
        partials.chain(self.missing.iter().map(LastHits::newest)).max()
    }
}

/// The partial sequences and missing stages' hits of all keys.
#[derive(Debug)]
pub(super) struct Partials {
    by_key: HashMap<JoinKeys, KeyState>,
    max_keys: usize,
    /// With how many keys the next sweep is worth its while.
    next_sweep: usize,
}

/// Fewer keys are not worth a sweep; tests sweep all the time.
const MIN_SWEEP: usize = if cfg!(test) { 1 } else { 1_024 };

impl Partials {
    pub(super) fn new(max_keys: usize) -> Self {
        Self { by_key: HashMap::new(), max_keys, next_sweep: MIN_SWEEP.min(max_keys) }
    }

    pub(super) fn get_mut(&mut self, keys: &JoinKeys) -> Option<&mut KeyState> {
        self.by_key.get_mut(keys)
    }

    pub(super) fn state(&mut self, keys: JoinKeys) -> &mut KeyState {
        self.by_key.entry(keys).or_default()
    }

    pub(super) fn put(&mut self, keys: JoinKeys, position: usize, partial: Partial) {
        self.state(keys).put(position, partial);
    }

    pub(super) fn remove(&mut self, keys: &JoinKeys) {
        self.by_key.remove(keys);
    }

    /// Ends the partials of a key; hits of missing stages stay.
    pub(super) fn end(&mut self, keys: &JoinKeys) {
        if let Some(state) = self.by_key.get_mut(keys) {
            state.partials.clear();
            if state.is_empty() {
                self.by_key.remove(keys);
            }
        }
    }

    /// The last hit of any leading missing stage before a first event.
    pub(super) fn last_leading(&self, shape: &Shape, hit: &Hit) -> Option<Timestamp> {
        let state = self.by_key.get(&hit.keys).filter(|_| shape.has_leading)?;
        let leading =
            state.missing.iter().filter(|hits| shape.role(hits.stage) == Some(Role::Missing(Place::Leading)));
        leading.filter_map(|hits| hits.before(hit.time)).max()
    }

    /// Forgets what maxspan lets go, and beyond the limit the keys longest without an event. Gives how many keys were
    /// given up for the limit.
    ///
    /// A sweep over all keys happens only when their number has doubled since the last, so its cost a hit is constant.
    pub(super) fn limit(&mut self, now: Timestamp, maxspan: Option<i64>) -> u64 {
        if self.by_key.len() <= self.next_sweep {
            return 0;
        }
        if let Some(maxspan) = maxspan {
            let since = Timestamp::from_nanos(now.nanos().saturating_sub(maxspan));
            self.by_key.retain(|_, state| state.forget_before(since));
        }
        let dropped = if self.by_key.len() > self.max_keys { self.drop_oldest() } else { 0 };
        self.next_sweep = (self.by_key.len() * 2).clamp(MIN_SWEEP.min(self.max_keys), self.max_keys);
        dropped
    }

    /// Drops the keys longest without an event, an eighth more than needed so that it is not done for each key.
    fn drop_oldest(&mut self) -> u64 {
        let kept = self.max_keys - self.max_keys / 8;
        let mut by_age: Vec<_> =
            self.by_key.iter().map(|(keys, state)| (state.last_active(), keys)).collect();
        by_age.sort_unstable();
        let dropped: Vec<JoinKeys> =
            by_age.iter().take(by_age.len().saturating_sub(kept)).map(|(_, keys)| (*keys).clone()).collect();
        for keys in &dropped {
            self.by_key.remove(keys);
        }
        dropped.len() as u64
    }
}
