//! What time it is, and how long things may take.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ecs::Timestamp;

use super::{Search, SearchError};

impl Search {
    /// What now is.
    pub(crate) fn now(&self) -> Timestamp {
        self.options.now.unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp::from_nanos(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
        })
    }

    /// When a request that starts now has to end; `asked` is what it allows itself.
    pub(super) fn deadline(&self, asked: Option<Duration>) -> Instant {
        let most = self.options.timeout;
        Instant::now() + asked.map_or(most, |asked| asked.min(most))
    }
}

/// A length of time as requests write it: `30s`, `1m`, `500ms`, `-1` for none.
pub(super) fn duration(text: &str) -> Result<Option<Duration>, SearchError> {
    if text == "-1" {
        return Ok(None);
    }
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let nanos_of_unit = match unit {
        "nanos" => 1,
        "micros" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        "d" => 86_400_000_000_000,
        _ => 0_u64,
    };
    let nanos = number.parse::<u64>().ok().and_then(|number| number.checked_mul(nanos_of_unit));
    match nanos.filter(|_| nanos_of_unit > 0) {
        Some(nanos) => Ok(Some(Duration::from_nanos(nanos))),
        None => Err(SearchError::argument(format!(
            "failed to parse setting [timeout] with value [{text}] as a time value: unit is missing or unrecognized"
        ))),
    }
}
