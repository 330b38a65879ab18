//! Points in time as queries write them.
//!
//! A text that leaves parts out means the whole of what it names: `"2020-05-14"` is that day. As in Elasticsearch's range
//! and term queries (`DateMathParser` with rounding), `>` and `<=` compare with its end, `<` and `>=` with its start, and
//! `==` takes all of it. Dates have milliseconds: a text with all its parts is one millisecond.

use ecs::FieldInfo;

use crate::ir::Literal;

const NANOS_PER_MILLI: i64 = 1_000_000;
const NANOS_PER_SECOND: i64 = 1_000_000_000;
const NANOS_PER_DAY: i64 = 86_400 * NANOS_PER_SECOND;

/// The first and the last nanosecond that a constant names; `None` where it names no time.
pub(super) fn bounds(info: &FieldInfo, literal: &Literal) -> Option<(i64, i64)> {
    match literal {
        Literal::Long(millis) => {
            let start = millis.checked_mul(NANOS_PER_MILLI)?;
            Some((start, start.saturating_add(NANOS_PER_MILLI - 1)))
        }
        Literal::Text(text) => {
            let parsed = info.parse_date(text)?.nanos();
            let start = parsed - parsed.rem_euclid(NANOS_PER_MILLI);
            let length = if info.date_format.is_none() { length_of(text, start) } else { NANOS_PER_MILLI };
            Some((start, start.saturating_add(length - 1)))
        }
        Literal::Date(nanos) => Some((*nanos, *nanos)),
        _ => None,
    }
}

/// How long a time is that an ISO 8601 text names, in nanoseconds.
fn length_of(text: &str, start: i64) -> i64 {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, time.trim_end_matches(['Z', 'z'])),
        None => (text, ""),
    };
    let time = time.split(['+', '-']).next().unwrap_or_default();
    match (date.matches('-').count(), time.len()) {
        (2, 0) => NANOS_PER_DAY,
        (2, 1..=2) => 3600 * NANOS_PER_SECOND,
        (2, 3..=5) => 60 * NANOS_PER_SECOND,
        (2, 6..=8) => NANOS_PER_SECOND,
        (1, 0) => next_month(start) - start,
        // Four digits are a year, more are milliseconds since the epoch.
        (0, 0) if date.len() == 4 => days_in_year(date) * NANOS_PER_DAY,
        _ => NANOS_PER_MILLI,
    }
}

/// The start of the month after the one that begins at `start`.
fn next_month(start: i64) -> i64 {
    // The first of the next month is the first day after the 28th on which the day of the month is 1 again.
    let day_of_month =
        |nanos: i64| ecs::Timestamp::from_nanos(nanos).to_string().get(8..10).map(str::to_owned);
    let candidates = (28..=31).map(|days| start.saturating_add(days * NANOS_PER_DAY));
    candidates
        .clone()
        .find(|at| day_of_month(*at).as_deref() == Some("01"))
        .unwrap_or(start + 31 * NANOS_PER_DAY)
}

fn days_in_year(year: &str) -> i64 {
    let year: i64 = year.parse().unwrap_or(1);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if leap { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ecs::{FieldType, Timestamp};

    #[test]
    fn parts_left_out() {
        let check = |text: &str, end: &str| {
            let info = FieldInfo::new("@timestamp", FieldType::Date);
            let (_, last) = bounds(&info, &Literal::Text(text.to_owned())).unwrap();
            assert_eq!(Timestamp::from_nanos(last).to_string(), end, "{text}");
        };
        check("2020", "2020-12-31T23:59:59.999999999Z");
        check("2020-02", "2020-02-29T23:59:59.999999999Z");
        check("2020-02-03", "2020-02-03T23:59:59.999999999Z");
        check("2020-02-03T04", "2020-02-03T04:59:59.999999999Z");
        check("2020-02-03T04:05", "2020-02-03T04:05:59.999999999Z");
        check("2020-02-03T04:05:06Z", "2020-02-03T04:05:06.999999999Z");
        check("2020-02-03T04:05:06+01:00", "2020-02-03T03:05:06.999999999Z");
        check("2020-02-03T04:05:06.7Z", "2020-02-03T04:05:06.700999999Z");
        check("1583921596123", "2020-03-11T10:13:16.123999999Z");
        assert_eq!(bounds(&FieldInfo::new("d", FieldType::Date), &Literal::Text("now".to_owned())), None);
    }
}
