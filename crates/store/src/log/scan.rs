//! What a log file holds: by its index when it was closed in order, else frame by frame.

use std::ops::Range;
use std::path::Path;

use super::format::{
    self, BadHeader, FOOTER_BYTES, FRAME_BYTES, Fields, FileHeader, FrameHeader, HEADER_BYTES, Kind, Marker,
};
use super::frame::FrameRef;
use crate::disk::{DiskFile, read_exactly};
use crate::{Damage, StoreError};

/// The frames of a file.
#[derive(Debug, Default, Clone)]
pub(super) struct Contents {
    pub(super) frames: Vec<FrameRef>,
    pub(super) damage: Vec<Damage>,
    /// Where the last good frame ends. Bytes behind it are a torn group, or damage that nothing readable follows.
    pub(super) end_offset: u64,
    /// Whether the file was closed in order: nothing is written to it any more.
    pub(super) closed: bool,
}

impl Contents {
    /// The seq after the last event, of a file whose first is given.
    pub(super) fn end(&self, first: u64) -> u64 {
        let damaged = self.damage.iter().map(|damage| damage.missing.end).max().unwrap_or(first);
        self.frames.last().map_or(first, FrameRef::end).max(damaged)
    }
}

/// A file to be looked through.
pub(super) struct Scan<'a> {
    pub(super) file: &'a dyn DiskFile,
    pub(super) path: &'a Path,
    pub(super) length: u64,
}

/// Where a search for the next frame reads at a time.
const WINDOW: usize = 64 << 10;

impl Scan<'_> {
    /// Reads the file's beginning. One that is damaged is made good from the first frame; `None` when nothing in the
    /// file can be read.
    pub(super) fn header(&self, first: u64) -> Result<Option<FileHeader>, StoreError> {
        let bytes = self.read_some(0, HEADER_BYTES + FRAME_BYTES)?;
        match FileHeader::parse(&bytes) {
            Ok(header) => Ok(Some(header)),
            Err(BadHeader::Version(found)) => {
                Err(StoreError::Version { path: self.path.to_owned(), found, known: format::VERSION })
            }
            Err(BadHeader::Damaged) => Ok(bytes.get(HEADER_BYTES..).and_then(|frame| {
                let marker: Marker = *frame.first_chunk()?;
                let frame = FrameHeader::parse(frame, &marker).filter(|frame| frame.first == first)?;
                Some(FileHeader { marker, first, created: frame.ingested })
            })),
        }
    }

    /// The frames by the index at the file's end, if it has one.
    pub(super) fn by_index(&self, marker: &Marker) -> Result<Option<Contents>, StoreError> {
        let Some(footer_at) = self.length.checked_sub(FOOTER_BYTES as u64) else { return Ok(None) };
        let footer = self.read_some(footer_at, FOOTER_BYTES)?;
        let Some(offset) = format::parse_footer(&footer, marker).filter(|offset| *offset < footer_at) else {
            return Ok(None);
        };
        let header = FrameHeader::parse(&self.read_some(offset, FRAME_BYTES)?, marker);
        let Some(header) = header.filter(|header| header.kind == Kind::Index) else { return Ok(None) };
        let frame = FrameRef { offset, header };
        if frame.end_offset() != footer_at {
            return Ok(None);
        }
        let body = self.read_some(offset + FRAME_BYTES as u64, header.body_length as usize)?;
        let frames = (crc32fast::hash(&body) == header.body_crc).then(|| read_index(&body)).flatten();
        Ok(frames.map(|(frames, damage)| Contents {
            frames,
            damage: damage.into_iter().map(|(offset, missing)| self.damage(offset, missing)).collect(),
            end_offset: offset,
            closed: true,
        }))
    }

    /// The frames one by one, with the sums of their bodies when `bodies`; those of events before `limit` only.
    pub(super) fn frame_by_frame(
        &self,
        header: &FileHeader,
        bodies: bool,
        limit: u64,
    ) -> Result<Contents, StoreError> {
        let mut contents = Contents { end_offset: HEADER_BYTES as u64, ..Contents::default() };
        let mut expected = header.first;
        let mut offset = contents.end_offset;
        while offset < self.length {
            let good = self.frame_at(offset, header, bodies)?.filter(|frame| frame.header.first == expected);
            let frame = match good {
                Some(frame) => frame,
                None => {
                    let Some(next) = self.next_frame(offset + 1, header, bodies, expected)? else { break };
                    if next.header.group <= expected && next.header.kind == Kind::Events {
                        break; // Of the same group: it was torn, and never acknowledged.
                    }
                    if next.header.first.min(limit) > expected {
                        contents.damage.push(self.damage(offset, expected..next.header.first.min(limit)));
                    }
                    next
                }
            };
            if frame.header.first >= limit && frame.header.kind == Kind::Events {
                break;
            }
            offset = frame.end_offset();
            expected = frame.end();
            if frame.header.kind == Kind::Index {
                contents.closed = true;
                break;
            }
            contents.end_offset = offset;
            contents.frames.push(frame);
        }
        Ok(contents)
    }

    /// The frame that begins here, if one does.
    fn frame_at(&self, offset: u64, file: &FileHeader, body: bool) -> Result<Option<FrameRef>, StoreError> {
        let bytes = self.read_some(offset, FRAME_BYTES)?;
        let Some(header) = FrameHeader::parse(&bytes, &file.marker) else { return Ok(None) };
        let frame = FrameRef { offset, header };
        if frame.end_offset() > self.length {
            return Ok(None);
        }
        if body {
            let body = self.read_some(offset + FRAME_BYTES as u64, header.body_length as usize)?;
            if crc32fast::hash(&body) != header.body_crc {
                return Ok(None);
            }
        }
        Ok(Some(frame))
    }

    /// The first good frame at or after an offset, of events that are not before `expected`.
    fn next_frame(
        &self,
        from: u64,
        file: &FileHeader,
        body: bool,
        expected: u64,
    ) -> Result<Option<FrameRef>, StoreError> {
        let finder = memchr::memmem::Finder::new(&file.marker);
        let mut window = from;
        while window < self.length {
            let bytes = self.read_some(window, WINDOW + FRAME_BYTES)?;
            for found in finder.find_iter(&bytes).take_while(|found| *found < WINDOW) {
                let frame = self.frame_at(window + found as u64, file, body)?;
                if let Some(frame) = frame.filter(|frame| frame.header.first >= expected) {
                    return Ok(Some(frame));
                }
            }
            window += WINDOW as u64;
        }
        Ok(None)
    }

    fn read_some(&self, offset: u64, length: usize) -> Result<Vec<u8>, StoreError> {
        let length = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX).min(length);
        read_exactly(self.file, length, offset).map_err(StoreError::io("read", self.path))
    }

    pub(super) fn damage(&self, offset: u64, missing: Range<u64>) -> Damage {
        Damage { file: self.path.to_owned(), offset, missing, reason: "no frame of events begins there" }
    }
}

/// What the index of a file says: its frames, and its stretches of damage.
pub(super) fn write_index(contents: &Contents) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 + contents.frames.len() * (FRAME_BYTES + 8));
    bytes.extend_from_slice(&(contents.damage.len() as u64).to_le_bytes());
    for damage in &contents.damage {
        for number in [damage.offset, damage.missing.start, damage.missing.end] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
    }
    for frame in &contents.frames {
        bytes.extend_from_slice(&frame.offset.to_le_bytes());
        frame.header.write_fields(&mut bytes);
    }
    bytes
}

type Index = (Vec<FrameRef>, Vec<(u64, Range<u64>)>);

fn read_index(bytes: &[u8]) -> Option<Index> {
    let mut reader = Fields(bytes);
    let damaged = reader.u64()?;
    let mut damage = Vec::new();
    for _ in 0..damaged {
        damage.push((reader.u64()?, reader.u64()?..reader.u64()?));
    }
    let mut frames = Vec::new();
    while !reader.0.is_empty() {
        let offset = reader.u64()?;
        frames.push(FrameRef { offset, header: FrameHeader::read_fields(&mut reader)? });
    }
    Some((frames, damage))
}
