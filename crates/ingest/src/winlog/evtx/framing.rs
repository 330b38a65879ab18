//! Where the records of a chunk lie.

use super::Unusual;
use super::cursor::Cursor;

/// Length of a chunk's header.
const CHUNK_HEADER: usize = 512;

/// Offsets in a chunk's header (libevtx, "Windows XML Event Log (EVTX) format", chunk header).
const LAST_RECORD_ID_AT: usize = 32;
const FREE_SPACE_AT: usize = 48;

const RECORD_MAGIC: u32 = 0x0000_2A2A;

/// Length of a record's header, and of that and the copy of the record's length behind it.
const RECORD_HEADER: usize = 24;
const RECORD_FRAME: usize = RECORD_HEADER + 4;

/// The first time, in 100 ns since 1601, that is no time any more: the decoder that reads unusual records refuses it.
const TIME_LIMIT: u64 = (253_402_207_200 + 11_644_473_600) * 10_000_000;

/// The binary XML of one record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct RecordSpan {
    /// Where it begins in the chunk.
    pub(crate) start: u32,
    pub(crate) length: u32,
}

/// The records of a chunk, in order.
///
/// # Errors
/// When anything about the chunk is not as Windows writes it.
pub(crate) fn records(chunk: &[u8], into: &mut Vec<RecordSpan>) -> Result<(), Unusual> {
    if !chunk.starts_with(b"ElfChnk\0") {
        return Err(Unusual);
    }
    let last_id = Cursor::new(chunk, LAST_RECORD_ID_AT).u64()?;
    let free_space = Cursor::new(chunk, FREE_SPACE_AT).u32()?;
    let end = (free_space as usize).min(chunk.len());
    let mut at = CHUNK_HEADER;
    while at < end {
        let mut header = Cursor::new(chunk, at);
        let (magic, length) = (header.u32()?, header.u32()? as usize);
        let (id, time) = (header.u64()?, header.u64()?);
        let next = at + length;
        if magic != RECORD_MAGIC || length < RECORD_FRAME || next > chunk.len() || time >= TIME_LIMIT {
            return Err(Unusual);
        }
        let start = (at + RECORD_HEADER) as u32;
        into.push(RecordSpan { start, length: (length - RECORD_FRAME) as u32 });
        if id == last_id {
            break;
        }
        at = next;
    }
    Ok(())
}
