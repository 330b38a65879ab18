//! Lines that name no event: what is known of machines (`aidmaster`), users (`userinfo`), and machines without a sensor
//! (`notmanaged`).

use crate::JsonObject;

/// The members that only events have.
const OF_EVENTS: &[&str] =
    &["event_simpleName", "name", "timestamp", "UTCTimestamp", "ExternalApiType", "EventType", "event_type"];

/// Whether a record is such a line.
pub(super) fn is_one(record: &JsonObject<'_>) -> bool {
    !OF_EVENTS.iter().any(|name| record.has(name))
}
