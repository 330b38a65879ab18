//! Points in time in the ways that products write them, found by their looks and moved.

use std::ops::RangeInclusive;

use serde_json::Value;

/// 2015 to 2033, in seconds since 1970.
const SECONDS: RangeInclusive<i64> = 1_420_000_000..=2_000_000_000;
/// From 1601-01-01 to 1970-01-01, in milliseconds.
const FILETIME_EPOCH: i64 = 11_644_473_600_000;
const DAY: i64 = 86_400_000;

/// When a text begins with a point in time: the text with that moved, in as many letters, and how many these are.
pub(crate) fn shifted(text: &str, moved: impl FnOnce(i64) -> i64) -> Option<(String, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = || text.get(..digits)?.parse::<i64>().ok();
    match digits {
        4 => iso(text).map(|millis| (to_iso(moved(millis), text), 23)).map(|(new, length)| {
            let length = length.min(new.len());
            (new, length)
        }),
        10 if text.get(10..11) == Some(".") => {
            let seconds = number().filter(|seconds| SECONDS.contains(seconds))?;
            Some(((moved(seconds * 1000) / 1000).to_string(), 10))
        }
        13 => {
            let millis = number().filter(|millis| SECONDS.contains(&(millis / 1000)))?;
            Some((moved(millis).to_string(), 13))
        }
        18 => {
            let ticks = number()?;
            let millis = ticks / 10_000 - FILETIME_EPOCH;
            SECONDS.contains(&(millis / 1000)).then(|| {
                let ticks = (moved(millis) + FILETIME_EPOCH) * 10_000 + ticks % 10_000;
                (ticks.to_string(), 18)
            })
        }
        _ => None,
    }
}

/// The milliseconds since 1970 that a value says.
pub(crate) fn of(value: &Value) -> Option<i64> {
    let text = match value {
        Value::String(text) => text.clone(),
        number => number.to_string(),
    };
    let mut found = None;
    shifted(&text, |at| {
        found = Some(at);
        at
    })?;
    found
}

/// The milliseconds of a text that begins like `2026-11-12T05:30:00.771` or with a blank for the `T`.
fn iso(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let fits = [(4, b"-"), (7, b"-"), (13, b":"), (16, b":")]
        .iter()
        .all(|(at, mark)| bytes.get(*at) == Some(&mark[0]));
    if !fits || !matches!(bytes.get(10), Some(b'T' | b' ')) {
        return None;
    }
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let millis = if bytes.get(19) == Some(&b'.') { part(20, 23).unwrap_or(0) } else { 0 };
    Some(days(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1000 + millis)
}

/// The same text with another time in it: as many letters as it has of it, milliseconds at most.
fn to_iso(millis: i64, like: &str) -> String {
    let (day, rest) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    let (year, month, of_month) = date(day);
    let mark = if like.as_bytes().get(10) == Some(&b' ') { ' ' } else { 'T' };
    let text = format!(
        "{year:04}-{month:02}-{of_month:02}{mark}{:02}:{:02}:{:02}",
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1000 % 60
    );
    let has_millis = like.as_bytes().get(19) == Some(&b'.')
        && like.get(20..23).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if has_millis { format!("{text}.{:03}", rest % 1000) } else { text }
}

/// Days since 1970 of a date, and back (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}
