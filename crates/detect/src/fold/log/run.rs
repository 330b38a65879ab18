//! A sorted run of hits in a temporary file.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};

use super::{LoggedHit, codec};

/// Hits in a file without a name, which the system removes with its last handle.
#[derive(Debug)]
pub(super) struct Run {
    file: File,
    hits: u64,
}

impl Run {
    /// Writes hits that come in order.
    pub(super) fn write(hits: impl IntoIterator<Item = io::Result<LoggedHit>>) -> io::Result<Self> {
        let mut writer = BufWriter::new(tempfile::tempfile()?);
        let mut count = 0;
        for hit in hits {
            codec::write(&mut writer, &hit?)?;
            count += 1;
        }
        writer.flush()?;
        let mut file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Self { file, hits: count })
    }

    pub(super) fn read(self) -> RunReader {
        RunReader { reader: BufReader::with_capacity(READ_BUFFER, self.file), left: self.hits }
    }
}

/// With 64 runs, 4 MiB of buffers.
const READ_BUFFER: usize = 64 << 10;

/// The hits of a run, in order.
#[derive(Debug)]
pub(super) struct RunReader {
    reader: BufReader<File>,
    left: u64,
}

impl RunReader {
    pub(super) fn next_hit(&mut self) -> io::Result<Option<LoggedHit>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        codec::read(&mut self.reader).map(Some)
    }
}
