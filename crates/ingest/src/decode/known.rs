//! ECS documents of sources that are known by name, and what some of them need.

use ecs::{Document, DocumentBuilder};
use serde_json::Value;

use super::tree::seen;
use super::{Decoded, Decoder, Job, RecordKind, limits};
use crate::winlog::Arena;
use crate::{JsonObject, Source, sources};

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
            amend(text, &self.arena, &mut job.builder);
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
    amend(text, &Arena::new(), &mut builder);
    builder.finish()
}

/// Amends a document of Elastic Endgame. One that nests too deep stays as it is.
fn amend(text: &str, arena: &Arena, sink: &mut dyn ecs::EventSink) {
    if limits::check_nesting(text).is_ok()
        && let Ok(record) = JsonObject::parse(text, arena)
    {
        sources::amend_endgame(&record, sink);
    }
}
