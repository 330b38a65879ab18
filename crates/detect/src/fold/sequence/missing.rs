//! Stages whose event must not occur.
//!
//! Elasticsearch looks for them once the required stages are matched, by range queries on the time in milliseconds:
//! - between two required stages: no hit with the key strictly between the two events' milliseconds;
//! - before the first: the last hit in an earlier millisecond than the first event must be more than maxspan before the
//!   last event;
//! - after the last: the first hit in a later millisecond than the last event must be more than maxspan after the first
//!   event;
//! - both before and after: the time from that last hit to that first hit must be more than maxspan; where there is no
//!   such hit the time counts as infinite.
//!
//! Here the hits are met in passing. A hit that is older than maxspan cannot matter any more in any of these, so the
//! last hit of two different milliseconds is all that has to be kept of a stage and key: the newest may share its
//! millisecond with the event that asks.

use ecs::Timestamp;

use super::partials::Partial;
use super::shape::Shape;

/// Where a missing stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the first required stage.
    Leading,
    /// Before the required stage of this position, and after another.
    Before(usize),
    /// After the last required stage.
    Trailing,
}

/// The last hits of a missing stage for one key.
#[derive(Clone, Copy, Debug)]
pub(super) struct LastHits {
    pub(super) stage: usize,
    newest: Timestamp,
    /// The newest of an earlier millisecond.
    earlier: Option<Timestamp>,
}

impl LastHits {
    pub(super) fn new(stage: usize, time: Timestamp) -> Self {
        Self { stage, newest: time, earlier: None }
    }

    pub(super) fn note(&mut self, time: Timestamp) {
        if time.millis() > self.newest.millis() {
            self.earlier = Some(self.newest);
        }
        self.newest = self.newest.max(time);
    }

    pub(super) fn newest(&self) -> Timestamp {
        self.newest
    }

    /// The last hit in an earlier millisecond than `time`, which is not before any hit.
    pub(super) fn before(&self, time: Timestamp) -> Option<Timestamp> {
        if self.newest.millis() < time.millis() { Some(self.newest) } else { self.earlier }
    }
}

/// What missing stages say of a sequence whose required stages are matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing can be against it any more.
    Found,
    /// An event was there that must not be.
    Rejected,
    /// A hit of a trailing stage within maxspan of this time would reject it.
    Waits { since: Timestamp },
}

pub(super) fn verdict(shape: &Shape, partial: &Partial) -> Verdict {
    if partial.rejected {
        return Verdict::Rejected;
    }
    match (shape.has_leading, shape.has_trailing) {
        (false, false) => Verdict::Found,
        (false, true) => Verdict::Waits { since: partial.start },
        (true, true) => partial.last_leading.map_or(Verdict::Found, |since| Verdict::Waits { since }),
        (true, false) => match partial.last_leading {
            Some(leading) if !shape.exceeds_maxspan(leading, partial.last_time) => Verdict::Rejected,
            _ => Verdict::Found,
        },
    }
}
