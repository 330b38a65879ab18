//! The process that an audit event tells of.

use ecs::FieldId;

use super::{Key, Mapping, decode};
use crate::mapping::command_line;
use crate::winlog::DataValue;

const ARGS: FieldId = FieldId::of("process.args");
const COMMAND_LINE: FieldId = FieldId::of("process.command_line");
const EXECUTABLE: FieldId = FieldId::of("process.executable");
const NAME: FieldId = FieldId::of("process.name");
const PARENT_EXECUTABLE: FieldId = FieldId::of("process.parent.executable");
const PARENT_NAME: FieldId = FieldId::of("process.parent.name");
const PARENT_PID: FieldId = FieldId::of("process.parent.pid");
const PID: FieldId = FieldId::of("process.pid");

/// Sets the process that did something.
pub(super) fn set_common(mapping: &mut Mapping<'_, '_>) {
    set_pid(mapping, Key::ProcessId, PID);
    mapping.data.remove(Key::ProcessId);
    set_executable(mapping, Key::ProcessName, EXECUTABLE, NAME);
    mapping.data.remove(Key::ProcessName);
}

/// Sets the process that was created (4688), and its parent.
pub(super) fn set_created(mapping: &mut Mapping<'_, '_>) {
    set_pid(mapping, Key::NewProcessId, PID);
    mapping.data.remove(Key::NewProcessId);
    set_executable(mapping, Key::NewProcessName, EXECUTABLE, NAME);
    mapping.data.remove(Key::NewProcessName);
    set_executable(mapping, Key::ParentProcessName, PARENT_EXECUTABLE, PARENT_NAME);
    mapping.data.remove(Key::ParentProcessName);
    set_pid(mapping, Key::ProcessId, PARENT_PID);
    if let Some(text) = mapping.text(Key::CommandLine) {
        mapping.sink.text(COMMAND_LINE, text);
        if mapping.sink.wants(ARGS) {
            let arguments = command_line::blank_separated(text, mapping.data.arena);
            mapping.sink.texts(ARGS, &arguments);
        }
    }
}

fn set_pid(mapping: &mut Mapping<'_, '_>, key: Key, field: FieldId) {
    let pid = match mapping.data.value(key) {
        Some(DataValue::Long(pid)) => Some(pid),
        Some(DataValue::Text(text)) => decode(text),
        _ => None,
    };
    if let Some(pid) = pid {
        mapping.sink.long(field, pid);
    }
}

/// Sets the executable and the last part of its path.
pub(super) fn set_executable(mapping: &mut Mapping<'_, '_>, key: Key, executable: FieldId, name: FieldId) {
    if let Some(path) = mapping.text(key) {
        mapping.sink.text(executable, path);
        mapping.sink.text(name, path.rsplit('\\').next().unwrap_or(path));
    }
}
