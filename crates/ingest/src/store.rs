//! Whole documents of events whose batch is gone.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ecs::{Document, EventHandle, EventStore, StoredEvent};

use crate::RecordError;
use crate::decode::{RecordKind, document_of, event_of, event_of_record};
use crate::derive::Overlay;
use crate::inputs::{InputEntry, InputPlace};
use crate::log_reader::LogReader;
use crate::winlog::Choice;

/// Set in a handle's place when the record lies in the spool file.
const SPOOLED: u64 = 1 << 63;

/// Set in the place of a record in the spool file that an overlay follows.
const OVERLAID: u64 = 1 << 62;

/// What a place is when the record could not be kept.
const LOST: u64 = u64::MAX;

/// How much of the spool is gathered before it is written.
const SPOOL_BUFFER: usize = 1 << 20;

/// How many input files are held open for reading records again.
const OPEN_FILES: usize = 16;

/// Makes documents from the handles that a run's batches gave.
///
/// Events of plain, uncompressed NDJSON and EVTX files are read from there again. Raw records of every other container, or what
/// was read of them, are appended to a temporary file when they are kept, which is deleted with the store.
#[derive(Debug)]
pub struct DocumentStore {
    /// By input number; `None` where an input is no file.
    paths: Vec<Option<PathBuf>>,
    choice: Choice,
    files: Mutex<Vec<(u32, File)>>,
    /// Of threads that make documents.
    log_readers: Mutex<Vec<LogReader>>,
    spool: Mutex<Spool>,
}

#[derive(Debug, Default)]
struct Spool {
    file: Option<File>,
    written: u64,
    buffer: Vec<u8>,
    is_broken: bool,
}

impl DocumentStore {
    pub(crate) fn new(entries: &[InputEntry], choice: Choice) -> Self {
        let paths = entries.iter().map(|entry| match &entry.place {
            InputPlace::File(path) => Some(path.clone()),
            InputPlace::Stdin => None,
        });
        Self {
            paths: paths.collect(),
            choice,
            files: Mutex::default(),
            log_readers: Mutex::default(),
            spool: Mutex::default(),
        }
    }

    /// The document that raw bytes of a record hold.
    pub(crate) fn decode(&self, bytes: &[u8], kind: RecordKind) -> Result<Document, RecordError> {
        document_of(bytes, kind, self.choice)
    }

    /// How Windows events are mapped.
    pub(crate) fn choice(&self) -> Choice {
        self.choice
    }

    /// The place of a record that can be read again from its input.
    pub(crate) fn file_place(&self, offset: u64) -> u64 {
        offset & !(SPOOLED | OVERLAID)
    }

    /// The place of a record that can be read again from its event log file. What was derived of it from others is kept
    /// with its offset there.
    pub(crate) fn log_place(&self, offset: u64, overlay: Option<&Overlay>) -> u64 {
        match overlay {
            None => self.file_place(offset),
            Some(overlay) => self.spool(&offset.to_le_bytes(), Some(overlay)),
        }
    }

    /// Keeps a record, with what was derived of it from others, and gives its place. When the spool file cannot be
    /// written the record is lost, which shows when its document is asked for.
    pub(crate) fn spool(&self, bytes: &[u8], overlay: Option<&Overlay>) -> u64 {
        let overlay = overlay.map(Overlay::to_bytes);
        let mut spool = lock(&self.spool);
        if spool.buffer.len() + bytes.len() > SPOOL_BUFFER && spool.flush().is_err() {
            spool.is_broken = true;
            spool.buffer.clear();
        }
        if spool.is_broken {
            return LOST;
        }
        let place = spool.written + spool.buffer.len() as u64;
        spool.buffer.extend_from_slice(bytes);
        match overlay {
            None => place | SPOOLED,
            Some(overlay) => {
                spool.buffer.extend_from_slice(&(overlay.len() as u32).to_le_bytes());
                spool.buffer.extend_from_slice(&overlay);
                place | SPOOLED | OVERLAID
            }
        }
    }

    /// What was derived of what lies in the spool file and is so long.
    fn overlay_behind(&self, place: u64, length: u32) -> io::Result<Overlay> {
        let start = (place & !(SPOOLED | OVERLAID)) + u64::from(length);
        let mut spool = lock(&self.spool);
        let length = spool.read(start, size_of::<u32>() as u32)?;
        let length = length.try_into().map(u32::from_le_bytes).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(Overlay::of_bytes(&spool.read(start + size_of::<u32>() as u64, length)?))
    }

    /// The raw record, and how it is read.
    fn record(&self, handle: EventHandle) -> io::Result<(Vec<u8>, RecordKind)> {
        let kind = RecordKind::of_number(handle.decoder).ok_or(io::ErrorKind::InvalidInput)?;
        let bytes = match handle.place {
            LOST => return Err(lost()),
            place if place & SPOOLED != 0 => {
                lock(&self.spool).read(place & !(SPOOLED | OVERLAID), handle.length)?
            }
            place => {
                let mut bytes = vec![0; handle.length as usize];
                self.read_input(handle.input, place, &mut bytes)?;
                bytes
            }
        };
        Ok((bytes, kind))
    }

    /// Fills a buffer from an offset of an input. Others may read while this does.
    fn read_input(&self, input: u32, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let known = {
            let mut files = lock(&self.files);
            let known = files.iter().position(|(number, _)| *number == input);
            known.map(|position| files.remove(position).1)
        };
        let mut file = match known {
            Some(file) => file,
            None => {
                let path = self.paths.get(input as usize).and_then(Option::as_ref);
                File::open(path.ok_or(io::ErrorKind::NotFound)?)?
            }
        };
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(buffer)?;
        let mut files = lock(&self.files);
        files.truncate(OPEN_FILES - 1);
        files.insert(0, (input, file));
        Ok(())
    }

    /// Reads a record of an event log file again.
    fn event_in_log(&self, handle: EventHandle) -> io::Result<StoredEvent> {
        const OFFSET_BYTES: u32 = size_of::<u64>() as u32;
        let EventHandle { input, length, place, .. } = handle;
        let (offset, overlay) = match place {
            LOST => return Err(lost()),
            place if place & SPOOLED == 0 => (place, None),
            place => {
                let bytes = lock(&self.spool).read(place & !(SPOOLED | OVERLAID), OFFSET_BYTES)?;
                let offset = bytes.try_into().map_err(|_| io::ErrorKind::InvalidData)?;
                (u64::from_le_bytes(offset), Some(self.overlay_behind(place, OFFSET_BYTES)?))
            }
        };
        let mut reader = lock(&self.log_readers).pop().unwrap_or_default();
        let read = |offset, buffer: &mut [u8]| self.read_input(input, offset, buffer);
        let event = reader.record(input, offset, length, read, |record| event_of_record(record, self.choice));
        lock(&self.log_readers).push(reader);
        let StoredEvent { document, index } = event?.map_err(not_an_event)?;
        let document = match overlay {
            Some(overlay) => overlay.apply(document),
            None => document,
        };
        Ok(StoredEvent { document, index })
    }
}

impl Spool {
    fn flush(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.written))?;
        file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    fn read(&mut self, offset: u64, length: u32) -> io::Result<Vec<u8>> {
        if let Some(start) = offset.checked_sub(self.written) {
            let start = start as usize;
            let bytes = self.buffer.get(start..start + length as usize);
            return bytes.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::NotFound.into());
        }
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        read_at(file, offset, length)
    }
}

fn read_at(file: &mut File, offset: u64, length: u32) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(u64::from(length)).read_to_end(&mut bytes)?;
    match bytes.len() == length as usize {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn lost() -> io::Error {
    io::Error::other("the temporary file could not be written")
}

fn not_an_event(error: RecordError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl EventStore for DocumentStore {
    fn document(&self, handle: EventHandle) -> io::Result<Document> {
        self.event(handle).map(|event| event.document)
    }

    fn event(&self, handle: EventHandle) -> io::Result<StoredEvent> {
        if handle.decoder == RecordKind::InLog.number() {
            return self.event_in_log(handle);
        }
        let (bytes, kind) = self.record(handle)?;
        let StoredEvent { document, index } = event_of(&bytes, kind, self.choice).map_err(not_an_event)?;
        let document = match handle.place & OVERLAID != 0 {
            true => self.overlay_behind(handle.place, handle.length)?.apply(document),
            false => document,
        };
        Ok(StoredEvent { document, index })
    }
}
