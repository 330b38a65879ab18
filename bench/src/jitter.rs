//! Repeats a record with other numbers in it, so that ids, ports, times and hashes are not all alike.

use serde_json::Value;

/// Runs of digits shorter than this say what something is (an event id, a version, a day); longer ones say which.
const SHORTEST_JITTERED_RUN: usize = 3;

/// Runs at least this long that may be a point in time (milliseconds since 1970, a FILETIME) keep their first digits, so
/// that records stay within a day or so.
const SHORTEST_TIME_RUN: usize = 10;
const KEPT_TIME_DIGITS: usize = 5;

/// Names whose values must stay as they are for a record to mean the same.
const KEPT: &[&str] = &[
    "EventID",
    "event_id",
    "code",
    "Keywords",
    "Task",
    "version",
    "Version",
    "ecs",
    "opcode",
    "dataset",
    "Channel",
    "ProviderGuid",
    "provider_guid",
    "SourceName",
    "EventTypeOrignal",
    "status",
    "Message",
    "message",
];

/// Changes the numbers of a record in place; letters and lengths stay.
pub(crate) fn jitter(value: &mut Value, random: &mut fastrand::Rng) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if is_time(name) {
                    jitter_time(member, random);
                } else if !KEPT.contains(&name.as_str()) {
                    jitter(member, random);
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| jitter(element, random)),
        Value::String(text) => *text = jitter_text(text, random),
        Value::Number(number) => {
            if let Some(whole) = number.as_u64().filter(|&whole| whole >= 100) {
                let changed = jitter_text(&whole.to_string(), random).parse();
                *value = Value::from(changed.unwrap_or(whole));
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn is_time(name: &str) -> bool {
    name == "@timestamp"
        || name.ends_with("Time")
        || matches!(name, "time_created" | "created" | "start" | "end" | "time" | "Timestamp")
}

/// Other minutes, seconds and fraction, the same hour.
fn jitter_time(value: &mut Value, random: &mut fastrand::Rng) {
    if let Value::String(text) = value
        && text.len() >= 19
        && text.is_char_boundary(14)
        && text.is_char_boundary(19)
    {
        *text = format!("{}{:02}:{:02}{}", &text[..14], random.u8(0..60), random.u8(0..60), &text[19..]);
    }
}

fn jitter_text(text: &str, random: &mut fastrand::Rng) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if length < SHORTEST_JITTERED_RUN {
            out.push_str(&rest[..length]);
        } else if length >= SHORTEST_TIME_RUN {
            out.push_str(&rest[..KEPT_TIME_DIGITS]);
            out.extend((KEPT_TIME_DIGITS..length).map(|_| (b'0' + random.u8(0..10)) as char));
        } else {
            out.push((b'1' + random.u8(0..9)) as char);
            out.extend((1..length).map(|_| (b'0' + random.u8(0..10)) as char));
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}
