//! Pieces of an input that are decoded on their own.

use std::ops::Range;
use std::sync::Arc;

use crate::container::evtx;

/// Where a block comes from.
#[derive(Clone, Debug)]
pub(crate) struct BlockOrigin {
    /// Number of the input.
    pub(crate) input: u32,
    /// What the user calls it: a path, or `archive.zip!member`.
    pub(crate) name: Arc<str>,
    /// Where this member begins among the members of the input, so that positions rise from member to member.
    pub(crate) base: u64,
    /// Where the block begins in the (decompressed) member.
    pub(crate) offset: u64,
    /// Whether offsets are those of a plain file, so that a record can be read again from there.
    pub(crate) is_addressable: bool,
}

/// A piece of an input, with whole records in it.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) origin: BlockOrigin,
    pub(crate) content: BlockContent,
}

/// How the records lie in a block.
#[derive(Debug)]
pub(crate) enum BlockContent {
    /// One record a line.
    Lines(Vec<u8>),
    /// Records at these places.
    Records(Vec<u8>, Vec<RecordPlace>),
    /// Chunks of an EVTX file.
    Evtx(evtx::ChunkGroup),
}

/// Where one record lies in its block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordPlace {
    /// First byte, in the block's text.
    pub(crate) start: u32,
    /// Number of bytes.
    pub(crate) length: u32,
    /// Position to report and to order by, from the block's beginning.
    pub(crate) position: u64,
}

impl RecordPlace {
    /// The same place, its text counted from `start` bytes further ahead.
    pub(crate) fn behind(self, start: usize) -> Self {
        Self { start: self.start + start as u32, ..self }
    }

    /// The place of a part of the record's text.
    pub(crate) fn part(self, range: Range<usize>) -> Self {
        Self {
            start: self.start + range.start as u32,
            length: range.len() as u32,
            position: self.position + range.start as u64,
        }
    }
}

/// Where the records of a block lie.
#[derive(Debug)]
pub(crate) enum Places {
    Lines,
    Listed(Vec<RecordPlace>),
}

impl BlockContent {
    /// How much there is to decode, in bytes, about.
    pub(crate) fn length(&self) -> usize {
        match self {
            Self::Lines(_) | Self::Records(..) => self.text_length(),
            Self::Evtx(group) => group.length(),
        }
    }

    /// Bytes of text.
    pub(crate) fn text_length(&self) -> usize {
        match self {
            Self::Lines(bytes) | Self::Records(bytes, _) => bytes.len(),
            Self::Evtx(_) => 0,
        }
    }
}

impl Places {
    /// Calls `each` with the place of every record, in order. Lines with nothing but blanks and NULs hold no record.
    pub(crate) fn for_each(self, bytes: &[u8], mut each: impl FnMut(RecordPlace)) {
        match self {
            Self::Listed(places) => places.into_iter().for_each(each),
            Self::Lines => {
                let mut start = 0;
                for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
                    if let Some(place) = line_place(bytes, start, end) {
                        each(place);
                    }
                    start = end + 1;
                }
            }
        }
    }
}

/// The record on a line: without the blanks, carriage return and NULs around it.
fn line_place(bytes: &[u8], start: usize, end: usize) -> Option<RecordPlace> {
    let line = bytes.get(start..end)?;
    let is_padding = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | 0);
    let before = line.iter().position(|byte| !is_padding(byte))?;
    let behind = line.iter().rev().take_while(|byte| is_padding(byte)).count();
    let start = start + before;
    Some(RecordPlace {
        start: start as u32,
        length: (line.len() - before - behind) as u32,
        position: start as u64,
    })
}
