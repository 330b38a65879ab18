//! Points in time as arguments give them, and lengths of time as a person reads them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use detect::rule::{DateMath, Rounding};
use ecs::Timestamp;

/// Reads what Elasticsearch reads as a date, or its date math: `now-7d`, `now-1d/d`, `2026-05-14||-1h`.
pub(crate) fn parse_time(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    let relative = || text.parse::<DateMath>().ok()?.resolve(now(), Rounding::Down);
    Timestamp::parse(text).or_else(relative).ok_or_else(|| {
        "not a time: wants ISO 8601 (2026-05-14 or 2026-05-14T07:00:30Z), milliseconds since 1970, or now-7d".to_owned()
    })
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_nanos(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// `2026-05-14 07:00:30.891`: all times are UTC, and milliseconds are enough for reading. What is no time stays as it is.
pub(crate) fn show_time(text: &str) -> String {
    match Timestamp::parse(text) {
        Some(time) => {
            let shown = Timestamp::from_millis(time.millis()).unwrap_or(time).to_string();
            shown.replacen('T', " ", 1).trim_end_matches('Z').to_owned()
        }
        None => text.to_owned(),
    }
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
        assert_eq!(parse_time(" 2026-05-14||-1h ").unwrap().to_string(), "2026-05-13T23:00:00.000Z");
        let week = now().nanos() - parse_time("now-7d").unwrap().nanos();
        assert!((week / 1_000_000_000 - 604_800).abs() < 60);
        for wrong in ["", "-", "now-", "now-5y5", "now+"] {
            assert!(parse_time(wrong).is_err(), "{wrong}");
        }
        assert!(parse_time("yesterday").is_err());
    }

    #[test]
    fn shows_times() {
        assert_eq!(show_time("2026-05-14T07:00:30.8914235Z"), "2026-05-14 07:00:30.891");
        assert_eq!(show_time("2026-05-14T07:00:30Z"), "2026-05-14 07:00:30.000");
        assert_eq!(show_time("noon"), "noon");
    }

    #[test]
    fn shows_durations() {
        assert_eq!(show_duration(Duration::from_millis(420)), "0.4 s");
        assert_eq!(show_duration(Duration::from_secs(95)), "95 s");
        assert_eq!(show_duration(Duration::from_secs(200)), "3 min 20 s");
        assert_eq!(show_duration(Duration::from_secs(7_500)), "2 h 5 min");
    }
}
