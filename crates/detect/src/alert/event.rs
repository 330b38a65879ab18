//! The event that an alert is about, and what the alert keeps of it.

use std::sync::OnceLock;

use ecs::{Document, Timestamp};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Members of a source document that an alert cannot keep, because they are its own.
const RESERVED: [&str; 3] = ["kibana", "signal", "threshold_result"];

/// Where an alert keeps the originals of fields that it has itself.
const ORIGINALS: [(&str, &str); 2] =
    [("event", "kibana.alert.original_event"), ("data_stream", "kibana.alert.original_data_stream")];

/// An event that a rule matched, as far as its alert needs it. Alerts of several rules on one event share it, and so
/// what is made of it.
#[derive(Clone, Debug)]
pub struct MatchedEvent {
    document: Document,
    id: String,
    index: String,
    time: Timestamp,
    originals: Document,
    json: OnceLock<KeptJson>,
}

/// What alerts keep of an event as JSON: members without braces.
#[derive(Clone, Debug)]
struct KeptJson {
    text: Vec<u8>,
    /// Where the value of `@timestamp` goes, which is the alert's.
    time_at: usize,
}

impl MatchedEvent {
    /// An event: its whole normalised document, what identifies it (`_id`), the index or data stream it is in or would
    /// be (`_index`), and when it happened.
    pub fn new(document: Document, id: String, index: String, time: Timestamp) -> Self {
        let originals = originals(&document);
        Self { document, id, index, time, originals, json: OnceLock::new() }
    }

    /// The same event with another id.
    pub(crate) fn with_id(self, id: String) -> Self {
        Self { id, ..self }
    }

    /// The whole normalised document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What identifies the event (`_id`).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The index or data stream it is in, or would be (`_index`); empty where nobody knows.
    pub fn index(&self) -> &str {
        &self.index
    }

    /// When it happened.
    pub fn time(&self) -> Timestamp {
        self.time
    }

    /// The event's members that an alert keeps as they are, and with what value: all but those whose names alerts use
    /// themselves, and `event.kind`, which is among the originals.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&str, Kept<'_>)> {
        self.document.iter().filter(|(name, _)| is_kept(name)).filter_map(|(name, value)| {
            Some((
                name.as_str(),
                match (name.as_str(), value) {
                    ("event", Value::Object(members)) if members.contains_key("kind") => {
                        Some(Kept::WithoutKind(members)).filter(|_| members.len() > 1)?
                    }
                    (_, value) => Kept::Whole(value),
                },
            ))
        })
    }

    /// A member of the event that an alert keeps.
    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        self.document.get(name).filter(|_| is_kept(name))
    }

    /// `event.*` and `data_stream.*` under the names that an alert keeps them by.
    pub(super) fn originals(&self) -> &Document {
        &self.originals
    }

    /// Writes what an alert that was made then keeps of the event: members without braces, at least one.
    pub(super) fn write_json(&self, created: &[u8], out: &mut Vec<u8>) {
        let json = self.json.get_or_init(|| self.kept_json());
        let (before, after) = json.text.split_at(json.time_at);
        out.extend_from_slice(before);
        out.extend_from_slice(created);
        out.extend_from_slice(after);
    }

    fn kept_json(&self) -> KeptJson {
        let mut json = KeptJson { text: Vec::new(), time_at: 0 };
        let mut has_time = false;
        for (name, value) in self.kept() {
            if name == "@timestamp" {
                put_name(&mut json.text, name);
                json.time_at = json.text.len();
                has_time = true;
            } else {
                put_member(&mut json.text, name, &value);
            }
        }
        if !has_time {
            put_name(&mut json.text, "@timestamp");
            json.time_at = json.text.len();
        }
        put_member(&mut json.text, "event.kind", "signal");
        self.originals.iter().for_each(|(name, value)| put_member(&mut json.text, name, value));
        json
    }
}

/// What an alert keeps of one member of its event.
pub(super) enum Kept<'e> {
    Whole(&'e Value),
    /// The members of `event`, but for `kind`.
    WithoutKind(&'e Document),
}

impl Kept<'_> {
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Whole(value) => (*value).clone(),
            Self::WithoutKind(members) => {
                let mut members = (*members).clone();
                members.shift_remove("kind");
                Value::Object(members)
            }
        }
    }
}

impl Serialize for Kept<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(value) => value.serialize(serializer),
            Self::WithoutKind(members) => {
                let mut map = serializer.serialize_map(Some(members.len().saturating_sub(1)))?;
                for (name, value) in members.iter().filter(|(name, _)| *name != "kind") {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

fn is_kept(name: &str) -> bool {
    name != "event.kind" && !RESERVED.contains(&name.split('.').next().unwrap_or_default())
}

/// A member of a JSON object, behind a comma where something stands before it.
pub(super) fn put_member(json: &mut Vec<u8>, name: &str, value: &(impl Serialize + ?Sized)) {
    put_name(json, name);
    put_value(json, value);
}

fn put_name(json: &mut Vec<u8>, name: &str) {
    if !json.is_empty() {
        json.push(b',');
    }
    put_value(json, name);
    json.push(b':');
}

/// A value as JSON.
pub(super) fn put_value(json: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    let before = json.len();
    // Values of JSON can be written as JSON, and memory takes them: this does not fail.
    if serde_json::to_writer(&mut *json, value).is_err() {
        json.truncate(before);
        json.extend_from_slice(b"null");
    }
}

/// Copies `event.*` and `data_stream.*` to where an alert keeps the originals, each under its full dotted name.
fn originals(event: &Document) -> Document {
    let mut originals = Document::new();
    for (name, value) in event {
        for (from, to) in ORIGINALS {
            match name.strip_prefix(from) {
                Some("") => flatten(to, value, &mut originals),
                Some(rest) if rest.starts_with('.') => flatten(&format!("{to}{rest}"), value, &mut originals),
                _ => {}
            }
        }
    }
    originals
}

/// Documents are at most as deep as their parser allows, so this recursion is bounded.
fn flatten(name: &str, value: &Value, originals: &mut Document) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(member, value)| flatten(&format!("{name}.{member}"), value, originals));
        }
        value => {
            originals.insert(name.to_owned(), value.clone());
        }
    }
}
