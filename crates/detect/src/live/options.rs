//! How live detection trades memory for lateness.

use std::time::Duration;

/// Windows and limits of live detection. A change takes effect when a detector is made, also on state that is restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveOptions {
    /// How much later than an event that it belongs with an event may arrive and still be matched with it. A hit is
    /// kept for `maxspan` and this long after it arrived; one that only matters if an earlier event is yet to come, for
    /// this long.
    pub lateness: Duration,
    /// How long after the last time at which an event must be missing (`![…]`) its absence is believed: an event that
    /// tells otherwise may be on its way.
    pub absence_delay: Duration,
    /// What a sequence without `maxspan` may span, at least the window that the rule looks back.
    pub span_without_maxspan: Duration,
    /// The most hits that a join key of a rule keeps. The cost of an arriving hit grows with it.
    pub hits_per_key: usize,
    /// The most hits that a rule keeps.
    pub hits_per_rule: usize,
    /// The most hits that all rules keep together: about 150 bytes each in memory, 60 in a snapshot.
    pub hits: usize,
    /// The most of these that only matter if an earlier event is yet to come. They are many, three for each event of a
    /// fleet with all rules, and the oldest go first: where more come, events may be less late.
    pub idle_hits: usize,
}

impl Default for LiveOptions {
    fn default() -> Self {
        Self {
            lateness: Duration::from_secs(300),
            absence_delay: Duration::from_secs(30),
            span_without_maxspan: Duration::from_secs(6 * 3600),
            hits_per_key: 4_096,
            hits_per_rule: 250_000,
            hits: 1_000_000,
            idle_hits: 200_000,
        }
    }
}

/// A duration in nanoseconds; what is beyond 292 years is 292 years.
pub(super) fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}
