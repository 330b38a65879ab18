//! Processes: the one that the event is about, its parent, and the parent's.
//!
//! A row names up to three: `Process…` (with `FileName`, `FolderPath` and hashes), `InitiatingProcess…`, and
//! `InitiatingProcessParent…`. Which of them is `process` depends on what the row is about.

use bumpalo::collections::String as ArenaString;
use ecs::{EventSink, FieldId};

use super::super::keys::Key;
use super::kind::Kind;
use crate::FieldNote;
use crate::mapping::data::Data;
use crate::mapping::fields::How::{Copy, Date, Long};
use crate::mapping::fields::{self, Row};
use crate::mapping::{Arena, command_line};

const ARGS: FieldId = FieldId::of("process.args");
const ARGS_COUNT: FieldId = FieldId::of("process.args_count");
const EXECUTABLE: FieldId = FieldId::of("process.executable");
const INTEGRITY_LEVEL: FieldId = FieldId::of("process.Ext.token.integrity_level_name");
const PARENT_ARGS: FieldId = FieldId::of("process.parent.args");
const PARENT_ARGS_COUNT: FieldId = FieldId::of("process.parent.args_count");
const PARENT_SIGNATURE_EXISTS: FieldId = FieldId::of("process.parent.code_signature.exists");
const PARENT_SIGNATURE_STATUS: FieldId = FieldId::of("process.parent.code_signature.status");
const PARENT_SIGNATURE_TRUSTED: FieldId = FieldId::of("process.parent.code_signature.trusted");
const SIGNATURE_STATUS: FieldId = FieldId::of("process.code_signature.status");
const TARGET_COMMAND_LINE: FieldId = FieldId::of("Target.process.command_line");
const TARGET_EXECUTABLE: FieldId = FieldId::of("Target.process.executable");
const TARGET_NAME: FieldId = FieldId::of("Target.process.name");

/// Calls that reach into another process.
const REMOTE_CALLS: &[&str] = &[
    "createremotethreadapicall",
    "ntallocatevirtualmemoryremoteapicall",
    "openprocessapicall",
    "readprocessmemoryapicall",
];

const fn row(key: Key, field: &str, how: fields::How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

/// What is said of the process itself, whatever the row is about.
const ITSELF: &[Row<Key>] = &[
    row(Key::ProcessCommandLine, "process.command_line", Copy),
    row(Key::ProcessCreationTime, "process.start", Date),
    row(Key::ProcessId, "process.pid", Long),
    row(Key::ProcessVersionInfoCompanyName, "process.pe.company", Copy),
    row(Key::ProcessVersionInfoFileDescription, "process.pe.description", Copy),
    row(Key::ProcessVersionInfoOriginalFileName, "process.pe.original_file_name", Copy),
    row(Key::ProcessVersionInfoProductName, "process.pe.product", Copy),
    row(Key::ProcessVersionInfoProductVersion, "process.pe.file_version", Copy),
];

/// Where the event is about a child of the initiating process.
const CHILD: &[Row<Key>] = &[
    row(Key::FileName, "process.name", Copy),
    row(Key::FolderPath, "process.executable", Copy),
    row(Key::MD5, "process.hash.md5", Copy),
    row(Key::SHA1, "process.hash.sha1", Copy),
    row(Key::SHA256, "process.hash.sha256", Copy),
    row(Key::InitiatingProcessCommandLine, "process.parent.command_line", Copy),
    row(Key::InitiatingProcessCreationTime, "process.parent.start", Date),
    row(Key::InitiatingProcessFileName, "process.parent.name", Copy),
    row(Key::InitiatingProcessFolderPath, "process.parent.executable", Copy),
    row(Key::InitiatingProcessId, "process.parent.pid", Long),
    row(Key::InitiatingProcessMD5, "process.parent.hash.md5", Copy),
    row(Key::InitiatingProcessParentCreationTime, "process.parent.group_leader.start", Date),
    row(Key::InitiatingProcessParentFileName, "process.parent.group_leader.name", Copy),
    row(Key::InitiatingProcessParentId, "process.parent.group_leader.pid", Long),
    row(Key::InitiatingProcessSHA1, "process.parent.hash.sha1", Copy),
    row(Key::InitiatingProcessSHA256, "process.parent.hash.sha256", Copy),
    row(Key::InitiatingProcessSignatureStatus, "process.parent.code_signature.status", Copy),
    row(Key::InitiatingProcessVersionInfoCompanyName, "process.parent.pe.company", Copy),
    row(Key::InitiatingProcessVersionInfoFileDescription, "process.parent.pe.description", Copy),
    row(Key::InitiatingProcessVersionInfoOriginalFileName, "process.parent.pe.original_file_name", Copy),
    row(Key::InitiatingProcessVersionInfoProductName, "process.parent.pe.product", Copy),
    row(Key::InitiatingProcessVersionInfoProductVersion, "process.parent.pe.file_version", Copy),
];

/// Where the event is about the initiating process.
const INITIATOR: &[Row<Key>] = &[
    row(Key::InitiatingProcessCommandLine, "process.command_line", Copy).unless(&[Key::ProcessCommandLine]),
    row(Key::InitiatingProcessCreationTime, "process.start", Date).unless(&[Key::ProcessCreationTime]),
    row(Key::InitiatingProcessFileName, "process.name", Copy),
    row(Key::InitiatingProcessId, "process.pid", Long).unless(&[Key::ProcessId]),
    row(Key::InitiatingProcessParentCreationTime, "process.parent.start", Date),
    row(Key::InitiatingProcessParentFileName, "process.parent.name", Copy),
    row(Key::InitiatingProcessParentId, "process.parent.pid", Long),
];

/// Its image; of a row about a library only that one's image is told.
const INITIATOR_IMAGE: &[Row<Key>] = &[
    row(Key::InitiatingProcessMD5, "process.hash.md5", Copy),
    row(Key::InitiatingProcessSHA1, "process.hash.sha1", Copy),
    row(Key::InitiatingProcessSHA256, "process.hash.sha256", Copy),
    row(Key::InitiatingProcessVersionInfoCompanyName, "process.pe.company", Copy)
        .unless(&[Key::ProcessVersionInfoCompanyName]),
    row(Key::InitiatingProcessVersionInfoFileDescription, "process.pe.description", Copy)
        .unless(&[Key::ProcessVersionInfoFileDescription]),
    row(Key::InitiatingProcessVersionInfoOriginalFileName, "process.pe.original_file_name", Copy)
        .unless(&[Key::ProcessVersionInfoOriginalFileName]),
    row(Key::InitiatingProcessVersionInfoProductName, "process.pe.product", Copy)
        .unless(&[Key::ProcessVersionInfoProductName]),
    row(Key::InitiatingProcessVersionInfoProductVersion, "process.pe.file_version", Copy)
        .unless(&[Key::ProcessVersionInfoProductVersion]),
];

/// Where the event is a call or a driver's load, the parent is the leader, too.
const LEADER: &[Row<Key>] = &[
    row(Key::InitiatingProcessParentCreationTime, "process.group_leader.start", Date),
    row(Key::InitiatingProcessParentFileName, "process.group_leader.name", Copy),
    row(Key::InitiatingProcessParentId, "process.group_leader.pid", Long),
];

/// Sets `process.*` and `Target.process.*`.
pub(super) fn set(kind: &Kind<'_>, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    fields::apply(ITSELF, 0, data, sink);
    if kind.is_about_a_child {
        fields::apply(CHILD, 0, data, sink);
        parent_signature(data, sink);
    } else if kind.is_about_the_initiator() {
        initiator(kind, data, sink);
    }
    let tells_level = kind.is_process() || kind.is_library() || kind.is_other_event();
    if tells_level && kind.has_category && !kind.is_api && !kind.is_driver {
        copy(Key::InitiatingProcessIntegrityLevel, INTEGRITY_LEVEL, data, sink);
    }
    if kind.is_api && kind.name().is_some_and(|name| REMOTE_CALLS.contains(&name)) {
        copy(Key::FileName, TARGET_NAME, data, sink);
        copy(Key::ProcessCommandLine, TARGET_COMMAND_LINE, data, sink);
        if let Some(path) = whole_path(data.text(Key::FolderPath), data.text(Key::FileName), data.arena) {
            sink.text(TARGET_EXECUTABLE, path);
        }
    }
    arguments(kind, data, sink);
}

fn initiator(kind: &Kind<'_>, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    fields::apply(INITIATOR, 0, data, sink);
    if !kind.is_library() {
        fields::apply(INITIATOR_IMAGE, 0, data, sink);
    }
    if kind.is_api || kind.is_driver {
        fields::apply(LEADER, 0, data, sink);
    }
    if !kind.is_driver {
        copy(Key::InitiatingProcessSignatureStatus, SIGNATURE_STATUS, data, sink);
    }
    let path = data.text(Key::InitiatingProcessFolderPath);
    let path = match kind.is_api || kind.is_driver {
        // The folder alone, for some of these.
        true => whole_path(path, data.text(Key::InitiatingProcessFileName), data.arena),
        false => path,
    };
    if let Some(path) = path {
        sink.text(EXECUTABLE, path);
    }
}

fn copy(key: Key, field: FieldId, data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(text) = data.text(key) {
        sink.text(field, text);
    }
}

/// What the sensor says of the initiating process's signature; that of the process itself it does not tell.
fn parent_signature(data: &Data<'_>, sink: &mut dyn EventSink) {
    let is_valid = match data.text(Key::InitiatingProcessSignatureStatus) {
        Some("Valid") => true,
        Some("Unsigned") => false,
        _ => return,
    };
    sink.boolean(PARENT_SIGNATURE_EXISTS, is_valid);
    sink.boolean(PARENT_SIGNATURE_TRUSTED, is_valid);
    if is_valid {
        sink.text(PARENT_SIGNATURE_STATUS, "trusted");
    }
}

fn arguments(kind: &Kind<'_>, data: &Data<'_>, sink: &mut dyn EventSink) {
    let initiators = data.text(Key::InitiatingProcessCommandLine);
    let own =
        data.text(Key::ProcessCommandLine).or_else(|| initiators.filter(|_| kind.is_about_the_initiator()));
    if let Some(text) = own {
        command_line::set_filled_arguments(text, ARGS, ARGS_COUNT, data.arena, sink);
    }
    if let Some(text) = initiators.filter(|_| kind.is_about_a_child) {
        command_line::set_filled_arguments(text, PARENT_ARGS, PARENT_ARGS_COUNT, data.arena, sink);
    }
}

/// The path of a file, where `FolderPath` is the folder in some rows and the whole path in others.
pub(super) fn whole_path<'a>(
    folder: Option<&'a str>,
    name: Option<&'a str>,
    arena: &'a Arena,
) -> Option<&'a str> {
    let folder = folder?;
    let Some(name) = name.filter(|name| !folder.ends_with(name)) else { return Some(folder) };
    let mut path = ArenaString::with_capacity_in(folder.len() + 1 + name.len(), arena);
    path.push_str(folder);
    path.push('\\');
    path.push_str(name);
    Some(path.into_bump_str())
}

/// What becomes of these, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    for rows in [ITSELF, CHILD, INITIATOR, INITIATOR_IMAGE, LEADER] {
        fields::notes(rows, Key::NAMES, notes);
    }
    let more: &[(&str, FieldId, &str)] = &[
        ("InitiatingProcessFolderPath", EXECUTABLE, "where the event is about that process, with its name"),
        ("InitiatingProcessIntegrityLevel", INTEGRITY_LEVEL, "copied"),
        ("InitiatingProcessSignatureStatus", SIGNATURE_STATUS, "where the event is about that process"),
        ("InitiatingProcessSignatureStatus", PARENT_SIGNATURE_EXISTS, "of Valid and Unsigned"),
        ("InitiatingProcessSignatureStatus", PARENT_SIGNATURE_TRUSTED, "of Valid and Unsigned"),
        ("FileName", TARGET_NAME, "of a call that reaches into another process"),
        ("ProcessCommandLine", TARGET_COMMAND_LINE, "of a call that reaches into another process"),
        ("FolderPath", TARGET_EXECUTABLE, "of a call that reaches into another process, with the name"),
        ("ProcessCommandLine", ARGS, "split as Windows does; else InitiatingProcessCommandLine"),
        ("ProcessCommandLine", ARGS_COUNT, "how many arguments"),
        ("InitiatingProcessCommandLine", PARENT_ARGS, "split as Windows does"),
        ("InitiatingProcessCommandLine", PARENT_ARGS_COUNT, "how many arguments"),
    ];
    notes.extend(more.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_whole() {
        let arena = Arena::new();
        let path = |folder, name| whole_path(folder, name, &arena);
        assert_eq!(path(Some(r"C:\Windows"), Some("a.sys")), Some(r"C:\Windows\a.sys"));
        assert_eq!(path(Some(r"C:\Windows\a.sys"), Some("a.sys")), Some(r"C:\Windows\a.sys"));
        assert_eq!(path(Some(r"C:\Windows"), None), Some(r"C:\Windows"));
        assert_eq!(path(None, Some("a.sys")), None);
    }
}
