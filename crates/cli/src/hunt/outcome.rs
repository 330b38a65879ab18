//! What a hunt found and did.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use detect::alert::Alert;
use detect::detector::Detections;
use ingest::DocumentStore;

/// What a hunt found and did.
#[derive(Debug)]
pub(crate) struct HuntOutcome {
    pub(super) detections: Detections,
    pub(super) store: Arc<DocumentStore>,
    pub(super) threads: NonZeroUsize,
    /// What was read and run.
    pub(crate) report: HuntReport,
}

impl HuntOutcome {
    /// Makes one alert after the other, in an order that depends on the input only: building blocks before their shell.
    /// They are not held here, for there may be many. `render` runs on several threads.
    pub(crate) fn emit<T: Send>(
        &self,
        render: impl Fn(Vec<Alert>) -> T + Sync,
        consume: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.detections.emit(self.store.as_ref(), self.threads, render, consume)
    }
}

/// What a hunt read and ran.
#[derive(Clone, Debug, Default)]
pub(crate) struct HuntReport {
    /// What was read and what was skipped.
    pub(crate) read: ingest::Report,
    /// What became of the rules.
    pub(crate) rules: RuleCounts,
    /// Rules that do not run, a line each with the reason.
    pub(crate) do_not_run: Vec<String>,
    /// What is odd about rules that ran, a line each: unknown fields and the like.
    pub(crate) warnings: Vec<String>,
    /// Alerts that were left out because of `max_signals`, by rule.
    pub(crate) surplus: Vec<Surplus>,
    /// Join keys and hits that were given up because too many were pending at once.
    pub(crate) dropped: u64,
}

/// What became of the rules.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RuleCounts {
    /// They ran.
    pub(crate) run: usize,
    /// Their type is not supported yet.
    pub(crate) not_yet: usize,
    /// They could not be loaded or compiled.
    pub(crate) invalid: usize,
}

/// Alerts of one rule beyond its `max_signals`.
#[derive(Clone, Debug)]
pub(crate) struct Surplus {
    /// The rule's name.
    pub(crate) rule: String,
    /// How many alerts were left out.
    pub(crate) alerts: u64,
}
