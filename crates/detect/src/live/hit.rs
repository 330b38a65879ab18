//! Hits as live detection keeps them: small, and of one size.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use ecs::{EventHandle, Timestamp};

use crate::fold::{Hit, HitOrder, JoinKeys};

/// The values of a hit's join keys, hashed.
///
/// Soundness: keys are only ever compared for equality here, and two different keys of a rule meet with a chance of
/// 2^-128 a pair. The seed is secret and random, so that nobody who writes telemetry can look for two that do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct KeyHash(pub(super) u128);

/// What hashes of keys are made with. All state that is to meet must have been made with the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct KeySeed(pub(super) [u64; 2]);

impl KeySeed {
    pub(super) fn random() -> Self {
        Self([random(0), random(1)])
    }

    pub(super) fn hash(self, keys: &JoinKeys) -> KeyHash {
        let [high, low] = self.0.map(|seed| {
            let mut hasher = DefaultHasher::new();
            hasher.write_u64(seed);
            keys.hash(&mut hasher);
            u128::from(hasher.finish())
        });
        KeyHash(high << 64 | low)
    }

    /// Tells whether another process hashes as this one does: the standard library may change its hash function.
    pub(super) fn probe(self) -> u64 {
        self.hash(&JoinKeys::default()).0 as u64
    }
}

/// Randomness of the standard library's hash maps, which the system gives.
fn random(number: u64) -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(number)
}

/// An event that matched a stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct LiveHit {
    /// When it happened.
    pub(super) time: Timestamp,
    /// When it was taken.
    pub(super) seen: Timestamp,
    pub(super) tiebreaker: Option<i64>,
    /// The event's number, which rises with arrival.
    pub(super) seq: u64,
    pub(super) stage: u32,
}

impl LiveHit {
    pub(super) fn new(stage: u32, hit: &Hit, seen: Timestamp) -> Self {
        let Hit { time, tiebreaker, event, .. } = *hit;
        Self { time, seen, tiebreaker, seq: event.offset, stage }
    }

    /// The event's place among all events, as the folds order them.
    pub(super) fn order(&self) -> HitOrder {
        HitOrder { time: self.time, tiebreaker: self.tiebreaker, event: self.event() }
    }

    /// The hit as a fold takes it. A fold here sees one key only, so that the key itself does not matter.
    pub(super) fn to_hit(self) -> Hit {
        Hit { time: self.time, tiebreaker: self.tiebreaker, event: self.event(), keys: JoinKeys::default() }
    }

    fn event(&self) -> EventHandle {
        EventHandle { offset: self.seq, ..EventHandle::default() }
    }
}
