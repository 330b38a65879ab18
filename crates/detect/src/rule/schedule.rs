//! When a rule runs and how much it may find: `interval`, the look-back, `max_signals`, `version`.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use super::decode::InvalidValue;

/// A span in one unit, as rules write it: `5m`, `1h`, `7d`.
fn parse_span(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    let count: u32 = text.strip_suffix(unit)?.parse().ok()?;
    Some(Duration::from_secs(u64::from(count) * seconds))
}

/// How often a rule runs (`interval`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Interval {
    text: String,
    length: Duration,
}

impl Interval {
    /// From one run to the next.
    pub fn length(&self) -> Duration {
        self.length
    }

    /// As the rule writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Five minutes, as Elastic has it.
impl Default for Interval {
    fn default() -> Self {
        Self { text: "5m".into(), length: Duration::from_secs(300) }
    }
}

impl FromStr for Interval {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match parse_span(text) {
            Some(length) if !length.is_zero() => Ok(Self { text: text.to_owned(), length }),
            _ => Err(InvalidValue::new(
                format!("`{text}` is no interval"),
                "write a whole number and one of s, m, h, d: `5m`",
            )),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// How much further back than its interval a rule looks at each run, so that events that arrive late are still seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Lookback(pub Duration);

/// At most so many alerts a run (`max_signals`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MaxSignals(NonZeroU32);

impl MaxSignals {
    /// A limit of at least one.
    ///
    /// # Errors
    /// For zero, and for numbers beyond 32 bits.
    pub fn new(count: u64) -> Result<Self, InvalidValue> {
        u32::try_from(count).ok().and_then(NonZeroU32::new).map(Self).ok_or_else(|| {
            InvalidValue::new(format!("{count} is no limit of alerts"), "write a whole number of at least 1")
        })
    }

    /// The limit.
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

/// One hundred, as Elastic has it.
impl Default for MaxSignals {
    fn default() -> Self {
        Self(NonZeroU32::MIN.saturating_add(99))
    }
}

/// Counts a rule's published changes, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleVersion(u64);

impl RuleVersion {
    /// A version of at least 1.
    ///
    /// # Errors
    /// For zero.
    pub fn new(version: u64) -> Result<Self, InvalidValue> {
        match version {
            0 => Err(InvalidValue::new("0 is no version", "versions start at 1")),
            version => Ok(Self(version)),
        }
    }

    /// The version.
    pub fn get(self) -> u64 {
        self.0
    }
}

/// The first version.
impl Default for RuleVersion {
    fn default() -> Self {
        Self(1)
    }
}

impl fmt::Display for RuleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        for (text, seconds) in
            [("5m", Some(300)), ("1h", Some(3600)), ("30s", Some(30)), ("1d", Some(86_400))]
        {
            assert_eq!(text.parse::<Interval>().ok().map(|i| i.length().as_secs()), seconds, "{text}");
        }
        for text in ["", "0m", "5", "m", "5x", "-5m", "5 m", "5é", "99999999999d"] {
            assert!(text.parse::<Interval>().is_err(), "{text}");
        }
    }

    #[test]
    fn limits() {
        assert_eq!(MaxSignals::default().get(), 100);
        assert!(MaxSignals::new(0).is_err());
        assert!(MaxSignals::new(u64::MAX).is_err());
    }
}
