//! What an alert keeps of its event.

use ecs::Document;
use serde_json::Value;

/// Members of a source document that an alert cannot keep, because they are its own.
const RESERVED: [&str; 3] = ["kibana", "signal", "threshold_result"];

/// The event's fields as they are, but for the names that alerts use themselves and `event.kind`, which becomes
/// `signal` and is kept as `kibana.alert.original_event.kind`.
pub(super) fn kept(event: &Document) -> Document {
    let mut kept = Document::new();
    for (name, value) in event {
        let first = name.split('.').next().unwrap_or_default();
        if RESERVED.contains(&first) || name == "event.kind" {
            continue;
        }
        match (name.as_str(), value) {
            ("event", Value::Object(members)) if members.contains_key("kind") => {
                let mut members = members.clone();
                members.shift_remove("kind");
                if !members.is_empty() {
                    kept.insert(name.clone(), Value::Object(members));
                }
            }
            _ => {
                kept.insert(name.clone(), value.clone());
            }
        }
    }
    kept
}

/// Copies `event.*` and `data_stream.*` to where an alert keeps the originals, each under its full dotted name.
pub(super) fn copy_originals(event: &Document, alert: &mut Document) {
    for (name, value) in event {
        for (from, to) in
            [("event", "kibana.alert.original_event"), ("data_stream", "kibana.alert.original_data_stream")]
        {
            match name.strip_prefix(from) {
                Some("") => flatten(to, value, alert),
                Some(rest) if rest.starts_with('.') => flatten(&format!("{to}{rest}"), value, alert),
                _ => {}
            }
        }
    }
}

/// Documents are at most as deep as their parser allows, so this recursion is bounded.
fn flatten(name: &str, value: &Value, alert: &mut Document) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(member, value)| flatten(&format!("{name}.{member}"), value, alert));
        }
        value => {
            alert.insert(name.to_owned(), value.clone());
        }
    }
}
