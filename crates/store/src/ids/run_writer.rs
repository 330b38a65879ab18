//! Making a run of ids that come in ascending order: from memory, or from other runs.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Key;
use super::filter::FilterBuilder;
use super::run::{Header, PAGE_BYTES, PAGE_ENTRIES, Run, write_page};
use crate::StoreError;
use crate::disk::{Disk, DiskFile, TEMPORARY, remove_if_there, write_all_at};

/// Bytes that are collected for one write.
const WRITE_BYTES: usize = 1 << 20;

/// A run that is being made, under another name until it is whole and on disk.
pub(super) struct RunWriter<'a> {
    disk: &'a dyn Disk,
    file: Arc<dyn DiskFile>,
    temporary: PathBuf,
    page: Vec<(Key, u64)>,
    bytes: Vec<u8>,
    offset: u64,
    fences: Vec<u8>,
    filter: FilterBuilder,
    header: Header,
}

/// What a run's file is called.
pub(super) fn path_of(folder: &Path, first: u64, end: u64) -> PathBuf {
    folder.join(format!("{first:020}-{end:020}.ids"))
}

impl<'a> RunWriter<'a> {
    /// For the ids of events of a range of seqs, `most` of them at most.
    pub(super) fn new(
        disk: &'a dyn Disk,
        folder: &Path,
        first: u64,
        end: u64,
        most: u64,
    ) -> io::Result<Self> {
        let mut temporary = path_of(folder, first, end).into_os_string();
        temporary.push(TEMPORARY);
        let temporary = PathBuf::from(temporary);
        remove_if_there(disk, &temporary)?;
        Ok(Self {
            disk,
            file: disk.create(&temporary)?,
            temporary,
            page: Vec::with_capacity(PAGE_ENTRIES),
            bytes: Vec::with_capacity(WRITE_BYTES + PAGE_BYTES),
            offset: PAGE_BYTES as u64,
            fences: Vec::new(),
            filter: FilterBuilder::new(most),
            header: Header { first, end, count: 0, pages: 0 },
        })
    }

    pub(super) fn push(&mut self, key: Key, seq: u64) -> io::Result<()> {
        self.filter.insert(key);
        self.page.push((key, seq));
        self.header.count += 1;
        if self.page.len() == PAGE_ENTRIES { self.end_page() } else { Ok(()) }
    }

    fn end_page(&mut self) -> io::Result<()> {
        let Some((first, _)) = self.page.first() else { return Ok(()) };
        self.fences.extend_from_slice(&first.to_be_bytes());
        write_page(&self.page, &mut self.bytes);
        self.page.clear();
        self.header.pages += 1;
        if self.bytes.len() >= WRITE_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        write_all_at(&*self.file, &self.bytes, self.offset)?;
        self.offset += self.bytes.len() as u64;
        self.bytes.clear();
        Ok(())
    }

    /// Puts the run on disk under its name.
    pub(super) fn finish(self, folder: &Path, mark: Key) -> Result<Run, StoreError> {
        let (disk, temporary) = (self.disk, self.temporary.clone());
        let path = path_of(folder, self.header.first, self.header.end);
        let written = self.finish_file(&path, mark).and_then(|()| disk.sync_folder(folder));
        let run = written.and_then(|()| Run::open(disk, &path, mark));
        if run.is_err() {
            let _ = disk.remove(&temporary);
        }
        run.and_then(|run| run.ok_or_else(|| io::Error::other("what was written is not what is read")))
            .map_err(StoreError::io("write ids to", &path))
    }

    fn finish_file(mut self, path: &Path, mark: Key) -> io::Result<()> {
        self.end_page()?;
        self.flush()?;
        let filter = std::mem::replace(&mut self.filter, FilterBuilder::new(0)).finish();
        write_all_at(&*self.file, &self.fences, self.offset)?;
        write_all_at(&*self.file, &filter, self.offset + self.fences.len() as u64)?;
        let header = self.header.to_bytes(mark, crc32fast::hash(&self.fences));
        write_all_at(&*self.file, &header, 0)?;
        self.file.sync()?;
        self.disk.rename(&self.temporary, path)
    }
}
