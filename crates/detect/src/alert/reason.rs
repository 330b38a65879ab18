//! The sentence that says what happened (`kibana.alert.reason`).

use ecs::Document;
use serde_json::Value;

use super::lookup::values;
use crate::rule::Severity;

/// `process event with process ssh.exe, parent process cmd.exe, by kim on PC7 created high alert Name.` Fields that the
/// event lacks are left out; the wording is Elastic's (security_solution `reason_formatters.ts`).
pub(super) fn sentence(event: &Document, severity: Severity, rule_name: &str) -> String {
    /// Few are longer.
    const USUAL_LENGTH: usize = 256;
    let mut sentence = String::with_capacity(USUAL_LENGTH);
    put(&mut sentence, "", event, "event.category", " ");
    sentence.push_str("event");
    let before = sentence.len();
    sentence.push_str(" with");
    let without_details = sentence.len();
    put(&mut sentence, " process ", event, "process.name", ",");
    put(&mut sentence, " parent process ", event, "process.parent.name", ",");
    put(&mut sentence, " file ", event, "file.name", ",");
    put(&mut sentence, " source ", event, "source.ip", "");
    put(&mut sentence, ":", event, "source.port", ",");
    put(&mut sentence, " destination ", event, "destination.ip", "");
    put(&mut sentence, ":", event, "destination.port", ",");
    if sentence.len() == without_details {
        sentence.truncate(before);
    }
    put(&mut sentence, " by ", event, "user.name", "");
    put(&mut sentence, " on ", event, "host.name", "");
    for part in [" created ", severity.as_str(), " alert ", rule_name, "."] {
        sentence.push_str(part);
    }
    sentence
}

/// Adds the field's values, with commas between, and what stands around them; nothing where there is none, or only a
/// dash.
fn put(sentence: &mut String, before: &str, event: &Document, field: &str, after: &str) {
    let values = values(event, field);
    match values.as_slice() {
        [] => return,
        [Value::String(only)] if matches!(only.as_str(), "" | "-") => return,
        _ => {}
    }
    sentence.push_str(before);
    for (position, value) in values.into_iter().enumerate() {
        if position > 0 {
            sentence.push_str(", ");
        }
        match value {
            Value::String(text) => sentence.push_str(text),
            other => sentence.push_str(&other.to_string()),
        }
    }
    sentence.push_str(after);
}
