//! Points in time as arguments give them, and lengths of time as a person reads them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ecs::Timestamp;

/// Reads what Elasticsearch reads as a date, or a time relative to now as `now`, `now-7d`, `now-90m`.
pub(crate) fn parse_time(text: &str) -> Result<Timestamp, String> {
    let relative = text.trim().strip_prefix("now").and_then(|offset| before_now(offset, now()));
    relative.or_else(|| Timestamp::parse(text.trim())).ok_or_else(|| {
        "not a time: wants ISO 8601 (2026-05-14 or 2026-05-14T07:00:30Z), milliseconds since 1970, or now-7d".to_owned()
    })
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_nanos(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// Nothing, or `-` with a number and a unit.
fn before_now(offset: &str, now: Timestamp) -> Option<Timestamp> {
    if offset.is_empty() {
        return Some(now);
    }
    let amount = offset.strip_prefix('-')?;
    let split = amount.find(|character: char| !character.is_ascii_digit())?;
    let (number, unit) = amount.split_at(split);
    let seconds: i64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" | "H" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    let nanos = number.parse::<i64>().ok()?.checked_mul(seconds)?.checked_mul(1_000_000_000)?;
    now.nanos().checked_sub(nanos).map(Timestamp::from_nanos)
}

/// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
pub(crate) fn show_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3_600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times() {
        assert_eq!(parse_time("2026-05-14").unwrap().to_string(), "2026-05-14T00:00:00.000Z");
        let noon = Timestamp::parse("2026-05-14T12:00:00Z").unwrap();
        assert_eq!(before_now("", noon), Some(noon));
        assert_eq!(before_now("-1d", noon).unwrap().to_string(), "2026-05-13T12:00:00.000Z");
        assert_eq!(before_now("-90m", noon).unwrap().to_string(), "2026-05-14T10:30:00.000Z");
        for wrong in ["-", "-d", "-5", "-5y", "+5d", "-99999999999999d"] {
            assert_eq!(before_now(wrong, noon), None, "{wrong}");
        }
        assert!(parse_time("yesterday").is_err());
    }

    #[test]
    fn shows_durations() {
        assert_eq!(show_duration(Duration::from_millis(420)), "0.4 s");
        assert_eq!(show_duration(Duration::from_secs(95)), "95 s");
        assert_eq!(show_duration(Duration::from_secs(200)), "3 min 20 s");
        assert_eq!(show_duration(Duration::from_secs(7_500)), "2 h 5 min");
    }
}
