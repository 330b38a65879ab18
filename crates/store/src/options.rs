//! What can be set about a store.

use std::time::Duration;

/// What can be set about a store. The defaults are for a server of one or two cores and a few gigabytes of memory.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// A log file is closed, and the next begun, at this many bytes on disk.
    pub file_bytes: u64,
    /// A log file is closed at this age, so that retention by age is not held up by a quiet day.
    pub file_age: Duration,
    /// Events that wait for the disk, in bytes of text, before [`AppendError::Busy`](crate::AppendError::Busy).
    pub queue_bytes: usize,
    /// Memory for blocks that were written or read lately, in bytes of text.
    pub cache_bytes: usize,
    /// Memory for the filters that say at once that an id was not seen, in bytes. Filters beyond it are read from disk.
    pub id_filter_bytes: usize,
    /// Which events are deleted.
    pub retention: Retention,
}

/// Which old log files are deleted. Whole files only, the oldest first, and never one that detection has not read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Retention {
    /// Files whose newest event came in longer ago than this.
    pub age: Option<Duration>,
    /// The oldest files while all together have more bytes than this.
    pub bytes: Option<u64>,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            file_age: Duration::from_secs(3600),
            queue_bytes: 64 << 20,
            cache_bytes: 32 << 20,
            id_filter_bytes: 256 << 20,
            retention: Retention::default(),
        }
    }
}
