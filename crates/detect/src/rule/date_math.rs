//! Relative times: `now-9m`, `now-48h/h`, `2026-05-01||+1d/d`.
//!
//! The grammar is that of Elasticsearch's date math: an anchor (`now`, or a date followed by `||`), then any number of
//! `+N unit`, `-N unit` and `/unit` (round). Units: y M w d h H m s. Rounding goes down for a lower bound and to the
//! last millisecond of the unit for an upper bound; weeks start on Monday; everything is UTC.

use std::fmt;
use std::str::FromStr;

use ecs::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use super::decode::InvalidValue;

/// More steps than this in one expression is no honest use.
const MAX_STEPS: usize = 16;

/// Which way `/unit` rounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounding {
    /// To the start of the unit: for the start of a range.
    Down,
    /// To the last millisecond of the unit: for the end of a range.
    Up,
}

/// A point in time relative to now, or to a date.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DateMath {
    text: String,
    anchor: Option<Timestamp>,
    steps: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Step {
    Shift(i32, Unit),
    Round(Unit),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

impl Unit {
    fn of(letter: char) -> Option<Self> {
        Some(match letter {
            'y' => Self::Year,
            'M' => Self::Month,
            'w' => Self::Week,
            'd' => Self::Day,
            'h' | 'H' => Self::Hour,
            'm' => Self::Minute,
            's' => Self::Second,
            _ => return None,
        })
    }

    fn span(self, count: i32) -> Option<Span> {
        let span = Span::new();
        match self {
            Self::Year => span.try_years(count),
            Self::Month => span.try_months(count),
            Self::Week => span.try_weeks(count),
            Self::Day => span.try_days(count),
            Self::Hour => span.try_hours(count),
            Self::Minute => span.try_minutes(count),
            Self::Second => span.try_seconds(count),
        }
        .ok()
    }

    /// The start of the unit that holds a point in time.
    fn floor(self, time: DateTime) -> Option<DateTime> {
        let date = match self {
            Self::Year => time.date().first_of_year(),
            Self::Month => time.date().first_of_month(),
            Self::Week if time.date().weekday() == Weekday::Monday => time.date(),
            Self::Week => time.date().nth_weekday(-1, Weekday::Monday).ok()?,
            Self::Day | Self::Hour | Self::Minute | Self::Second => time.date(),
        };
        let (hour, minute, second) = match self {
            Self::Hour => (time.hour(), 0, 0),
            Self::Minute => (time.hour(), time.minute(), 0),
            Self::Second => (time.hour(), time.minute(), time.second()),
            _ => (0, 0, 0),
        };
        Some(date.at(hour, minute, second, 0))
    }
}

impl DateMath {
    /// `now`.
    pub fn now() -> Self {
        Self { text: "now".into(), anchor: None, steps: Vec::new() }
    }

    /// `now-6m`: where Elastic's rules start looking unless they say otherwise.
    pub fn default_from() -> Self {
        Self { text: "now-6m".into(), anchor: None, steps: vec![Step::Shift(-6, Unit::Minute)] }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The point in time, given what now is; `None` beyond the years 1677 to 2262.
    pub fn resolve(&self, now: Timestamp, rounding: Rounding) -> Option<Timestamp> {
        let anchor = self.anchor.unwrap_or(now);
        let instant = jiff::Timestamp::from_nanosecond(i128::from(anchor.nanos())).ok()?;
        let mut time = TimeZone::UTC.to_datetime(instant);
        for step in &self.steps {
            time = match *step {
                Step::Shift(count, unit) => time.checked_add(unit.span(count)?).ok()?,
                Step::Round(unit) => {
                    let start = unit.floor(time)?;
                    match rounding {
                        Rounding::Down => start,
                        Rounding::Up => {
                            start.checked_add(unit.span(1)?).ok()?.checked_sub(1.millisecond()).ok()?
                        }
                    }
                }
            };
        }
        let instant = TimeZone::UTC.to_timestamp(time).ok()?;
        i64::try_from(instant.as_nanosecond()).ok().map(Timestamp::from_nanos)
    }
}

impl FromStr for DateMath {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        parse(text.trim()).ok_or_else(|| {
            InvalidValue::new(
                format!("`{text}` is no relative time"),
                "write `now`, `now-9m`, `now-48h/h`, or a date such as 2026-05-01T00:00:00Z",
            )
        })
    }
}

impl fmt::Display for DateMath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn parse(text: &str) -> Option<DateMath> {
    let (anchor, rest) = match text.strip_prefix("now") {
        Some(rest) => (None, rest),
        None => {
            let (date, rest) = text.split_once("||").unwrap_or((text, ""));
            (Some(Timestamp::parse(date)?), rest)
        }
    };
    let mut steps = Vec::new();
    let mut rest = rest.chars().peekable();
    while let Some(mark) = rest.next() {
        if steps.len() == MAX_STEPS {
            return None;
        }
        let mut digits = String::new();
        while let Some(digit) = rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        let unit = Unit::of(rest.next()?)?;
        let count = if digits.is_empty() { 1 } else { digits.parse::<i32>().ok()? };
        steps.push(match mark {
            '+' => Step::Shift(count, unit),
            '-' => Step::Shift(-count, unit),
            '/' if digits.is_empty() => Step::Round(unit),
            _ => return None,
        });
    }
    Some(DateMath { text: text.to_owned(), anchor, steps })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, rounding: Rounding, expected: &str) {
        let now = Timestamp::parse("2026-05-14T07:34:56.789Z").expect("a date");
        let math: DateMath = text.parse().expect(text);
        assert_eq!(
            math.resolve(now, rounding).map(|time| time.to_string()).as_deref(),
            Some(expected),
            "{text}"
        );
    }

    #[test]
    fn resolves() {
        check("now", Rounding::Down, "2026-05-14T07:34:56.789Z");
        check("now-9m", Rounding::Down, "2026-05-14T07:25:56.789Z");
        check("now-48h/h", Rounding::Down, "2026-05-12T07:00:00.000Z");
        check("now/h", Rounding::Up, "2026-05-14T07:59:59.999Z");
        check("now/d", Rounding::Down, "2026-05-14T00:00:00.000Z");
        check("now/w", Rounding::Down, "2026-05-11T00:00:00.000Z");
        check("now-1w/w", Rounding::Up, "2026-05-10T23:59:59.999Z");
        check("now-3M/M", Rounding::Down, "2026-02-01T00:00:00.000Z");
        check("now/y", Rounding::Up, "2026-12-31T23:59:59.999Z");
        check("now+1d-2h", Rounding::Down, "2026-05-15T05:34:56.789Z");
        check("2024-02-29||+1y", Rounding::Down, "2025-02-28T00:00:00.000Z");
        check("2026-05-01T10:00:00Z", Rounding::Down, "2026-05-01T10:00:00.000Z");
    }

    #[test]
    fn refuses() {
        for text in
            ["", "yesterday", "now-", "now-9", "now-9x", "now*9m", "now/2d", "now-99999999999m", "nowé"]
        {
            assert!(text.parse::<DateMath>().is_err(), "{text}");
        }
        let far: DateMath = "now+9999y".parse().expect("syntax is right");
        assert_eq!(far.resolve(Timestamp::default(), Rounding::Down), None);
    }
}
