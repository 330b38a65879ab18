//! Windows event log files: chunks are handed out in groups and rendered as JSON text on the worker threads.

use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use evtx::{EvtxChunkData, ParserSettings};

use super::{BlockStream, ReadSeek};
use crate::block::{BlockContent, BlockOrigin, RecordPlace};
use crate::report::{Problem, ProblemKind, Problems};

const HEADER_BYTES: u64 = 4096;
const CHUNK_BYTES: usize = 65_536;

/// How many chunks make a block: rendered, they are one to two mebibytes.
const CHUNKS_PER_BLOCK: usize = 8;

/// Offset, in a chunk's header, of the identifiers of its first and last record.
const RECORD_IDS_AT: usize = 24;

/// A position is a chunk's number in reading order times this, plus the record's number in the chunk.
const POSITIONS_PER_CHUNK: u64 = CHUNK_BYTES as u64;

/// The chunks of a file in the order in which they were written.
pub(crate) struct EvtxStream {
    file: Box<dyn ReadSeek>,
    /// Number of chunks, a torn last one included.
    count: u64,
    /// The chunk that holds the oldest records: a full log is written over from its start.
    oldest: u64,
    /// Chunks read.
    read: u64,
}

impl EvtxStream {
    pub(super) fn new(mut file: Box<dyn ReadSeek>) -> io::Result<Self> {
        let bytes = file.seek(SeekFrom::End(0))?.saturating_sub(HEADER_BYTES);
        let count = bytes.div_ceil(CHUNK_BYTES as u64);
        let oldest = oldest_chunk(&mut file, count);
        Ok(Self { file, count, oldest, read: 0 })
    }

    fn read_chunk(&mut self, number: u64) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(chunk_offset(number)))?;
        let mut chunk = Vec::with_capacity(CHUNK_BYTES);
        (&mut self.file).take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
        Ok(chunk)
    }
}

/// Whether a chunk was allocated and not written yet.
fn is_blank(chunk: &[u8]) -> bool {
    static ZEROS: [u8; CHUNK_BYTES] = [0; CHUNK_BYTES];
    ZEROS.get(..chunk.len()) == Some(chunk)
}

fn chunk_offset(number: u64) -> u64 {
    HEADER_BYTES + number * CHUNK_BYTES as u64
}

/// The chunk whose header names the lowest record identifier; chunks whose header makes no sense are passed over.
fn oldest_chunk(file: &mut (impl Read + Seek), count: u64) -> u64 {
    let (mut lowest, mut oldest) = (u64::MAX, 0);
    for number in 0..count {
        let mut header = [0; RECORD_IDS_AT + 16];
        let read =
            file.seek(SeekFrom::Start(chunk_offset(number))).and_then(|_| file.read_exact(&mut header));
        if read.is_err() {
            break;
        }
        let id = |at: usize| {
            header.get(at..).and_then(|rest| rest.first_chunk()).map(|id| u64::from_le_bytes(*id))
        };
        if let (true, Some(first), Some(last)) =
            (header.starts_with(b"ElfChnk\0"), id(RECORD_IDS_AT), id(RECORD_IDS_AT + 8))
            && first <= last
            && first < lowest
        {
            (lowest, oldest) = (first, number);
        }
    }
    oldest
}

impl BlockStream for EvtxStream {
    fn next_block(
        &mut self,
        report: &mut dyn FnMut(ProblemKind, u64, String),
    ) -> Option<(u64, BlockContent)> {
        let first = self.read;
        let mut chunks = Vec::new();
        while self.read < self.count && self.read - first < CHUNKS_PER_BLOCK as u64 {
            let number = (self.oldest + self.read) % self.count;
            let order = self.read - first;
            self.read += 1;
            match self.read_chunk(number) {
                Ok(chunk) if is_blank(&chunk) => {}
                Ok(bytes) => chunks.push(Chunk { order, offset: chunk_offset(number), bytes }),
                Err(error) => report(ProblemKind::BrokenChunk, chunk_offset(number), error.to_string()),
            }
        }
        let is_end = self.read == first;
        (!is_end).then(|| (first * POSITIONS_PER_CHUNK, BlockContent::Evtx(ChunkGroup { chunks })))
    }

    fn is_done(&self) -> bool {
        self.read == self.count
    }

    fn end_position(&self) -> u64 {
        self.count * POSITIONS_PER_CHUNK
    }
}

/// Chunks that are rendered together.
#[derive(Debug)]
pub(crate) struct ChunkGroup {
    chunks: Vec<Chunk>,
}

impl ChunkGroup {
    /// Bytes of the chunks.
    pub(crate) fn length(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.bytes.len()).sum()
    }
}

#[derive(Debug)]
struct Chunk {
    /// Number in the group.
    order: u64,
    /// Offset in the file.
    offset: u64,
    bytes: Vec<u8>,
}

/// Writes every record of a group as JSON. Damaged chunks and records are reported with their file offset.
pub(crate) fn render(
    group: ChunkGroup,
    origin: &BlockOrigin,
    problems: &mut Problems,
) -> (Vec<u8>, Vec<RecordPlace>) {
    let settings = Arc::new(ParserSettings::new().indent(false));
    let mut rendered =
        Rendered { text: Vec::with_capacity(group.chunks.len() * 3 * CHUNK_BYTES), places: Vec::new() };
    for chunk in group.chunks {
        let (order, offset) = (chunk.order, chunk.offset);
        let mut report = |kind: ProblemKind, offset: u64, detail: String| {
            problems.add(kind.clone(), || Problem {
                input: origin.name.to_string(),
                offset: Some(offset),
                kind,
                detail,
            });
        };
        // The decoder is another project's, and its input hostile: a panic in it costs the chunk, not the run.
        let done = catch_unwind(AssertUnwindSafe(|| {
            render_chunk(chunk.bytes, order, offset, &settings, &mut rendered, &mut report);
        }));
        if done.is_err() {
            report(ProblemKind::BrokenChunk, offset, "the decoder gave up".to_owned());
        }
    }
    (rendered.text, rendered.places)
}

struct Rendered {
    text: Vec<u8>,
    places: Vec<RecordPlace>,
}

fn render_chunk(
    mut bytes: Vec<u8>,
    order: u64,
    offset: u64,
    settings: &Arc<ParserSettings>,
    rendered: &mut Rendered,
    report: &mut dyn FnMut(ProblemKind, u64, String),
) {
    if bytes.len() < CHUNK_BYTES {
        report(ProblemKind::BrokenChunk, offset, "the file ends within this chunk".to_owned());
        bytes.resize(CHUNK_BYTES, 0);
    }
    let mut data = match EvtxChunkData::new(bytes, false) {
        Ok(data) => data,
        Err(error) => return report(ProblemKind::BrokenChunk, offset, error.to_string()),
    };
    let mut chunk = match data.parse(Arc::clone(settings)) {
        Ok(chunk) => chunk,
        Err(error) => return report(ProblemKind::BrokenChunk, offset, error.to_string()),
    };
    for (number, record) in chunk.iter().enumerate() {
        let record_offset = record.as_ref().map_or(offset, |record| offset + record.binxml_offset);
        match record.and_then(|record| record.into_json_bytes()) {
            Ok(record) => {
                rendered.places.push(RecordPlace {
                    start: rendered.text.len() as u32,
                    length: record.data.len() as u32,
                    position: order * POSITIONS_PER_CHUNK + number as u64,
                });
                rendered.text.extend_from_slice(&record.data);
                rendered.text.push(b'\n');
            }
            Err(error) => report(ProblemKind::BrokenRecord, record_offset, error.to_string()),
        }
    }
}
