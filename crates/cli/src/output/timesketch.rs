//! Events for Timesketch.
//!
//! Its importer wants `message`, `datetime` (ISO 8601) and `timestamp_desc`, takes `timestamp` in microseconds, and
//! keeps every other field (Timesketch user guide, "Import from JSON/CSV"). A sequence becomes its events and, at the
//! time of the last one, the alert itself.

use std::io;

use detect::alert::Alert;
use ecs::Timestamp;
use serde_json::{Map, Value};

use super::OutputContext;
use super::csv::{guard, rows};
use super::ndjson::write_line;
use crate::alerts::{EventSummary, display, find, rule_name, severity, techniques, text};

/// Names that Timesketch's own fields have, in the order in which its documentation shows them.
const OWN: &[&str] = &["message", "timestamp", "datetime", "timestamp_desc"];

/// Fields that are kept, by the name that Timesketch shows.
const FIELDS: &[(&str, &str)] = &[
    ("rule_name", "kibana.alert.rule.name"),
    ("rule_id", "kibana.alert.rule.rule_id"),
    ("severity", "kibana.alert.severity"),
    ("risk_score", "kibana.alert.risk_score"),
    ("alert_id", "kibana.alert.uuid"),
    ("alert_group", "kibana.alert.group.id"),
    ("alert_group_index", "kibana.alert.group.index"),
    ("reason", "kibana.alert.reason"),
    ("host_name", "host.name"),
    ("user_name", "user.name"),
    ("user_domain", "user.domain"),
    ("process_name", "process.name"),
    ("process_id", "process.pid"),
    ("process_entity_id", "process.entity_id"),
    ("process_executable", "process.executable"),
    ("process_command_line", "process.command_line"),
    ("parent_process_name", "process.parent.name"),
    ("parent_process_id", "process.parent.pid"),
    ("parent_process_command_line", "process.parent.command_line"),
    ("file_path", "file.path"),
    ("registry_path", "registry.path"),
    ("dns_question_name", "dns.question.name"),
    ("source_ip", "source.ip"),
    ("destination_ip", "destination.ip"),
    ("destination_port", "destination.port"),
    ("event_id", "event.id"),
    ("event_code", "event.code"),
    ("event_action", "event.action"),
    ("event_provider", "event.provider"),
];

/// CSV where the file's name says so, else JSONL.
fn is_csv(context: &OutputContext<'_>) -> bool {
    let extension = context.path.and_then(|path| path.extension());
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

/// The first row, where the output has rows.
pub(super) fn heading(context: &OutputContext<'_>) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    if is_csv(context) {
        rows(&mut text, [names()])?;
    }
    Ok(text)
}

pub(super) fn render(alerts: &[Alert], context: &OutputContext<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    if is_csv(context) {
        let cells = |line: Map<String, Value>| {
            names().map(move |name| guard(line.get(name).map(display).unwrap_or_default()))
        };
        rows(out, alerts.iter().map(line).map(cells))
    } else {
        alerts.iter().try_for_each(|alert| write_line(&line(alert), out))
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    OWN.iter().copied().chain(FIELDS.iter().map(|(name, _)| *name)).chain(["techniques"])
}

fn line(alert: &Alert) -> Map<String, Value> {
    let summary = EventSummary::of(alert);
    let time = Timestamp::parse(&summary.time).unwrap_or_default();
    let mut line = Map::new();
    line.insert("message".to_owned(), message(alert, &summary).into());
    line.insert("timestamp".to_owned(), time.nanos().div_euclid(1_000).into());
    line.insert("datetime".to_owned(), iso_with_offset(time).into());
    line.insert("timestamp_desc".to_owned(), description(alert).into());
    for &(name, field) in FIELDS {
        if let Some(value) = find(alert, field) {
            // Timesketch's index knows no objects, and lists only of texts.
            let value =
                if value.is_array() || value.is_object() { display(value).into() } else { value.clone() };
            line.insert(name.to_owned(), value);
        }
    }
    let techniques = techniques(alert);
    if !techniques.is_empty() {
        line.insert("techniques".to_owned(), techniques.join(" ").into());
    }
    line
}

fn message(alert: &Alert, summary: &EventSummary) -> String {
    let mut message = format!("[{}] {}", severity(alert).name(), rule_name(alert));
    for (before, part) in [(": ", &summary.subject), (" by ", &summary.user), (" on ", &summary.host)] {
        if !part.is_empty() {
            message.push_str(before);
            message.push_str(part);
        }
    }
    message
}

/// A shell stands for its sequence; everything else for an event.
fn description(alert: &Alert) -> &'static str {
    let in_group = !text(alert, "kibana.alert.group.id").is_empty();
    let has_place = !text(alert, "kibana.alert.group.index").is_empty();
    if in_group && !has_place { "Sequence Detected" } else { "Event Logged" }
}

/// `2026-05-14T07:00:30.891000+00:00`: Timesketch's examples write the offset so, with microseconds at most.
fn iso_with_offset(time: Timestamp) -> String {
    let whole = Timestamp::from_nanos(time.nanos().div_euclid(1_000_000_000) * 1_000_000_000).to_string();
    let micros = time.nanos().rem_euclid(1_000_000_000) / 1_000;
    format!("{}.{micros:06}+00:00", whole.split('.').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_timesketch_reads_them() {
        let time = |text| iso_with_offset(Timestamp::parse(text).unwrap());
        assert_eq!(time("2026-05-14T07:00:30.8914235Z"), "2026-05-14T07:00:30.891423+00:00");
        assert_eq!(time("2026-05-14T07:00:30Z"), "2026-05-14T07:00:30.000000+00:00");
        assert_eq!(time("1969-12-31T23:59:59.5Z"), "1969-12-31T23:59:59.500000+00:00");
    }
}
