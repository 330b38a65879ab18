//! Turns blocks of raw records into batches of events.

mod document;
mod group;
pub(crate) mod json;
mod limits;
mod rows;
mod tree;
mod walk;
#[cfg(test)]
mod walk_tests;

use std::sync::Arc;

use arrow::buffer::Buffer;
use ecs::{BatchSize, EventBatch, EventBatchBuilder, IndexGroup, Projection};

use crate::block::{Block, RecordPlace};
use crate::report::{Problem, ProblemKind, RecordErrorKind, Tally};
use crate::winlog::{self, Arena, WinlogRecord};
use crate::{DocumentStore, Mapping, ReadOptions, RecordError, Source, sources};

pub(crate) use document::{RecordKind, document_of};
pub(crate) use limits::malformed;

use group::GroupCache;
use rows::BlockDocuments;
use tree::{Node, seen};
pub(crate) use walk::Checks;
use walk::{Learned, Walk};

/// What all decoders of a run share.
#[derive(Debug)]
pub(crate) struct DecodePlan {
    projection: Arc<Projection>,
    tree: Node,
    options: ReadOptions,
    checks: Checks,
    store: Arc<DocumentStore>,
}

impl DecodePlan {
    pub(crate) fn new(
        projection: Arc<Projection>,
        options: ReadOptions,
        checks: Checks,
        store: Arc<DocumentStore>,
    ) -> Self {
        Self { tree: tree::build(&projection, &options.timestamp_field), projection, options, checks, store }
    }
}

/// Whether a line is one whole JSON value.
pub(crate) fn is_json(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(json::is_json)
}

/// Decodes blocks, one after the other, on one thread.
#[derive(Debug)]
pub(crate) struct Decoder {
    plan: Arc<DecodePlan>,
    learned: Learned,
    groups: GroupCache,
    source_groups: Vec<(&'static Source, IndexGroup)>,
    arena: Arena,
    /// The text of the last block.
    buffer: Option<Buffer>,
    /// How large the last batch was: blocks are much alike.
    last_size: BatchSize,
}

impl Decoder {
    pub(crate) fn new(plan: Arc<DecodePlan>) -> Self {
        Self {
            plan,
            learned: Learned::default(),
            groups: GroupCache::new(),
            source_groups: Vec::new(),
            arena: Arena::new(),
            buffer: None,
            last_size: BatchSize::default(),
        }
    }

    /// The memory of the last block, if nobody holds its batch any more.
    pub(crate) fn take_buffer(&mut self) -> Option<Vec<u8>> {
        self.buffer.take().and_then(|buffer| buffer.into_vec().ok())
    }

    /// The events of a block, if it has any. Records that cannot be decoded are counted with their place.
    pub(crate) fn decode(&mut self, block: Block, tally: &mut Tally) -> Option<EventBatch> {
        let Block { origin, content } = block;
        let records = content.into_records(&origin, &mut tally.problems);
        let buffer = Buffer::from_vec(records.bytes);
        let mut job = Job {
            builder: EventBatchBuilder::new(Arc::clone(&self.plan.projection), buffer.clone())
                .expecting(self.last_size),
            rows: Vec::new(),
            from_evtx: records.from_evtx,
            expects_winlog: false,
        };
        self.buffer = Some(buffer.clone());
        let valid = simdutf8::basic::from_utf8(&buffer).ok();
        records.places.for_each(&buffer, |place| {
            if let Err((kind, detail)) = self.record(&mut job, tally, &buffer, valid, place) {
                let offset = Some(origin.offset + place.position);
                let input = || origin.name.to_string();
                tally.problems.add(kind.clone(), || Problem { input: input(), offset, kind, detail });
            }
        });
        self.last_size = job.builder.size();
        tally.dropped_values += job.builder.dropped_values();
        tally.events += job.rows.len() as u64;
        if job.rows.is_empty() {
            return None;
        }
        let store = Arc::clone(&self.plan.store);
        let documents = BlockDocuments::new(store, &origin, buffer, job.rows);
        match job.builder.finish(Arc::new(documents)) {
            Ok(batch) => Some(batch),
            Err(error) => {
                tally.lose_batch(&origin.name, &error.to_string());
                None
            }
        }
    }

    fn record(
        &mut self,
        job: &mut Job,
        tally: &mut Tally,
        buffer: &Buffer,
        valid: Option<&str>,
        place: RecordPlace,
    ) -> Result<(), (ProblemKind, String)> {
        let range = place.start as usize..place.start as usize + place.length as usize;
        let bytes = buffer.get(range.clone()).unwrap_or_default();
        let mended;
        let (text, is_mended) = match valid.and_then(|text| text.get(range)) {
            Some(text) => (text, false),
            None => {
                mended = String::from_utf8_lossy(bytes);
                (&*mended, matches!(mended, std::borrow::Cow::Owned(_)))
            }
        };
        let outcome = if bytes.len() > self.plan.options.max_record_bytes {
            Err(RecordError::TooLarge("longer than a record may be"))
        } else {
            self.decode_text(job, text)
        };
        match outcome {
            Ok((kind, source)) => {
                job.rows.push((place, kind));
                tally.count(source.name);
                match is_mended {
                    true => Err((ProblemKind::MendedText, String::new())),
                    false => Ok(()),
                }
            }
            Err(error) => {
                job.builder.abandon_row();
                Err((ProblemKind::Record(RecordErrorKind::from(&error)), error.to_string()))
            }
        }
    }

    /// Puts one record into the open row and ends it.
    fn decode_text(
        &mut self,
        job: &mut Job,
        text: &str,
    ) -> Result<(RecordKind, &'static Source), RecordError> {
        let forced = self.plan.options.source;
        if job.from_evtx {
            return self.decode_winlog(job, text, RecordKind::Evtx);
        }
        match forced.map(|source| (source, source.mapping)) {
            Some((_, Mapping::Winlog(_))) => self.decode_winlog(job, text, RecordKind::Winlog),
            Some((source, Mapping::Json(map))) => {
                limits::check_nesting(text)?;
                map(text, &mut job.builder)?;
                self.finish_row(job, source);
                Ok((RecordKind::Json, source))
            }
            Some((source, Mapping::Ecs)) => {
                self.walk(job, text)?;
                job.builder.finish_row(self.groups.group(&self.learned.group_key));
                Ok((RecordKind::Ecs, source))
            }
            None => self.decode_detected(job, text),
        }
    }

    /// Reads a document whose kind its own fields tell: a raw Windows event has `winlog` but was not categorised yet.
    fn decode_detected(
        &mut self,
        job: &mut Job,
        text: &str,
    ) -> Result<(RecordKind, &'static Source), RecordError> {
        if job.expects_winlog && is_likely_winlog(text) {
            match self.decode_winlog(job, text, RecordKind::Winlog) {
                Ok(done) => return Ok(done),
                Err(_) => job.builder.abandon_row(),
            }
        }
        self.walk(job, text)?;
        let has = |marks: u8| self.learned.seen & marks == marks;
        job.expects_winlog = has(seen::WINLOG) && !has(seen::CATEGORY);
        if job.expects_winlog {
            job.builder.abandon_row();
            return self.decode_winlog(job, text, RecordKind::Winlog);
        }
        let is_known =
            has(seen::ECS | seen::TIMESTAMP) || has(seen::CATEGORY) || self.plan.options.any_document;
        if !is_known {
            return Err(RecordError::WrongShape("neither an ECS document nor a record of a known source"));
        }
        job.builder.finish_row(self.groups.group(&self.learned.group_key));
        Ok((RecordKind::Ecs, sources::ecs()))
    }

    fn walk(&mut self, job: &mut Job, text: &str) -> Result<(), RecordError> {
        self.learned.reset();
        let mut walk = Walk {
            root: &self.plan.tree,
            checks: self.plan.checks,
            builder: &mut job.builder,
            learned: &mut self.learned,
        };
        walk.document(text).map_err(limits::malformed)
    }

    fn decode_winlog(
        &mut self,
        job: &mut Job,
        text: &str,
        kind: RecordKind,
    ) -> Result<(RecordKind, &'static Source), RecordError> {
        self.arena.reset();
        limits::check_nesting(text)?;
        let record = match kind {
            RecordKind::Evtx => WinlogRecord::parse_evtx_json(text, &self.arena)?,
            _ => WinlogRecord::parse_json(text, &self.arena)?,
        };
        let source = winlog::map(&record, winlog::Choice::from(&self.plan.options), &mut job.builder)?;
        self.finish_row(job, source);
        Ok((kind, source))
    }

    fn finish_row(&mut self, job: &mut Job, source: &'static Source) {
        let known = self.source_groups.iter().position(|(known, _)| std::ptr::eq(*known, source));
        let known = known.unwrap_or_else(|| {
            self.source_groups.push((source, IndexGroup::of(source.indices)));
            self.source_groups.len() - 1
        });
        job.builder.finish_row(&self.source_groups[known].1);
    }
}

/// A block being decoded.
struct Job {
    builder: EventBatchBuilder,
    rows: Vec<(RecordPlace, RecordKind)>,
    from_evtx: bool,
    /// Whether the last record was a raw Windows event.
    expects_winlog: bool,
}

/// Whether a text, among raw Windows events, is one too, without looking closely. A document without these letters in a
/// row is not categorised (no shipper writes the name with escapes), and what has no `winlog` object of its own is
/// refused by the reader of Windows events and then looked at closely.
fn is_likely_winlog(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"\"winlog\"").is_some()
        && memchr::memmem::find(text.as_bytes(), b"category\"").is_none()
}
