//! Dates of queries: absolute ones, which may leave out their end, and date mathematics (`now-1d/d`, `2026-05-01||+1M`).
//!
//! What a date leaves out is filled up: with the first time that fits for `gte` and `lt`, with the last for `lte` and `gt`;
//! `/d` rounds the same two ways (Elasticsearch, range query, "missing date components" and "date math and rounding").
//! A date that is written to the millisecond or less exactly stands for the whole of it, since a `date` field holds
//! milliseconds and events here hold nanoseconds.

use ecs::{DateFormat, Timestamp};
use jiff::civil::{DateTime, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, ToSpan};
use serde_json::Value;

use super::field::text;
use super::{DslError, Lowering};
use crate::rule::Rounding;

/// More steps than this in one expression is no honest use.
const MAX_STEPS: usize = 16;

/// How a clause says that its dates are written.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) format: Option<DateFormat>,
    /// Where dates that name no offset are, and where days begin.
    pub(super) zone: TimeZone,
}

impl Default for Reading {
    fn default() -> Self {
        Self { format: None, zone: TimeZone::UTC }
    }
}

/// What a date is exact to, or is rounded to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Nanosecond,
}

impl Lowering<'_> {
    /// A date as a point in time.
    pub(super) fn date(
        &self,
        value: &Value,
        rounding: Rounding,
        reading: &Reading,
    ) -> Result<Timestamp, DslError> {
        let text = text("range", value)?;
        let format =
            reading.format.as_ref().map_or("strict_date_optional_time||epoch_millis", DateFormat::as_str);
        let failed =
            || DslError::shard(format!("failed to parse date field [{text}] with format [{format}]"));
        let trimmed = text.trim();
        let (start, unit, steps) = match trimmed.strip_prefix("now") {
            Some(steps) => {
                let no_now = || DslError::shard(format!("[{text}]: there is no now here"));
                (self.context.now.ok_or_else(no_now)?, Unit::Nanosecond, steps)
            }
            None => {
                let (date, steps) = trimmed.split_once("||").unwrap_or((trimmed, ""));
                let (time, unit) = absolute(date, reading).ok_or_else(failed)?;
                (time, unit, steps)
            }
        };
        let start = match (steps, rounding) {
            ("", Rounding::Up) => end_of(start, unit, &reading.zone),
            _ => Some(start),
        };
        start.and_then(|start| walk(start, steps, rounding, &reading.zone)).ok_or_else(failed)
    }
}

/// Whether a text is a date, for fields of which nothing else tells the type.
pub(super) fn is_date(text: &str) -> bool {
    let is_math =
        text.strip_prefix("now").is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '+', '/']));
    let day = text.split_once("||").map_or(text, |(date, _)| date);
    is_math || (day.len() >= "2026-05-14".len() && Timestamp::parse_iso(day).is_some())
}

/// A time zone: an offset, or a name where the system knows it.
pub(super) fn zone(text: &str) -> Result<TimeZone, DslError> {
    if matches!(text, "Z" | "UTC" | "GMT") {
        return Ok(TimeZone::UTC);
    }
    let offset = || {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+')?),
        };
        let digits: String = digits.chars().filter(|character| *character != ':').collect();
        let (hours, minutes) = digits.split_at_checked(2)?;
        let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
        let seconds = hours.parse::<i32>().ok()?.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
        Offset::from_seconds(sign * seconds).ok().map(TimeZone::fixed)
    };
    offset()
        .or_else(|| TimeZone::get(text).ok())
        .ok_or_else(|| DslError::argument(format!("Unknown time-zone ID: {text}")))
}

/// A date, and what it is exact to.
fn absolute(text: &str, reading: &Reading) -> Option<(Timestamp, Unit)> {
    let (time, unit) = match &reading.format {
        None => match Timestamp::parse_iso(text) {
            Some(time) => (time, unit_of_iso(text)),
            None => return Timestamp::parse(text).map(|time| (time, Unit::Millisecond)),
        },
        Some(format) => {
            let (time, part) = format.as_str().split("||").find_map(|part| {
                let part = part.trim();
                Some((DateFormat::new(part).ok()?.parse(text)?, part))
            })?;
            match part {
                "epoch_millis" => return Some((time, Unit::Millisecond)),
                "epoch_second" => return Some((time, Unit::Second)),
                _ if Timestamp::parse_iso(text).is_some() => (time, unit_of_iso(text)),
                pattern => (time, unit_of_pattern(pattern)),
            }
        }
    };
    if names_offset(text) {
        return Some((time, unit));
    }
    timestamp(civil(time, &TimeZone::UTC)?, &reading.zone).map(|time| (time, unit))
}

/// Whether a date says itself how far it is from UTC.
fn names_offset(text: &str) -> bool {
    let time = text.split_once(['T', 't', ' ']).map_or("", |(_, time)| time);
    time.contains(['Z', 'z', '+', '-'])
}

fn unit_of_iso(text: &str) -> Unit {
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let time = time.split(['Z', 'z', '+', '-']).next().unwrap_or_default();
    let fraction = time.split_once(['.', ',']).map(|(_, fraction)| fraction.len());
    match (time.matches(':').count(), fraction) {
        (_, Some(digits)) if digits > 3 => Unit::Nanosecond,
        (_, Some(_)) => Unit::Millisecond,
        (0, None) if time.is_empty() => match date.matches('-').count() {
            0 => Unit::Year,
            1 => Unit::Month,
            _ => Unit::Day,
        },
        (0, None) => Unit::Hour,
        (1, None) => Unit::Minute,
        (_, None) => Unit::Second,
    }
}

/// What a pattern is exact to, by its letters.
fn unit_of_pattern(pattern: &str) -> Unit {
    let has = |letters: &[char]| pattern.contains(letters);
    match () {
        () if has(&['S', 'n', 'N', 'A']) => Unit::Millisecond,
        () if has(&['s']) => Unit::Second,
        () if has(&['m']) => Unit::Minute,
        () if has(&['H', 'h', 'k', 'K']) => Unit::Hour,
        () if has(&['d', 'D', 'e']) => Unit::Day,
        () if has(&['M', 'L']) => Unit::Month,
        () => Unit::Year,
    }
}

/// Does what stands behind a date, step by step.
fn walk(start: Timestamp, steps: &str, rounding: Rounding, zone: &TimeZone) -> Option<Timestamp> {
    let mut time = start;
    let mut rest = steps.chars().peekable();
    for _ in 0..=MAX_STEPS {
        let Some(mark) = rest.next() else { return Some(time) };
        let mut digits = String::new();
        while let Some(digit) = rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        let unit = unit_of_letter(rest.next()?)?;
        let count = if digits.is_empty() { 1 } else { digits.parse::<i32>().ok()? };
        time = match mark {
            '+' => shifted(time, count, unit, zone)?,
            '-' => shifted(time, -count, unit, zone)?,
            '/' if digits.is_empty() => match rounding {
                Rounding::Down => timestamp(floor(civil(time, zone)?, unit)?, zone)?,
                Rounding::Up => end_of(time, unit, zone)?,
            },
            _ => return None,
        };
    }
    None
}

fn unit_of_letter(letter: char) -> Option<Unit> {
    Some(match letter {
        'y' => Unit::Year,
        'M' => Unit::Month,
        'w' => Unit::Week,
        'd' => Unit::Day,
        'h' | 'H' => Unit::Hour,
        'm' => Unit::Minute,
        's' => Unit::Second,
        _ => return None,
    })
}

fn shifted(time: Timestamp, count: i32, unit: Unit, zone: &TimeZone) -> Option<Timestamp> {
    timestamp(civil(time, zone)?.checked_add(span(count, unit)?).ok()?, zone)
}

/// The last nanosecond of the unit that holds a point in time.
fn end_of(time: Timestamp, unit: Unit, zone: &TimeZone) -> Option<Timestamp> {
    let start = floor(civil(time, zone)?, unit)?;
    let end = start.checked_add(span(1, unit)?).ok()?.checked_sub(1.nanosecond()).ok()?;
    timestamp(end, zone)
}

fn span(count: i32, unit: Unit) -> Option<Span> {
    let span = Span::new();
    match unit {
        Unit::Year => span.try_years(count),
        Unit::Month => span.try_months(count),
        Unit::Week => span.try_weeks(count),
        Unit::Day => span.try_days(count),
        Unit::Hour => span.try_hours(count),
        Unit::Minute => span.try_minutes(count),
        Unit::Second => span.try_seconds(count),
        Unit::Millisecond => span.try_milliseconds(count),
        Unit::Nanosecond => span.try_nanoseconds(count),
    }
    .ok()
}

/// The start of the unit that holds a point in time; weeks start on Monday.
fn floor(time: DateTime, unit: Unit) -> Option<DateTime> {
    let date = match unit {
        Unit::Year => time.date().first_of_year(),
        Unit::Month => time.date().first_of_month(),
        Unit::Week if time.date().weekday() != Weekday::Monday => {
            time.date().nth_weekday(-1, Weekday::Monday).ok()?
        }
        _ => time.date(),
    };
    let (minute, second) = (time.minute(), time.second());
    let whole_millis = time.subsec_nanosecond() / 1_000_000 * 1_000_000;
    let (hour, minute, second, nanos) = match unit {
        Unit::Hour => (time.hour(), 0, 0, 0),
        Unit::Minute => (time.hour(), minute, 0, 0),
        Unit::Second => (time.hour(), minute, second, 0),
        Unit::Millisecond => (time.hour(), minute, second, whole_millis),
        Unit::Nanosecond => (time.hour(), minute, second, time.subsec_nanosecond()),
        _ => (0, 0, 0, 0),
    };
    Some(date.at(hour, minute, second, nanos))
}

fn civil(time: Timestamp, zone: &TimeZone) -> Option<DateTime> {
    let instant = jiff::Timestamp::from_nanosecond(i128::from(time.nanos())).ok()?;
    Some(zone.to_datetime(instant))
}

fn timestamp(time: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let instant = zone.to_timestamp(time).ok()?;
    i64::try_from(instant.as_nanosecond()).ok().map(Timestamp::from_nanos)
}
