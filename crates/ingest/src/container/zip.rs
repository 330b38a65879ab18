//! Members of a zip archive, one after the other.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use super::bytes::{Bytes, ReadSeek};
use super::{OpenError, Opened, open};
use crate::options::ReadContext;
use crate::report::ProblemKind;

type Archive = Arc<Mutex<Box<dyn ReadSeek>>>;

/// What is still to be read of an archive.
pub(crate) struct Members {
    archive: Archive,
    /// Last first.
    members: Vec<Member>,
    nesting: usize,
}

#[derive(Debug)]
struct Member {
    name: String,
    /// Where its data lie and how, or why they cannot be read.
    data: Result<MemberData, String>,
}

#[derive(Clone, Copy, Debug)]
struct MemberData {
    start: u64,
    compressed: u64,
    crc32: u32,
    is_deflated: bool,
}

impl Members {
    pub(super) fn new(file: Box<dyn ReadSeek>, nesting: usize) -> Result<Self, OpenError> {
        let broken = |error: &dyn std::fmt::Display| (ProblemKind::BrokenContainer, error.to_string());
        let archive: Archive = Arc::new(Mutex::new(file));
        let reader = BufReader::new(SharedReader { archive: Arc::clone(&archive), position: 0 });
        let mut directory = zip::ZipArchive::new(reader).map_err(|error| broken(&error))?;
        let mut members = Vec::new();
        for number in 0..directory.len() {
            let member = directory.by_index_raw(number).map_err(|error| broken(&error))?;
            if member.is_dir() {
                continue;
            }
            let name = member.name().map_err(|error| broken(&error))?.into_owned();
            let data = match (member.encrypted(), member.compression(), member.data_start()) {
                (true, _, _) => Err("encrypted".to_owned()),
                (_, zip::CompressionMethod::Stored, Some(start)) => Ok((start, false)),
                (_, zip::CompressionMethod::Deflated, Some(start)) => Ok((start, true)),
                (_, method, _) => Err(format!("compressed with {method}")),
            };
            let (compressed, crc32) = (member.compressed_size(), member.crc32());
            let data = data.map(|(start, is_deflated)| MemberData { start, compressed, crc32, is_deflated });
            members.push(Member { name, data });
        }
        members.sort_by(|left, right| right.name.cmp(&left.name));
        Ok(Self { archive, members, nesting })
    }

    /// Opens the next member: its name, and what it is.
    pub(crate) fn next(&mut self, context: &Arc<ReadContext>) -> Option<(String, Result<Opened, OpenError>)> {
        let member = self.members.pop()?;
        let opened = match member.data {
            Ok(data) => open(Bytes::Stream(self.reader(data)), context, self.nesting + 1),
            Err(reason) => Err((ProblemKind::Unreadable, reason)),
        };
        Some((member.name, opened))
    }

    fn reader(&self, data: MemberData) -> Box<dyn Read + Send> {
        let raw = SharedReader { archive: Arc::clone(&self.archive), position: data.start };
        let raw = BufReader::with_capacity(1 << 16, raw.take(data.compressed));
        let sum = flate2::Crc::new();
        match data.is_deflated {
            true => {
                let inner = flate2::bufread::DeflateDecoder::new(raw);
                Box::new(Checked { inner, sum, expected: data.crc32 })
            }
            false => Box::new(Checked { inner: raw, sum, expected: data.crc32 }),
        }
    }
}

/// A place of its own in a file that is read from several places.
struct SharedReader {
    archive: Archive,
    position: u64,
}

impl Read for SharedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.position))?;
        let count = file.read(buffer)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for SharedReader {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let position = match position {
            SeekFrom::Current(by) => SeekFrom::Start(self.position.saturating_add_signed(by)),
            other => other,
        };
        self.position = self.archive.lock().unwrap_or_else(PoisonError::into_inner).seek(position)?;
        Ok(self.position)
    }
}

/// Fails at the end when the checksum is not the one the archive gives.
struct Checked<R> {
    inner: R,
    sum: flate2::Crc,
    expected: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.sum.update(buffer.get(..count).unwrap_or_default());
        if count == 0 && !buffer.is_empty() && self.sum.sum() != self.expected {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum does not match"));
        }
        Ok(count)
    }
}
