//! How detection goes through the log.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use detect::live::{Clock, LiveOptions, SystemClock};

/// A place in the loop, for tests that stop it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Events were read.
    Read,
    /// They were matched and folded.
    Folded,
    /// Their alerts were made and are about to be committed.
    BeforeCommit,
    /// They were committed.
    Committed,
}

/// Asked at each step; true ends detection there and then, as a crash would.
pub type FaultHook = Arc<dyn Fn(Step) -> bool + Send + Sync>;

/// How detection goes through the log.
#[derive(Clone)]
pub struct DetectionOptions {
    /// Windows and limits of folding.
    pub live: LiveOptions,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// How much text of events is evaluated at once when there is that much: the more, the less it costs an event, and the
    /// longer its alerts take.
    pub batch_bytes: usize,
    /// How long the thread sleeps when there is nothing to do; also how soon it notices that it is to stop.
    pub idle: Duration,
    /// How often folders of rules are looked at.
    pub watch_rules: Duration,
    /// How often what is remembered is committed: how much has to be gone through again after a crash.
    pub snapshot: Duration,
    /// How long the checkpoint may wait where there is nothing else to commit.
    pub checkpoint: Duration,
    /// How long ended runs are kept: every rule has one an interval.
    pub keep_runs: Duration,
    /// For tests.
    pub fault: Option<FaultHook>,
}

impl Default for DetectionOptions {
    fn default() -> Self {
        Self {
            live: LiveOptions::default(),
            clock: Arc::new(SystemClock),
            batch_bytes: 8 << 20,
            idle: Duration::from_millis(100),
            watch_rules: Duration::from_secs(2),
            snapshot: Duration::from_secs(10),
            checkpoint: Duration::from_secs(1),
            keep_runs: Duration::from_secs(7 * 86_400),
            fault: None,
        }
    }
}

impl fmt::Debug for DetectionOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DetectionOptions")
            .field("live", &self.live)
            .field("batch_bytes", &self.batch_bytes)
            .field("idle", &self.idle)
            .field("snapshot", &self.snapshot)
            .finish_non_exhaustive()
    }
}
