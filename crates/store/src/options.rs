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
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            file_age: Duration::from_secs(3600),
            queue_bytes: 64 << 20,
            cache_bytes: 32 << 20,
        }
    }
}
