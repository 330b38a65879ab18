//! PowerShell events, of the classic log and of the operational one (elastic/integrations,
//! packages/windows/data_stream/{powershell,powershell_operational}; elastic/beats, x-pack/winlogbeat/module/powershell).

mod details;
mod notes;
mod rows;
mod texts;

use bumpalo::collections::Vec as ArenaVec;
use ecs::{EventSink, FieldId};

use self::rows::{Key, ROWS, new_data};
use super::Variant;
use crate::FieldNote;
use crate::mapping::data::{Data, blank};
use crate::mapping::related::Related;
use crate::mapping::{command_line, fields, paths, user_name};
use crate::winlog::{DataItem, DataValue, WinlogRecord};

const ARGS: FieldId = FieldId::of("process.args");
const ARGS_COUNT: FieldId = FieldId::of("process.args_count");
const CATEGORY: FieldId = FieldId::of("event.category");
const DESTINATION_USER_DOMAIN: FieldId = FieldId::of("destination.user.domain");
const DESTINATION_USER_NAME: FieldId = FieldId::of("destination.user.name");
const FILE_PATH: FieldId = FieldId::of("file.path");
const RELATED_USER: FieldId = FieldId::of("related.user");
const SOURCE_USER_DOMAIN: FieldId = FieldId::of("source.user.domain");
const SOURCE_USER_NAME: FieldId = FieldId::of("source.user.name");
const TYPE: FieldId = FieldId::of("event.type");
const USER_DOMAIN: FieldId = FieldId::of("user.domain");
const USER_ID: FieldId = FieldId::of("user.id");
const USER_NAME: FieldId = FieldId::of("user.name");

/// What becomes of the values, for people.
pub(super) fn notes(list: &mut Vec<FieldNote>) {
    fields::notes(ROWS, Key::NAMES, list);
    super::notes::add(notes::NOTES, list);
}

/// Maps an event of the log `Windows PowerShell`: its values are lines `name=value` in one text.
pub(super) fn map_classic(record: &WinlogRecord<'_>, sink: &mut dyn EventSink, variant: &Variant) {
    let mut items = ArenaVec::from_iter_in(record.event_data.iter().copied(), record.arena);
    let text_of = |name| item_text(record, name);
    match record.event_code {
        600 => texts::add_marked(text_of("param3"), &mut items),
        800 => texts::add_lines(text_of("param2"), "\n\t", &['\n', '\t'], &mut items),
        _ => texts::add_lines(text_of("param3"), "\n\t", &['\n', '\t'], &mut items),
    }
    let mut data = new_data(items.into_bump_slice(), record);
    set_meaning(record.event_code, sink, variant);
    fields::apply(ROWS, record.event_code, &mut data, sink);
    if record.event_code == 800 {
        details::set(data.text(Key::param3), sink);
    }
    common(&mut data, Key::ScriptName, sink);
    if let Some((domain, name)) = data.text(Key::UserId).and_then(user_name::split) {
        sink.text(USER_DOMAIN, domain);
        sink.text(USER_NAME, name);
        sink.texts(RELATED_USER, &[name]);
    }
    for key in [Key::param1, Key::param2, Key::param3, Key::UserId] {
        data.remove(key);
    }
    data.pass_on(sink, blank);
}

/// Maps an event of the log `Microsoft-Windows-PowerShell/Operational`.
pub(super) fn map_operational(record: &WinlogRecord<'_>, sink: &mut dyn EventSink, variant: &Variant) {
    let mut items = ArenaVec::from_iter_in(record.event_data.iter().copied(), record.arena);
    if record.event_code == 4103 {
        texts::add_lines(item_text(record, "ContextInfo"), "\n", &[' ', '\n', '\t'], &mut items);
    }
    for item in &mut items {
        if item.name.contains(char::is_whitespace) {
            let joined: String = item.name.split_whitespace().collect();
            item.name = record.arena.alloc_str(&joined);
        }
    }
    let mut data = new_data(items.into_bump_slice(), record);
    set_meaning(record.event_code, sink, variant);
    fields::apply(ROWS, record.event_code, &mut data, sink);
    if record.event_code == 4103 {
        details::set(data.text(Key::Payload), sink);
    }
    let script = if data.has(Key::Path) { Key::Path } else { Key::ScriptName };
    common(&mut data, script, sink);
    users(record, &data, sink);
    for key in [Key::User, Key::ConnectedUser, Key::ContextInfo, Key::Severity, Key::Payload] {
        data.remove(key);
    }
    data.pass_on(sink, blank);
}

fn item_text<'a>(record: &WinlogRecord<'a>, name: &str) -> &'a str {
    let item = record.event_data.iter().find(|item: &&DataItem<'a>| item.name == name);
    match item.map(|item| item.value) {
        Some(DataValue::Text(text)) => text,
        _ => "",
    }
}

fn set_meaning(id: u32, sink: &mut dyn EventSink, variant: &Variant) {
    let event_type = match id {
        400 | 4105 => "start",
        403 | 4106 => "end",
        _ => "info",
    };
    match variant.powershell_arrays {
        true => {
            sink.texts(CATEGORY, &["process"]);
            sink.texts(TYPE, &[event_type]);
        }
        false => {
            sink.text(CATEGORY, "process");
            sink.text(TYPE, event_type);
        }
    }
}

/// The host process's arguments and the script's file.
fn common(data: &mut Data<'_>, script: Key, sink: &mut dyn EventSink) {
    if let Some(text) = data.text(Key::HostApplication) {
        command_line::set_arguments(text, ARGS, ARGS_COUNT, data.arena, sink);
    }
    if let Some(path) = data.text(script) {
        if path.len() > 1 {
            paths::set_file_parts(path, sink);
        }
        sink.text(FILE_PATH, path);
        data.remove(script);
    }
}

/// The account that ran the command; for a remote session also the one that is connected, which then is who acts.
fn users(record: &WinlogRecord<'_>, data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(identifier) = record.user.identifier.filter(|text| !text.is_empty()) {
        sink.text(USER_ID, identifier);
    }
    let user = data.text(Key::User).and_then(user_name::split);
    let connected = data.text(Key::ConnectedUser).and_then(user_name::split);
    let mut related = Related::default();
    related.add_some(user.map(|(_, name)| name));
    related.add_some(connected.map(|(_, name)| name));
    related.set(sink, RELATED_USER);
    if let Some((domain, name)) = connected.or(user) {
        sink.text(USER_DOMAIN, domain);
        sink.text(USER_NAME, name);
    }
    if let Some((domain, name)) = connected {
        sink.text(SOURCE_USER_DOMAIN, domain);
        sink.text(SOURCE_USER_NAME, name);
        if let Some((domain, name)) = user {
            sink.text(DESTINATION_USER_DOMAIN, domain);
            sink.text(DESTINATION_USER_NAME, name);
        }
    }
}
