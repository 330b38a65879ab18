//! Reads records of event log files once more.

use std::io;

use crate::container::evtx::{CHUNK_BYTES, chunk_of};
use crate::winlog::evtx::{RecordReader, RecordSpan, Templates};
use crate::winlog::{Arena, WinlogRecord};

/// Reads one record after the other. Those of one chunk lie together, so the last chunk is remembered.
#[derive(Debug, Default)]
pub(crate) struct LogReader {
    reader: RecordReader,
    arena: Arena,
    chunk: Vec<u8>,
    templates: Templates,
    /// The input that the chunk is of, and its offset there.
    of: Option<(u32, u64)>,
}

impl LogReader {
    /// What `with` makes of the record whose binary XML lies at an offset of an input. `read` fills a buffer from an offset
    /// of the input.
    pub(crate) fn record<T>(
        &mut self,
        input: u32,
        offset: u64,
        length: u32,
        read: impl FnOnce(u64, &mut [u8]) -> io::Result<()>,
        with: impl FnOnce(&WinlogRecord<'_>) -> T,
    ) -> io::Result<T> {
        let changed = || io::Error::new(io::ErrorKind::InvalidData, "the event log has changed");
        let start = chunk_of(offset).ok_or_else(changed)?;
        if self.of != Some((input, start)) {
            self.of = None;
            self.templates = Templates::default();
            self.chunk.resize(CHUNK_BYTES, 0);
            read(start, &mut self.chunk)?;
            self.of = Some((input, start));
        }
        self.arena.reset();
        let span = RecordSpan { start: (offset - start) as u32, length };
        let record = self.reader.read(&self.chunk, span, &mut self.templates, &self.arena);
        Ok(with(&record.map_err(|_| changed())?))
    }
}
