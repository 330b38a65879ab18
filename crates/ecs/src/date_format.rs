//! How a mapping says that dates are written.

use std::sync::Arc;

use crate::Timestamp;

mod pattern;

use pattern::Pattern;

/// A date field's `format`: Elasticsearch's named formats and `java.time` patterns, with `||` between alternatives.
///
/// Cheap to clone; two are equal when they are written alike.
#[derive(Clone, Debug)]
pub struct DateFormat {
    text: Arc<str>,
    alternatives: Arc<[Alternative]>,
}

#[derive(Clone, Debug)]
enum Alternative {
    EpochMillis,
    EpochSecond,
    /// Any shortening of an ISO 8601 date and time.
    Iso,
    Pattern(Pattern),
}

/// A format that this module does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown date format `{0}`")]
pub struct UnknownDateFormat(pub String);

impl DateFormat {
    /// Reads a format as a mapping writes it.
    ///
    /// # Errors
    /// When an alternative is neither a known name nor a pattern of numbers, names of months, fractions and offsets.
    pub fn new(text: &str) -> Result<Self, UnknownDateFormat> {
        let alternatives = text.split("||").map(|part| alternative(part.trim())).collect::<Result<_, _>>()?;
        Ok(Self { text: text.into(), alternatives })
    }

    /// The format as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Reads a date by the first alternative that fits.
    pub fn parse(&self, date: &str) -> Option<Timestamp> {
        self.alternatives.iter().find_map(|alternative| match alternative {
            Alternative::EpochMillis => epoch(date, 1_000_000),
            Alternative::EpochSecond => epoch(date, 1_000_000_000),
            Alternative::Iso => Timestamp::parse_iso(date),
            Alternative::Pattern(pattern) => pattern.parse(date),
        })
    }
}

impl PartialEq for DateFormat {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for DateFormat {}

/// The named formats are those of Elasticsearch's `date` format reference; of those it has for weeks and ordinal days
/// none is known here.
fn alternative(text: &str) -> Result<Alternative, UnknownDateFormat> {
    let name = text.strip_prefix("strict_").unwrap_or(text);
    let pattern = match name {
        "epoch_millis" => return Ok(Alternative::EpochMillis),
        "epoch_second" => return Ok(Alternative::EpochSecond),
        "date_optional_time"
        | "date_optional_time_nanos"
        | "iso8601"
        | "date_time"
        | "date_time_no_millis"
        | "date"
        | "year_month_day"
        | "year_month"
        | "year"
        | "date_hour"
        | "date_hour_minute"
        | "date_hour_minute_second"
        | "date_hour_minute_second_fraction"
        | "date_hour_minute_second_millis" => return Ok(Alternative::Iso),
        "basic_date" => "yyyyMMdd",
        "basic_date_time" => "yyyyMMdd'T'HHmmss.SSSX",
        "basic_date_time_no_millis" => "yyyyMMdd'T'HHmmssX",
        _ => text,
    };
    Pattern::new(pattern).map(Alternative::Pattern).ok_or_else(|| UnknownDateFormat(text.to_owned()))
}

/// A count of units since the epoch, with or without a fraction.
fn epoch(text: &str, nanos_per_unit: i64) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let nanos = whole.parse::<i64>().ok()?.checked_mul(nanos_per_unit)?;
    let mut unit = nanos_per_unit;
    let mut rest = 0;
    for byte in fraction.bytes() {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        unit /= 10;
        rest += digit * unit;
    }
    let rest = if whole.starts_with('-') { -rest } else { rest };
    nanos.checked_add(rest).map(Timestamp::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: &str, date: &str, expected: Option<&str>) {
        let read = DateFormat::new(format).unwrap().parse(date).map(|timestamp| timestamp.to_string());
        assert_eq!(read.as_deref(), expected, "{format} on {date}");
    }

    #[test]
    fn named_formats() {
        check("epoch_millis", "1583921596123", Some("2020-03-11T10:13:16.123Z"));
        check("epoch_millis", "2020-03-11", None);
        check("epoch_second", "1583921596.5", Some("2020-03-11T10:13:16.500Z"));
        check("epoch_second", "-0.5", Some("1969-12-31T23:59:59.500Z"));
        check("strict_date_optional_time", "2020-03-11", Some("2020-03-11T00:00:00.000Z"));
        check("strict_date_optional_time", "1583921596123", None);
        check("basic_date", "20200311", Some("2020-03-11T00:00:00.000Z"));
        check("basic_date_time", "20200311T101316.123+0100", Some("2020-03-11T09:13:16.123Z"));
    }

    #[test]
    fn patterns() {
        check("dd-MM-yyyy", "12-12-2022", Some("2022-12-12T00:00:00.000Z"));
        check("dd-MM-yyyy", "2022-12-12", None);
        check("yyyy-MM-dd HH:mm:ss.SSS", "2022-12-12 01:02:03.004", Some("2022-12-12T01:02:03.004Z"));
        check("d/MMM/uuuu:HH:mm:ss XX", "2/Dec/2022:01:02:03 -0130", Some("2022-12-02T02:32:03.000Z"));
        check("yyyy-MM-dd'T'HH:mm:ssXX", "2022-12-12T01:02:03Z", Some("2022-12-12T01:02:03.000Z"));
        check("MM/dd/yyyy hh:mm a", "12/31/2022 12:05 AM", Some("2022-12-31T00:05:00.000Z"));
        check("dd-MM-yyyy", "31-02-2022", None);
        check("dd-MM-yyyy", "12-12-2022 ", None);
    }

    #[test]
    fn alternatives() {
        check("dd-MM-yyyy||epoch_millis", "1", Some("1970-01-01T00:00:00.001Z"));
        check("dd-MM-yyyy || yyyy", "1971", Some("1971-01-01T00:00:00.000Z"));
    }

    #[test]
    fn what_is_not_known_says_so() {
        assert_eq!(
            DateFormat::new("basic_week_date").unwrap_err(),
            UnknownDateFormat("basic_week_date".into())
        );
        assert!(DateFormat::new("yyyy-'unclosed").is_err());
        assert!(DateFormat::new("").is_err());
    }
}
