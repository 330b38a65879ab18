//! A run: a file of ids, sorted, that is never changed.
//!
//! ```text
//! run    = header page* fences filter              numbers are little-endian, keys big-endian so that bytes sort as they do
//! header = magic:8 version:4 crc:4 secret's mark:16 first:8 end:8 ids:8 pages:8 fences' crc:4, in 4096 bytes
//! page   = (key:16 seq:8)*170 count:4 crc:4, in 4096 bytes
//! fences = the first key of each page
//! filter = blocks of 64 bytes
//! ```
//!
//! It has the ids of all events with a seq in `first..end`. An id is found by one block of the filter and, if that says so,
//! one page; both carry a sum of their own.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::Key;
use super::filter::{self, BLOCK_BYTES};
use crate::disk::{Disk, DiskFile, read_exactly};
use crate::{Damage, StoreError};

pub(super) const MAGIC: &[u8; 8] = b"TRIPIDS\n";
pub(super) const VERSION: u32 = 1;
pub(super) const PAGE_BYTES: usize = 4096;
pub(super) const ENTRY_BYTES: usize = 24;
pub(super) const PAGE_ENTRIES: usize = 170;
const COUNT_AT: usize = PAGE_ENTRIES * ENTRY_BYTES;
const HEADER_FIELDS: usize = 68;

/// A run that is open. Its fences are in memory, its filter while there is room for it.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) path: PathBuf,
    /// The events whose ids it has.
    pub(super) first: u64,
    pub(super) end: u64,
    /// How many ids.
    pub(super) count: u64,
    file: Arc<dyn DiskFile>,
    fences: Vec<Key>,
    filter_at: u64,
    blocks: u64,
    filter: RwLock<Option<Vec<u8>>>,
}

impl Run {
    /// Opens a run; `None` if it is damaged, of another log, or no run.
    pub(super) fn open(disk: &dyn Disk, path: &Path, mark: Key) -> io::Result<Option<Self>> {
        let file = disk.open(path)?;
        let bytes = match read_exactly(&*file, HEADER_FIELDS, 0) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            bytes => bytes?,
        };
        let Some((header, fences_crc)) = Header::parse(&bytes, mark) else { return Ok(None) };
        let fences_at = PAGE_BYTES as u64 * (header.pages + 1);
        let filter_at = fences_at + 16 * header.pages;
        let blocks = (file.length()?.saturating_sub(filter_at)) / BLOCK_BYTES as u64;
        let Ok(fences_length) = usize::try_from(16 * header.pages) else { return Ok(None) };
        if blocks == 0 {
            return Ok(None);
        }
        let fences = read_exactly(&*file, fences_length, fences_at)?;
        if crc32fast::hash(&fences) != fences_crc {
            return Ok(None);
        }
        let fences = fences.as_chunks().0.iter().map(|bytes| Key::from_be_bytes(*bytes)).collect();
        let Header { first, end, count, .. } = header;
        let filter = RwLock::default();
        Ok(Some(Self { path: path.to_owned(), first, end, count, file, fences, filter_at, blocks, filter }))
    }

    /// The seq of the event with an id.
    pub(super) fn find(&self, key: Key) -> Result<Option<u64>, StoreError> {
        let damaged = |offset| StoreError::Damaged(self.damage(offset));
        let block = filter::block_of(key, self.blocks) * BLOCK_BYTES as u64;
        let possible = match &*self.filter.read().unwrap_or_else(PoisonError::into_inner) {
            Some(bytes) => {
                let start = usize::try_from(block).unwrap_or(usize::MAX);
                bytes
                    .get(start..start.saturating_add(BLOCK_BYTES))
                    .and_then(|bytes| filter::may_hold(bytes, key))
            }
            None => filter::may_hold(&self.read(BLOCK_BYTES, self.filter_at + block)?, key),
        };
        if !possible.ok_or_else(|| damaged(self.filter_at + block))? {
            return Ok(None);
        }
        let Some(page) = self.fences.partition_point(|fence| *fence <= key).checked_sub(1) else {
            return Ok(None);
        };
        let entries = self.page(page as u64)?;
        let found = entries.binary_search_by_key(&key, |(key, _)| *key).ok();
        Ok(found.and_then(|at| entries.get(at)).map(|(_, seq)| *seq))
    }

    /// The ids of a page, ascending; none beyond the last.
    pub(super) fn page(&self, page: u64) -> Result<Vec<(Key, u64)>, StoreError> {
        if page >= self.fences.len() as u64 {
            return Ok(Vec::new());
        }
        let offset = PAGE_BYTES as u64 * (page + 1);
        let bytes = self.read(PAGE_BYTES, offset)?;
        read_page(&bytes).ok_or_else(|| StoreError::Damaged(self.damage(offset)))
    }

    fn read(&self, length: usize, offset: u64) -> Result<Vec<u8>, StoreError> {
        read_exactly(&*self.file, length, offset).map_err(StoreError::io("read ids of", &self.path))
    }

    fn damage(&self, offset: u64) -> Damage {
        let reason = "ids in it cannot be read; the file is made anew from the log at the next start";
        Damage { file: self.path.clone(), offset, missing: self.first..self.first, reason }
    }

    /// How many bytes the filter has.
    pub(super) fn filter_bytes(&self) -> usize {
        usize::try_from(self.blocks).unwrap_or(usize::MAX).saturating_mul(BLOCK_BYTES)
    }

    /// Takes the filter into memory, or lets go of it.
    pub(super) fn keep_filter(&self, keep: bool) -> Result<(), StoreError> {
        let kept = self.filter.read().unwrap_or_else(PoisonError::into_inner).is_some();
        if keep == kept {
            return Ok(());
        }
        let bytes = if keep { Some(self.read(self.filter_bytes(), self.filter_at)?) } else { None };
        *self.filter.write().unwrap_or_else(PoisonError::into_inner) = bytes;
        Ok(())
    }
}

/// What a run says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) first: u64,
    pub(super) end: u64,
    pub(super) count: u64,
    pub(super) pages: u64,
}

impl Header {
    pub(super) fn to_bytes(self, mark: Key, fences_crc: u32) -> Vec<u8> {
        let mut fields = mark.to_be_bytes().to_vec();
        for number in [self.first, self.end, self.count, self.pages] {
            fields.extend_from_slice(&number.to_le_bytes());
        }
        fields.extend_from_slice(&fences_crc.to_le_bytes());
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&crc32fast::hash(&fields).to_le_bytes());
        bytes.extend_from_slice(&fields);
        bytes.resize(PAGE_BYTES, 0);
        bytes
    }

    fn parse(bytes: &[u8], mark: Key) -> Option<(Self, u32)> {
        let fields = bytes.get(16..68)?;
        let crc = crc32fast::hash(fields).to_le_bytes();
        let expected = [MAGIC.as_slice(), &VERSION.to_le_bytes(), &crc, &mark.to_be_bytes()].concat();
        if bytes.get(..32)? != expected {
            return None;
        }
        let number = |at: usize| bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
        let fences_crc = u32::from_le_bytes(bytes.get(64..68)?.try_into().ok()?);
        let header = Self { first: number(32)?, end: number(40)?, count: number(48)?, pages: number(56)? };
        let plausible = header.first <= header.end && header.pages <= header.count;
        plausible.then_some((header, fences_crc))
    }
}

/// A page of ids, which are ascending.
pub(super) fn write_page(entries: &[(Key, u64)], into: &mut Vec<u8>) {
    let start = into.len();
    for (key, seq) in entries.iter().take(PAGE_ENTRIES) {
        into.extend_from_slice(&key.to_be_bytes());
        into.extend_from_slice(&seq.to_le_bytes());
    }
    into.resize(start + COUNT_AT, 0);
    let count = u32::try_from(entries.len()).unwrap_or(0);
    into.extend_from_slice(&count.to_le_bytes());
    let crc = crc32fast::hash(into.get(start..).unwrap_or_default());
    into.extend_from_slice(&crc.to_le_bytes());
    into.resize(start + PAGE_BYTES, 0);
}

fn read_page(bytes: &[u8]) -> Option<Vec<(Key, u64)>> {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let (count, crc) = (number(COUNT_AT)? as usize, number(COUNT_AT + 4)?);
    if count > PAGE_ENTRIES || crc32fast::hash(bytes.get(..COUNT_AT + 4)?) != crc {
        return None;
    }
    let entries = bytes.get(..count * ENTRY_BYTES)?.as_chunks::<ENTRY_BYTES>().0.iter();
    entries
        .map(|entry| {
            let (key, seq) = entry.split_first_chunk()?;
            Some((Key::from_be_bytes(*key), u64::from_le_bytes(seq.try_into().ok()?)))
        })
        .collect()
}
