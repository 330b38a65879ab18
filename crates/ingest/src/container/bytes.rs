//! Bytes whose kind is not known yet.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

use tempfile::SpooledTempFile;

use crate::Progress;

/// Data that must be seekable is kept in memory up to this size, in a temporary file beyond.
const SPOOL_IN_MEMORY: usize = 8 << 20;

/// The most that is put into a temporary file to make it seekable.
const MAX_SPOOL: u64 = 16 << 30;

/// A file, or what stands for one.
pub(crate) trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// Bytes to be looked at.
pub(super) enum Bytes {
    Seekable(Box<dyn ReadSeek>),
    Stream(Box<dyn Read + Send>),
}

impl Bytes {
    /// The first bytes, and the whole again.
    pub(super) fn peek(self, length: u64) -> io::Result<(Self, Vec<u8>)> {
        let mut peek = Vec::new();
        match self {
            Self::Seekable(mut file) => {
                (&mut file).take(length).read_to_end(&mut peek)?;
                file.seek(SeekFrom::Start(0))?;
                Ok((Self::Seekable(file), peek))
            }
            Self::Stream(mut stream) => {
                let failed = (&mut stream).take(length).read_to_end(&mut peek).err();
                match failed {
                    // What came before the damage is worth reading; the error comes again behind it.
                    Some(error) if peek.is_empty() => Err(error),
                    _ => {
                        let whole = Cursor::new(peek.clone()).chain(stream);
                        Ok((Self::Stream(Box::new(whole)), peek))
                    }
                }
            }
        }
    }

    pub(super) fn reader(self) -> Box<dyn Read + Send> {
        match self {
            Self::Seekable(file) => Box::new(file),
            Self::Stream(stream) => stream,
        }
    }

    pub(super) fn seekable(self) -> io::Result<Box<dyn ReadSeek>> {
        match self {
            Self::Seekable(file) => Ok(file),
            Self::Stream(stream) => Ok(Box::new(spool(stream)?)),
        }
    }
}

/// Copies a stream to where it can be seeked.
pub(super) fn spool(stream: impl Read) -> io::Result<SpooledTempFile> {
    let mut file = SpooledTempFile::new(SPOOL_IN_MEMORY);
    let copied = io::copy(&mut stream.take(MAX_SPOOL + 1), &mut file)?;
    if copied > MAX_SPOOL {
        return Err(io::Error::other("too large to be unpacked"));
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// Counts what is read, once: a reader that goes back to where it has been does not count again.
pub(crate) struct Counted<R> {
    inner: R,
    progress: Arc<Progress>,
    position: u64,
    counted_to: u64,
}

impl<R> Counted<R> {
    pub(crate) fn new(inner: R, progress: Arc<Progress>) -> Self {
        Self { inner, progress, position: 0, counted_to: 0 }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.position = self.position.saturating_add(count as u64);
        self.progress.add_bytes(self.position.saturating_sub(self.counted_to));
        self.counted_to = self.counted_to.max(self.position);
        Ok(count)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.position = self.inner.seek(position)?;
        Ok(self.position)
    }
}
