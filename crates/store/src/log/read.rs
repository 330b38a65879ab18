//! Reading events back.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::frame::{self, FrameRef};
use super::scan::Contents;
use super::{EventLog, View};
use crate::disk::DiskFile;
use crate::hit;
use crate::{Damage, EventBlock, StoreError, StoredHit};

/// A frame and its lines.
type ReadFrame = (FrameRef, Arc<Vec<u8>>);

/// Where an event is.
enum Place {
    Frame(Option<Arc<dyn DiskFile>>, PathBuf, FrameRef),
    Damaged(Damage),
    /// Nothing is committed there yet.
    Ahead,
}

impl EventLog {
    /// The block that holds an event, cut to begin there; of an event that retention deleted, the oldest block there is.
    /// `None` when nothing is committed there yet. Damage is an error that says where reading goes on.
    pub fn read(&self, from: u64) -> Result<Option<EventBlock>, StoreError> {
        let Some((frame, text)) = self.block_at(from)? else { return Ok(None) };
        let first = from.max(frame.header.first);
        let cut = first - frame.header.first;
        let text = match Arc::try_unwrap(text) {
            Ok(text) if cut == 0 => text,
            Ok(text) => frame::skip_lines(&text, cut).to_vec(),
            Err(shared) => frame::skip_lines(&shared, cut).to_vec(),
        };
        let info = frame.info();
        let count = info.count - cut;
        Ok(Some(EventBlock { first, ingested: info.ingested, text, count, times: info.times }))
    }

    /// An event; `None` when none of this seq is kept.
    pub fn event(&self, seq: u64) -> Result<Option<StoredHit>, StoreError> {
        let Some((frame, text)) = self.block_at(seq)? else { return Ok(None) };
        let Some(cut) = seq.checked_sub(frame.header.first) else { return Ok(None) };
        let rest = frame::skip_lines(&text, cut);
        Ok(hit::lines(rest).next().and_then(hit::read_line))
    }

    /// The seq of the event with an index and id.
    pub fn find(&self, index: &str, id: &str) -> Result<Option<u64>, StoreError> {
        let (oldest, next) = {
            let view = self.view();
            (view.oldest(), view.next_seq)
        };
        let committed = |seq: &u64| (oldest..next).contains(seq);
        if let Some(seq) = self.identity.issued(index, id).filter(committed) {
            // The id for this seq, but was it given? An event that was refused had the seq before.
            let event = self.event(seq)?;
            if event.is_some_and(|event| event.id == id && event.index == index) {
                return Ok(Some(seq));
            }
        }
        Ok(self.ids.find(self.identity.key(index, id), oldest)?.filter(committed))
    }

    /// Once more when the file was deleted in between.
    fn block_at(&self, seq: u64) -> Result<Option<ReadFrame>, StoreError> {
        match self.try_block_at(seq) {
            Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                self.try_block_at(seq)
            }
            other => other,
        }
    }

    fn try_block_at(&self, seq: u64) -> Result<Option<ReadFrame>, StoreError> {
        let (file, path, frame) = match self.place_of(seq)? {
            Place::Frame(file, path, frame) => (file, path, frame),
            Place::Damaged(damage) => return Err(StoreError::Damaged(damage)),
            Place::Ahead => return Ok(None),
        };
        if let Some(text) = self.cache.get(frame.header.first) {
            return Ok(Some((frame, text)));
        }
        let file = match file {
            Some(file) => file,
            None => self.disk.open(&path).map_err(StoreError::io("open", &path))?,
        };
        let text = Arc::new(frame::read_text(&*file, &path, &frame)?);
        self.cache.put(frame.header.first, text.clone());
        Ok(Some((frame, text)))
    }

    fn place_of(&self, seq: u64) -> Result<Place, StoreError> {
        let view: std::sync::RwLockReadGuard<'_, View> = self.view();
        let seq = seq.max(view.oldest());
        if seq >= view.next_seq {
            return Ok(Place::Ahead);
        }
        let active = &view.active;
        if seq >= active.header.first {
            return Ok(match find(&active.contents, seq) {
                Some(Found::Frame(frame)) => {
                    Place::Frame(Some(active.file.clone()), active.path.clone(), frame)
                }
                Some(Found::Damage(damage)) => Place::Damaged(damage),
                None => Place::Ahead,
            });
        }
        let after = view.closed.partition_point(|file| file.first <= seq);
        let Some(file) = after.checked_sub(1).and_then(|at| view.closed.get(at)).cloned() else {
            return Ok(Place::Ahead);
        };
        drop(view);
        let contents = self.indexes.of(&*self.disk, &file)?;
        Ok(match find(&contents, seq) {
            Some(Found::Frame(frame)) => Place::Frame(None, file.path.clone(), frame),
            Some(Found::Damage(damage)) => Place::Damaged(damage),
            // Frames and damage of a closed file cover all its seqs.
            None => Place::Ahead,
        })
    }
}

enum Found {
    Frame(FrameRef),
    Damage(Damage),
}

fn find(contents: &Contents, seq: u64) -> Option<Found> {
    let after = contents.frames.partition_point(|frame| frame.header.first <= seq);
    let frame = after.checked_sub(1).and_then(|at| contents.frames.get(at)).filter(|frame| seq < frame.end());
    let damage = || contents.damage.iter().find(|damage| damage.missing.contains(&seq)).cloned();
    frame.copied().map(Found::Frame).or_else(|| damage().map(Found::Damage))
}
