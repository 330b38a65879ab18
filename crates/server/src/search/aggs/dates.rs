//! `date_histogram`: a bucket for every minute, day, month, …

use ecs::Timestamp;
use jiff::ToSpan;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::{Offset, TimeZone};
use serde_json::{Map, Value};

use super::super::SearchError;
use super::super::dates::{DateOutput, civil, timestamp};
use super::super::plan::Planner;
use super::Source;
use super::histogram::Shape;

#[derive(Debug)]
pub(super) struct DateHistogram {
    pub(super) source: Source,
    interval: DateInterval,
    zone: TimeZone,
    /// Milliseconds that every bucket starts later.
    offset: i64,
    pub(super) format: Option<DateOutput>,
    pub(super) shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum DateInterval {
    /// So many milliseconds.
    Fixed(i64),
    Calendar(CalendarUnit),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum CalendarUnit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl DateHistogram {
    pub(super) fn read(options: &Map<String, Value>, planner: &mut Planner<'_>) -> Result<Self, SearchError> {
        let text = |name: &str| options.get(name).and_then(Value::as_str);
        let interval = match (text("calendar_interval"), text("fixed_interval"), text("interval")) {
            (Some(interval), None, None) => {
                calendar(interval).map(DateInterval::Calendar).ok_or_else(|| {
                    SearchError::argument(format!(
                        "The supplied interval [{interval}] could not be parsed as a calendar interval."
                    ))
                })?
            }
            (None, Some(interval), None) => DateInterval::Fixed(fixed(interval)?),
            (None, None, Some(interval)) => match calendar(interval) {
                Some(unit) => DateInterval::Calendar(unit),
                None => DateInterval::Fixed(fixed(interval)?),
            },
            (None, None, None) => {
                return Err(SearchError::argument(
                    "Invalid interval specified, must be non-null and non-empty",
                ));
            }
            _ => {
                return Err(SearchError::argument(
                    "Cannot use [interval] with [fixed_interval] or [calendar_interval]",
                ));
            }
        };
        let zone = match text("time_zone") {
            None => TimeZone::UTC,
            Some(name) => zone(name)?,
        };
        let offset = match text("offset") {
            None => 0,
            Some(text) => match text.strip_prefix('-') {
                Some(rest) => -fixed(rest)?,
                None => fixed(text.strip_prefix('+').unwrap_or(text))?,
            },
        };
        let now = planner.now;
        let end = move |value: &Value| -> Option<f64> {
            let text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let math: detect::rule::DateMath = text.parse().ok()?;
            math.resolve(now, detect::rule::Rounding::Down).map(|time| time.millis() as f64)
        };
        let mut shape = Shape::read(options, &end)?;
        let mut histogram = Self {
            source: Source::read("date_histogram", options, planner)?,
            interval,
            zone,
            offset,
            format: text("format").map(DateOutput::new).transpose()?,
            shape: Shape::default(),
        };
        let floor = |end: f64| histogram.floor(end as i64).map(|start| start as f64);
        shape.extended = (shape.extended.0.and_then(floor), shape.extended.1.and_then(floor));
        histogram.shape = shape;
        Ok(histogram)
    }

    /// The start of the bucket that holds a time, in milliseconds.
    pub(super) fn key(&self, time: Timestamp) -> Option<i64> {
        let start = self.floor(time.millis())?;
        self.shape.lies_within(start as f64).then_some(start)
    }

    fn floor(&self, millis: i64) -> Option<i64> {
        let shifted = millis.checked_sub(self.offset)?;
        let time = Timestamp::from_millis(shifted)?;
        let (local, offset) = civil(time, &self.zone)?;
        let start = match self.interval {
            DateInterval::Calendar(unit) => timestamp(unit.floor(local)?, &self.zone)?.millis(),
            DateInterval::Fixed(length) => {
                let away = i64::from(offset) * 1000;
                shifted.checked_add(away)?.div_euclid(length).checked_mul(length)?.checked_sub(away)?
            }
        };
        start.checked_add(self.offset)
    }

    /// The start of the bucket after another.
    pub(super) fn next(&self, start: i64) -> Option<i64> {
        let plain = start.checked_sub(self.offset)?;
        let next = match self.interval {
            DateInterval::Fixed(length) => plain.checked_add(length)?,
            DateInterval::Calendar(unit) => {
                let (local, _) = civil(Timestamp::from_millis(plain)?, &self.zone)?;
                timestamp(unit.after(local)?, &self.zone)?.millis()
            }
        };
        // Where clocks are put back a bucket could be its own next one.
        next.max(plain.checked_add(1)?).checked_add(self.offset)
    }

    /// A bucket's start as text.
    pub(super) fn shown(&self, start: i64) -> Option<String> {
        let iso = DateOutput::iso();
        Timestamp::from_millis(start).map(|time| self.format.as_ref().unwrap_or(&iso).write(time, &self.zone))
    }
}

impl CalendarUnit {
    fn floor(self, time: DateTime) -> Option<DateTime> {
        let date = time.date();
        Some(match self {
            Self::Second => date.at(time.hour(), time.minute(), time.second(), 0),
            Self::Minute => date.at(time.hour(), time.minute(), 0, 0),
            Self::Hour => date.at(time.hour(), 0, 0, 0),
            Self::Day => date.at(0, 0, 0, 0),
            Self::Week if date.weekday() == Weekday::Monday => date.at(0, 0, 0, 0),
            Self::Week => date.nth_weekday(-1, Weekday::Monday).ok()?.at(0, 0, 0, 0),
            Self::Month => date.first_of_month().at(0, 0, 0, 0),
            Self::Quarter => {
                let month = (date.month() - 1) / 3 * 3 + 1;
                jiff::civil::Date::new(date.year(), month, 1).ok()?.at(0, 0, 0, 0)
            }
            Self::Year => date.first_of_year().at(0, 0, 0, 0),
        })
    }

    fn after(self, start: DateTime) -> Option<DateTime> {
        let span = match self {
            Self::Second => 1.second(),
            Self::Minute => 1.minute(),
            Self::Hour => 1.hour(),
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        };
        start.checked_add(span).ok()
    }
}

fn calendar(text: &str) -> Option<CalendarUnit> {
    Some(match text {
        "second" | "1s" => CalendarUnit::Second,
        "minute" | "1m" => CalendarUnit::Minute,
        "hour" | "1h" => CalendarUnit::Hour,
        "day" | "1d" => CalendarUnit::Day,
        "week" | "1w" => CalendarUnit::Week,
        "month" | "1M" => CalendarUnit::Month,
        "quarter" | "1q" => CalendarUnit::Quarter,
        "year" | "1y" => CalendarUnit::Year,
        _ => return None,
    })
}

/// A length in milliseconds: `30s`, `5m`, `12h`, `1d`, `100ms`.
pub(in super::super) fn fixed(text: &str) -> Result<i64, SearchError> {
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let factor = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => 0,
    };
    let length = number.parse::<i64>().ok().and_then(|number| number.checked_mul(factor));
    length.filter(|length| *length > 0).ok_or_else(|| {
        SearchError::argument(format!(
            "failed to parse setting [fixed_interval] with value [{text}] as a time value"
        ))
    })
}

fn zone(name: &str) -> Result<TimeZone, SearchError> {
    let unknown = || SearchError::argument(format!("Unknown time-zone ID: {name}"));
    let (sign, rest) = match name.as_bytes().first() {
        Some(b'+') => (1, name.get(1..)),
        Some(b'-') => (-1, name.get(1..)),
        _ if matches!(name, "Z" | "UTC" | "GMT") => return Ok(TimeZone::UTC),
        _ => return TimeZone::get(name).map_err(|_| unknown()),
    };
    let digits: String = rest.unwrap_or_default().chars().filter(|character| *character != ':').collect();
    let (hours, minutes) = digits.split_at_checked(2).ok_or_else(unknown)?;
    let number =
        |text: &str| if text.is_empty() { Ok(0) } else { text.parse::<i32>().map_err(|_| unknown()) };
    let seconds = number(hours)?.saturating_mul(3600).saturating_add(number(minutes)?.saturating_mul(60));
    Offset::from_seconds(sign * seconds).map(TimeZone::fixed).map_err(|_| unknown())
}
