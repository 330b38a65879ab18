//! Instances of templates: which template, and the values for its gaps.

use std::ops::Range;

use super::Unusual;
use super::cursor::Cursor;
use super::template::{KnownTemplates, Templates};

/// No record has as many values; a damaged one may say so.
const MAX_GAPS: u32 = 4096;

const TEMPLATE_INSTANCE: u8 = 0x0C;
const FRAGMENT_HEADER: u8 = 0x0F;

/// Offset of the length in a template's definition, and length of all before the XML.
const DEFINITION_LENGTH_AT: usize = 20;
const DEFINITION_HEADER: usize = 24;

/// Types of values (MS-EVEN6, 2.2.12, `BinXmlVar…` and value types).
pub(super) mod kind {
    pub(crate) const NULL: u8 = 0x00;
    pub(crate) const STRING: u8 = 0x01;
    pub(crate) const ANSI_STRING: u8 = 0x02;
    pub(crate) const INT8: u8 = 0x03;
    pub(crate) const UINT8: u8 = 0x04;
    pub(crate) const INT16: u8 = 0x05;
    pub(crate) const UINT16: u8 = 0x06;
    pub(crate) const INT32: u8 = 0x07;
    pub(crate) const UINT32: u8 = 0x08;
    pub(crate) const INT64: u8 = 0x09;
    pub(crate) const UINT64: u8 = 0x0A;
    pub(crate) const REAL32: u8 = 0x0B;
    pub(crate) const REAL64: u8 = 0x0C;
    pub(crate) const BOOL: u8 = 0x0D;
    pub(crate) const BINARY: u8 = 0x0E;
    pub(crate) const GUID: u8 = 0x0F;
    pub(crate) const SIZE: u8 = 0x10;
    pub(crate) const FILETIME: u8 = 0x11;
    pub(crate) const SYSTEMTIME: u8 = 0x12;
    pub(crate) const SID: u8 = 0x13;
    pub(crate) const HEX32: u8 = 0x14;
    pub(crate) const HEX64: u8 = 0x15;
    pub(crate) const BINARY_XML: u8 = 0x21;
    pub(crate) const STRING_ARRAY: u8 = 0x81;
}

/// The value for one gap: its type and where it lies in the chunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) at: u32,
    pub(super) length: u16,
    pub(super) kind: u8,
    /// Where the value lies in the record's ASCII text, counted from one; zero if it is not there.
    pub(super) packed: u32,
}

impl Slot {
    #[inline]
    pub(super) fn bytes<'c>(&self, chunk: &'c [u8]) -> &'c [u8] {
        let at = self.at as usize;
        chunk.get(at..at + usize::from(self.length)).unwrap_or_default()
    }

    /// Whether there is no value: what depends on it is left out.
    pub(super) fn is_null(&self) -> bool {
        self.kind == kind::NULL || (self.kind == kind::BINARY_XML && self.length == 0)
    }

    /// Whether the value is as long as values of its type are.
    fn is_whole(&self, chunk: &[u8]) -> bool {
        let length = self.length;
        match self.kind {
            kind::NULL | kind::ANSI_STRING | kind::BINARY | kind::BINARY_XML => true,
            kind::STRING | kind::STRING_ARRAY => length.is_multiple_of(2),
            kind::INT8 | kind::UINT8 => length == 1,
            kind::INT16 | kind::UINT16 => length == 2,
            kind::INT32 | kind::UINT32 | kind::REAL32 | kind::BOOL | kind::HEX32 => length == 4,
            kind::INT64 | kind::UINT64 | kind::REAL64 | kind::FILETIME | kind::HEX64 => length == 8,
            kind::GUID | kind::SYSTEMTIME => length == 16,
            kind::SIZE => matches!(length, 4 | 8),
            kind::SID => self
                .bytes(chunk)
                .get(1)
                .is_some_and(|&count| usize::from(length) == 8 + 4 * usize::from(count)),
            _ => false,
        }
    }
}

/// One instance: the number of its template, and where its values lie among all values of the record.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) template: usize,
    pub(super) slots: Range<usize>,
}

/// Reads the instance that is all of `span`, and adds its values to `slots`.
pub(super) fn read(
    chunk: &[u8],
    span: Range<usize>,
    templates: &mut Templates,
    known: &mut KnownTemplates,
    slots: &mut Vec<Slot>,
) -> Result<Instance, Unusual> {
    let bytes = chunk.get(span.clone()).ok_or(Unusual)?;
    let start = match bytes {
        [FRAGMENT_HEADER, _, _, _, TEMPLATE_INSTANCE, ..] => span.start + 5,
        [TEMPLATE_INSTANCE, ..] => span.start + 1,
        _ => return Err(Unusual),
    };
    let mut cursor = Cursor::new(chunk, start);
    cursor.skip(5)?;
    let definition = cursor.u32()?;
    if cursor.at == definition as usize {
        let length = Cursor::new(chunk, cursor.at + DEFINITION_LENGTH_AT).u32()?;
        cursor.skip(DEFINITION_HEADER + length as usize)?;
    }
    let count = cursor.u32()?;
    if count > MAX_GAPS {
        return Err(Unusual);
    }
    let table = cursor.take(count as usize * 4)?;
    let first = slots.len();
    let mut at = cursor.at;
    for &[low, high, kind, _] in table.as_chunks().0 {
        let slot = Slot { at: at as u32, length: u16::from_le_bytes([low, high]), kind, packed: 0 };
        if !slot.is_whole(chunk) {
            return Err(Unusual);
        }
        slots.push(slot);
        at += usize::from(slot.length);
    }
    // What is behind the values must be the end.
    match chunk.get(at..span.end) {
        Some([] | [0, ..]) => {}
        _ => return Err(Unusual),
    }
    let template = templates.number(chunk, definition, known)?;
    Ok(Instance { template, slots: first..slots.len() })
}
