//! The sentence that says what happened (`kibana.alert.reason`).

use ecs::Document;

use super::lookup::{text_of, values};
use crate::rule::Severity;

/// `process event with process ssh.exe, parent process cmd.exe, by kim on PC7 created high alert Name.` Fields that the
/// event lacks are left out; the wording is Elastic's (security_solution `reason_formatters.ts`).
pub(super) fn sentence(event: &Document, severity: Severity, rule_name: &str) -> String {
    let mut sentence = String::new();
    if let Some(category) = shown(event, "event.category") {
        sentence.push_str(&category);
        sentence.push(' ');
    }
    sentence.push_str("event");
    let mut details = String::new();
    for (words, field) in
        [("process", "process.name"), ("parent process", "process.parent.name"), ("file", "file.name")]
    {
        if let Some(value) = shown(event, field) {
            details.push_str(&format!(" {words} {value},"));
        }
    }
    for (word, address, port) in
        [("source", "source.ip", "source.port"), ("destination", "destination.ip", "destination.port")]
    {
        if let Some(value) = shown(event, address) {
            details.push_str(&format!(" {word} {value}"));
        }
        if let Some(value) = shown(event, port) {
            details.push_str(&format!(":{value},"));
        }
    }
    if !details.is_empty() {
        sentence.push_str(" with");
        sentence.push_str(&details);
    }
    for (word, field) in [("by", "user.name"), ("on", "host.name")] {
        if let Some(value) = shown(event, field) {
            sentence.push_str(&format!(" {word} {value}"));
        }
    }
    sentence.push_str(&format!(" created {severity} alert {rule_name}."));
    sentence
}

/// The field's values, with commas between; none where there is none, or only a dash.
fn shown(event: &Document, field: &str) -> Option<String> {
    let texts: Vec<String> = values(event, field).into_iter().map(text_of).collect();
    match texts.as_slice() {
        [] => None,
        [dash] if dash == "-" || dash.is_empty() => None,
        texts => Some(texts.join(", ")),
    }
}
