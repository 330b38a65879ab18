//! Windows event log files: chunks are handed out in groups and read on the worker threads.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use super::{BlockStream, ReadSeek};
use crate::block::BlockContent;
use crate::options::ReadContext;
use crate::report::ProblemKind;

const HEADER_BYTES: u64 = 4096;

/// Length of a chunk.
pub(crate) const CHUNK_BYTES: usize = 65_536;

/// How many chunks make a block at most. A file of no more is read at once.
const CHUNKS_PER_BLOCK: u64 = 32;

/// Offset, in the file's header, of the number of chunks that were written.
const CHUNK_COUNT_AT: u64 = 42;

/// Length of a chunk's header.
const CHUNK_HEADER: usize = 512;

/// Offset, in a chunk's header, of the identifiers of its first and last record.
const RECORD_IDS_AT: usize = 24;

/// A position is a chunk's number in reading order times this, plus the record's number in the chunk.
pub(crate) const POSITIONS_PER_CHUNK: u64 = CHUNK_BYTES as u64;

/// The chunks of a file in the order in which they were written.
pub(crate) struct EvtxStream {
    file: Box<dyn ReadSeek>,
    context: Arc<ReadContext>,
    /// Number of chunks, a torn last one included, those at the end that were never written to not.
    count: u64,
    /// The chunk that holds the oldest records: a full log is written over from its start. Not known yet where the file
    /// is to be read at once.
    oldest: u64,
    /// Chunks read.
    read: u64,
    is_addressable: bool,
}

impl EvtxStream {
    pub(super) fn new(
        mut file: Box<dyn ReadSeek>,
        context: Arc<ReadContext>,
        is_addressable: bool,
    ) -> io::Result<Self> {
        let bytes = file.seek(SeekFrom::End(0))?.saturating_sub(HEADER_BYTES);
        let count = written_chunks(&mut file, bytes.div_ceil(CHUNK_BYTES as u64));
        let oldest = if count > CHUNKS_PER_BLOCK { oldest_in_file(&mut file, count) } else { 0 };
        Ok(Self { file, context, count, oldest, read: 0, is_addressable })
    }

    /// Reads chunks that follow each other, and gives how many bytes there were.
    fn read_chunks(&mut self, number: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.seek(SeekFrom::Start(chunk_offset(number)))?;
        let mut filled = 0;
        while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.file.read(room) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Reads chunks that follow each other. Those that cannot be read are reported, and none is said to be there.
    fn fill(
        &mut self,
        number: u64,
        buffer: &mut [u8],
        report: &mut dyn FnMut(ProblemKind, u64, String),
    ) -> Vec<usize> {
        if let Ok(filled) = self.read_chunks(number, buffer) {
            let lengths = (0..buffer.len()).step_by(CHUNK_BYTES);
            return lengths.map(|start| filled.saturating_sub(start).min(CHUNK_BYTES)).collect();
        }
        let mut lengths = Vec::new();
        for (chunk, number) in buffer.chunks_mut(CHUNK_BYTES).zip(number..) {
            lengths.push(self.read_chunks(number, chunk).unwrap_or_else(|error| {
                report(ProblemKind::BrokenChunk, chunk_offset(number), error.to_string());
                0
            }));
        }
        lengths
    }
}

/// Whether a chunk was allocated and not written yet.
fn is_blank(chunk: &[u8]) -> bool {
    static ZEROS: [u8; CHUNK_BYTES] = [0; CHUNK_BYTES];
    ZEROS.get(..chunk.len()) == Some(chunk)
}

/// How many of so many chunks are to be read. Logs grow by a megabyte at a time, so most of a small one is room for later
/// records: behind the chunks that the file says were written, those without a header at the end are passed over.
fn written_chunks(file: &mut (impl Read + Seek), count: u64) -> u64 {
    let mut said = [0; 2];
    let read = file.seek(SeekFrom::Start(CHUNK_COUNT_AT)).and_then(|_| file.read_exact(&mut said));
    if read.is_err() {
        return count;
    }
    let said = u64::from(u16::from_le_bytes(said)).min(count);
    let mut is_blank_header = |number: u64| {
        let mut header = [0; CHUNK_HEADER];
        let read =
            file.seek(SeekFrom::Start(chunk_offset(number))).and_then(|_| file.read_exact(&mut header));
        read.is_ok() && is_blank(&header)
    };
    (said..count).rev().find(|&number| !is_blank_header(number)).map_or(said, |last| last + 1)
}

fn chunk_offset(number: u64) -> u64 {
    HEADER_BYTES + number * CHUNK_BYTES as u64
}

/// Where the chunk begins in which an offset of the file lies; nothing for what is before the first.
pub(crate) fn chunk_of(offset: u64) -> Option<u64> {
    let behind = offset.checked_sub(HEADER_BYTES)?;
    Some(offset - behind % CHUNK_BYTES as u64)
}

/// The lowest identifier of a record that a chunk's header names, if the header makes sense.
fn first_record(header: &[u8]) -> Option<u64> {
    let id =
        |at: usize| header.get(at..).and_then(|rest| rest.first_chunk()).map(|id| u64::from_le_bytes(*id));
    let (first, last) = (id(RECORD_IDS_AT)?, id(RECORD_IDS_AT + 8)?);
    (header.starts_with(b"ElfChnk\0") && first <= last).then_some(first)
}

/// The number of the chunk with the oldest record, of those whose first record is known.
fn oldest(first_records: impl Iterator<Item = Option<u64>>) -> u64 {
    let known = (0..).zip(first_records).filter_map(|(number, first)| Some((first?, number)));
    known.min().map_or(0, |(_, number)| number)
}

fn oldest_in_file(file: &mut (impl Read + Seek), count: u64) -> u64 {
    oldest((0..count).map(|number| {
        let mut header = [0; RECORD_IDS_AT + 16];
        file.seek(SeekFrom::Start(chunk_offset(number))).and_then(|_| file.read_exact(&mut header)).ok()?;
        first_record(&header)
    }))
}

impl BlockStream for EvtxStream {
    fn next_block(
        &mut self,
        report: &mut dyn FnMut(ProblemKind, u64, String),
    ) -> Option<(u64, BlockContent)> {
        let first = self.read;
        let is_whole = self.count <= CHUNKS_PER_BLOCK;
        let start = if is_whole { 0 } else { (self.oldest + first) % self.count.max(1) };
        let run = (self.count - first).min(CHUNKS_PER_BLOCK).min(self.count - start);
        if run == 0 {
            return None;
        }
        self.read += run;
        let mut bytes = self.context.buffers.take();
        bytes.resize(run as usize * CHUNK_BYTES, 0);
        let lengths = self.fill(start, &mut bytes, report);
        let slots = bytes.chunks(CHUNK_BYTES).zip(lengths);
        let slots: Vec<&[u8]> = slots.filter_map(|(slot, length)| slot.get(..length)).collect();
        if is_whole {
            self.oldest = oldest(slots.iter().map(|slot| first_record(slot)));
        }
        let turn = if is_whole { self.oldest } else { 0 };
        let mut chunks = Vec::with_capacity(slots.len());
        for order in 0..run {
            let slot = (turn + order) % run;
            if let Some(chunk) = slots.get(slot as usize).filter(|chunk| !is_blank(chunk)) {
                let (slot, length, offset) = (slot as usize, chunk.len(), chunk_offset(start + slot));
                chunks.push(Chunk { order, offset, slot, length });
            }
        }
        Some((first * POSITIONS_PER_CHUNK, BlockContent::Evtx(ChunkGroup { bytes, chunks })))
    }

    fn is_done(&self) -> bool {
        self.read == self.count
    }

    fn end_position(&self) -> u64 {
        self.count * POSITIONS_PER_CHUNK
    }

    fn is_addressable(&self) -> bool {
        self.is_addressable
    }
}

/// Chunks that are read together.
#[derive(Debug)]
pub(crate) struct ChunkGroup {
    /// All of them, each at its slot of [`CHUNK_BYTES`].
    pub(crate) bytes: Vec<u8>,
    /// Those that hold anything, in the order in which they were written.
    pub(crate) chunks: Vec<Chunk>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk {
    /// Number in the group.
    pub(crate) order: u64,
    /// Offset in the file.
    pub(crate) offset: u64,
    /// Where it lies in the group's bytes, in chunks.
    pub(crate) slot: usize,
    /// How much of it there is in the file.
    pub(crate) length: usize,
}

impl ChunkGroup {
    /// How much there is to decode, in bytes.
    pub(crate) fn length(&self) -> usize {
        self.chunks.len() * CHUNK_BYTES
    }
}

impl Chunk {
    /// The chunk, of the bytes of its group.
    pub(crate) fn of<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        let start = self.slot * CHUNK_BYTES;
        bytes.get(start..start + CHUNK_BYTES).unwrap_or_default()
    }
}
