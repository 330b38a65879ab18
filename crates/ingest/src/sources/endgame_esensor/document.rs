//! Documents of Endgame's platform, brought to what rules ask for today.
//!
//! Those of 2019 follow a draft of ECS: `event.type` is `process_start`, the parent's number is `process.ppid`. Later ones
//! have a type for starts, ends and logons only. All of them hold the sensor's event under `endgame`; what that tells and
//! the document does not say is added.

use ecs::{EventSink, FieldId};
use serde_json::Value;
use smallvec::SmallVec;

use super::fill::Fill;
use super::keys::{Key, new_data};
use super::{WRAPPERS, event, map_raw, os};
use crate::JsonObject;
use crate::mapping::{DataValue, paths};

const EVENT_CODE: FieldId = FieldId::of("event.code");
const EVENT_OUTCOME: FieldId = FieldId::of("event.outcome");
const EVENT_TYPE: FieldId = FieldId::of("event.type");
const OS_TYPE: FieldId = FieldId::of("host.os.type");
const PARENT_ENTITY_ID: FieldId = FieldId::of("process.parent.entity_id");
const PARENT_PID: FieldId = FieldId::of("process.parent.pid");
const WINLOG_EVENT_ID: FieldId = FieldId::of("winlog.event_id");
const PROCESS_NAME: FieldId = FieldId::of("process.name");

/// What the draft called a type, and what became of it.
const OLD_TYPES: &[(&str, &str)] = &[
    ("process_start", "start"),
    ("process_started", "start"),
    ("process_end", "end"),
    ("process_stopped", "end"),
    ("authentication_success", "start"),
    ("authentication_failure", "start"),
];

/// What is done to documents, for people.
pub(super) const NOTES: &[(&str, &str, &str)] = &[
    (
        "event.type",
        "event.type",
        "documents: process_start is start, process_end end, authentication_success start",
    ),
    ("event.action", "event.type", "documents without a type: what the action means"),
    ("event.type", "event.outcome", "documents: success of authentication_success"),
    ("process.ppid", "process.parent.pid", "documents: moved"),
    ("process.name", "process.name", "documents: the last component, where it is a path"),
    ("winlog.event_id", "event.code", "documents: copied"),
    ("host.os.platform", "host.os.type", "documents: windows, if it is; else by the program's path"),
    ("winlog.event_id", "winlog.event_id", "documents: as text"),
    ("endgame.*", "*", "documents: as of the sensor's events, where the document does not say it"),
    ("*", "*", "documents: as it is"),
];

/// Amends a document that is in the sink already.
pub(crate) fn amend(record: &JsonObject<'_>, sink: &mut dyn EventSink) {
    let hit = record.object("_source");
    let document = hit.as_ref().unwrap_or(record);
    let event = document.object("event");
    let process = document.object("process");
    if let Some(event) = &event {
        set_type(event, sink);
    }
    if let Some(process) = &process {
        amend_process(process, sink);
    }
    let mut fill = Fill::new(sink);
    if let Some(code) = document.object("winlog").and_then(|winlog| winlog.text("event_id")) {
        fill.text(EVENT_CODE, code);
        fill.replace(WINLOG_EVENT_ID, code);
    }
    if let Some(raw) = WRAPPERS.iter().find_map(|name| document.object(name)) {
        let mut data = new_data(&raw);
        let entity_id = process.as_ref().and_then(|process| process.text("entity_id"));
        if entity_id.is_some_and(|id| data.text(Key::unique_pid) != Some(id)) {
            // The parent's number would be of another kind than the process's.
            fill.withhold(&[PARENT_ENTITY_ID, super::EFFECTIVE_PARENT_ENTITY_ID]);
        }
        if data.has(Key::event_type_full) {
            map_raw(&mut data, &mut fill);
        }
    }
    if fill.wants(OS_TYPE) && is_windows(document, process.as_ref()) {
        fill.text(OS_TYPE, "windows");
    }
}

fn set_type(event: &JsonObject<'_>, sink: &mut dyn EventSink) {
    let said = words(event, "type");
    if said.is_empty() {
        if let Some(types) = event.text("action").and_then(event::types) {
            sink.texts(EVENT_TYPE, types);
        }
        return;
    }
    let mut types: SmallVec<[&str; 4]> = SmallVec::new();
    for word in &said {
        let word = OLD_TYPES.iter().find(|(old, _)| old == word).map_or(word.as_str(), |(_, new)| new);
        if !types.contains(&word) {
            types.push(word);
        }
    }
    if types.iter().ne(said.iter()) {
        sink.texts(EVENT_TYPE, &types);
    }
    if !event.has("outcome") {
        let outcome = said.iter().find_map(|word| word.strip_prefix("authentication_"));
        if let Some(outcome) = outcome.filter(|outcome| matches!(*outcome, "success" | "failure")) {
            sink.text(EVENT_OUTCOME, outcome);
        }
    }
}

/// The texts of a member: one, or a list.
fn words(object: &JsonObject<'_>, name: &str) -> Vec<String> {
    match object.get(name) {
        Some(DataValue::Text(text)) if !text.is_empty() => vec![text.to_owned()],
        Some(DataValue::Json(json)) => match serde_json::from_str(json) {
            Ok(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn amend_process(process: &JsonObject<'_>, sink: &mut dyn EventSink) {
    if let Some(name) = process.text("name").and_then(paths::file_name) {
        sink.text(PROCESS_NAME, name);
    }
    if sink.wants(PARENT_PID)
        && !sink.has(PARENT_PID)
        && let Some(pid) = process.get("ppid").and_then(DataValue::long)
    {
        sink.long(PARENT_PID, pid);
    }
}

fn is_windows(document: &JsonObject<'_>, process: Option<&JsonObject<'_>>) -> bool {
    let system = document.object("host").and_then(|host| host.object("os"));
    let says_so = |name| {
        system.and_then(|system| system.text(name)).is_some_and(|text| text.eq_ignore_ascii_case("windows"))
    };
    let executable = process.and_then(|process| process.text("executable"));
    says_so("platform") || says_so("family") || executable.is_some_and(os::is_windows_path)
}
