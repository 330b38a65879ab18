//! Runs of a rule: the intervals into which its time is cut.

use std::time::Duration;

use ecs::Timestamp;

use super::options::nanos;

/// The end of the interval that holds a time. Intervals are counted from the epoch, so that a restart does not move
/// them; each begins with its first instant and ends before the next.
pub(super) fn end_of_run(time: Timestamp, interval: Duration) -> Timestamp {
    let start = start_of_run(time, interval);
    Timestamp::from_nanos(start.nanos().saturating_add(nanos(interval).max(1)))
}

/// The start of the interval that holds a time.
pub(super) fn start_of_run(time: Timestamp, interval: Duration) -> Timestamp {
    let length = nanos(interval).max(1);
    Timestamp::from_nanos(time.nanos().saturating_sub(time.nanos().rem_euclid(length)))
}
