//! The event that an alert is about, and what the alert keeps of it.

use std::sync::OnceLock;

use ecs::{Document, Timestamp};
use foldhash::fast::RandomState;
use indexmap::IndexMap;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::json::{WholeJson, put_member, put_name, put_object};

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
    json: OnceLock<KeptJson>,
}

/// A part of the hash of a document's text.
pub(crate) type Digest = [u8; 20];

/// Members of an event under the names that an alert keeps them by.
type Originals<'e> = IndexMap<String, &'e Value, RandomState>;

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
        Self { document, id, index, time, json: OnceLock::new() }
    }

    /// An event that was never in an index and has no id yet, and what one can be made of: a hash of its content.
    pub(crate) fn hashed(document: Document, index: String) -> (Self, Digest) {
        let time = document.get("@timestamp").and_then(Value::as_str).and_then(Timestamp::parse);
        let whole = WholeJson::of(&document);
        let mut digest = [0; 20];
        digest.copy_from_slice(&Sha256::digest(&whole.text)[..20]);
        let json = OnceLock::from(KeptJson::of(&document, &whole));
        (Self { document, id: String::new(), index, time: time.unwrap_or_default(), json }, digest)
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
        let kept = self.document.iter().filter(|(name, _)| is_kept(name));
        kept.filter_map(|(name, value)| Some((name.as_str(), Kept::of(name, value)?)))
    }

    /// A member of the event that an alert keeps.
    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        self.document.get(name).filter(|_| is_kept(name))
    }

    /// `event.*` and `data_stream.*` under the names that an alert keeps them by.
    pub(super) fn originals(&self) -> Originals<'_> {
        originals(&self.document)
    }

    /// Writes what an alert that was made then keeps of the event: members without braces, at least one.
    pub(super) fn write_json(&self, created: &[u8], out: &mut Vec<u8>) {
        let json = self.json.get_or_init(|| KeptJson::of(&self.document, &WholeJson::of(&self.document)));
        let (before, after) = json.text.split_at(json.time_at);
        out.extend_from_slice(before);
        out.extend_from_slice(created);
        out.extend_from_slice(after);
    }

    /// About how long that is.
    pub(super) fn json_length(&self) -> usize {
        self.json.get().map_or(0, |json| json.text.len())
    }
}

impl KeptJson {
    fn of(document: &Document, whole: &WholeJson) -> Self {
        /// What is kept twice, as `event` and as originals.
        const USUAL_MORE: usize = 1024;
        let mut json = Self { text: Vec::with_capacity(whole.text.len() + USUAL_MORE), time_at: 0 };
        let mut has_time = false;
        let spans = document.iter().zip(&whole.members);
        for ((name, value), span) in spans.filter(|((name, _), _)| is_kept(name)) {
            match Kept::of(name, value) {
                _ if name == "@timestamp" => {
                    json.put_time();
                    has_time = true;
                }
                Some(Kept::WithoutKind(members)) => {
                    put_name(&mut json.text, name);
                    put_object(&mut json.text, members.iter().filter(|(name, _)| *name != "kind"));
                }
                Some(Kept::Whole(_)) => {
                    if !json.text.is_empty() {
                        json.text.push(b',');
                    }
                    json.text.extend_from_slice(whole.member(span));
                }
                None => {}
            }
        }
        if !has_time {
            json.put_time();
        }
        json.text.extend_from_slice(b",\"event.kind\":\"signal\"");
        originals(document).iter().for_each(|(name, value)| put_member(&mut json.text, name, value));
        json
    }

    /// Leaves a place for the time.
    fn put_time(&mut self) {
        put_name(&mut self.text, "@timestamp");
        self.time_at = self.text.len();
    }
}

/// What an alert keeps of one member of its event.
pub(super) enum Kept<'e> {
    Whole(&'e Value),
    /// The members of `event`, but for `kind`.
    WithoutKind(&'e Document),
}

impl<'e> Kept<'e> {
    /// Of a member that is kept at all; nothing if there is nothing left of it.
    fn of(name: &str, value: &'e Value) -> Option<Self> {
        match (name, value) {
            ("event", Value::Object(members)) if members.contains_key("kind") => {
                Some(Self::WithoutKind(members)).filter(|_| members.len() > 1)
            }
            (_, value) => Some(Self::Whole(value)),
        }
    }

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

fn is_kept(name: &str) -> bool {
    name != "event.kind" && !RESERVED.contains(&name.split('.').next().unwrap_or_default())
}

/// `event.*` and `data_stream.*` as an alert keeps the originals, each under its full dotted name.
fn originals(event: &Document) -> Originals<'_> {
    let mut originals = Originals::default();
    for (name, value) in event {
        for (from, to) in ORIGINALS {
            let Some(rest) = name.strip_prefix(from).filter(|rest| rest.is_empty() || rest.starts_with('.'))
            else {
                continue;
            };
            flatten(&mut format!("{to}{rest}"), value, &mut originals);
        }
    }
    originals
}

/// Documents are at most as deep as their parser allows, so this recursion is bounded.
fn flatten<'e>(name: &mut String, value: &'e Value, originals: &mut Originals<'e>) {
    match value {
        Value::Object(members) => {
            let length = name.len();
            for (member, value) in members {
                name.push('.');
                name.push_str(member);
                flatten(name, value, originals);
                name.truncate(length);
            }
        }
        value => {
            originals.insert(name.clone(), value);
        }
    }
}
