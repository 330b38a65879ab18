//! One event that matched a stage of a query.

use std::cmp::Ordering;

use ecs::{EventHandle, Timestamp};

use super::JoinKeys;

/// An event that matched one stage, with one combination of its join keys' values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// When the event happened.
    pub time: Timestamp,
    /// The value of the tiebreaker field.
    pub tiebreaker: Option<i64>,
    /// The event itself; handles are ordered by arrival.
    pub event: EventHandle,
    /// The values of the stage's join keys.
    pub keys: JoinKeys,
}

impl Hit {
    /// The event's place among all events.
    pub fn order(&self) -> HitOrder {
        HitOrder { time: self.time, tiebreaker: self.tiebreaker, event: self.event }
    }
}

/// The order of events: by time, then tiebreaker with missing ones last, then arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HitOrder {
    /// When the event happened.
    pub time: Timestamp,
    /// The value of the tiebreaker field.
    pub tiebreaker: Option<i64>,
    /// The event, ordered by arrival.
    pub event: EventHandle,
}

impl Ord for HitOrder {
    fn cmp(&self, other: &Self) -> Ordering {
        let nulls_last = |tiebreaker: Option<i64>| (tiebreaker.is_none(), tiebreaker);
        (self.time, nulls_last(self.tiebreaker), self.event).cmp(&(
            other.time,
            nulls_last(other.tiebreaker),
            other.event,
        ))
    }
}

impl PartialOrd for HitOrder {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
