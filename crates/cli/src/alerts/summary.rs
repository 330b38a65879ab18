//! What one event was about, in the columns of a table.

use serde_json::Value;

use super::field::{Fields, find, text};
use crate::severity::Severity;

/// Name of the rule that raised an alert.
pub(crate) fn rule_name(alert: &impl Fields) -> String {
    text(alert, "kibana.alert.rule.name")
}

/// Severity of an alert, after the rule's mapping.
pub(crate) fn severity(alert: &impl Fields) -> Severity {
    find(alert, "kibana.alert.severity").and_then(Value::as_str).map_or(Severity::Low, Severity::read)
}

/// Ids of the ATT&CK techniques and subtechniques an alert is mapped to, each once; of a technique with subtechniques
/// only these.
pub(crate) fn techniques(alert: &impl Fields) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut add = |value: &Value| {
        if let Some(id) = value.get("id").and_then(Value::as_str)
            && !ids.iter().any(|known| known == id)
        {
            ids.push(id.to_owned());
        }
    };
    for threat in members(find(alert, "kibana.alert.rule.threat")) {
        for technique in members(threat.get("technique")) {
            match members(technique.get("subtechnique")) {
                [] => add(technique),
                subtechniques => subtechniques.iter().for_each(&mut add),
            }
        }
    }
    ids
}

fn members(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Every field that an [`EventSummary`] is made of.
pub(super) const FIELDS: &[&str] = &[
    "@timestamp",
    "destination.domain",
    "destination.ip",
    "destination.port",
    "dll.path",
    "dns.question.name",
    "event.action",
    "event.category",
    "event.code",
    "file.path",
    "group.name",
    "host.hostname",
    "host.id",
    "host.name",
    "message",
    "powershell.file.script_block_text",
    "process.command_line",
    "process.executable",
    "process.name",
    "registry.data.strings",
    "registry.path",
    "service.name",
    "user.domain",
    "user.id",
    "user.name",
    "user.target.name",
    "winlog.computer_name",
    "winlog.event_data.PipeName",
    "winlog.event_data.ShareName",
    "winlog.event_data.TargetImage",
    "winlog.event_data.TargetUserName",
    "winlog.event_data.TaskName",
    "winlog.user.name",
];

/// One event in columns. Texts are as the event has them: not yet fit for a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventSummary {
    /// When it happened, as the event writes it.
    pub(crate) time: String,
    /// On which host.
    pub(crate) host: String,
    /// By whom, with the domain where there is one.
    pub(crate) user: String,
    /// Which process.
    pub(crate) process: String,
    /// The command line or, where the event is not about a process, what it is about.
    pub(crate) subject: String,
    /// Whether `subject` is a command line.
    pub(crate) is_command_line: bool,
}

impl EventSummary {
    /// The summary of an alert or plain event.
    pub(crate) fn of(document: &impl Fields) -> Self {
        let (subject, is_command_line) = subject(document);
        Self {
            time: first_of(document, &["kibana.alert.original_time", "@timestamp"]),
            host: first_of(document, &["host.name", "host.hostname", "host.id", "winlog.computer_name"]),
            user: user(document),
            process: process(document),
            subject,
            is_command_line,
        }
    }
}

fn first_of(document: &impl Fields, paths: &[&str]) -> String {
    paths.iter().find_map(|path| find(document, path)).map(super::display).unwrap_or_default()
}

fn user(document: &impl Fields) -> String {
    let name = first_of(document, &["user.name", "user.id", "winlog.user.name"]);
    match text(document, "user.domain") {
        domain if domain.is_empty() || name.is_empty() => name,
        domain => format!("{domain}\\{name}"),
    }
}

fn process(document: &impl Fields) -> String {
    match text(document, "process.name") {
        name if name.is_empty() => {
            let path = text(document, "process.executable");
            path.rsplit(['\\', '/']).next().unwrap_or_default().to_owned()
        }
        name => name,
    }
}

/// A process event is about its command line. Others are about a file, a registry value, an address, a name, a script:
/// the first of these that the event has.
fn subject(document: &impl Fields) -> (String, bool) {
    let category = text(document, "event.category");
    let about_process = category.is_empty() || category.contains("process");
    let command_line = text(document, "process.command_line");
    if about_process && !command_line.is_empty() {
        return (command_line, true);
    }
    let object = object(document);
    match (object.is_empty(), command_line.is_empty()) {
        (false, _) => (object, false),
        (true, false) => (command_line, true),
        (true, true) => (deed(document), false),
    }
}

/// The thing that something was done to, where the event names one.
fn object(document: &impl Fields) -> String {
    let registry = text(document, "registry.path");
    if !registry.is_empty() {
        return match text(document, "registry.data.strings") {
            data if data.is_empty() => registry,
            data => format!("{registry} = {data}"),
        };
    }
    let name = first_of(document, OBJECTS);
    if !name.is_empty() {
        return name;
    }
    let (to, port) =
        (first_of(document, &["destination.ip", "destination.domain"]), text(document, "destination.port"));
    if to.is_empty() || port.is_empty() { to } else { format!("{to}:{port}") }
}

/// Fields that name the thing an event is about, the most telling first.
const OBJECTS: &[&str] = &[
    "dns.question.name",
    "file.path",
    "dll.path",
    "powershell.file.script_block_text",
    "winlog.event_data.TargetImage",
    "winlog.event_data.TaskName",
    "winlog.event_data.PipeName",
    "winlog.event_data.ShareName",
];

/// What was done, and to whom: for logons, accounts, groups, services. A process of which nothing else is known is its
/// program.
fn deed(document: &impl Fields) -> String {
    let action = first_of(document, &["event.action", "event.code", "message"]);
    let program = text(document, "process.executable");
    let target = match text(document, "event.category").contains("process") {
        true => program,
        false => first_of(
            document,
            &["user.target.name", "winlog.event_data.TargetUserName", "service.name", "group.name"],
        ),
    };
    match (action.is_empty(), target.is_empty()) {
        (false, false) => format!("{action}: {target}"),
        (true, _) => target,
        (false, true) => action,
    }
}

#[cfg(test)]
mod tests {
    use ecs::Document;

    use super::*;

    fn check(document: &str, subject: &str, is_command_line: bool) {
        let document: Document = serde_json::from_str(document).unwrap();
        let summary = EventSummary::of(&document);
        assert_eq!(
            (summary.subject.as_str(), summary.is_command_line),
            (subject, is_command_line),
            "{document:?}"
        );
    }

    #[test]
    fn an_event_is_about_what_its_category_says() {
        check(r#"{"event": {"category": ["process"]}, "process": {"command_line": "a -b"}}"#, "a -b", true);
        check(
            r#"{"event": {"category": ["registry"]}, "process": {"command_line": "a"},
                "registry": {"path": "HKLM\\Run\\x", "data": {"strings": ["calc"]}}}"#,
            "HKLM\\Run\\x = calc",
            false,
        );
        check(r#"{"destination": {"ip": "10.0.0.1", "port": 22}}"#, "10.0.0.1:22", false);
        check(
            r#"{"event": {"category": ["process"], "action": "end"}, "process": {"executable": "C:\\a.exe"}}"#,
            "end: C:\\a.exe",
            false,
        );
        check(r#"{"winlog": {"event_data": {"TargetImage": "C:\\lsass.exe"}}}"#, "C:\\lsass.exe", false);
        check(r#"{"event": {"action": "logged-in"}}"#, "logged-in", false);
        check(
            r#"{"event": {"action": "added-user"}, "winlog": {"event_data": {"TargetUserName": "eve"}}}"#,
            "added-user: eve",
            false,
        );
    }

    #[test]
    fn techniques_are_named_once() {
        let alert = serde_json::json!({"kibana.alert.rule.threat": [
            {"technique": [{"id": "T1202"}, {"id": "T1059", "subtechnique": [{"id": "T1059.001"}]}]},
            {"technique": [{"id": "T1202"}]}
        ]});
        assert_eq!(techniques(alert.as_object().unwrap()), ["T1202", "T1059.001"]);
    }
}
