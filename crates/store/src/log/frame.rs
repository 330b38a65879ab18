//! Frames in memory: made of lines, and read back.

use std::fmt;
use std::io;
use std::path::Path;

use ecs::Timestamp;

use super::format::{FRAME_BYTES, FrameHeader, Kind, Marker};
use crate::disk::{DiskFile, read_exactly};
use crate::hit::DocumentTime;
use crate::{BlockInfo, Damage, StoreError};

/// Text beyond which a frame is full: large enough to compress well (zstd's window at level 1 is 512 KiB), small enough
/// that reading one event of it takes a millisecond.
const FULL: usize = 1 << 20;
/// zstd's fastest regular level. Level 3 is smaller by a tenth and takes half as long again.
const LEVEL: i32 = 1;

/// A frame in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FrameRef {
    /// Where it begins.
    pub(super) offset: u64,
    pub(super) header: FrameHeader,
}

impl FrameRef {
    /// The seq after its last event.
    pub(super) fn end(&self) -> u64 {
        self.header.end()
    }

    /// Where in the file the next one begins.
    pub(super) fn end_offset(&self) -> u64 {
        self.offset + self.header.length()
    }

    pub(super) fn info(&self) -> BlockInfo {
        let FrameHeader { first, count, ingested, times, .. } = self.header;
        BlockInfo { first, count: u64::from(count), ingested, times }
    }
}

/// A frame that was written, with its lines.
pub(super) type WrittenFrame = (FrameRef, Vec<u8>);

/// Lines that become frames of one group.
#[derive(Debug)]
pub(crate) struct GroupText {
    first: u64,
    frames: Vec<FrameText>,
    /// How much text is still to come, at most: so that frames are made as long as they get, and not grown to it.
    coming: usize,
}

/// The lines of one frame.
#[derive(Debug, Default)]
pub(super) struct FrameText {
    pub(super) text: Vec<u8>,
    pub(super) count: u32,
    times: Option<(Timestamp, Timestamp)>,
    unclear: bool,
}

impl GroupText {
    /// For events from this seq on, with at most this much text.
    pub(crate) fn new(first: u64, most_bytes: usize) -> Self {
        Self { first, frames: Vec::new(), coming: most_bytes }
    }

    /// Takes up a line with its line end; gives the bytes as they lie there.
    pub(crate) fn push(&mut self, line: &[u8], time: DocumentTime) -> &mut [u8] {
        if self.frames.last().is_none_or(|frame| frame.text.len() + line.len() > FULL && frame.count > 0) {
            let text = Vec::with_capacity(self.coming.min(FULL).max(line.len()));
            self.frames.push(FrameText { text, ..FrameText::default() });
        }
        self.coming = self.coming.saturating_sub(line.len());
        let index = self.frames.len() - 1;
        let frame = &mut self.frames[index];
        let start = frame.text.len();
        frame.text.extend_from_slice(line);
        frame.count += 1;
        match time {
            DocumentTime::At(time) => {
                let (least, greatest) = frame.times.unwrap_or((time, time));
                frame.times = Some((least.min(time), greatest.max(time)));
            }
            DocumentTime::Absent => {}
            DocumentTime::Unclear => frame.unclear = true,
        }
        &mut frame.text[start..]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }
}

/// Makes bytes of lines, and keeps the memory that it takes.
pub(super) struct Encoder {
    compressor: zstd::bulk::Compressor<'static>,
    /// What the last group came to.
    pub(super) bytes: Vec<u8>,
    body: Vec<u8>,
}

impl Encoder {
    pub(super) fn new() -> io::Result<Self> {
        let compressor = zstd::bulk::Compressor::new(LEVEL)?;
        Ok(Self { compressor, bytes: Vec::new(), body: Vec::new() })
    }

    /// Puts a group into `bytes`, to be written at `offset`; the frames in it, and their lines.
    pub(super) fn encode(
        &mut self,
        group: GroupText,
        marker: &Marker,
        offset: u64,
        ingested: Timestamp,
    ) -> io::Result<Vec<WrittenFrame>> {
        let mut frames = Vec::with_capacity(group.frames.len());
        let mut first = group.first;
        self.bytes.clear();
        for frame in group.frames {
            self.body.clear();
            self.body.reserve(zstd::zstd_safe::compress_bound(frame.text.len()));
            self.compressor.compress_to_buffer(&frame.text, &mut self.body)?;
            let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge);
            let header = FrameHeader {
                body_crc: crc32fast::hash(&self.body),
                body_length: length(&self.body)?,
                text_length: length(&frame.text)?,
                first,
                group: group.first,
                count: frame.count,
                kind: Kind::Events,
                ingested,
                times: frame.times.filter(|_| !frame.unclear),
            };
            let reference = FrameRef { offset: offset + self.bytes.len() as u64, header };
            header.write(marker, &mut self.bytes);
            self.bytes.extend_from_slice(&self.body);
            first = reference.end();
            frames.push((reference, frame.text));
        }
        // One event may have had 100 MB; the next group has a few.
        self.body.shrink_to(2 * FULL);
        Ok(frames)
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").finish_non_exhaustive()
    }
}

/// The lines of a frame, checked.
pub(super) fn read_text(file: &dyn DiskFile, path: &Path, frame: &FrameRef) -> Result<Vec<u8>, StoreError> {
    let header = &frame.header;
    let damaged = |reason| {
        let missing = header.first..header.end();
        StoreError::Damaged(Damage { file: path.to_owned(), offset: frame.offset, missing, reason })
    };
    let body = read_exactly(file, header.body_length as usize, frame.offset + FRAME_BYTES as u64);
    let body = match body {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(damaged("the file ends in it"));
        }
        other => other.map_err(StoreError::io("read events of", path))?,
    };
    if crc32fast::hash(&body) != header.body_crc {
        return Err(damaged("the checksum is another"));
    }
    let text = zstd::bulk::decompress(&body, header.text_length as usize)
        .map_err(|_| damaged("it cannot be decompressed"))?;
    let lines = memchr::memchr_iter(b'\n', &text).count();
    if text.len() != header.text_length as usize || lines != header.count as usize {
        return Err(damaged("it has other events than it says"));
    }
    Ok(text)
}

/// The text from the n-th line on.
pub(super) fn skip_lines(text: &[u8], lines: u64) -> &[u8] {
    let Some(last) = lines.checked_sub(1).and_then(|last| usize::try_from(last).ok()) else { return text };
    memchr::memchr_iter(b'\n', text).nth(last).and_then(|end| text.get(end + 1..)).unwrap_or_default()
}
