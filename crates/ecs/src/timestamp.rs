//! Points in time, to the nanosecond, always UTC.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Timestamp(i64);

const NANOS_PER_MILLI: i64 = 1_000_000;
const NANOS_PER_SECOND: i64 = 1_000_000_000;

impl Timestamp {
    /// From nanoseconds since the epoch.
    pub fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// From milliseconds since the epoch; `None` where that is beyond the years 1677 to 2262.
    pub fn from_millis(millis: i64) -> Option<Self> {
        millis.checked_mul(NANOS_PER_MILLI).map(Self)
    }

    /// Nanoseconds since the epoch.
    pub fn nanos(self) -> i64 {
        self.0
    }

    /// Milliseconds since the epoch, rounded towards the past.
    pub fn millis(self) -> i64 {
        self.0.div_euclid(NANOS_PER_MILLI)
    }

    /// Reads what Elasticsearch's default `date` format reads: ISO 8601 with optional time, fraction and offset
    /// (`strict_date_optional_time`), or milliseconds since the epoch as digits (`epoch_millis`). A blank between date
    /// and time is taken too.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_iso(text).or_else(|| text.parse::<i64>().ok().and_then(Self::from_millis))
    }

    /// Reads ISO 8601 only: digits alone are a year.
    pub fn parse_iso(text: &str) -> Option<Self> {
        parse_iso(text.as_bytes())
    }

    /// From year, month, day, hour, minute and second, and a fraction in nanoseconds; `None` where there is no such
    /// time, or none that a `Timestamp` can hold.
    pub fn from_civil(civil: [i64; 6], nanos: i64) -> Option<Self> {
        let [year, month, day, hour, minute, second] = civil;
        if !(0..=9999).contains(&year)
            || !(1..=12).contains(&month)
            || day < 1
            || day > days_in_month(year, month)
        {
            return None;
        }
        if !(0..=23).contains(&hour) || !(0..=59).contains(&minute) || !(0..=60).contains(&second) {
            return None;
        }
        let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
        seconds.checked_mul(NANOS_PER_SECOND)?.checked_add(nanos).map(Self)
    }

    /// The calendar date and time of day.
    fn civil(self) -> (i64, u32, u32, i64, i64) {
        let seconds = self.0.div_euclid(NANOS_PER_SECOND);
        let nanos = self.0.rem_euclid(NANOS_PER_SECOND);
        let (days, second_of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil_from_days(days);
        (year, month, day, second_of_day, nanos)
    }
}

/// ISO 8601 with milliseconds, or as many digits as the value has: `2026-05-14T07:00:30.891Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, second, nanos) = self.civil();
        let mut text = *b"0000-00-00T00:00:00.000000000Z";
        let parts = [
            (0, 4, year),
            (5, 2, i64::from(month)),
            (8, 2, i64::from(day)),
            (11, 2, second / 3600),
            (14, 2, second / 60 % 60),
            (17, 2, second % 60),
            (FRACTION, 9, nanos),
        ];
        for (start, length, value) in parts {
            write_digits(&mut text[start..start + length], value);
        }
        let mut length = text.len() - 1;
        while length > FRACTION + 3 && text[length - 1] == b'0' {
            length -= 1;
        }
        text[length] = b'Z';
        // Digits and marks are ASCII.
        f.write_str(std::str::from_utf8(&text[..=length]).unwrap_or_default())
    }
}

/// Where the fraction of a second begins in a text.
const FRACTION: usize = "0000-00-00T00:00:00.".len();

/// Writes the last decimal digits of a value that is not negative.
fn write_digits(into: &mut [u8], mut value: i64) {
    for digit in into.iter_mut().rev() {
        *digit = b'0' + (value % 10).unsigned_abs() as u8;
        value /= 10;
    }
}

/// `YYYY-MM-DD`, optionally `T` or blank with `HH:MM[:SS[.fraction]]`, optionally `Z` or an offset.
fn parse_iso(text: &[u8]) -> Option<Timestamp> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    let month = optional_part(&mut rest, b'-')?.unwrap_or(1);
    let day = optional_part(&mut rest, b'-')?.unwrap_or(1);
    let mut time = [year, month, day, 0, 0, 0];
    let (mut nanos, mut offset) = (0, 0);
    if let Some((b'T' | b't' | b' ', after)) = rest.split_first() {
        rest = after;
        let hour = digits(&mut rest, 2)?;
        let minute = optional_part(&mut rest, b':')?.unwrap_or(0);
        let second = optional_part(&mut rest, b':')?.unwrap_or(0);
        time[3..].copy_from_slice(&[hour, minute, second]);
        nanos = fraction(&mut rest)?;
        offset = offset_seconds(&mut rest)? * NANOS_PER_SECOND;
    }
    if !rest.is_empty() {
        return None;
    }
    Timestamp::from_civil(time, nanos)?.0.checked_sub(offset).map(Timestamp)
}

fn digits(rest: &mut &[u8], count: usize) -> Option<i64> {
    let head = rest.get(..count)?;
    *rest = &rest[count..];
    head.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
}

/// Two digits after `mark`, or `Some(None)` where the mark does not follow.
fn optional_part(rest: &mut &[u8], mark: u8) -> Option<Option<i64>> {
    match rest.split_first() {
        Some((&byte, after)) if byte == mark => {
            *rest = after;
            digits(rest, 2).map(Some)
        }
        _ => Some(None),
    }
}

/// Up to nine digits after `.` or `,`; further digits are cut off.
fn fraction(rest: &mut &[u8]) -> Option<i64> {
    let Some((b'.' | b',', after)) = rest.split_first() else { return Some(0) };
    let length = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 {
        return None;
    }
    let (fraction, after) = after.split_at(length);
    *rest = after;
    let mut unit = NANOS_PER_SECOND;
    let mut nanos = 0;
    for digit in fraction.iter().take(9) {
        unit /= 10;
        nanos += i64::from(digit - b'0') * unit;
    }
    Some(nanos)
}

/// `Z`, `+02:00`, `-0530`, `+01`, or nothing (UTC).
fn offset_seconds(rest: &mut &[u8]) -> Option<i64> {
    let (sign, after) = match rest.split_first() {
        None => return Some(0),
        Some((b'Z' | b'z', after)) => {
            *rest = after;
            return Some(0);
        }
        Some((b'+', after)) => (1, after),
        Some((b'-', after)) => (-1, after),
        Some(_) => return None,
    };
    *rest = after;
    let hours = digits(rest, 2)?;
    if let Some((b':', after)) = rest.split_first() {
        *rest = after;
    }
    let minutes = if rest.is_empty() { 0 } else { digits(rest, 2)? };
    if hours > 18 || minutes > 59 {
        return None;
    }
    Some(sign * (hours * 3600 + minutes * 60))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant's `days_from_civil`).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_index + 2) / 5 + 1) as u32;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 } as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(Timestamp::parse(text).map(|t| t.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn reads_what_elasticsearch_reads() {
        check("2020-05-14T07:00:30.8914235Z", Some("2020-05-14T07:00:30.8914235Z"));
        check("2019-07-18 03:34:01.239", Some("2019-07-18T03:34:01.239Z"));
        check("2019-07-18T05:34:01+02:00", Some("2019-07-18T03:34:01.000Z"));
        check("2019-07-18", Some("2019-07-18T00:00:00.000Z"));
        check("1", Some("1970-01-01T00:00:00.001Z"));
        check("1583921596123", Some("2020-03-11T10:13:16.123Z"));
        check("2024-02-29T00:00:00Z", Some("2024-02-29T00:00:00.000Z"));
        check("2023-02-29T00:00:00Z", None);
        check("0001-01-01T00:00:00Z", None);
        check("yesterday", None);
        check("2019-07-18T03:34:01.239Zjunk", None);
    }
}
