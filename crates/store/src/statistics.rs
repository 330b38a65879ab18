//! Numbers about a store, for metrics.

use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers about a store. What says "since opening" only grows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// The seq that the next event gets.
    pub next_seq: u64,
    /// The seq of the oldest event that is kept.
    pub oldest_seq: u64,
    /// The seq of the next event to evaluate. What is between it and `next_seq` waits for detection.
    pub checkpoint: u64,
    /// How many log files there are.
    pub files: u64,
    /// Their bytes.
    pub log_bytes: u64,
    /// Events stored since opening.
    pub appended_events: u64,
    /// Their text, in bytes.
    pub appended_text_bytes: u64,
    /// What of it was written, in bytes.
    pub appended_bytes: u64,
    /// Events since opening that were stored already.
    pub known_events: u64,
    /// Groups since opening, each put on disk by one sync.
    pub groups: u64,
    /// Groups since opening that could not be put on disk.
    pub failed_groups: u64,
    /// Text that waits for the disk, in bytes.
    pub waiting_bytes: u64,
    /// Ids in memory.
    pub ids_in_memory: u64,
    /// Ids in files.
    pub ids_in_runs: u64,
    /// How many files of ids there are.
    pub id_runs: u64,
    /// How many alerts there are.
    pub alerts: u64,
}

/// What is counted since opening.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) appended_events: Counter,
    pub(crate) appended_text_bytes: Counter,
    pub(crate) appended_bytes: Counter,
    pub(crate) known_events: Counter,
    pub(crate) groups: Counter,
    pub(crate) failed_groups: Counter,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
