//! `AdditionalFields`: an object of its own for every action, sent as JSON in a text or as it is.

use ecs::{EventSink, FieldId};
use memchr::memmem;

use super::super::keys::Key;
use super::action::Part;
use super::kind::Kind;
use crate::JsonObject;
use crate::mapping::data::Data;
use crate::mapping::{DataValue, fields, prune};

const KEPT: FieldId = FieldId::of("m365_defender.event.additional_fields");
const KEPT_DIRECTION: FieldId = FieldId::of("m365_defender.event.network_direction");
const API_NAME: FieldId = FieldId::of("process.Ext.api.name");
const API_PARAMETERS: FieldId = FieldId::of("process.Ext.api.parameters");

const DIRECTION: &str = "direction";
/// What is moved out of the object of a DNS request that was seen on the wire.
pub(super) const DNS_MEMBERS: &[&str] =
    &["qclass_name", "query", "qtype_name", "rcode_name", "answers", "TTLs"];
/// What is moved out of the object of a call, and the parameter it becomes.
const API_MEMBERS: &[(&str, &str)] = &[
    ("RegionSize", "size"),
    ("ProtectionMask", "protection"),
    ("BaseAddress", "address"),
    ("DesiredAccess", "desired_access_numeric"),
];
/// What is there of a process on Linux or macOS, and only there.
const POSIX_MEMBERS: [&str; 6] = [
    "InitiatingProcessPosixEffectiveGroup",
    "InitiatingProcessPosixEffectiveUser",
    "InitiatingProcessPosixFilePermissions",
    "InitiatingProcessPosixProcessGroupId",
    "InitiatingProcessPosixRealUser",
    "InitiatingProcessPosixSessionId",
];

/// The object, as far as it is looked into.
pub(super) struct Additional<'a> {
    object: Option<JsonObject<'a>>,
}

impl<'a> Additional<'a> {
    /// Reads the object if there can be anything in it that others ask for.
    pub(super) fn new(kind: &Kind<'_>, data: &Data<'a>) -> Self {
        let text = match data.value(Key::AdditionalFields) {
            Some(DataValue::Text(text) | DataValue::Json(text)) if text.len() > "{}".len() => text,
            _ => return Self { object: None },
        };
        let has = |name: &str| memmem::find(text.as_bytes(), name.as_bytes()).is_some();
        let is_asked = kind.is_network() || kind.is_api || has("InitiatingProcessPosix") || has(DIRECTION);
        let object = is_asked.then(|| JsonObject::parse(text, data.arena).ok()).flatten();
        Self { object }
    }

    /// The member of this name, unless it is null or empty.
    pub(super) fn value(&self, name: &str) -> Option<DataValue<'a>> {
        let value = self.object.as_ref()?.get(name)?;
        Some(value).filter(|value| !matches!(value, DataValue::Null | DataValue::Text("")))
    }

    /// The text of this name.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.object.as_ref()?.text(name).filter(|text| !text.is_empty())
    }

    /// `In` or `Out`, where it is known.
    pub(super) fn direction(&self) -> Option<&'a str> {
        self.text(DIRECTION)
    }

    /// Whether the process that acted has what only processes on Linux and macOS have.
    pub(super) fn is_posix(&self) -> bool {
        let is_there =
            |name| self.object.is_some_and(|object| object.get(name).is_some_and(|v| v != DataValue::Null));
        POSIX_MEMBERS.into_iter().all(is_there)
    }
}

/// Sets what is kept of the object, and a call's name and parameters.
pub(super) fn set(kind: &Kind<'_>, additional: &Additional<'_>, data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(direction) = additional.direction() {
        sink.text(KEPT_DIRECTION, direction);
    }
    if kind.is_api {
        set_call(kind, additional, sink);
    }
    if !sink.wants(KEPT) && !sink.wants_any_below(KEPT) {
        return;
    }
    match data.value(Key::AdditionalFields) {
        Some(DataValue::Text(text) | DataValue::Json(text)) => match serde_json::from_str(text) {
            Ok(mut value) => {
                if let serde_json::Value::Object(members) = &mut value {
                    members.retain(|name, _| !is_moved(kind, name));
                }
                if let Some(value) = prune::without_empty(value) {
                    sink.json(KEPT, &value);
                }
            }
            Err(_) => sink.text(KEPT, text),
        },
        Some(value) => fields::set_same(KEPT, value, sink),
        None => {}
    }
}

fn is_moved(kind: &Kind<'_>, name: &str) -> bool {
    name == DIRECTION
        || kind.is_network() && kind.acts(Part::DnsConnectionInspected) && DNS_MEMBERS.contains(&name)
        || kind.is_api && API_MEMBERS.iter().any(|(known, _)| *known == name)
}

fn set_call(kind: &Kind<'_>, additional: &Additional<'_>, sink: &mut dyn EventSink) {
    let name = kind
        .action
        .map(|action| action.raw)
        .and_then(|action| action.get(..action.len().checked_sub("ApiCall".len())?));
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        sink.text(API_NAME, name);
    }
    for (member, parameter) in API_MEMBERS {
        if !sink.wants_member(API_PARAMETERS, parameter) {
            continue;
        }
        match (additional.value(member), *parameter) {
            (Some(_), "protection") => {
                if let Some(text) = additional.text(member) {
                    sink.member_text(API_PARAMETERS, parameter, text);
                }
            }
            (Some(DataValue::Text(text)), _) => sink.member_text(API_PARAMETERS, parameter, text),
            (Some(DataValue::Long(value)), _) => {
                sink.member_json(API_PARAMETERS, parameter, &serde_json::Value::from(value));
            }
            (Some(DataValue::Json(json)), _) => {
                if let Some(value) = prune::parse_without_empty(json) {
                    sink.member_json(API_PARAMETERS, parameter, &value);
                }
            }
            _ => {}
        }
    }
}

/// What becomes of the object, for people.
pub(super) fn notes(notes: &mut Vec<crate::FieldNote>) {
    use crate::FieldNote;
    notes.push(FieldNote::new(
        "AdditionalFields.*",
        format!("{}.*", KEPT.path()),
        "what no other field takes out",
    ));
    notes.push(FieldNote::new("AdditionalFields.direction", KEPT_DIRECTION.path(), "moved"));
    notes.push(FieldNote::new("ActionType", API_NAME.path(), "of ...ApiCall, without ApiCall"));
    for (member, parameter) in API_MEMBERS {
        let raw = format!("AdditionalFields.{member}");
        notes.push(FieldNote::new(
            raw,
            format!("{}.{parameter}", API_PARAMETERS.path()),
            "moved, of ...ApiCall",
        ));
    }
}
