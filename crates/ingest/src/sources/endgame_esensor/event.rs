//! What kind of event the sensor tells of, and what happened.

use ecs::{EventSink, FieldId};

use super::keys::Key;
use crate::mapping::data::Data;

const EVENT_CATEGORY: FieldId = FieldId::of("event.category");
const EVENT_OUTCOME: FieldId = FieldId::of("event.outcome");
const EVENT_TYPE: FieldId = FieldId::of("event.type");

/// A kind of events. Rows name it by its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Other = 0,
    Process = 1,
    File = 2,
    Registry = 3,
    Network = 4,
    Dns = 5,
    Library = 6,
    Driver = 7,
    Security = 8,
}

impl Kind {
    /// The kind of an event by its type; drivers are told from libraries by the subtype.
    pub(super) fn of(data: &Data<'_>) -> Self {
        let name = data.text(Key::event_type_full).unwrap_or_default();
        match name.strip_suffix("_event").unwrap_or(name) {
            "process" => Self::Process,
            "file" => Self::File,
            "registry" => Self::Registry,
            "network" => Self::Network,
            "dns" => Self::Dns,
            "image_load" | "image" | "driver_load" => match data.text(Key::event_subtype_full) {
                Some("driver_load_event") => Self::Driver,
                _ => Self::Library,
            },
            // Documents of the platform are about authentication.
            "security" | "authentication" => Self::Security,
            _ => Self::Other,
        }
    }

    fn category(self) -> Option<&'static str> {
        Some(match self {
            Self::Process => "process",
            Self::File => "file",
            Self::Registry => "registry",
            Self::Network | Self::Dns => "network",
            Self::Library => "library",
            Self::Driver => "driver",
            Self::Security => "authentication",
            Self::Other => return None,
        })
    }
}

/// What a subtype means: the types of ECS.
const TYPES: &[(&str, &[&str])] = &[
    ("creation_event", &["start"]),
    ("fork_event", &["start"]),
    ("exec_event", &["start"]),
    ("termination_event", &["end"]),
    ("already_running", &["info"]),
    ("still_running", &["info"]),
    ("session_id_change", &["change"]),
    ("uid_change", &["change"]),
    ("gid_change", &["change"]),
    ("file_create_event", &["creation"]),
    ("file_modify_event", &["change"]),
    ("file_write_event", &["change"]),
    ("file_overwrite_event", &["change"]),
    ("file_rename_event", &["change"]),
    ("file_delete_event", &["deletion"]),
    ("file_open_event", &["access"]),
    ("registry_create_event", &["creation"]),
    ("registry_modify_event", &["change"]),
    ("registry_delete_event", &["deletion"]),
    ("connection_attempt_event", &["connection", "start"]),
    ("connection_accept_event", &["connection", "start"]),
    ("reconnect_attempt_event", &["connection", "start"]),
    ("disconnect_received_event", &["connection", "end"]),
    ("http_request_event", &["protocol", "info"]),
    ("request_event", &["protocol", "info"]),
    ("lookup_failure", &["protocol", "info"]),
    ("image_load_event", &["start"]),
    ("driver_load_event", &["start"]),
    ("user_logon", &["start"]),
    ("explicit_user_logon", &["start"]),
    ("admin_logon", &["start"]),
    ("user_logon_failed", &["start"]),
    ("user_logoff", &["end"]),
    ("workstation_locked", &["info"]),
    ("workstation_unlocked", &["info"]),
];

/// The types of ECS for a subtype, whichever version of IP it is about.
pub(super) fn types(subtype: &str) -> Option<&'static [&'static str]> {
    let name = without_ip_version(subtype);
    TYPES.iter().find(|(known, _)| *known == name).map(|(_, types)| *types)
}

/// `connection_attempt_event` of `ipv4_connection_attempt_event`.
pub(super) fn without_ip_version(subtype: &str) -> &str {
    subtype.strip_prefix("ipv4_").or_else(|| subtype.strip_prefix("ipv6_")).unwrap_or(subtype)
}

/// How it came out, where the subtype says so.
pub(super) fn outcome(subtype: &str) -> Option<&'static str> {
    match subtype {
        "user_logon" | "explicit_user_logon" | "admin_logon" | "user_logoff" => Some("success"),
        "user_logon_failed" | "lookup_failure" => Some("failure"),
        _ => None,
    }
}

/// Sets category, type and outcome.
pub(super) fn set(kind: Kind, data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(category) = kind.category() {
        sink.texts(EVENT_CATEGORY, &[category]);
    }
    let subtype = data.text(Key::event_subtype_full).unwrap_or_default();
    if let Some(types) = types(subtype) {
        sink.texts(EVENT_TYPE, types);
    }
    if let Some(outcome) = outcome(subtype) {
        sink.text(EVENT_OUTCOME, outcome);
    }
}
