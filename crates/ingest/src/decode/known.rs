//! ECS documents of sources that are known by name, and what some of them need.

use ecs::{Document, DocumentBuilder};
use serde_json::Value;

use super::tree::seen;
use super::{Decoded, Decoder, Job, RecordKind};
use crate::derive::Raw;
use crate::winlog::Arena;
use crate::{JsonObject, Mapped, Source, sources};

impl Decoder {
    /// Ends the row of an ECS document that was walked. `asked_for` is the source that it is read as, whatever it says.
    pub(super) fn finish_ecs(
        &mut self,
        job: &mut Job,
        text: &str,
        asked_for: Option<&'static Source>,
    ) -> Decoded {
        let (group, named) = self.groups.group(&self.learned.group_key);
        let source = asked_for.unwrap_or(match self.learned.seen & seen::ENDGAME {
            0 => named,
            _ => sources::endgame(),
        });
        if std::ptr::eq(source, sources::endgame()) {
            self.arena.reset();
            if let Some(record) = record(text, &self.arena) {
                sources::amend_endgame(&record, &mut job.builder);
                if !self.plan.options.strict_ecs {
                    job.hear(source, Raw::Json(&record), Mapped::Event);
                }
            }
        }
        match group {
            ecs::IndexGroup::Any if !source.indices.is_empty() => self.finish_row(job, source),
            group => job.builder.finish_row(group),
        }
        Decoded::Row(RecordKind::Ecs, source)
    }
}

/// The same for a whole document.
pub(super) fn amended(text: &str, document: Document) -> Document {
    let module = document.get("event").and_then(|event| event.get("module")).and_then(Value::as_str);
    if module != Some("endgame") && !document.get("endgame").is_some_and(Value::is_object) {
        return document;
    }
    let mut builder = DocumentBuilder::over(document);
    let arena = Arena::new();
    if let Some(record) = record(text, &arena) {
        sources::amend_endgame(&record, &mut builder);
    }
    builder.finish()
}

/// What of a document of Elastic Endgame says what to amend, and tells of processes; and what of objects, if not all.
const TELLING: &[(&str, &[&str])] = &[
    ("@timestamp", &[]),
    ("_source", &[]),
    ("data_buffer", &[]),
    ("endgame", &[]),
    ("event", &["action", "outcome", "type"]),
    ("host", &["id", "name", "os"]),
    ("process", &["command_line", "entity_id", "executable", "name", "parent", "pid", "ppid"]),
    ("winlog", &["event_id"]),
];

/// These parts of a document. They are read one level at a time, so it may nest as deep as it likes.
fn record<'a>(text: &'a str, arena: &'a Arena) -> Option<JsonObject<'a>> {
    JsonObject::parse_some(text, arena, TELLING).ok()
}
