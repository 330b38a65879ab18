//! Dates as answers write them.

use ecs::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::SearchError;

/// The longest format.
const MAX_FORMAT: usize = 200;

/// A date format of a request.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum DateOutput {
    /// Milliseconds since the epoch, as text.
    EpochMillis,
    EpochSecond,
    /// ISO 8601 with so many digits of a second.
    Iso(usize),
    /// A `java.time` pattern.
    Pattern(Vec<Piece>),
}

/// A piece of a pattern.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Piece {
    Text(String),
    /// A letter and how often it is repeated.
    Letter(char, usize),
}

/// Letters of patterns that are written: years, months, days, hours, minutes, seconds, fractions, offsets, weekdays.
const LETTERS: &str = "yuMdHmsSXxZEah";

impl DateOutput {
    /// Reads a format as requests write it; of alternatives the first counts.
    pub(super) fn new(format: &str) -> Result<Self, SearchError> {
        let first = format.split("||").next().unwrap_or_default().trim();
        Ok(match first.strip_prefix("strict_").unwrap_or(first) {
            "epoch_millis" => Self::EpochMillis,
            "epoch_second" => Self::EpochSecond,
            "date_optional_time" | "date_time" | "iso8601" | "date" if first.ends_with("_nanos") => {
                Self::Iso(9)
            }
            "date_optional_time_nanos" => Self::Iso(9),
            "date_optional_time" | "date_time" | "iso8601" => Self::Iso(3),
            "date_time_no_millis" => Self::Iso(0),
            "date" | "year_month_day" => Self::Pattern(pieces("yyyy-MM-dd")?),
            "hour_minute_second" => Self::Pattern(pieces("HH:mm:ss")?),
            "year_month" => Self::Pattern(pieces("yyyy-MM")?),
            "year" => Self::Pattern(pieces("yyyy")?),
            pattern => Self::Pattern(pieces(pattern)?),
        })
    }

    /// How dates are written where nothing is said.
    pub(super) fn iso() -> Self {
        Self::Iso(3)
    }

    /// A date in a time zone.
    pub(super) fn write(&self, time: Timestamp, zone: &TimeZone) -> String {
        match self {
            Self::EpochMillis => time.millis().to_string(),
            Self::EpochSecond => time.millis().div_euclid(1000).to_string(),
            Self::Iso(digits) => civil(time, zone).map_or_else(
                || time.to_string(),
                |(civil, offset)| {
                    let fraction = fraction(&civil, *digits);
                    let dot = if *digits == 0 { "" } else { "." };
                    let date = written(&civil, 'y', 4, offset);
                    format!(
                        "{date}-{:02}-{:02}T{:02}:{:02}:{:02}{dot}{fraction}{}",
                        civil.month(),
                        civil.day(),
                        civil.hour(),
                        civil.minute(),
                        civil.second(),
                        written(&civil, 'X', 3, offset)
                    )
                },
            ),
            Self::Pattern(pieces) => civil(time, zone).map_or_else(
                || time.to_string(),
                |(civil, offset)| {
                    let piece = |piece: &Piece| match piece {
                        Piece::Text(text) => text.clone(),
                        Piece::Letter(letter, count) => written(&civil, *letter, *count, offset),
                    };
                    pieces.iter().map(piece).collect()
                },
            ),
        }
    }
}

/// The date and time of day in a zone, and how many seconds that is from UTC.
pub(super) fn civil(time: Timestamp, zone: &TimeZone) -> Option<(DateTime, i32)> {
    let instant = jiff::Timestamp::from_nanosecond(i128::from(time.nanos())).ok()?;
    Some((zone.to_datetime(instant), zone.to_offset(instant).seconds()))
}

/// The point in time of a date and time of day in a zone.
pub(super) fn timestamp(civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let instant = zone.to_timestamp(civil).ok()?;
    i64::try_from(instant.as_nanosecond()).ok().map(Timestamp::from_nanos)
}

fn fraction(civil: &DateTime, digits: usize) -> String {
    let nanos = format!("{:09}", civil.subsec_nanosecond());
    nanos.chars().take(digits).collect()
}

fn pieces(pattern: &str) -> Result<Vec<Piece>, SearchError> {
    let unknown = || SearchError::argument(format!("Invalid format: [{pattern}]: Unknown pattern letter"));
    if pattern.is_empty() || pattern.len() > MAX_FORMAT {
        return Err(unknown());
    }
    let mut pieces = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter == '\'' {
            let text: String = rest.by_ref().take_while(|character| *character != '\'').collect();
            pieces.push(Piece::Text(if text.is_empty() { "'".to_owned() } else { text }));
        } else if letter.is_ascii_alphabetic() {
            if !LETTERS.contains(letter) {
                return Err(unknown());
            }
            let mut count = 1;
            while rest.next_if_eq(&letter).is_some() {
                count += 1;
            }
            pieces.push(Piece::Letter(letter, count));
        } else {
            pieces.push(Piece::Text(letter.to_string()));
        }
    }
    Ok(pieces)
}

fn written(civil: &DateTime, letter: char, count: usize, offset: i32) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let digits = |value: i64| format!("{value:0count$}");
    let name = |name: &str| if count < 4 { name.chars().take(3).collect() } else { name.to_owned() };
    match letter {
        'y' | 'u' if count == 2 => format!("{:02}", civil.year().rem_euclid(100)),
        'y' | 'u' => digits(i64::from(civil.year())),
        'M' if count < 3 => digits(i64::from(civil.month())),
        'M' => {
            let index = usize::try_from(civil.month()).unwrap_or(1).saturating_sub(1);
            name(MONTHS.get(index).copied().unwrap_or_default())
        }
        'd' => digits(i64::from(civil.day())),
        'H' => digits(i64::from(civil.hour())),
        'h' => digits(i64::from((civil.hour() + 11).rem_euclid(12) + 1)),
        'a' => if civil.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        'm' => digits(i64::from(civil.minute())),
        's' => digits(i64::from(civil.second())),
        'S' => fraction(civil, count),
        'E' => name(&format!("{:?}", civil.weekday())),
        'X' if offset == 0 => "Z".to_owned(),
        _ => {
            let (sign, seconds) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
            let colon = if count == 3 || count == 5 { ":" } else { "" };
            format!("{sign}{:02}{colon}{:02}", seconds / 3600, seconds / 60 % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_asked() {
        let time = Timestamp::parse("2026-05-04T17:08:09.1234Z").unwrap();
        let check = |format: &str, expected: &str| {
            assert_eq!(DateOutput::new(format).unwrap().write(time, &TimeZone::UTC), expected, "{format}");
        };
        check("epoch_millis", "1777914489123");
        check("strict_date_optional_time", "2026-05-04T17:08:09.123Z");
        check("strict_date_optional_time_nanos", "2026-05-04T17:08:09.123400000Z");
        check("yyyy-MM-dd", "2026-05-04");
        check("dd/MMM/yy hh:mm a X", "04/May/26 05:08 PM Z");
        check("yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2026-05-04T17:08:09.123+0000");
        assert!(DateOutput::new("yyyy-ww").is_err());
    }
}
