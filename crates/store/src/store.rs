//! The face of the crate: a folder with the log and the state database.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ecs::Timestamp;

use crate::backup::backup;
use crate::disk::{Disk, RealDisk};
use crate::lock::FolderLock;
use crate::log::{Blocks, EventLog};
use crate::{
    AppendError, Appended, Damage, EventBlock, NewEvent, Order, State, Statistics, StoreError, StoreOptions,
    StoredHit, Verification,
};

/// Events and alerts in a folder. Share it between threads; its calls block on the disk.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// use store::{Appended, NewEvent, Store, StoreOptions};
///
/// let store = Store::open(folder.path(), StoreOptions::default())?;
/// let event = NewEvent {
///     index: "logs-endpoint.events.process-default".to_owned(),
///     id: Some("1".to_owned()),
///     source: r#"{"@timestamp":"2026-05-14T07:00:30.891Z","process":{"name":"ssh.exe"}}"#.to_owned(),
/// };
/// let answers = store.append(vec![event.clone(), event]).unwrap();
/// assert_eq!(answers, [Appended::Created { seq: 0, id: "1".to_owned() }, Appended::Exists]);
/// assert_eq!(store.event(0)?.unwrap().id, "1");
/// # Ok::<(), store::StoreError>(())
/// ```
#[derive(Debug)]
pub struct Store {
    parts: Arc<Parts>,
    /// Ends the thread below when it is dropped.
    stop: Option<Sender<()>>,
    maintenance: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Parts {
    log: EventLog,
    state: State,
    options: StoreOptions,
    _lock: FolderLock,
}

/// How often ids are written down and old files deleted. In between ids wait in memory: 600,000 of them, which is 25 MB, at
/// 60,000 events a second.
const MAINTENANCE: Duration = Duration::from_secs(10);

impl Store {
    /// Opens a folder; makes it when there is none. Recovers from whatever ended the last process: cuts off a torn end of
    /// the log, and nothing else.
    pub fn open(folder: &Path, options: StoreOptions) -> Result<Self, StoreError> {
        RealDisk.create_folder(folder).map_err(StoreError::io("make", folder))?;
        let lock = FolderLock::take(folder)?;
        let state = State::open(&folder.join("state.db"))?;
        let checkpoint = state.checkpoint()?;
        let clock = Arc::new(now);
        let log = EventLog::open(Arc::new(RealDisk), &folder.join("log"), &options, clock, checkpoint)?;
        let parts = Arc::new(Parts { log, state, options, _lock: lock });
        let (stop, stopped) = mpsc::channel();
        let worker = parts.clone();
        let maintenance = std::thread::Builder::new()
            .name("store-maintenance".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(MAINTENANCE) == Err(RecvTimeoutError::Timeout) {
                    if let Err(error) = worker.maintain() {
                        tracing::error!(%error, "the store could not be kept in order; tried again soon");
                    }
                }
            })
            .map_err(StoreError::io("begin a thread for", folder))?;
        Ok(Self { parts, stop: Some(stop), maintenance: Some(maintenance) })
    }

    /// Stores events, and answers for each in order; comes back when they are on disk. Callers at the same time share one
    /// sync. After an error nothing of the batch is stored.
    pub fn append(&self, events: Vec<NewEvent>) -> Result<Vec<Appended>, AppendError> {
        self.parts.log.append(events)
    }

    /// The seq that the next event gets: one more than that of the last event that is on disk.
    pub fn next_seq(&self) -> u64 {
        self.parts.log.next_seq()
    }

    /// The block that holds an event, cut to begin there; of an event that retention deleted, the oldest block there is.
    /// `None` when nothing is committed there yet. [`StoreError::Damaged`] says where reading goes on.
    pub fn read(&self, from: u64) -> Result<Option<EventBlock>, StoreError> {
        self.parts.log.read(from)
    }

    /// Waits until an event of this seq is on disk, but no longer than this; whether it is.
    pub fn wait_for(&self, seq: u64, timeout: Duration) -> bool {
        self.parts.log.wait_for(seq, timeout)
    }

    /// An event; `None` when none of this seq is kept.
    pub fn event(&self, seq: u64) -> Result<Option<StoredHit>, StoreError> {
        self.parts.log.event(seq)
    }

    /// The seq of the event with an index and id; `None` when none is kept.
    pub fn find(&self, index: &str, id: &str) -> Result<Option<u64>, StoreError> {
        self.parts.log.find(index, id)
    }

    /// The blocks that may hold events with an `@timestamp` in a range, both ends included; all blocks without one. A
    /// block's text is [`Store::read`] of its `first`.
    pub fn blocks(&self, range: Option<(Timestamp, Timestamp)>, order: Order) -> Blocks<'_> {
        self.parts.log.blocks(range, order)
    }

    /// The stretches of the log that are known to be damaged, in the order of seqs.
    pub fn damage(&self) -> Result<Vec<Damage>, StoreError> {
        self.parts.log.damage()
    }

    /// Writes ids down, merges their files, deletes what retention says. A thread of the store's own does it every few
    /// seconds.
    pub fn maintain(&self) -> Result<(), StoreError> {
        self.parts.maintain()
    }

    /// Reads everything from disk and checks every sum, line and page. Events go on being stored meanwhile.
    pub fn verify(&self) -> Result<Verification, StoreError> {
        let log = self.parts.log.verify()?;
        Ok(Verification { state: self.parts.state.problems()?, ..log })
    }

    /// Copies the store into a folder that must not exist or be empty, while events go on being stored; it can be opened as
    /// it is. Closed log files, which never change, are linked where the file system can do that.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        backup(&self.parts.log, &self.parts.state, to)
    }

    /// Numbers about the store, for metrics.
    pub fn statistics(&self) -> Result<Statistics, StoreError> {
        let (checkpoint, alerts) = (self.state().checkpoint()?, self.state().alert_count()?);
        Ok(Statistics { checkpoint, alerts, ..self.parts.log.statistics() })
    }

    /// The state database.
    pub fn state(&self) -> &State {
        &self.parts.state
    }
}

impl Parts {
    fn maintain(&self) -> Result<(), StoreError> {
        self.log.maintain(&self.options.retention, self.state.checkpoint()?)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(maintenance) = self.maintenance.take() {
            // It ends after what it is doing; if it panicked, that was said.
            let _ = maintenance.join();
        }
    }
}

/// The time of the machine's clock.
fn now() -> Timestamp {
    let nanos = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(_) => 0,
    };
    Timestamp::from_nanos(nanos)
}
