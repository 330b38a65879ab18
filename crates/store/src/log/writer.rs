//! The end of the log: groups of frames go in here, one after the other.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ecs::Timestamp;

use super::files::ClosedFile;
use super::format::{self, FileHeader, FrameHeader, HEADER_BYTES, Kind};
use super::frame::{Encoder, GroupText, WrittenFrame};
use super::scan::{Contents, write_index};
use crate::StoreOptions;
use crate::disk::{Disk, DiskFile, remove_if_there, write_all_at};

/// The file that is written to.
#[derive(Debug)]
pub(super) struct ActiveFile {
    pub(super) file: Arc<dyn DiskFile>,
    pub(super) path: PathBuf,
    pub(super) header: FileHeader,
    /// What it holds; its `end_offset` is where the next group goes.
    pub(super) contents: Contents,
}

/// Writes groups of frames. One thread at a time.
#[derive(Debug)]
pub(super) struct Writer {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    active: ActiveFile,
    next_seq: u64,
    /// Nothing more may be written to the active file: it is closed, or what is on disk of it is not known.
    sealed: bool,
    file_bytes: u64,
    file_age_nanos: i64,
    encoder: Encoder,
}

impl ActiveFile {
    /// The same for readers, who are shown new frames when they are on disk.
    pub(super) fn reader(&self) -> Self {
        let Self { file, path, header, contents } = self;
        Self { file: file.clone(), path: path.clone(), header: *header, contents: contents.clone() }
    }
}

impl Writer {
    /// Goes on after what recovery found.
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        folder: &Path,
        active: ActiveFile,
        next_seq: u64,
        options: &StoreOptions,
    ) -> io::Result<Self> {
        Ok(Self {
            encoder: Encoder::new()?,
            disk,
            folder: folder.to_owned(),
            sealed: active.contents.closed || active.header.first > next_seq,
            active,
            next_seq,
            file_bytes: options.file_bytes.max(1),
            file_age_nanos: i64::try_from(options.file_age.as_nanos()).unwrap_or(i64::MAX),
        })
    }

    pub(super) fn next_seq(&self) -> u64 {
        self.next_seq
    }

    pub(super) fn active(&self) -> &ActiveFile {
        &self.active
    }

    /// Whether the next group begins a new file.
    pub(super) fn is_full(&self, now: Timestamp) -> bool {
        let age = now.nanos().saturating_sub(self.active.header.created.nanos());
        let used = !self.active.contents.frames.is_empty();
        self.sealed
            || used && (self.active.contents.end_offset >= self.file_bytes || age >= self.file_age_nanos)
    }

    /// Puts a group on disk: when it comes back it is there. After an error nothing of it counts as stored.
    pub(super) fn write(&mut self, group: GroupText, now: Timestamp) -> io::Result<Vec<WrittenFrame>> {
        let offset = self.active.contents.end_offset;
        let frames = self.encoder.encode(group, &self.active.header.marker, offset, now)?;
        let bytes = &self.encoder.bytes;
        let file = &self.active.file;
        if let Err(error) = write_all_at(&**file, bytes, offset) {
            // What did get there is cut off again; where even that fails, another file is begun.
            self.sealed |= file.set_length(offset).is_err();
            return Err(error);
        }
        if let Err(error) = file.sync() {
            // What is on disk now is unknown, and a second sync would say nothing about it (Rebello et al., "Can
            // Applications Recover from fsync Failures?", USENIX ATC 2020). The next file begins with the same seq, by
            // which reading knows that this group does not count.
            self.sealed = true;
            let _ = file.set_length(offset);
            return Err(error);
        }
        let references = frames.iter().map(|(frame, _)| *frame);
        self.active.contents.frames.extend(references);
        self.active.contents.end_offset = offset + bytes.len() as u64;
        self.next_seq = frames.last().map_or(self.next_seq, |(frame, _)| frame.end());
        Ok(frames)
    }

    /// Closes the active file and begins another. Gives the closed one, unless it was empty.
    pub(super) fn roll(&mut self, now: Timestamp) -> io::Result<Option<(ClosedFile, Contents)>> {
        let in_order = !std::mem::replace(&mut self.sealed, true);
        if in_order {
            self.close();
        }
        let fresh = create(&*self.disk, &self.folder, self.next_seq, now)?;
        let old = std::mem::replace(&mut self.active, fresh);
        self.sealed = false;
        if old.header.first == self.next_seq {
            return Ok(None);
        }
        let length = old.file.length().unwrap_or(old.contents.end_offset);
        let closed = ClosedFile::new(old.path, old.header.first, self.next_seq, length, &old.contents);
        Ok(Some((closed, old.contents)))
    }

    /// Writes the index at the file's end. Without it the file is read frame by frame, so that an error is no harm.
    fn close(&self) {
        let ActiveFile { file, header, contents, path } = &self.active;
        let body = write_index(contents);
        let Ok(body_length) = u32::try_from(body.len()) else { return };
        let frame = FrameHeader {
            body_crc: crc32fast::hash(&body),
            body_length,
            text_length: 0,
            first: self.next_seq,
            group: self.next_seq,
            count: 0,
            kind: Kind::Index,
            ingested: header.created,
            times: None,
        };
        let mut bytes = Vec::with_capacity(body.len() + 128);
        frame.write(&header.marker, &mut bytes);
        bytes.extend_from_slice(&body);
        bytes.extend_from_slice(&format::footer(&header.marker, contents.end_offset));
        let written = write_all_at(&**file, &bytes, contents.end_offset).and_then(|()| file.sync());
        if let Err(error) = written {
            tracing::debug!(file = %path.display(), %error, "log file closed without its index");
            let _ = file.set_length(contents.end_offset);
        }
    }
}

/// Begins a log file: on disk, its name included, when this comes back.
pub(super) fn create(disk: &dyn Disk, folder: &Path, first: u64, now: Timestamp) -> io::Result<ActiveFile> {
    let path = folder.join(format::file_name(first));
    // A file of this name was left by an attempt that failed: nothing was ever acknowledged in it.
    remove_if_there(disk, &path)?;
    let header = FileHeader { marker: crate::ids::random_bytes(), first, created: now };
    let created: io::Result<Arc<dyn DiskFile>> = (|| {
        let file = disk.create(&path)?;
        write_all_at(&*file, &header.to_bytes(), 0)?;
        file.sync()?;
        disk.sync_folder(folder)?;
        Ok(file)
    })();
    if created.is_err() {
        let _ = disk.remove(&path);
    }
    let contents = Contents { end_offset: HEADER_BYTES as u64, ..Contents::default() };
    Ok(ActiveFile { file: created?, path, header, contents })
}
