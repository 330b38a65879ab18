//! Times as products write them.

use ecs::Timestamp;

/// Seconds between the beginnings of Windows' and Unix' time.
const WINDOWS_EPOCH: i64 = 11_644_473_600;

/// `2026-11-12T09:46:12.0670000Z`: as Windows counts, in steps of 100 nanoseconds.
pub(super) fn seven_digits(at: Timestamp) -> String {
    with_fraction(at, "0000")
}

/// `2026-11-12T09:46:12.067000Z`.
pub(super) fn six_digits(at: Timestamp) -> String {
    with_fraction(at, "000")
}

/// `2026-11-12T09:46:12.067Z`.
pub(super) fn three_digits(at: Timestamp) -> String {
    with_fraction(at, "")
}

fn with_fraction(at: Timestamp, zeros: &str) -> String {
    let text = at.to_string();
    format!("{}{zeros}Z", text.trim_end_matches('Z'))
}

/// `2026-11-12 09:46:12.067`.
pub(super) fn with_blank(at: Timestamp) -> String {
    three_digits(at).replace('T', " ").replace('Z', "")
}

/// Steps of 100 nanoseconds since 1601.
pub(super) fn filetime(at: Timestamp) -> i64 {
    (at.millis() + WINDOWS_EPOCH * 1000) * 10_000
}

/// `1794476772.067`.
pub(super) fn seconds(at: Timestamp) -> String {
    format!("{}.{:03}", at.millis() / 1000, at.millis() % 1000)
}

/// So much later.
pub(super) fn later(at: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(at.millis() + millis).unwrap_or(at)
}
