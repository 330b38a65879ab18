//! Dates as Elasticsearch's `date` processor writes them: UTC, to the millisecond.

use bumpalo::collections::String as ArenaString;
use ecs::{EventSink, FieldId, Timestamp};

use super::{Arena, DataValue};

/// Where the seconds of `2026-05-14T07:00:30.8914321Z` end, and its milliseconds.
const SECONDS_END: usize = 19;
const MILLIS_END: usize = 23;

/// The time that a text says (ISO 8601, or milliseconds since 1970), cut off to the millisecond.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).and_then(|time| Timestamp::from_millis(time.millis()))
}

/// The time that a number or text says in seconds since 1970, cut off to the millisecond.
pub(crate) fn of_seconds(value: DataValue<'_>, arena: &Arena) -> Option<Timestamp> {
    match value {
        DataValue::Long(seconds) => Timestamp::from_millis(seconds.checked_mul(1000)?),
        value => parse_seconds(value.text(arena)?),
    }
}

/// The same of a text. Elasticsearch's `UNIX` format calculates in binary fractions: some texts say a millisecond less
/// than their digits.
pub(crate) fn parse_seconds(text: &str) -> Option<Timestamp> {
    let millis = text.parse::<f64>().ok().filter(|seconds| seconds.is_finite())? * 1000.0;
    Timestamp::from_millis(millis as i64)
}

/// How a document writes a time that [`parse`] read from this text. Mostly that is the text's own start.
pub(crate) fn shown<'a>(text: &'a str, time: Timestamp, arena: &'a Arena) -> &'a str {
    let bytes = text.as_bytes();
    let is_plain = bytes.len() > MILLIS_END
        && bytes.get(10) == Some(&b'T')
        && bytes.get(SECONDS_END) == Some(&b'.')
        && bytes.last() == Some(&b'Z')
        && bytes.iter().skip(SECONDS_END + 1).take(3).all(u8::is_ascii_digit);
    match text.get(..MILLIS_END).filter(|_| is_plain) {
        Some(whole) if bytes.len() == MILLIS_END + 1 => text.get(..=MILLIS_END).unwrap_or(whole),
        Some(whole) => {
            let mut copy = ArenaString::with_capacity_in(MILLIS_END + 1, arena);
            copy.push_str(whole);
            copy.push('Z');
            copy.into_bump_str()
        }
        None => text_of(time, arena),
    }
}

/// How a document writes a time.
pub(crate) fn text_of(time: Timestamp, arena: &Arena) -> &str {
    bumpalo::format!(in arena, "{}", time).into_bump_str()
}

/// Sets a date to what the text says, if it is a time.
pub(crate) fn set(field: FieldId, text: &str, arena: &Arena, sink: &mut dyn EventSink) {
    if let Some(time) = parse(text) {
        sink.date(field, time, shown(text, time, arena));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_fractions() {
        let shown = |text| parse_seconds(text).map(|time| time.to_string());
        assert_eq!(shown("1778742030.891").as_deref(), Some("2026-05-14T07:00:30.891Z"));
        assert_eq!(shown("1778742030").as_deref(), Some("2026-05-14T07:00:30.000Z"));
        assert_eq!(shown("1636436839.9529998").as_deref(), Some("2021-11-09T05:47:19.952Z"));
        assert_eq!([shown(""), shown("soon"), shown("inf"), shown("1e300")], [None, None, None, None]);
    }

    #[test]
    fn dates_are_shown_to_the_millisecond() {
        let arena = Arena::new();
        for (text, expected) in [
            ("2026-05-14T07:00:30.8914321Z", "2026-05-14T07:00:30.891Z"),
            ("2026-05-14T07:00:30.891Z", "2026-05-14T07:00:30.891Z"),
            ("2026-05-14T07:00:30Z", "2026-05-14T07:00:30.000Z"),
            ("2026-05-14T07:00:30.5Z", "2026-05-14T07:00:30.500Z"),
            ("1778742030891", "2026-05-14T07:00:30.891Z"),
            ("2026-05-14T07:00:30.8914321+02:00", "2026-05-14T05:00:30.891Z"),
        ] {
            let time = parse(text).expect(text);
            assert_eq!(shown(text, time, &arena), expected, "{text}");
            assert_eq!(time.to_string(), expected, "{text}");
        }
    }
}
