//! Times as the tools that export event logs write them.

use ecs::Timestamp;

use crate::mapping::Arena;

const NANOS_PER_MINUTE: i64 = 60_000_000_000;

/// Zones differ from UTC by whole quarters of an hour.
const ZONE_STEP: i64 = 15 * NANOS_PER_MINUTE;

/// The zones that are farthest from UTC.
const MAX_ZONE: i64 = 14 * 60 * NANOS_PER_MINUTE;

/// How far two readings of about one moment may lie from each other.
const MAX_DELAY: i64 = 5 * NANOS_PER_MINUTE;

/// Whether a time says its zone: `Z`, or an offset behind the time of day.
pub(super) fn has_zone(time: &str) -> bool {
    time.ends_with(['Z', 'z'])
        || time.get("yyyy-MM-ddTHH:mm".len()..).is_some_and(|rest| rest.contains(['+', '-']))
}

/// A time as the event schema writes it. One without a zone is taken for UTC; one that cannot be read is left as it is.
pub(super) fn in_utc<'a>(time: &'a str, arena: &'a Arena) -> &'a str {
    let zoned = time.strip_suffix("+00:00").or_else(|| time.strip_suffix(['Z', 'z']));
    let local = match zoned {
        Some(local) => local,
        None if !has_zone(time) => time,
        None => return Timestamp::parse(time).map_or(time, |time| arena.alloc_str(&time.to_string())),
    };
    let (Some(date), Some(clock)) = (local.get(..10), local.get(11..)) else { return time };
    if Timestamp::parse(local).is_none() {
        return time;
    }
    arena.alloc_str(&format!("{date}T{clock}Z"))
}

/// A time without a zone, in UTC: shifted by what lies between two readings of about one moment, one in the time's own
/// zone and one in UTC. Nothing if the two are no such readings.
pub(super) fn shifted<'a>(time: &str, local: &str, utc: &str, arena: &'a Arena) -> Option<&'a str> {
    let (local, utc) = (Timestamp::parse(local)?, Timestamp::parse(utc)?);
    let between = utc.nanos().checked_sub(local.nanos())?;
    if !(-MAX_ZONE - MAX_DELAY..=MAX_ZONE + MAX_DELAY).contains(&between) {
        return None;
    }
    let zone = (between + ZONE_STEP / 2).div_euclid(ZONE_STEP) * ZONE_STEP;
    if (between - zone).abs() > MAX_DELAY {
        return None;
    }
    let shifted = Timestamp::from_nanos(Timestamp::parse(time)?.nanos().checked_add(zone)?);
    Some(arena.alloc_str(&shifted.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_brought_to_utc() {
        let arena = Arena::new();
        for (time, expected) in [
            ("2026-02-03 04:05:06.7891230", "2026-02-03T04:05:06.7891230Z"),
            ("2026-02-03T04:05:06.7891230+00:00", "2026-02-03T04:05:06.7891230Z"),
            ("2026-02-03T04:05:06+02:00", "2026-02-03T02:05:06.000Z"),
            ("2026-02-03T04:05:06Z", "2026-02-03T04:05:06Z"),
            ("yesterday", "yesterday"),
            ("", ""),
            ("2026-02-03 üüüü", "2026-02-03 üüüü"),
        ] {
            assert_eq!(in_utc(time, &arena), expected);
        }
    }

    #[test]
    fn zones_are_told_from_two_readings_of_one_moment() {
        let arena = Arena::new();
        let shifted = |local, utc| shifted("2026-02-03 04:05:06", local, utc, &arena);
        assert_eq!(
            shifted("2026-02-03 04:05:09", "2026-02-03T08:05:10.1Z"),
            Some("2026-02-03T08:05:06.000Z")
        );
        assert_eq!(shifted("2026-02-03 04:05:09", "2026-02-02T22:35:08Z"), Some("2026-02-02T22:35:06.000Z"));
        assert_eq!(shifted("2026-02-01 04:05:09", "2026-02-03T08:05:10Z"), None);
        assert_eq!(shifted("2026-02-03 04:05:09", "2026-02-03T08:12:10Z"), None);
        assert_eq!(shifted("?", "2026-02-03T08:05:10Z"), None);
    }
}
