//! What is asked of a document.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ecs::catalogue::EcsCatalogue;
use ecs::{Catalogue as _, Document, FieldType, Timestamp};
use ingest::{FieldNote, Mapping, Source};
use serde_json::Value;

use crate::records::Record;

/// A document, and what it was made of.
pub(crate) struct Checked<'c> {
    pub(crate) source: &'static Source,
    pub(crate) record: &'c Record,
    pub(crate) document: &'c Document,
}

/// The values that ECS allows (the field reference of version 9, `event.kind`, `event.category`, `event.type`).
const ALLOWED: &[(&str, &[&str])] = &[
    ("event.kind", &["alert", "asset", "enrichment", "event", "metric", "pipeline_error", "signal", "state"]),
    (
        "event.category",
        &[
            "api",
            "authentication",
            "configuration",
            "database",
            "driver",
            "email",
            "file",
            "host",
            "iam",
            "intrusion_detection",
            "library",
            "malware",
            "network",
            "package",
            "process",
            "registry",
            "session",
            "threat",
            "vulnerability",
            "web",
        ],
    ),
    (
        "event.type",
        &[
            "access",
            "admin",
            "allowed",
            "change",
            "connection",
            "creation",
            "deletion",
            "denied",
            "end",
            "error",
            "group",
            "indicator",
            "info",
            "installation",
            "protocol",
            "start",
            "user",
        ],
    ),
];

/// Everything that is wrong with a document.
pub(crate) fn check(checked: &Checked<'_>) -> Vec<String> {
    let fields = fields(checked.document);
    let mut wrong = Vec::new();
    let time = fields.get("@timestamp").and_then(Value::as_str);
    if !time.is_some_and(|time| time.ends_with('Z') && Timestamp::parse_iso(time).is_some()) {
        wrong.push(format!("@timestamp is {time:?}"));
    }
    let is_winlog = matches!(checked.source.mapping, Mapping::Winlog(_));
    if !fields.contains_key("event.kind") && is_winlog {
        wrong.push("no event.kind".to_owned());
    }
    for (field, allowed) in ALLOWED {
        for value in fields.get(*field).map(values).unwrap_or_default() {
            if !value.as_str().is_some_and(|value| allowed.contains(&value)) {
                wrong.push(format!("{field} is {value}"));
            }
        }
    }
    let os = fields.get("host.os.type").and_then(Value::as_str);
    if is_winlog && os != Some("windows") {
        wrong.push(format!("host.os.type is {os:?}"));
    }
    let known = Known::of(checked);
    // A vendor's own values are kept as the vendor has them, of whatever type.
    let vendor = checked.source.name.split('.').next().unwrap_or_default();
    for (path, value) in &fields {
        if value.as_array().is_some_and(Vec::is_empty) {
            wrong.push(format!("{path} is empty"));
        }
        let is_vendors = path.split('.').next() == Some(vendor);
        for value in values(value).into_iter().filter(|_| !is_vendors) {
            wrong.extend(wrong_value(path, value).map(|wrong| format!("{path} {wrong}")));
        }
        if !known.has(path) {
            wrong.push(format!("{path} is not among the source's fields"));
        }
    }
    wrong
}

fn values(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    }
}

/// What is wrong with one value of a field.
fn wrong_value(path: &str, value: &Value) -> Option<String> {
    // An argument may be empty: the Security pipelines have one between two blanks.
    let is_argument = path.ends_with(".args");
    if value.is_null()
        || value == "" && !is_argument
        || value.as_object().is_some_and(serde_json::Map::is_empty)
    {
        return Some("is empty".to_owned());
    }
    let text = value.as_str();
    let is_listed = EcsCatalogue.paths().any(|listed| listed == path);
    let fits = match EcsCatalogue.field(path).filter(|_| is_listed)?.field_type {
        FieldType::Keyword => text.is_some(),
        FieldType::Long => value.is_i64() || value.is_u64(),
        FieldType::Double => value.is_number(),
        FieldType::Boolean => value.is_boolean(),
        FieldType::Ip => text.is_some_and(|text| text.parse::<IpAddr>().is_ok()),
        FieldType::Date => text.is_some_and(|text| Timestamp::parse(text).is_some()),
        _ => true,
    };
    let kind = match value {
        Value::String(_) => "a text",
        Value::Number(_) => "a number",
        Value::Bool(_) => "a boolean",
        _ => "no single value",
    };
    (!fits).then(|| format!("is {kind}"))
}

/// The fields that a document may have: those that the source notes, those that were derived, and those that the raw
/// record has itself, where it is a shipper's document.
struct Known {
    notes: Vec<FieldNote>,
    derived: Vec<String>,
    raw: BTreeMap<String, Value>,
}

impl Known {
    fn of(checked: &Checked<'_>) -> Self {
        let mut notes = Vec::new();
        (checked.source.fields)(&mut notes);
        let derived = checked.document.get("tripline").and_then(|tripline| tripline.get("derived"));
        let derived = derived.map(values).unwrap_or_default();
        let derived = derived.iter().filter_map(|field| field.as_str().map(str::to_owned)).collect();
        let raw = match (checked.source.mapping, serde_json::from_str(&checked.record.text)) {
            (Mapping::Winlog(_), Ok(Value::Object(raw))) => fields(&raw),
            _ => BTreeMap::new(),
        };
        Self { notes, derived, raw }
    }

    fn has(&self, path: &str) -> bool {
        path.starts_with("tripline.")
            || self.raw.contains_key(path)
            || self.derived.iter().any(|field| field == path)
            || self.notes.iter().any(|note| match note.field.strip_suffix(".*") {
                Some(object) => path.strip_prefix(object).is_some_and(|rest| rest.starts_with('.')),
                None => {
                    // Of documents that are ECS already, anything.
                    note.field == "*"
                        || note.field == path
                        || path.strip_prefix(&*note.field).is_some_and(|rest| rest.starts_with('.'))
                }
            })
    }
}

/// Fields by their path.
pub(crate) fn fields(document: &Document) -> BTreeMap<String, Value> {
    fn add(prefix: &str, object: &Document, fields: &mut BTreeMap<String, Value>) {
        for (name, value) in object {
            let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            match value {
                Value::Object(members) if !members.is_empty() => add(&path, members, fields),
                value => {
                    fields.insert(path, value.clone());
                }
            }
        }
    }
    let mut all = BTreeMap::new();
    add("", document, &mut all);
    all
}
