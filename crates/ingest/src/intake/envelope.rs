//! What shippers put around a vendor's record.
//!
//! Elastic Agent's inputs (S3, Event Hub, HTTP) post what they fetched as the text of `message`, beside who fetched it
//! from where; the integration's pipeline takes the record out of `message` (or `event.original`, where a pipeline
//! before it moved it there) and keeps the rest.

use ecs::Document;
use serde_json::Value;

use super::{Taken, is_vendors};
use crate::JsonObject;
use crate::Source;
use crate::winlog::Arena;

/// A record in its envelope.
#[derive(Debug)]
pub(super) struct Envelope {
    record: String,
    around: Document,
}

/// What tells that a document is an envelope.
const TELLING: &[(&str, &[&str])] = &[("@timestamp", &[]), ("message", &[]), ("event", &[])];

impl Envelope {
    /// The envelope that a posted document is, if it is one: it came for a vendor's data stream, was not categorised,
    /// and holds JSON as text.
    pub(super) fn of(text: &str, source: Option<&'static Source>) -> Option<Self> {
        source.filter(|source| is_vendors(source))?;
        {
            let arena = Arena::new();
            let told = JsonObject::parse_some(text, &arena, TELLING).ok()?;
            told.members.iter().find(|member| member.name == "@timestamp")?;
        }
        let Ok(Value::Object(mut around)) = serde_json::from_str(text) else { return None };
        if around.get("event").is_some_and(|event| event.get("category").is_some()) {
            return None;
        }
        let record = taken_out(&mut around)?;
        Some(Self { record, around })
    }

    /// The vendor's record.
    pub(super) fn record(&self) -> &str {
        &self.record
    }

    /// The record's documents with what the envelope says beside them. Where both say something, the record's mapping
    /// counts, but for which data stream it is.
    pub(super) fn around(&self, taken: Taken) -> Taken {
        let documents = match taken {
            Taken::AsPosted => vec![self.record.clone()],
            Taken::Events(documents) => documents,
        };
        Taken::Events(documents.iter().map(|document| self.merged(document)).collect())
    }

    fn merged(&self, document: &str) -> String {
        let Ok(Value::Object(mut document)) = serde_json::from_str::<Value>(document) else {
            return document.to_owned();
        };
        if let Some(stream) = self.around.get("data_stream") {
            document.insert("data_stream".to_owned(), stream.clone());
        }
        fill(&mut document, &self.around);
        Value::Object(document).to_string()
    }
}

/// Takes the text of a vendor's record out of what is around it.
fn taken_out(around: &mut Document) -> Option<String> {
    let is_record = |value: &Value| value.as_str().is_some_and(|text| text.trim_start().starts_with('{'));
    if around.get("message").is_some_and(is_record) {
        return around.remove("message").and_then(into_text);
    }
    let event = around.get_mut("event")?.as_object_mut()?;
    event.get("original").filter(|value| is_record(value))?;
    event.remove("original").and_then(into_text)
}

fn into_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Adds what a document lacks. Depth is that of a document that was parsed, so this recursion is bounded.
fn fill(document: &mut Document, more: &Document) {
    for (name, value) in more {
        match (document.get_mut(name), value) {
            (None, value) => {
                document.insert(name.clone(), value.clone());
            }
            (Some(Value::Object(there)), Value::Object(more)) => fill(there, more),
            (Some(_), _) => {}
        }
    }
}
