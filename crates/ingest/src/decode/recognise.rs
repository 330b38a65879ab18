//! What a record is, from what it says itself.
//!
//! Neighbours are alike: a record is first taken for what the one before it was, if it shows the same marks. Otherwise it
//! is looked at closely. ECS documents and raw Windows events are told by one walk over the record; a vendor's JSON by
//! the marks that its source names.

use std::ops::Range;

use super::json::Scanner;
use super::tree::seen;
use super::{Decoded, Decoder, Job, Nesting, RecordKind, limits};
use crate::derive::{self, Raw};
use crate::winlog::{Arena, Shape};
use crate::{JsonMapping, JsonObject, Mapped, Mapping, RecordError, Source, sources};

/// Under which name an export wraps its records in one object: Azure Event Hubs.
const WRAPPERS: &[&str] = &["records"];

/// What the last record was.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expected {
    Ecs,
    Winlog(Shape),
    Json,
}

impl Decoder {
    /// Reads a record whose kind its own fields tell.
    pub(super) fn decode_detected(
        &mut self,
        job: &mut Job,
        text: &str,
        nesting: Nesting,
    ) -> Result<Decoded, RecordError> {
        if let Some(shape) = Shape::of_text(text) {
            return self.decode_shape(job, text, shape);
        }
        match job.expected {
            Expected::Winlog(shape) if is_likely(shape, text) => {
                match self.decode_winlog(job, text, RecordKind::Winlog(shape)) {
                    Ok(done) => return Ok(done),
                    Err(_) => job.builder.abandon_row(),
                }
            }
            Expected::Json => match self.decode_json(job, text, nesting) {
                Err(RecordError::NotJson(_) | RecordError::WrongShape(_)) => job.builder.abandon_row(),
                done => return done,
            },
            _ => {}
        }
        self.walk(job, text)?;
        let has = |marks: u8| self.learned.seen & marks == marks;
        if has(seen::WINLOG) && !has(seen::CATEGORY) && !has(seen::ENDGAME) {
            job.builder.abandon_row();
            return self.decode_shape(job, text, Shape::Winlog);
        }
        if has(seen::ORIGINAL) && !has(seen::CATEGORY) && is_likely(Shape::EmbeddedXml, text) {
            job.builder.abandon_row();
            match self.decode_shape(job, text, Shape::EmbeddedXml) {
                Err(RecordError::WrongShape(_)) => {
                    job.builder.abandon_row();
                    self.walk(job, text)?;
                }
                done => return done,
            }
        }
        let has = |marks: u8| self.learned.seen & marks == marks;
        job.expected = Expected::Ecs;
        if !has(seen::ECS | seen::TIMESTAMP) {
            job.builder.abandon_row();
            if let Some(decoded) = self.decode_unlike_ecs(job, text, nesting)? {
                return Ok(decoded);
            }
        }
        Ok(self.finish_ecs(job, text, self.plan.options.source))
    }

    /// Reads a Windows event of whichever shape it shows.
    pub(super) fn decode_any_winlog(&mut self, job: &mut Job, text: &str) -> Result<Decoded, RecordError> {
        if let Some(shape) = Shape::of_text(text) {
            return self.decode_shape(job, text, shape);
        }
        if let Expected::Winlog(shape) = job.expected
            && is_likely(shape, text)
        {
            match self.decode_winlog(job, text, RecordKind::Winlog(shape)) {
                Ok(done) => return Ok(done),
                Err(_) => job.builder.abandon_row(),
            }
        }
        self.arena.reset();
        limits::check_nesting(text)?;
        let shape = Shape::of_object(&JsonObject::parse(text, &self.arena)?)
            .ok_or(RecordError::WrongShape("no Windows event log record"))?;
        self.decode_shape(job, text, shape)
    }

    /// Reads a Windows event of a shape, and expects the next to be of that shape too.
    fn decode_shape(&mut self, job: &mut Job, text: &str, shape: Shape) -> Result<Decoded, RecordError> {
        let done = self.decode_winlog(job, text, RecordKind::Winlog(shape))?;
        job.expected = Expected::Winlog(shape);
        Ok(done)
    }

    /// Reads a record that does not look like an ECS document. Nothing, if it is to be taken for one all the same: the
    /// row is open and filled again.
    fn decode_unlike_ecs(
        &mut self,
        job: &mut Job,
        text: &str,
        nesting: Nesting,
    ) -> Result<Option<Decoded>, RecordError> {
        let takes_any = self.plan.options.any_document || self.learned.seen & seen::CATEGORY != 0;
        match self.decode_json(job, text, nesting) {
            Ok(decoded) => {
                if !matches!(decoded, Decoded::Row(RecordKind::Winlog(_), _)) {
                    job.expected = Expected::Json;
                }
                Ok(Some(decoded))
            }
            Err(RecordError::WrongShape(_)) if takes_any => {
                job.builder.abandon_row();
                self.walk(job, text)?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Reads a vendor's JSON: as the source that was asked for, else as the first in the registry that knows it, else as
    /// a Windows event if it is one.
    pub(super) fn decode_json(
        &mut self,
        job: &mut Job,
        text: &str,
        nesting: Nesting,
    ) -> Result<Decoded, RecordError> {
        self.arena.reset();
        limits::check_nesting(text)?;
        let object = JsonObject::parse(text, &self.arena)?;
        if nesting == Nesting::Outermost
            && let Some(ranges) = wrapped(&object, text)
        {
            return Ok(Decoded::Wrapper(ranges));
        }
        let known = match self.plan.options.source {
            Some(asked_for) => json_sources().find(|(_, source, _)| std::ptr::eq(*source, asked_for)),
            None => json_sources().find(|(_, _, mapping)| (mapping.recognises)(&object)),
        };
        let Some((number, source, mapping)) = known else {
            let shape = Shape::of_object(&object)
                .ok_or(RecordError::WrongShape("neither an ECS document nor a record of a known source"))?;
            return self.decode_shape(job, text, shape);
        };
        // Neighbours are alike: it is enough to look at the first.
        if self.plan.options.source.is_none() && !matches!(job.expected, Expected::Json) {
            let others = json_sources()
                .filter(|(other, _, mapping)| *other != number && (mapping.recognises)(&object));
            job.also_fits.extend(others.map(|(_, other, _)| (source.name, other.name)));
        }
        let mapped = (mapping.map)(&object, &mut job.builder)?;
        if !self.plan.options.strict_ecs {
            if mapped == Mapped::Event {
                derive::of_event(source, Raw::Json(&object), &mut job.builder);
            }
            job.hear(source, Raw::Json(&object), mapped);
        }
        // Where nothing is derived nobody hears it, and an integration stores such a record as a document of its own.
        if mapped == Mapped::Context && !self.plan.options.strict_ecs {
            return Ok(Decoded::Context);
        }
        self.finish_row(job, source);
        Ok(Decoded::Row(RecordKind::Json(number), source))
    }
}

/// The sources of vendors' JSON, with their numbers in the registry.
pub(crate) fn json_sources() -> impl Iterator<Item = (u16, &'static Source, &'static JsonMapping)> {
    sources::sources().iter().enumerate().filter_map(|(number, source)| match &source.mapping {
        Mapping::Json(mapping) => Some((number as u16, *source, mapping)),
        _ => None,
    })
}

/// Whether a text is a JSON object that some source, or some shape of Windows events, knows for its own.
pub(crate) fn is_known_object(text: &str) -> bool {
    let arena = Arena::new();
    JsonObject::parse(text, &arena).is_ok_and(|object| {
        Shape::of_object(&object).is_some()
            || json_sources().any(|(_, _, mapping)| (mapping.recognises)(&object))
    })
}

/// The places of the records that an object wraps, if that is all it does.
fn wrapped(object: &JsonObject<'_>, text: &str) -> Option<Vec<Range<usize>>> {
    let [member] = object.members else { return None };
    let crate::mapping::DataValue::Json(array) = member.value else { return None };
    if !WRAPPERS.contains(&member.name) || !array.starts_with('[') {
        return None;
    }
    let start = array.as_ptr() as usize - text.as_ptr() as usize;
    let mut ranges = Vec::new();
    let mut scanner = Scanner::new(array);
    let read = scanner.elements(|scanner| {
        let element = scanner.raw_value()?;
        let at = start + (element.as_ptr() as usize - array.as_ptr() as usize);
        ranges.push(at..at + element.len());
        Ok(())
    });
    read.is_ok().then_some(ranges)
}

/// The places of the records that an object wraps, in bytes that are not all UTF-8.
pub(super) fn wrapped_in(bytes: &[u8]) -> Vec<Range<usize>> {
    // A byte that is none of a character gives way to one that is, so that places stay what they are.
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    let arena = Arena::new();
    let object = JsonObject::parse(&text, &arena);
    object.ok().and_then(|object| wrapped(&object, &text)).unwrap_or_default()
}

/// Whether a text, among Windows events of a shape, is one too, without looking closely. A document without these letters
/// in a row is not categorised (no shipper writes the name with escapes), and what is of another shape is refused by the
/// reader and then looked at closely.
fn is_likely(shape: Shape, text: &str) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(text.as_bytes(), needle).is_some();
    match shape {
        Shape::Winlog => has(b"\"winlog\"") && !has(b"category\""),
        Shape::EmbeddedXml => has(b"<Event") && !has(b"\"winlog\"") && !has(b"category\""),
        Shape::EvtxDump | Shape::EvtxECmd | Shape::Flat => true,
        Shape::Xml => false,
    }
}
