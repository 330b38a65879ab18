//! When it happened, and when the record was made.

use ecs::{EventSink, FieldId, Timestamp};

use super::keys::Key;
use crate::mapping::data::Data;
use crate::mapping::{Arena, DataValue, dates};

const CREATED: FieldId = FieldId::of("event.created");
const TIMESTAMP: FieldId = FieldId::of("@timestamp");

/// Larger numbers are Windows' ticks of 100 ns since 1601, not seconds since 1970
/// (devblogs.microsoft.com/oldnewthing/20030905-02/?p=42653).
const LEAST_FILE_TIME: i64 = 0x0100_0000_0000_0000;
const TICKS_PER_SECOND: i64 = 10_000_000;
const SECONDS_1601_TO_1970: i64 = 11_644_473_600;

/// How a member tells a time.
#[derive(Clone, Copy)]
enum Clock {
    /// Milliseconds since 1970, or ISO 8601.
    Millis,
    /// Seconds since 1970 with their fraction, or ISO 8601.
    Seconds,
}

/// In the order in which they are asked.
const CREATED_BY: &[(Key, Clock)] = &[
    (Key::UTCTimestamp, Clock::Millis),
    (Key::timestamp, Clock::Millis),
    (Key::CreationTimeStamp, Clock::Seconds),
    (Key::Time, Clock::Seconds),
    (Key::_time, Clock::Seconds),
];

/// Sets when the record was made, which is the event's time. Whether there is such a time: one that says only when
/// things happened has that for its time.
pub(super) fn set(data: &Data<'_>, sink: &mut dyn EventSink) -> bool {
    let arena = data.arena;
    if let Some(created) = CREATED_BY.iter().find_map(|(key, clock)| read(data.value(*key)?, *clock, arena)) {
        let shown = dates::text_of(created, arena);
        sink.date(TIMESTAMP, created, shown);
        sink.date(CREATED, created, shown);
        return true;
    }
    match data.value(Key::ContextTimeStamp).and_then(|value| of_seconds_or_ticks(value, arena)) {
        Some(happened) => {
            sink.date(TIMESTAMP, happened, dates::text_of(happened, arena));
            true
        }
        None => false,
    }
}

fn read(value: DataValue<'_>, clock: Clock, arena: &Arena) -> Option<Timestamp> {
    let number = match clock {
        Clock::Millis => value.long().and_then(Timestamp::from_millis),
        Clock::Seconds => dates::of_seconds(value, arena),
    };
    number.or_else(|| iso(value.text(arena)?))
}

/// ISO 8601, to the millisecond.
pub(super) fn iso(text: &str) -> Option<Timestamp> {
    // Digits alone would be a year.
    let time = text.bytes().any(|byte| !byte.is_ascii_digit()).then(|| Timestamp::parse_iso(text))??;
    Timestamp::from_millis(time.millis())
}

/// The time that a member says in seconds since 1970, or in Windows' ticks, which are cut off to the second.
pub(super) fn of_seconds_or_ticks(value: DataValue<'_>, arena: &Arena) -> Option<Timestamp> {
    match value.long() {
        Some(ticks) if ticks > LEAST_FILE_TIME => {
            let seconds = ticks / TICKS_PER_SECOND - SECONDS_1601_TO_1970;
            dates::of_seconds(DataValue::Long(seconds), arena)
        }
        _ => dates::of_seconds(value, arena),
    }
}
