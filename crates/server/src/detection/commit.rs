//! What is to be committed, and when.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use detect::live::{RunKind, RunOutcome, RunRecord};
use foldhash::{HashMap, HashMapExt as _};
use store::{NewAlert, RunStatus, RunUpdate};

use super::worker::{Ended, Worker};
use super::{Step, snapshot};

/// How often statistics and runs are shown at most.
const TELL: Duration = Duration::from_millis(200);
/// How often runs of long ago are forgotten.
const CLEAR: Duration = Duration::from_secs(600);
/// A large snapshot is made less often: a second for each of so many bytes.
const SNAPSHOT_BYTES_A_SECOND: usize = 1 << 20;

/// What has come up since the last commit.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) alerts: Vec<NewAlert>,
    pub(super) runs: Vec<RunRecord>,
    pub(super) wants_snapshot: bool,
    /// The checkpoint as committed.
    committed: u64,
    commit_at: Instant,
    snapshot_at: Instant,
    snapshot_bytes: usize,
    is_changed: bool,
    told_at: Option<Instant>,
    cleared_at: Option<Instant>,
    dropped: HashMap<u32, u64>,
}

impl Pending {
    pub(super) fn new(committed: u64) -> Self {
        Self {
            alerts: Vec::new(),
            runs: Vec::new(),
            wants_snapshot: false,
            committed,
            commit_at: Instant::now(),
            snapshot_at: Instant::now(),
            snapshot_bytes: 0,
            is_changed: false,
            told_at: None,
            cleared_at: None,
            dropped: HashMap::new(),
        }
    }

    /// Events were evaluated since the last snapshot.
    pub(super) fn changed(&mut self) {
        self.is_changed = true;
    }

    pub(super) fn is_time_to_tell(&mut self) -> bool {
        let is_time = self.told_at.is_none_or(|told| told.elapsed() >= TELL);
        if is_time {
            self.told_at = Some(Instant::now());
        }
        is_time
    }

    /// Whether a rule has given up more than when this was last asked.
    pub(super) fn has_dropped_more(&mut self, rule: u32, dropped: u64) -> bool {
        dropped > self.dropped.insert(rule, dropped).unwrap_or_default()
    }

    fn is_snapshot_due(&self, every: Duration) -> bool {
        let for_size = Duration::from_secs((self.snapshot_bytes / SNAPSHOT_BYTES_A_SECOND) as u64);
        self.wants_snapshot || self.is_changed && self.snapshot_at.elapsed() >= every.max(for_size)
    }
}

impl Worker {
    /// Forgets runs of long ago, now and then.
    pub(super) fn forget_runs(&mut self) {
        if self.pending.cleared_at.is_some_and(|cleared| cleared.elapsed() < CLEAR) {
            return;
        }
        self.pending.cleared_at = Some(Instant::now());
        let kept = i64::try_from(self.options.keep_runs.as_nanos()).unwrap_or(i64::MAX);
        let before = ecs::Timestamp::from_nanos(self.now().nanos().saturating_sub(kept));
        if let Err(error) = self.store.state().delete_runs(before) {
            tracing::warn!(%error, "old runs cannot be forgotten");
        }
    }

    /// Commits what there is, in one transaction. Where the disk refuses it tries again until it does not, or it is told
    /// to stop: then the events are evaluated again the next time.
    pub(super) fn commit(&mut self) -> Result<(), Ended> {
        let has_snapshot = self.pending.is_snapshot_due(self.options.snapshot);
        let is_checkpoint_due =
            self.next > self.pending.committed && self.pending.commit_at.elapsed() >= self.options.checkpoint;
        let has_results = !self.pending.alerts.is_empty() || !self.pending.runs.is_empty();
        if !has_snapshot && !is_checkpoint_due && !has_results {
            return Ok(());
        }
        self.pass(Step::BeforeCommit)?;
        let detection = store::Detection {
            checkpoint: self.next,
            folds: has_snapshot.then(|| snapshot::write(self.next, &self.live, &self.runs)),
            alerts: std::mem::take(&mut self.pending.alerts),
            runs: std::mem::take(&mut self.pending.runs).into_iter().map(run_update).collect(),
        };
        loop {
            match self.store.state().commit(&detection) {
                Ok(new) => {
                    self.statistics.alerts += new as u64;
                    break;
                }
                Err(error) => {
                    tracing::error!(%error, "alerts cannot be committed; trying again");
                    self.statistics.failed_commits += 1;
                    if self.stop.load(Ordering::SeqCst) {
                        return Err(Ended);
                    }
                    std::thread::sleep(self.options.idle);
                }
            }
        }
        if let Some(folds) = &detection.folds {
            self.pending.snapshot_at = Instant::now();
            self.pending.snapshot_bytes = folds.len();
            self.pending.wants_snapshot = false;
            self.pending.is_changed = false;
            self.statistics.snapshot_bytes = folds.len() as u64;
        }
        self.pending.committed = self.next;
        self.pending.commit_at = Instant::now();
        self.pass(Step::Committed)
    }
}

fn run_update(record: RunRecord) -> RunUpdate {
    RunUpdate {
        rule_id: record.rule_id.as_str().to_owned(),
        kind: match record.kind {
            RunKind::Scheduled => store::RunKind::Scheduled,
            RunKind::CatchUp => store::RunKind::CatchUp,
        },
        started: record.started,
        finished: record.finished,
        window: record.window,
        events: record.events,
        matches: record.matches,
        alerts: record.alerts,
        suppressed: record.suppressed,
        status: match record.outcome {
            RunOutcome::Running => RunStatus::Running,
            RunOutcome::Succeeded => RunStatus::Succeeded,
            RunOutcome::PartialFailure => RunStatus::PartialFailure,
            RunOutcome::Failed => RunStatus::Failed,
        },
        warnings: record.warnings,
        duration: record.duration,
    }
}
