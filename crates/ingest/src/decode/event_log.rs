//! Chunks of event log files to rows.

use std::collections::HashMap;

use ecs::Document;

use super::document::document_of_record;
use super::{Decoder, Job, RecordKind, Row};
use crate::block::{BlockOrigin, RecordPlace};
use crate::container::evtx::{CHUNK_BYTES, Chunk, ChunkGroup, POSITIONS_PER_CHUNK};
use crate::container::evtx_text::{WrittenRecord, write_records};
use crate::report::{Problem, ProblemKind, RecordErrorKind, Tally};
use crate::winlog::evtx::{RecordReader, RecordSpan, Templates, records};
use crate::winlog::{self, Arena, frozen};
use crate::{RecordError, Source};

/// The chunks that rows were made of.
#[derive(Debug)]
pub(super) struct LogRecords {
    group: ChunkGroup,
    /// By slot of the chunk.
    templates: Vec<Templates>,
    /// The records that were not read from their binary XML, as JSON.
    written: String,
}

impl LogRecords {
    pub(super) fn new(group: ChunkGroup) -> Self {
        let slots = group.bytes.len() / CHUNK_BYTES;
        Self { group, templates: vec![Templates::default(); slots], written: String::new() }
    }

    /// Memory that can be used again.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.group.bytes
    }

    /// A record that was written as JSON.
    pub(super) fn text(&self, place: RecordPlace) -> &str {
        let start = place.start as usize;
        self.written.get(start..start + place.length as usize).unwrap_or_default()
    }

    /// Reads a record from its binary XML once more.
    fn read<T>(
        &self,
        place: RecordPlace,
        scratch: &mut Scratch,
        with: impl FnOnce(&winlog::WinlogRecord<'_>) -> T,
    ) -> Option<T> {
        let slot = place.start as usize / CHUNK_BYTES;
        let start = slot * CHUNK_BYTES;
        let chunk = self.group.bytes.get(start..start + CHUNK_BYTES)?;
        let span = RecordSpan { start: place.start - start as u32, length: place.length };
        let mut templates = self.templates.get(slot)?.clone();
        scratch.arena.reset();
        let record = scratch.reader.read(chunk, span, &mut templates, &scratch.arena).ok()?;
        Some(with(&record))
    }

    /// Where the binary XML of a record lies in its file.
    pub(super) fn offset(&self, place: RecordPlace) -> Option<u64> {
        let start = place.start as usize;
        let chunk = self.group.chunks.iter().find(|chunk| chunk.slot == start / CHUNK_BYTES)?;
        Some(chunk.offset + (start % CHUNK_BYTES) as u64)
    }

    /// Writes what is kept of a record that is read from its binary XML.
    pub(super) fn freeze(&self, place: RecordPlace, scratch: &mut Scratch, into: &mut Vec<u8>) {
        self.read(place, scratch, |record| frozen::freeze(record, into));
    }

    /// The document of a record that is read from its binary XML.
    pub(super) fn document(
        &self,
        place: RecordPlace,
        scratch: &mut Scratch,
        choice: winlog::Choice,
    ) -> Option<Document> {
        self.read(place, scratch, |record| document_of_record(record, choice).ok())?
    }
}

/// What reading a record takes, used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    arena: Arena,
    reader: RecordReader,
}

/// Where the problems of a chunk go.
struct ChunkReport<'t> {
    tally: &'t mut Tally,
    origin: &'t BlockOrigin,
    chunk: Chunk,
}

impl ChunkReport<'_> {
    fn add(&mut self, kind: ProblemKind, offset: u64, detail: String) {
        let input = || self.origin.name.to_string();
        let problem = || Problem { input: input(), offset: Some(offset), kind: kind.clone(), detail };
        self.tally.problems.add(kind.clone(), problem);
    }

    fn broken_chunk(&mut self, detail: String) {
        self.add(ProblemKind::BrokenChunk, self.chunk.offset, detail);
    }

    fn broken_record(&mut self, start: u32, detail: String) {
        self.add(ProblemKind::BrokenRecord, self.chunk.offset + u64::from(start), detail);
    }

    fn refused(&mut self, position: u64, error: &RecordError) {
        let offset = self.origin.offset + position;
        self.add(ProblemKind::Record(RecordErrorKind::from(error)), offset, error.to_string());
    }

    fn position(&self, number: usize) -> u64 {
        self.chunk.order * POSITIONS_PER_CHUNK + number as u64
    }
}

impl Decoder {
    /// Decodes the records of a group of chunks. Damaged chunks and records are reported with their file offset.
    pub(super) fn decode_chunks(
        &mut self,
        job: &mut Job,
        tally: &mut Tally,
        origin: &BlockOrigin,
        group: ChunkGroup,
    ) -> LogRecords {
        let mut log = LogRecords::new(group);
        for number in 0..log.group.chunks.len() {
            let Some(&chunk) = log.group.chunks.get(number) else { break };
            let mut report = ChunkReport { tally: &mut *tally, origin, chunk };
            let mut spans = std::mem::take(&mut self.spans);
            spans.clear();
            let is_whole = chunk.length == CHUNK_BYTES;
            match records(chunk.of(&log.group.bytes), &mut spans) {
                Ok(()) if is_whole => self.decode_chunk(job, &mut report, &mut log, &spans),
                _ => {
                    if !is_whole {
                        report.broken_chunk("the file ends within this chunk".to_owned());
                    }
                    self.decode_damaged_chunk(job, &mut report, &mut log);
                }
            }
            self.spans = spans;
        }
        log
    }

    fn decode_chunk(
        &mut self,
        job: &mut Job,
        report: &mut ChunkReport<'_>,
        log: &mut LogRecords,
        spans: &[RecordSpan],
    ) {
        let slot = report.chunk.slot;
        let Some(mut templates) = log.templates.get_mut(slot).map(std::mem::take) else { return };
        let mut written = None;
        for (number, span) in spans.iter().enumerate() {
            let position = report.position(number);
            let start = (slot * CHUNK_BYTES) as u32 + span.start;
            let place = RecordPlace { start, length: span.length, position };
            let chunk = report.chunk.of(&log.group.bytes);
            match self.decode_binary(job, chunk, *span, &mut templates) {
                Some(Ok(source)) => {
                    job.rows.push(Row { place, part: job.part, kind: RecordKind::Frozen });
                    report.tally.count(source.name);
                }
                Some(Err(error)) => {
                    job.builder.abandon_row();
                    report.refused(position, &error);
                }
                None => {
                    let written = written.get_or_insert_with(|| Written::of(report, chunk));
                    match written.by_start.remove(&span.start) {
                        Some(Ok(json)) => self.decode_written(job, report, log, position, &json),
                        Some(Err(detail)) => report.broken_record(span.start, detail),
                        None => report.broken_record(span.start, "the decoder does not find it".to_owned()),
                    }
                }
            }
        }
        if let Some(place) = log.templates.get_mut(slot) {
            *place = templates;
        }
    }

    /// Puts a record into the open row and ends it, unless the record is not read from its binary XML.
    fn decode_binary(
        &mut self,
        job: &mut Job,
        chunk: &[u8],
        span: RecordSpan,
        templates: &mut Templates,
    ) -> Option<Result<&'static Source, RecordError>> {
        if span.length as usize > self.plan.options.max_record_bytes {
            return Some(Err(RecordError::TooLarge("longer than a record may be")));
        }
        self.arena.reset();
        let record = self.records.read(chunk, span, templates, &self.arena).ok()?;
        match job.map_winlog(&record, &self.plan) {
            Ok(source) => {
                self.finish_row(job, source);
                Some(Ok(source))
            }
            Err(error) => Some(Err(error)),
        }
    }

    /// Decodes a chunk that is not as Windows writes it.
    fn decode_damaged_chunk(&mut self, job: &mut Job, report: &mut ChunkReport<'_>, log: &mut LogRecords) {
        let mut chunk = report.chunk.of(&log.group.bytes).to_vec();
        if let Some(missing) = chunk.get_mut(report.chunk.length..) {
            missing.fill(0);
        }
        let (written, outcome) = write_records(&chunk);
        for (number, WrittenRecord { start, json }) in written.into_iter().enumerate() {
            match json {
                Ok(json) => self.decode_written(job, report, log, report.position(number), &json),
                Err(detail) => report.broken_record(start, detail),
            }
        }
        if let Err(detail) = outcome {
            report.broken_chunk(detail);
        }
    }

    /// Decodes a record that was written as JSON.
    fn decode_written(
        &mut self,
        job: &mut Job,
        report: &mut ChunkReport<'_>,
        log: &mut LogRecords,
        position: u64,
        json: &str,
    ) {
        let outcome = match json.len() > self.plan.options.max_record_bytes {
            true => Err(RecordError::TooLarge("longer than a record may be")),
            false => self.map_winlog(job, json, RecordKind::Evtx),
        };
        match outcome {
            Ok(source) => {
                let start = log.written.len() as u32;
                log.written.push_str(json);
                let place = RecordPlace { start, length: json.len() as u32, position };
                job.rows.push(Row { place, part: job.part, kind: RecordKind::Evtx });
                report.tally.count(source.name);
            }
            Err(error) => {
                job.builder.abandon_row();
                report.refused(position, &error);
            }
        }
    }
}

/// The records of a chunk as the decoder writes them, by where they begin.
struct Written {
    by_start: HashMap<u32, Result<String, String>>,
}

impl Written {
    fn of(report: &mut ChunkReport<'_>, chunk: &[u8]) -> Self {
        let (written, outcome) = write_records(chunk);
        if let Err(detail) = outcome {
            report.broken_chunk(detail);
        }
        Self { by_start: written.into_iter().map(|record| (record.start, record.json)).collect() }
    }
}
