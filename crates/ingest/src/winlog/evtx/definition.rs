//! Definitions of templates, and whether two are the same.
//!
//! A chunk has the definitions of its own records, so a log has the same ones again in every chunk. They differ in the
//! offsets of names alone, which are counted in the chunk; to compare two is cheaper than to read one.

use std::ops::Range;

use super::Unusual;
use super::cursor::Cursor;

/// Offset of the next template, before the GUID.
const LINK: usize = 4;
const GUID: usize = 16;
/// Offset of the next name of the same hash, and the hash.
const NAME_LINK: usize = 6;

/// The definition of a template in a chunk.
#[derive(Clone, Debug)]
pub(super) struct Definition<'c> {
    pub(super) chunk: &'c [u8],
    pub(super) guid: [u8; GUID],
    /// Where its XML lies.
    pub(super) body: Range<usize>,
}

impl<'c> Definition<'c> {
    /// The definition at an offset of a chunk.
    pub(super) fn at(chunk: &'c [u8], offset: usize) -> Result<Self, Unusual> {
        let mut cursor = Cursor::new(chunk, offset);
        cursor.skip(LINK)?;
        let guid = cursor.take(GUID)?.try_into().map_err(|_| Unusual)?;
        let length = cursor.u32()? as usize;
        let start = cursor.at;
        let end = start.checked_add(length).filter(|&end| end <= chunk.len()).ok_or(Unusual)?;
        Ok(Self { chunk, guid, body: start..end })
    }

    /// A number that is the same for definitions that are.
    pub(super) fn mark(&self) -> u64 {
        self.guid.first_chunk().map_or(0, |start| u64::from_le_bytes(*start))
    }

    /// The name that is referred to at a place: its units, and the length of the reference, with the name itself where
    /// it lies right behind.
    #[inline]
    pub(super) fn name(&self, place: usize) -> Result<(&'c [u8], usize), Unusual> {
        let mut cursor = Cursor::new(self.chunk, place);
        let offset = cursor.u32()? as usize;
        let mut entry = Cursor::new(self.chunk, offset.checked_add(NAME_LINK).ok_or(Unusual)?);
        let units = usize::from(entry.u16()?);
        let name = entry.take(units * 2)?;
        // A zero is behind the name.
        let length = if offset == cursor.at { 4 + NAME_LINK + 2 + units * 2 + 2 } else { 4 };
        Ok((name, length))
    }
}

/// A definition without its offsets.
#[derive(Debug, Default)]
pub(super) struct Layout {
    guid: [u8; GUID],
    body: Box<[u8]>,
    /// In order.
    pub(super) names: Vec<NamePlace>,
}

/// A reference to a name.
#[derive(Debug)]
pub(super) struct NamePlace {
    /// Where it lies in the XML.
    at: usize,
    length: usize,
    units: Box<[u8]>,
}

impl NamePlace {
    pub(super) fn new(at: usize, length: usize, units: &[u8]) -> Self {
        Self { at, length, units: units.into() }
    }
}

impl Layout {
    /// The layout of a definition whose names were gathered.
    pub(super) fn of(self, definition: &Definition<'_>) -> Self {
        let body = definition.chunk.get(definition.body.clone()).unwrap_or_default();
        Self { guid: definition.guid, body: body.into(), names: self.names }
    }

    /// Whether a definition says the same.
    pub(super) fn is_of(&self, definition: &Definition<'_>) -> bool {
        let body = definition.chunk.get(definition.body.clone()).unwrap_or_default();
        if self.guid != definition.guid || self.body.len() != body.len() {
            return false;
        }
        let mut from = 0;
        for place in &self.names {
            let same_before = self.body.get(from..place.at) == body.get(from..place.at);
            let name = definition.name(definition.body.start + place.at);
            if !same_before || name != Ok((&place.units, place.length)) {
                return false;
            }
            from = place.at + place.length;
        }
        self.body.get(from..) == body.get(from..)
    }
}
