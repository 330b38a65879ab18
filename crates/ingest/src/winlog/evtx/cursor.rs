//! Reads little-endian numbers off a chunk.

use super::Unusual;

/// A place in a chunk. Offsets in binary XML are counted from the chunk's beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'c> {
    pub(super) chunk: &'c [u8],
    pub(super) at: usize,
}

impl<'c> Cursor<'c> {
    pub(super) fn new(chunk: &'c [u8], at: usize) -> Self {
        Self { chunk, at }
    }

    /// The next `length` bytes.
    #[inline]
    pub(super) fn take(&mut self, length: usize) -> Result<&'c [u8], Unusual> {
        let end = self.at.checked_add(length).ok_or(Unusual)?;
        let taken = self.chunk.get(self.at..end).ok_or(Unusual)?;
        self.at = end;
        Ok(taken)
    }

    pub(super) fn skip(&mut self, length: usize) -> Result<(), Unusual> {
        self.take(length).map(|_| ())
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Unusual> {
        let array = self.chunk.get(self.at..).and_then(|rest| rest.first_chunk()).ok_or(Unusual)?;
        self.at += N;
        Ok(*array)
    }

    #[inline]
    pub(super) fn u8(&mut self) -> Result<u8, Unusual> {
        self.array::<1>().map(|[byte]| byte)
    }

    #[inline]
    pub(super) fn u16(&mut self) -> Result<u16, Unusual> {
        self.array().map(u16::from_le_bytes)
    }

    #[inline]
    pub(super) fn u32(&mut self) -> Result<u32, Unusual> {
        self.array().map(u32::from_le_bytes)
    }

    #[inline]
    pub(super) fn u64(&mut self) -> Result<u64, Unusual> {
        self.array().map(u64::from_le_bytes)
    }
}
