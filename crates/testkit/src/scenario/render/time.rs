//! Times as products write them.

use ecs::Timestamp;

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

/// So much later.
pub(super) fn later(at: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(at.millis() + millis).unwrap_or(at)
}
