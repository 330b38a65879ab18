//! `AlertInfo` and `AlertEvidence`: what Microsoft's products alerted about.

use ecs::{EventSink, FieldId};
use serde_json::Value;
use smallvec::SmallVec;

use super::device::kind::lower_case;
use super::kept::{EVENT, JsonRow, json_notes, kept, set_json};
use super::keys::Key;
use crate::FieldNote;
use crate::mapping::data::Data;
use crate::mapping::fields::How::{Copy, Ip, Long};
use crate::mapping::fields::{self, Row};
use crate::mapping::related;
use crate::mapping::{DataValue, command_line};

const ARGS: FieldId = FieldId::of("process.args");
const ARGS_COUNT: FieldId = FieldId::of("process.args_count");
const CATEGORY: FieldId = FieldId::of("event.category");
const DIRECTION: FieldId = FieldId::of("network.direction");
const EXECUTABLE: FieldId = FieldId::of("process.executable");
const HOST_NAME: FieldId = FieldId::of("host.name");
const KEPT_SEVERITY: FieldId = FieldId::of("m365_defender.event.severity");
const KEPT_TECHNIQUES: FieldId = FieldId::of("m365_defender.event.attack_techniques");
const KIND: FieldId = FieldId::of("event.kind");
const REGISTRY_DATA: FieldId = FieldId::of("registry.data.strings");
const RELATED_HASH: FieldId = FieldId::of("related.hash");
const RELATED_HOSTS: FieldId = FieldId::of("related.hosts");
const RELATED_IP: FieldId = FieldId::of("related.ip");
const RELATED_USER: FieldId = FieldId::of("related.user");
const SEVERITY: FieldId = FieldId::of("event.severity");
const THREAT_REGISTRY_DATA: FieldId = FieldId::of("threat.indicator.registry.data.strings");
const TECHNIQUE_ID: FieldId = FieldId::of("threat.technique.subtechnique.id");
const TECHNIQUE_NAME: FieldId = FieldId::of("threat.technique.subtechnique.name");
const TYPE: FieldId = FieldId::of("event.type");

/// What sort of entity makes which category.
const ENTITIES: &[(&str, &str)] =
    &[("file", "file"), ("process", "process"), ("device", "host"), ("user", "iam")];

/// What sort of alert makes which category.
const CATEGORIES: &[(&str, &str)] = &[
    ("malware", "malware"),
    ("ransomware", "malware"),
    ("persistence", "threat"),
    ("privilegeescalation", "threat"),
    ("suspiciousactivity", "threat"),
    ("threatmanagement", "threat"),
];

const SEVERITIES: &[(&str, i64)] = &[("informational", 1), ("low", 2), ("medium", 3), ("high", 4)];

const fn row(key: Key, field: &str, how: fields::How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

/// What becomes of a column, whatever the alert.
const ROWS: &[Row<Key>] = &[
    row(Key::AccountDomain, "user.domain", Copy),
    row(Key::AccountName, "user.name", Copy),
    row(Key::AccountObjectId, "user.id", Copy).unless(&[Key::AccountSid]),
    row(Key::AccountSid, "user.id", Copy),
    row(Key::AlertId, "event.id", Copy),
    row(Key::DeviceId, "host.id", Copy),
    row(Key::EmailSubject, "email.subject", Copy),
    row(Key::LocalIP, "source.ip", Ip),
    row(Key::NetworkMessageId, "email.message_id", Copy),
    row(Key::ProcessCommandLine, "process.command_line", Copy),
    row(Key::RemoteIP, "destination.ip", Ip),
    row(Key::RemoteUrl, "event.reference", Copy),
    row(Key::ServiceSource, "event.provider", Copy),
    row(Key::Title, "message", Copy),
];

/// Of an alert whose category is threat.
const INDICATOR: &[Row<Key>] = &[
    row(Key::FileName, "threat.indicator.file.name", Copy),
    row(Key::FileSize, "threat.indicator.file.size", Long),
    row(Key::FolderPath, "threat.indicator.file.directory", Copy),
    row(Key::RegistryKey, "threat.indicator.registry.key", Copy),
    row(Key::RegistryValueName, "threat.indicator.registry.value", Copy),
    row(Key::SHA1, "threat.indicator.file.hash.sha1", Copy),
    row(Key::SHA256, "threat.indicator.file.hash.sha256", Copy),
    row(Key::ThreatFamily, "threat.group.name", Copy),
];

/// Of an alert of another category.
const EVIDENCE: &[Row<Key>] = &[
    row(Key::FileName, "file.name", Copy),
    row(Key::FileSize, "file.size", Long),
    row(Key::FolderPath, "file.directory", Copy),
    row(Key::RegistryKey, "registry.key", Copy),
    row(Key::SHA1, "file.hash.sha1", Copy),
    row(Key::SHA256, "file.hash.sha256", Copy),
];

const KEPT: &[Row<Key>] = kept! {
    AccountDomain => "account.domain", Copy;
    AccountName => "account.name", Copy;
    AccountObjectId => "account.object_id", Copy;
    AccountSid => "account.sid", Copy;
    AccountUpn => "account.upn", Copy;
    AlertId => "alert.id", Copy;
    Application => "application", Copy;
    ApplicationId => "application_id", Same;
    Category => "alert.category", Copy;
    DetectionSource => "detection.source", Copy;
    DeviceId => "device.id", Copy;
    DeviceName => "device.name", Copy;
    EmailSubject => "email.subject", Copy;
    EntityType => "entity_type", Copy;
    EvidenceDirection => "evidence.direction", Copy;
    EvidenceRole => "evidence.role", Copy;
    FileName => "file.name", Copy;
    FileSize => "file.size", Long;
    FolderPath => "folder_path", Copy;
    LocalIP => "local.ip", Ip;
    MachineGroup => "machine_group", Copy;
    NetworkMessageId => "network.message_id", Copy;
    OAuthApplicationId => "oauth_application_id", Copy;
    ProcessCommandLine => "process.command_line", Copy;
    RegistryKey => "registry.key", Copy;
    RegistryValueData => "registry.value_data", Copy;
    RegistryValueName => "registry.value_name", Copy;
    RemoteIP => "remote.ip", Ip;
    RemoteUrl => "remote.url", Copy;
    SHA1 => "sha1", Copy;
    SHA256 => "sha256", Copy;
    ServiceSource => "service_source", Copy;
    ThreatFamily => "threat.family", Copy;
    Title => "title", Copy;
};

const KEPT_JSON: &[JsonRow] = &[
    (Key::AdditionalFields, FieldId::of("m365_defender.event.additional_fields")),
    (Key::Categories, FieldId::of("m365_defender.event.alert.categories")),
];

/// Maps an alert, or what it is based on.
pub(super) fn map(data: &mut Data<'_>, sink: &mut dyn EventSink) {
    sink.text(KIND, "alert");
    let categories = categories(data);
    if !categories.is_empty() {
        sink.texts(CATEGORY, &categories);
    }
    let is_threat = categories.contains(&"threat");
    sink.texts(TYPE, if is_threat { &["indicator"] } else { &["info"] });
    fields::apply(ROWS, 0, data, sink);
    let written = data.text(Key::RegistryValueData);
    if is_threat {
        fields::apply(INDICATOR, 0, data, sink);
        written.into_iter().for_each(|text| sink.texts(THREAT_REGISTRY_DATA, &[text]));
    } else if !categories.is_empty() {
        fields::apply(EVIDENCE, 0, data, sink);
        written.into_iter().for_each(|text| sink.texts(REGISTRY_DATA, &[text]));
    }
    severity(data, sink);
    techniques(data, sink);
    process(data, sink);
    if let Some(direction) = data.text(Key::EvidenceDirection) {
        sink.text(DIRECTION, lower_case(direction, data.arena));
    }
    let host = data.text(Key::DeviceName).map(|text| lower_case(text, data.arena));
    host.into_iter().for_each(|name| sink.text(HOST_NAME, name));
    related(host, data, sink);
    if sink.wants_any_below(EVENT) {
        fields::apply(KEPT, 0, data, sink);
        set_json(KEPT_JSON, data, sink);
    }
}

fn categories(data: &Data<'_>) -> SmallVec<[&'static str; 2]> {
    let named = |key, names: &'static [(&str, &'static str)]| {
        let text = data.text(key)?;
        names.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)).map(|(_, category)| *category)
    };
    [named(Key::EntityType, ENTITIES), named(Key::Category, CATEGORIES)].into_iter().flatten().collect()
}

fn severity(data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(text) = data.text(Key::Severity).map(|text| lower_case(text, data.arena)) else { return };
    sink.text(KEPT_SEVERITY, text);
    if let Some((_, number)) = SEVERITIES.iter().find(|(name, _)| *name == text) {
        sink.long(SEVERITY, *number);
    }
}

/// `["Valid Accounts (T1078)", …]`, as JSON in a text: names and numbers, each sorted.
fn techniques(data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(value) = data.value(Key::AttackTechniques) else { return };
    let wants = [KEPT_TECHNIQUES, TECHNIQUE_ID, TECHNIQUE_NAME].iter().any(|field| sink.wants(*field));
    let (DataValue::Text(json) | DataValue::Json(json)) = value else { return };
    if !wants {
        return;
    }
    let Ok(Value::Array(techniques)) = serde_json::from_str::<Value>(json) else {
        if let DataValue::Text(text) = value {
            sink.text(KEPT_TECHNIQUES, text);
        }
        return;
    };
    let mut techniques: Vec<&str> =
        techniques.iter().filter_map(Value::as_str).filter(|text| !text.is_empty()).collect();
    techniques.sort_unstable();
    let parts: Option<Vec<(&str, &str)>> = techniques.iter().map(|text| technique(text)).collect();
    if techniques.is_empty() {
        return;
    }
    sink.texts(KEPT_TECHNIQUES, &techniques);
    if let Some(parts) = parts {
        let (mut names, mut ids): (Vec<&str>, Vec<&str>) = parts.into_iter().unzip();
        names.sort_unstable();
        ids.sort_unstable();
        sink.texts(TECHNIQUE_NAME, &names);
        sink.texts(TECHNIQUE_ID, &ids);
    }
}

/// Name and number of a technique.
fn technique(text: &str) -> Option<(&str, &str)> {
    let (name, _) = text.rsplit_once(' ')?;
    let (_, rest) = text.split_once('(')?;
    let (id, _) = rest.split_once(')')?;
    Some((name, id))
}

fn process(data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(text) = data.text(Key::ProcessCommandLine) else { return };
    command_line::set_filled_arguments(text, ARGS, ARGS_COUNT, data.arena, sink);
    if sink.wants(EXECUTABLE) {
        let arguments = command_line::windows_arguments(text, data.arena);
        if let Some(first) = arguments.first().filter(|first| !first.is_empty()) {
            sink.text(EXECUTABLE, first);
        }
    }
}

fn related(host: Option<&str>, data: &Data<'_>, sink: &mut dyn EventSink) {
    let ip = |key| data.text(key).filter(|text| text.parse::<std::net::IpAddr>().is_ok());
    let lists = [
        (RELATED_HOSTS, [host, data.text(Key::AccountDomain), data.text(Key::DeviceId)]),
        (RELATED_USER, [data.text(Key::AccountObjectId), data.text(Key::AccountName), None]),
        (RELATED_IP, [ip(Key::LocalIP), ip(Key::RemoteIP), None]),
        (RELATED_HASH, [data.text(Key::SHA256), data.text(Key::SHA1), None]),
    ];
    related::set_lists(lists, sink);
}

/// What becomes of these tables' columns, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    let rows: &[(&str, FieldId, &str)] = &[
        ("EntityType", CATEGORY, "of an alert, with its Category"),
        ("Category", TYPE, "of an alert: indicator of a threat, else info"),
        ("Severity", SEVERITY, "1 informational to 4 high"),
        ("Severity", KEPT_SEVERITY, "in lower case"),
        ("AttackTechniques", KEPT_TECHNIQUES, "sorted"),
        ("AttackTechniques", TECHNIQUE_ID, "numbers, sorted"),
        ("AttackTechniques", TECHNIQUE_NAME, "names, sorted"),
        ("ProcessCommandLine", EXECUTABLE, "of an alert: the first argument"),
        ("EvidenceDirection", DIRECTION, "in lower case"),
        ("RegistryValueData", THREAT_REGISTRY_DATA, "of a threat"),
        ("RegistryValueData", REGISTRY_DATA, "of another alert"),
    ];
    notes.extend(rows.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
    for rows in [ROWS, INDICATOR, EVIDENCE, KEPT] {
        fields::notes(rows, Key::NAMES, notes);
    }
    json_notes(KEPT_JSON, notes);
}
