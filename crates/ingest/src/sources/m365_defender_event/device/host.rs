//! The device: its name, its system, its network adapters.
//!
//! Which system it runs is told in `DeviceInfo` only. Elsewhere it is Windows where the row has what only Windows has:
//! a registry, libraries, calls, drivers, security identifiers. A process or a connection of an account without one
//! tells nothing here; a path with a drive letter (`FolderPath`, `InitiatingProcessFolderPath`) or a security identifier
//! of the account (`AccountSid`) would.

use ecs::{EventSink, FieldId};
use serde_json::Value;

use super::super::keys::Key;
use super::additional::Additional;
use super::kind::{Kind, lower_case};
use crate::mapping::data::Data;
use crate::mapping::fields::How::Copy;
use crate::mapping::fields::{self, Row};
use crate::mapping::{Arena, DataValue};
use crate::{FieldNote, JsonObject};

const ACTIVE_USERS: FieldId = FieldId::of("m365_defender.event.active_users");
const ADAPTER_NAME: FieldId = FieldId::of("m365_defender.event.network.adapter_name");
const IP: FieldId = FieldId::of("host.ip");
const KEPT_MAC: FieldId = FieldId::of("m365_defender.event.mac_address");
const MAC: FieldId = FieldId::of("host.mac");
const NAME: FieldId = FieldId::of("host.name");
const OS_TYPE: FieldId = FieldId::of("host.os.type");

const fn row(key: Key, field: &str, how: fields::How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

/// What is copied.
const ROWS: &[Row<Key>] = &[
    row(Key::DeviceId, "host.id", Copy),
    row(Key::OSArchitecture, "host.architecture", Copy),
    row(Key::OSPlatform, "host.os.full", Copy),
    row(Key::OSDistribution, "host.os.platform", Copy),
    row(Key::OSVersion, "host.os.version", Copy),
    row(Key::DeviceType, "host.type", Copy),
    row(Key::ClientVersion, "observer.version", Copy),
    row(Key::DeviceCategory, "observer.type", Copy),
];

/// Systems, and what their platform's name has in it.
const PLATFORMS: &[&str] = &["windows", "linux", "macos"];

/// What others need to know of the device.
pub(super) struct Host<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) ip: Option<&'a str>,
}

/// Sets `host.*` and `observer.*`.
pub(super) fn set<'a>(
    kind: &Kind<'_>,
    additional: &Additional<'_>,
    properties: &JsonObject<'_>,
    data: &mut Data<'a>,
    sink: &mut dyn EventSink,
) -> Host<'a> {
    fields::apply(ROWS, 0, data, sink);
    let name = data.text(Key::DeviceName).map(|text| lower_case(text, data.arena));
    if let Some(name) = name {
        sink.text(NAME, name);
    }
    let ip = data.text(Key::PublicIP).filter(|text| text.parse::<std::net::IpAddr>().is_ok());
    if let Some(ip) = ip {
        sink.texts(IP, &[ip]);
    }
    if sink.wants(OS_TYPE)
        && let Some(system) = system(kind, additional, properties, data)
    {
        sink.text(OS_TYPE, system);
    }
    adapter(data, sink);
    Host { name, ip }
}

/// The system's platform, for tables that have it.
pub(in super::super) fn platform(name: &str, arena: &Arena) -> Option<&'static str> {
    let name = lower_case(name, arena);
    PLATFORMS.iter().copied().rfind(|platform| name.contains(platform))
}

fn system(
    kind: &Kind<'_>,
    additional: &Additional<'_>,
    properties: &JsonObject<'_>,
    data: &Data<'_>,
) -> Option<&'static str> {
    // As the pipeline has it, an empty text is an identifier, too.
    let has = |key: Key| {
        let is_there = |value| value != DataValue::Null;
        data.has(key) || properties.get(Key::NAMES[key as usize]).is_some_and(is_there)
    };
    let is_posix = additional.is_posix();
    let is_windows = if kind.is_api || kind.is_driver || kind.is_registry() || kind.is_library() {
        !is_posix
    } else if kind.is_file() {
        has(Key::InitiatingProcessAccountSid) || has(Key::RequestAccountSid)
    } else if kind.is_process() || kind.is_network() {
        !is_posix && has(Key::InitiatingProcessAccountSid)
    } else if kind.is_authentication() {
        !is_posix && (has(Key::InitiatingProcessAccountSid) || has(Key::AccountSid))
    } else {
        false
    };
    if is_windows {
        return Some("windows");
    }
    let told = data.text(Key::OSPlatform).and_then(|name| platform(name, data.arena));
    told.or(is_posix.then_some("unix"))
}

fn adapter(data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(name) = data.text(Key::NetworkAdapterName) {
        let inner = name.strip_prefix('{').map(|rest| rest.strip_suffix('}').unwrap_or_default());
        let name = inner.unwrap_or(name);
        if !name.is_empty() {
            sink.text(ADAPTER_NAME, name);
        }
    }
    let Some(address) = data.text(Key::MacAddress) else { return };
    if !sink.wants(MAC) && !sink.wants(KEPT_MAC) {
        return;
    }
    let kept = address.replace([':', '.'], "-").to_uppercase();
    sink.text(KEPT_MAC, &kept);
    let separated = match kept.contains('-') {
        true => kept,
        false => {
            let digits: Vec<char> = kept.chars().collect();
            let pairs: Vec<String> = digits.chunks(2).map(|pair| pair.iter().collect()).collect();
            pairs.join("-")
        }
    };
    sink.texts(MAC, &[&separated]);
}

/// Who is logged on, by `DeviceInfo`: sets what is kept of it.
pub(super) fn logged_on<'a>(data: &Data<'a>, wanted: bool, sink: &mut dyn EventSink) -> Vec<&'a str> {
    if !wanted && !sink.wants(ACTIVE_USERS) {
        return Vec::new();
    }
    let Some(DataValue::Text(json) | DataValue::Json(json)) = data.value(Key::LoggedOnUsers) else {
        return Vec::new();
    };
    let Ok(Value::Array(users)) = serde_json::from_str::<Value>(json) else { return Vec::new() };
    let names: Vec<&str> = users
        .iter()
        .filter_map(|user| user.get("UserName").and_then(Value::as_str).filter(|name| !name.is_empty()))
        .map(|name| &*data.arena.alloc_str(name))
        .collect();
    if !names.is_empty() {
        sink.texts(ACTIVE_USERS, &names);
    }
    names
}

/// What becomes of these, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    fields::notes(ROWS, Key::NAMES, notes);
    let more: &[(&str, FieldId, &str)] = &[
        ("DeviceName", NAME, "in lower case"),
        ("PublicIP", IP, "if it is an IP address"),
        ("OSPlatform", OS_TYPE, "windows, linux or macos by its name"),
        ("InitiatingProcessAccountSid", OS_TYPE, "windows, of a process, a connection, a file, a logon"),
        ("AccountSid", OS_TYPE, "windows, of a logon"),
        ("RequestAccountSid", OS_TYPE, "windows, of a file"),
        ("category", OS_TYPE, "windows, of the registry, libraries, calls and drivers"),
        ("AdditionalFields.InitiatingProcessPosix*", OS_TYPE, "unix, unless OSPlatform says which"),
        ("MacAddress", MAC, "in upper case, pairs separated"),
        ("MacAddress", KEPT_MAC, "in upper case"),
        ("NetworkAdapterName", ADAPTER_NAME, "without braces"),
        ("LoggedOnUsers", ACTIVE_USERS, "their names"),
    ];
    notes.extend(more.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
}
