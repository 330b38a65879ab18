//! What the record allows beyond what the integration makes of it. Added after the mapping, unless ECS is to be strict.

use ecs::FieldId;

use super::category::{self, FILE, Kinds, LOGIN, MODULE, PROCESS, REGISTRY};
use super::keys::{Key, new_data};
use super::{backslashes, network, process};
use crate::JsonObject;
use crate::derive::Event;
use crate::mapping::data::Data;
use crate::mapping::{DataValue, command_line, fields};

macro_rules! fields {
    ($($name:ident = $path:literal,)*) => {
        $(const $name: FieldId = FieldId::of($path);)*
        /// What may be added.
        pub(crate) const FIELDS: &[FieldId] = &[$($name),*];
    };
}

fields! {
    CATEGORY = "event.category",
    DLL_HASH_MD5 = "dll.hash.md5",
    DLL_HASH_SHA1 = "dll.hash.sha1",
    DLL_NAME = "dll.name",
    DLL_PATH = "dll.path",
    EVENT_ACTION = "event.action",
    EVENT_TYPE = "event.type",
    EXIT_CODE = "process.exit_code",
    FILE_DIRECTORY = "file.directory",
    FILE_EXTENSION = "file.extension",
    FILE_ORIGINAL_NAME = "file.Ext.original.name",
    FILE_ORIGINAL_PATH = "file.Ext.original.path",
    FILE_PATH = "file.path",
    HIVE = "registry.hive",
    ORIGINAL_FILE_NAME = "process.pe.original_file_name",
    OS_FAMILY = "host.os.family",
    OS_TYPE = "host.os.type",
    OUTCOME = "event.outcome",
    PARENT_ARGS = "process.parent.args",
    PARENT_COMMAND_LINE = "process.parent.command_line",
    PARENT_EXECUTABLE = "process.parent.executable",
    PARENT_HASH_MD5 = "process.parent.hash.md5",
    PARENT_ORIGINAL_FILE_NAME = "process.parent.pe.original_file_name",
    PARENT_SIGNED = "process.parent.code_signature.exists",
    PARENT_SUBJECT = "process.parent.code_signature.subject_name",
    PARENT_TRUSTED = "process.parent.code_signature.trusted",
    PROCESS_ARGS = "process.args",
    PROCESS_COMMAND_LINE = "process.command_line",
    PROCESS_EXECUTABLE = "process.executable",
    SIGNED = "process.code_signature.exists",
    SOURCE_IP = "source.ip",
    SUBJECT = "process.code_signature.subject_name",
    TRUSTED = "process.code_signature.trusted",
    USER_DOMAIN = "user.domain",
    USER_ID = "user.id",
    USER_NAME = "user.name",
}

/// Adds to an event that was mapped.
pub(crate) fn add(record: &JsonObject<'_>, event: &mut Event<'_, '_>) {
    let halved = backslashes::halved(record);
    let data = new_data(halved.as_ref().unwrap_or(record));
    let kinds = data.text(Key::EventCategory).map_or(0, category::kinds);
    system(&data, event);
    match kinds & PROCESS {
        0 => actor(&data, event),
        _ => target(&data, event),
    }
    if kinds & FILE != 0 {
        file(&data, event);
    }
    if kinds & MODULE != 0 {
        library(&data, event);
    }
    if kinds & LOGIN != 0 {
        login(&data, event);
    }
    if kinds & REGISTRY != 0 {
        hive(&data, event);
    }
    if halved.is_some() {
        whole_paths(kinds, &new_data(record), event);
    }
}

fn fill(field: FieldId, value: Option<&str>, event: &mut Event<'_, '_>) {
    if let Some(value) = value {
        event.fill(field, value);
    }
}

fn system(data: &Data<'_>, event: &mut Event<'_, '_>) {
    match data.text(Key::EndpointOs).unwrap_or_default() {
        "windows" => event.fill(OS_FAMILY, "windows"),
        "osx" | "mac" => event.fill(OS_TYPE, "macos"),
        _ => {}
    }
}

/// Of events about something else, the actor is the process.
fn actor(data: &Data<'_>, event: &mut Event<'_, '_>) {
    fill(ORIGINAL_FILE_NAME, data.text(Key::SrcOriginalFileName), event);
    fill(PARENT_HASH_MD5, data.text(Key::ParentMd5), event);
    fill(USER_ID, data.text(Key::SrcUserSid).or_else(|| data.text(Key::SrcEUserUid)), event);
}

/// Of process events, the target is the process and the actor its parent.
fn target(data: &Data<'_>, event: &mut Event<'_, '_>) {
    fill(ORIGINAL_FILE_NAME, data.text(Key::TgtOriginalFileName), event);
    fill(PARENT_ORIGINAL_FILE_NAME, data.text(Key::SrcOriginalFileName), event);
    for (keys, [exists, trusted, subject]) in [
        ([Key::TgtSignedStatus, Key::TgtVerifiedStatus, Key::TgtPublisher], [SIGNED, TRUSTED, SUBJECT]),
        (
            [Key::SrcSignedStatus, Key::SrcVerifiedStatus, Key::SrcPublisher],
            [PARENT_SIGNED, PARENT_TRUSTED, PARENT_SUBJECT],
        ),
    ] {
        let [status, verified, publisher] = keys.map(|key| data.text(key));
        let is_signed = status.map(|status| status == "signed");
        event.replace_boolean(exists, is_signed);
        event.replace_boolean(
            trusted,
            is_signed.filter(|signed| *signed).map(|_| verified == Some("verified")),
        );
        event.replace(subject, publisher);
    }
    if let Some(user) = data.text(Key::TgtUser) {
        let (domain, name) = process::account(user);
        event.replace(USER_NAME, Some(name).filter(|name| !name.is_empty()));
        event.replace(USER_DOMAIN, Some(domain).filter(|domain| !domain.is_empty()));
        fill(USER_ID, data.text(Key::TgtUserSid).or_else(|| data.text(Key::TgtEUserUid)), event);
    }
    if let Some(code) = data.value(Key::ExitCode).and_then(DataValue::long) {
        event.fill_long(EXIT_CODE, code);
    }
}

fn file(data: &Data<'_>, event: &mut Event<'_, '_>) {
    if let Some(path) = data.text(Key::TgtFileOldPath) {
        event.fill(FILE_ORIGINAL_PATH, path);
        fill(FILE_ORIGINAL_NAME, path.rsplit(['\\', '/']).next(), event);
    }
    let name = data.text(Key::TgtFilePath).and_then(|path| path.rsplit(['\\', '/']).next());
    fill(FILE_EXTENSION, name.and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension), event);
}

fn library(data: &Data<'_>, event: &mut Event<'_, '_>) {
    event.fill_texts(CATEGORY, &["library"]);
    event.fill_texts(EVENT_TYPE, &["start"]);
    event.fill(EVENT_ACTION, "load");
    if let Some(path) = data.text(Key::ModulePath) {
        event.fill(DLL_PATH, path);
        fill(DLL_NAME, path.rsplit(['\\', '/']).next(), event);
    }
    fill(DLL_HASH_MD5, data.text(Key::ModuleMd5), event);
    fill(DLL_HASH_SHA1, data.text(Key::ModuleSha1), event);
}

/// The account of a login is the target that is named, or the one that asked for it, if that has the same name.
fn login(data: &Data<'_>, event: &mut Event<'_, '_>) {
    if let Some(is_successful) = data.text(Key::LoginIsSuccessful).and_then(fields::boolean) {
        event.fill(OUTCOME, if is_successful { "success" } else { "failure" });
    }
    fill(SOURCE_IP, network::address(data, Key::SrcEndpointIpAddress), event);
    let Some(user) = data.text(Key::LoginUserName) else { return };
    let is_same = data.text(Key::LoginAccountName).is_some_and(|name| name.eq_ignore_ascii_case(user));
    let asking = |key: Key| data.said(key).filter(|_| is_same);
    let domain = data.said(Key::LoginTgtDomainName).or_else(|| asking(Key::LoginAccountDomain));
    event.replace(USER_DOMAIN, domain);
    let id = data.said(Key::LoginTgtUserSid).or_else(|| asking(Key::LoginAccountSid));
    fill(USER_ID, id.filter(|id| *id != "S-1-0-0"), event);
}

fn hive(data: &Data<'_>, event: &mut Event<'_, '_>) {
    let Some(path) = data.text(Key::RegistryKeyPath) else { return };
    for (start, name) in [(r"MACHINE\", "HKLM"), (r"USER\", "HKU")] {
        if path.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)) {
            event.fill(HIVE, name);
        }
    }
}

/// Gives back the backslash that paths lost (`\\server\share`), where the record shows that it is not written with
/// doubled escapes: a path with a drive has one backslash behind it. `data` is the record as it is written.
fn whole_paths(kinds: Kinds, data: &Data<'_>, event: &mut Event<'_, '_>) {
    let known =
        [Key::TgtImagePath, Key::SrcImagePath, Key::ParentImagePath, Key::TgtFilePath, Key::ModulePath];
    if !known.into_iter().filter_map(|key| data.text(key)).any(has_single_backslash) {
        return;
    }
    let (own, parent) = match kinds & PROCESS {
        0 => ([Key::SrcImagePath, Key::SrcCmdline], [Key::ParentImagePath, Key::ParentCmdline]),
        _ => ([Key::TgtImagePath, Key::TgtCmdline], [Key::SrcImagePath, Key::SrcCmdline]),
    };
    for ([path, line], [executable, command_line, args]) in [
        (own, [PROCESS_EXECUTABLE, PROCESS_COMMAND_LINE, PROCESS_ARGS]),
        (parent, [PARENT_EXECUTABLE, PARENT_COMMAND_LINE, PARENT_ARGS]),
    ] {
        if let Some(path) = lost(data, path) {
            event.replace(executable, Some(path));
        }
        if let Some(text) = lost(data, line) {
            let text = match line {
                Key::SrcCmdline => text,
                _ => process::unquoted(text),
            };
            event.replace(command_line, Some(text));
            if event.wants(args) {
                event.replace_texts(args, &command_line::windows_arguments(text, data.arena));
            }
        }
    }
    if kinds & FILE != 0
        && let Some(path) = lost(data, Key::TgtFilePath)
    {
        event.replace(FILE_PATH, Some(path));
        event.replace(FILE_DIRECTORY, path.rsplit_once('\\').map(|(directory, _)| directory));
    }
    if kinds & MODULE != 0
        && let Some(path) = lost(data, Key::ModulePath)
    {
        event.replace(DLL_PATH, Some(path));
    }
}

/// `C:\x`, not `C:\\x`.
fn has_single_backslash(path: &str) -> bool {
    let mut characters = path.chars().skip(1);
    characters.next() == Some(':') && characters.next() == Some('\\') && characters.next() != Some('\\')
}

/// A value with two backslashes in a row.
fn lost<'a>(data: &Data<'a>, key: Key) -> Option<&'a str> {
    data.text(key).filter(|text| text.contains(r"\\"))
}
