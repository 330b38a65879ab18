//! Lines that name no event: what is known of machines (`aidmaster`) and users (`userinfo`), and of machines without a
//! sensor (`notmanaged`).

use crate::JsonObject;

/// What such a line is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Metadata {
    /// A machine with a sensor, by `aid`.
    Host,
    /// A user, by `UserSid_readable`.
    User,
    /// Anything else.
    Other,
}

/// The members that only events have.
const OF_EVENTS: &[&str] =
    &["event_simpleName", "name", "timestamp", "UTCTimestamp", "ExternalApiType", "EventType", "event_type"];

/// What a record is about that names no event; nothing, if it names one.
pub(crate) fn of(record: &JsonObject<'_>) -> Option<Metadata> {
    let (mut has_sensor, mut has_user) = (false, false);
    for member in record.members {
        match member.name {
            "aid" => has_sensor = true,
            "UserSid_readable" => has_user = true,
            name if OF_EVENTS.contains(&name) => return None,
            _ => {}
        }
    }
    Some(match (has_user, has_sensor) {
        (true, _) => Metadata::User,
        (_, true) => Metadata::Host,
        _ => Metadata::Other,
    })
}
