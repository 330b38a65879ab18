//! The event log: files of checksummed frames, of which the last is written to.

mod blocks;
mod cache;
mod files;
mod format;
mod frame;
mod maintain;
mod read;
mod recover;
mod scan;
mod verify;
mod writer;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use ecs::Timestamp;

pub use blocks::Blocks;
use cache::BlockCache;
use files::{ClosedFile, Indexes};
pub(crate) use frame::GroupText;
use frame::{FrameRef, WrittenFrame};
use scan::Contents;
pub use verify::Verification;
use writer::Writer;

use crate::append::{Commit, Prepared, Queue};
use crate::disk::{Disk, is_full};
use crate::ids::{self, Identity, Ids};
use crate::statistics::Counters;
use crate::{AppendError, Appended, Damage, NewEvent, StoreError, StoreOptions};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Events in files, without the state database: what [`Store`](crate::Store) is built on, on any [`Disk`].
pub struct EventLog {
    disk: Arc<dyn Disk>,
    clock: Clock,
    identity: Identity,
    ids: Ids,
    queue: Queue,
    writer: Mutex<Writer>,
    view: RwLock<View>,
    indexes: Indexes,
    cache: BlockCache,
    committed: Mutex<u64>,
    maintenance: Mutex<()>,
    /// Held by who reads all files, so that none is deleted meanwhile.
    kept: RwLock<()>,
    more: Condvar,
    folder: PathBuf,
    counters: Counters,
    /// Whether the last group could not be put on disk.
    failing: AtomicBool,
}

/// What readers see: nothing that is not on disk.
#[derive(Debug)]
struct View {
    closed: Vec<Arc<ClosedFile>>,
    active: writer::ActiveFile,
    next_seq: u64,
}

impl View {
    /// The seq of the oldest event that is kept.
    fn oldest(&self) -> u64 {
        self.closed.first().map_or(self.active.header.first, |file| file.first)
    }

    /// How many bytes the files have.
    fn bytes(&self) -> u64 {
        let active = self.active.contents.frames.last().map_or(0, FrameRef::end_offset);
        self.closed.iter().map(|file| file.length).sum::<u64>() + active
    }
}

impl fmt::Debug for EventLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventLog").field("folder", &self.folder).field("next_seq", &self.next_seq()).finish()
    }
}

impl EventLog {
    /// Opens the log of a folder, and recovers it: a torn end is cut off, and nothing else.
    ///
    /// `at_least` is a seq that is known to have been given already (the detection checkpoint), 0 if none is.
    pub fn open(
        disk: Arc<dyn Disk>,
        folder: &Path,
        options: &StoreOptions,
        clock: Clock,
        at_least: u64,
    ) -> Result<Self, StoreError> {
        disk.create_folder(folder).map_err(StoreError::io("make", folder))?;
        let identity = Identity::open(&*disk, folder)?;
        let recovered = recover::recover(&*disk, folder, at_least, clock())?;
        let next_seq = recovered.next_seq;
        let active_first = recovered.active.header.first;
        let ids = Ids::open(disk.clone(), folder, &identity, options.id_filter_bytes, active_first)?;
        let view = View { closed: recovered.closed, active: recovered.active.reader(), next_seq };
        let writer = Writer::new(disk.clone(), folder, recovered.active, next_seq, options)
            .map_err(StoreError::io("prepare to write into", folder))?;
        let log = Self {
            ids,
            identity,
            queue: Queue::new(options.queue_bytes),
            writer: Mutex::new(writer),
            view: RwLock::new(view),
            indexes: Indexes::default(),
            cache: BlockCache::new(options.cache_bytes),
            committed: Mutex::new(next_seq),
            maintenance: Mutex::default(),
            kept: RwLock::default(),
            more: Condvar::new(),
            folder: folder.to_owned(),
            counters: Counters::default(),
            failing: AtomicBool::new(false),
            disk,
            clock,
        };
        log.read_ids()?;
        Ok(log)
    }

    /// Stores events; comes back when they are on disk. Callers at the same time share one sync.
    pub fn append(&self, events: Vec<NewEvent>) -> Result<Vec<Appended>, AppendError> {
        let prepared = Prepared::new(events, &self.identity)?;
        self.queue.submit(prepared, |batches| self.commit(batches))
    }

    /// The seq that the next event gets.
    pub fn next_seq(&self) -> u64 {
        self.view().next_seq
    }

    /// Waits until an event of this seq is on disk; whether it is.
    pub fn wait_for(&self, seq: u64, timeout: Duration) -> bool {
        let committed = self.committed.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.more.wait_timeout_while(committed, timeout, |next| *next <= seq);
        *waited.unwrap_or_else(PoisonError::into_inner).0 > seq
    }

    fn view(&self) -> std::sync::RwLockReadGuard<'_, View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts batches on disk as one group, and says what became of each event.
    fn commit(&self, batches: &[&Prepared]) -> Result<Vec<Vec<Appended>>, AppendError> {
        let mut writer = self.writer();
        let now = (self.clock)();
        let oldest = self.view().oldest();
        let bytes = batches.iter().map(|batch| batch.bytes()).sum();
        let mut commit = Commit::new(writer.next_seq(), oldest, bytes, &self.identity, &self.ids);
        let answers = batches.iter().map(|batch| commit.add(batch)).collect::<Result<Vec<_>, _>>();
        let answers = answers.map_err(|error| AppendError::Failed(error.to_string()))?;
        let (text, new_ids) = commit.finish();
        let known = answers.iter().flatten().filter(|answer| **answer == Appended::Exists).count();
        self.counters.known_events.add(known as u64);
        if text.is_empty() {
            return Ok(answers);
        }
        let failed = |error| self.failed(&error);
        self.roll_if_full(&mut writer, now).map_err(failed)?;
        let frames = writer.write(text, now).map_err(failed)?;
        self.counters.groups.add(1);
        if self.failing.swap(false, Ordering::Relaxed) {
            tracing::info!(folder = %self.folder.display(), "events are stored again");
        }
        self.ids.insert(new_ids);
        self.publish(frames);
        Ok(answers)
    }

    /// Begins another file if it is time to.
    fn roll_if_full(&self, writer: &mut Writer, now: Timestamp) -> io::Result<()> {
        if writer.is_full(now) || self.ids.active_count() >= ids::MOST_IN_MEMORY {
            let closed = writer.roll(now)?;
            self.ids.freeze(writer.next_seq());
            self.publish_roll(writer, closed);
        }
        Ok(())
    }

    fn failed(&self, error: &io::Error) -> AppendError {
        self.counters.failed_groups.add(1);
        // Senders try again at once: said when it begins, not each time.
        if !self.failing.swap(true, Ordering::Relaxed) {
            tracing::error!(folder = %self.folder.display(), %error, "events cannot be stored");
        }
        if is_full(error) {
            AppendError::DiskFull(self.folder.clone())
        } else {
            AppendError::Failed(format!("cannot write to the log in {}: {error}", self.folder.display()))
        }
    }

    /// Shows readers a file that was begun.
    fn publish_roll(&self, writer: &Writer, closed: Option<(ClosedFile, Contents)>) {
        let mut view = self.view.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((file, contents)) = closed {
            self.indexes.keep(file.first, Arc::new(contents));
            view.closed.push(Arc::new(file));
        }
        view.active = writer.active().reader();
    }

    /// Shows readers what is on disk now.
    fn publish(&self, frames: Vec<WrittenFrame>) {
        let mut view = self.view.write().unwrap_or_else(PoisonError::into_inner);
        for (frame, text) in frames {
            view.active.contents.frames.push(frame);
            view.next_seq = frame.end();
            self.counters.appended_events.add(u64::from(frame.header.count));
            self.counters.appended_text_bytes.add(u64::from(frame.header.text_length));
            self.counters.appended_bytes.add(frame.header.length());
            self.cache.put(frame.header.first, Arc::new(text));
        }
        let next = view.next_seq;
        drop(view);
        *self.committed.lock().unwrap_or_else(PoisonError::into_inner) = next;
        self.more.notify_all();
    }

    /// The file with the log's secret, which a copy needs.
    pub(crate) fn secret_file(&self) -> PathBuf {
        Identity::file(&self.folder)
    }

    /// The damage that is known of, in the order of seqs.
    pub fn damage(&self) -> Result<Vec<Damage>, StoreError> {
        let closed = self.view().closed.clone();
        let mut damage = Vec::new();
        for file in &closed {
            damage.extend_from_slice(&self.indexes.of(&*self.disk, file)?.damage);
        }
        damage.extend_from_slice(&self.view().active.contents.damage);
        Ok(damage)
    }
}
