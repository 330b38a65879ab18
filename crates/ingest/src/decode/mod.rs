//! Turns blocks of raw records into batches of events.

mod decoded;
mod document;
mod event_log;
mod group;
mod join;
pub(crate) mod json;
mod known;
mod limits;
mod recognise;
mod rows;
mod tree;
mod walk;
#[cfg(test)]
mod walk_tests;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use arrow::buffer::Buffer;
use ecs::{BatchSize, EventBatchBuilder, IndexGroup, Projection};

use crate::block::{BlockOrigin, RecordPlace};
use crate::derive::{self, Memo, Raw, Told};
use crate::report::{Problem, ProblemKind, RecordErrorKind, Tally};
use crate::stream::Piece;
use crate::winlog::evtx::{RecordReader, RecordSpan};
use crate::winlog::{self, Arena, WinlogRecord};
use crate::{DocumentStore, Mapped, Mapping, ReadOptions, RecordError, Source, sources};

pub(crate) use decoded::DecodedLoad;
pub(crate) use document::{RecordKind, document_of, event_of, event_of_record, stored_document};
pub(crate) use limits::{check_nesting, malformed};

use group::GroupCache;
use join::{Content, Part, join};
use recognise::Expected;
pub(crate) use recognise::{is_known_object, json_sources};
use rows::{Row, RowOrigin};
use tree::Node;
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
        let projection = match options.strict_ecs {
            true => projection,
            false => derive::with_derived(projection),
        };
        Self { tree: tree::build(&projection, &options.timestamp_field), projection, options, checks, store }
    }
}

/// Whether a line is one whole JSON value.
pub(crate) fn is_json(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(json::is_json)
}

/// Decodes loads of blocks, one after the other, on one thread.
#[derive(Debug)]
pub(crate) struct Decoder {
    plan: Arc<DecodePlan>,
    learned: Learned,
    groups: GroupCache,
    source_groups: Vec<(&'static Source, IndexGroup)>,
    arena: Arena,
    /// Where the records of the chunk being decoded lie.
    spans: Vec<RecordSpan>,
    records: RecordReader,
    /// How large the last batch was: loads are much alike.
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
            spans: Vec::new(),
            records: RecordReader::default(),
            last_size: BatchSize::default(),
        }
    }

    pub(crate) fn plan(&self) -> &DecodePlan {
        &self.plan
    }

    /// The rows of a load. Records that cannot be decoded are counted with their place.
    pub(crate) fn decode(&mut self, load: &mut [Piece]) -> DecodedLoad {
        let (text, parts) = join(load);
        let buffer = Buffer::from_vec(text);
        let mut job = Job {
            builder: EventBatchBuilder::new(Arc::clone(&self.plan.projection), buffer.clone())
                .expecting(self.last_size),
            rows: Vec::new(),
            told: Vec::new(),
            memo: Memo::default(),
            part: 0,
            expected: Expected::Ecs,
            also_fits: Vec::new(),
        };
        let mut origins = Vec::with_capacity(parts.len());
        for part in parts {
            if let Some(piece) = load.get_mut(part.piece) {
                job.part = origins.len() as u32;
                origins.push(self.decode_part(&mut job, &mut piece.tally, &buffer, part));
            }
        }
        self.last_size = job.builder.size();
        let Job { builder, rows, told, .. } = job;
        DecodedLoad { builder, rows, origins, buffer, told, overlays: Vec::new() }
    }

    /// Decodes the records of one block.
    fn decode_part(&mut self, job: &mut Job, tally: &mut Tally, buffer: &Buffer, part: Part) -> RowOrigin {
        let Part { origin, content, .. } = part;
        let (rows, dropped) = (job.rows.len(), job.builder.dropped_values());
        job.memo.begin_block();
        let mut log = None;
        match content {
            Content::Text { start, length, places } => {
                job.expected = Expected::Ecs;
                let bytes = buffer.get(start..start + length).unwrap_or_default();
                let valid = simdutf8::basic::from_utf8(bytes).ok();
                let text = BlockText { valid, bytes, start, origin: &origin };
                places.for_each(bytes, |place| self.record(job, tally, &text, place, Nesting::Outermost));
            }
            Content::EventLog(group) => {
                log = Some(Arc::new(self.decode_chunks(job, tally, &origin, group)));
            }
        }
        tally.events += (job.rows.len() - rows) as u64;
        tally.dropped_values += job.builder.dropped_values() - dropped;
        tally.also_fits.extend(job.also_fits.drain(..));
        RowOrigin { block: origin, log }
    }

    /// Decodes the record at a place. One that wraps others (`{"records":[…]}`) stands for them.
    fn record(
        &mut self,
        job: &mut Job,
        tally: &mut Tally,
        block: &BlockText<'_>,
        place: RecordPlace,
        nesting: Nesting,
    ) {
        let text = block.text(place);
        let outcome = match place.length as usize > self.plan.options.max_record_bytes {
            true => Err(RecordError::TooLarge("longer than a record may be")),
            false => self.decode_text(job, &text, nesting),
        };
        match outcome {
            Ok(Decoded::Row(kind, source)) => {
                job.rows.push(Row { place: place.behind(block.start), part: job.part, kind });
                tally.count(source.name);
                if matches!(text, Cow::Owned(_)) {
                    block.report(tally, place, ProblemKind::MendedText, String::new());
                }
            }
            Ok(Decoded::Context) => job.builder.abandon_row(),
            Ok(Decoded::Wrapper(ranges)) => {
                job.builder.abandon_row();
                // Mending changed the length of the text, and so the places in it.
                let ranges = match text {
                    Cow::Owned(_) => recognise::wrapped_in(block.bytes(place)),
                    Cow::Borrowed(_) => ranges,
                };
                for range in ranges {
                    self.record(job, tally, block, place.part(range), Nesting::Wrapped);
                }
            }
            Err(error) => {
                job.builder.abandon_row();
                block.report_error(tally, place, &error);
            }
        }
    }

    /// Puts one record into the open row and ends it.
    fn decode_text(&mut self, job: &mut Job, text: &str, nesting: Nesting) -> Result<Decoded, RecordError> {
        match self.plan.options.source {
            Some(source) => match source.mapping {
                Mapping::Winlog(_) => self.decode_any_winlog(job, text),
                Mapping::Ecs => {
                    self.walk(job, text)?;
                    Ok(self.finish_ecs(job, text, Some(source)))
                }
                // Its documents are ECS, its sensor's events are not.
                Mapping::Json(_) if std::ptr::eq(source, sources::endgame()) => {
                    self.decode_detected(job, text, nesting)
                }
                Mapping::Json(_) => self.decode_json(job, text, nesting),
            },
            None => self.decode_detected(job, text, nesting),
        }
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

    fn decode_winlog(&mut self, job: &mut Job, text: &str, kind: RecordKind) -> Result<Decoded, RecordError> {
        self.map_winlog(job, text, kind).map(|source| Decoded::Row(kind, source))
    }

    fn map_winlog(
        &mut self,
        job: &mut Job,
        text: &str,
        kind: RecordKind,
    ) -> Result<&'static Source, RecordError> {
        self.arena.reset();
        limits::check_nesting(text)?;
        let record = match kind {
            RecordKind::Evtx => WinlogRecord::parse_evtx_json(text, &self.arena)?,
            RecordKind::Winlog(shape) => shape.parse(text, &self.arena)?,
            RecordKind::Ecs | RecordKind::Frozen | RecordKind::InLog | RecordKind::Json(_) => {
                return Err(RecordError::WrongShape("no Windows event log record"));
            }
        };
        let source = job.map_winlog(&record, &self.plan)?;
        self.finish_row(job, source);
        Ok(source)
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

/// A load being decoded.
struct Job {
    builder: EventBatchBuilder,
    rows: Vec<Row>,
    /// What records tell and ask of others.
    told: Vec<Told>,
    memo: Memo,
    /// Number of the block being decoded.
    part: u32,
    expected: Expected,
    /// Sources that were chosen, each with another that the record fitted.
    also_fits: Vec<(&'static str, &'static str)>,
}

impl Job {
    /// Puts a Windows event into the open row.
    fn map_winlog(
        &mut self,
        record: &WinlogRecord<'_>,
        plan: &DecodePlan,
    ) -> Result<&'static Source, RecordError> {
        let source = winlog::map(record, winlog::Choice::from(&plan.options), &mut self.builder)?;
        if !plan.options.strict_ecs {
            self.hear(source, Raw::Winlog(record), Mapped::Event);
        }
        Ok(source)
    }

    /// Notes what a record tells and asks of others; the row of an event is still open.
    fn hear(&mut self, source: &'static Source, raw: Raw<'_, '_>, mapped: Mapped) {
        if let Some(told) = derive::told_by(source, raw, &self.builder, &mut self.memo) {
            let row = (mapped == Mapped::Event).then_some(self.builder.num_rows() as u32);
            self.told.push(Told { row, part: self.part, ..told });
        }
    }
}

/// What became of one record.
enum Decoded {
    /// It is a row of the batch now.
    Row(RecordKind, &'static Source),
    /// It tells of other events and is none.
    Context,
    /// It holds records, at these places of its text.
    Wrapper(Vec<Range<usize>>),
}

/// Whether a record may hold others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Nesting {
    Outermost,
    Wrapped,
}

/// The text of a block, and where it comes from.
struct BlockText<'b> {
    bytes: &'b [u8],
    /// The text, if all of it is UTF-8.
    valid: Option<&'b str>,
    /// Where it begins in the text of the load.
    start: usize,
    origin: &'b BlockOrigin,
}

impl<'b> BlockText<'b> {
    /// The text at a place; what is not UTF-8 in it is mended.
    fn text(&self, place: RecordPlace) -> Cow<'b, str> {
        let range = place.start as usize..place.start as usize + place.length as usize;
        match self.valid.and_then(|text| text.get(range)) {
            Some(text) => Cow::Borrowed(text),
            None => String::from_utf8_lossy(self.bytes(place)),
        }
    }

    /// The bytes at a place.
    fn bytes(&self, place: RecordPlace) -> &'b [u8] {
        let start = place.start as usize;
        self.bytes.get(start..start + place.length as usize).unwrap_or_default()
    }

    fn report_error(&self, tally: &mut Tally, place: RecordPlace, error: &RecordError) {
        self.report(tally, place, ProblemKind::Record(RecordErrorKind::from(error)), error.to_string());
    }

    fn report(&self, tally: &mut Tally, place: RecordPlace, kind: ProblemKind, detail: String) {
        let offset = Some(self.origin.offset + place.position);
        let input = || self.origin.name.to_string();
        tally.problems.add(kind.clone(), || Problem { input: input(), offset, kind, detail });
    }
}
