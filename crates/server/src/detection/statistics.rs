//! What detection tells of itself while it runs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use detect::live::RunRecord;

use super::RuleReport;

/// The upper bounds of the classes that latencies are counted in, in milliseconds; what is longer is in a class of its own.
pub const LATENCY_BOUNDS: [u64; 14] =
    [5, 10, 20, 50, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 15_000, 60_000];

/// Counters and latencies since detection was started.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DetectionStatistics {
    /// The number of the next event to evaluate.
    pub checkpoint: u64,
    /// Events that are stored and wait.
    pub lag: u64,
    /// Events that were evaluated.
    pub events: u64,
    /// Batches they came in.
    pub batches: u64,
    /// Matches that were complete.
    pub matches: u64,
    /// Alert documents that were new, building blocks included.
    pub alerts: u64,
    /// Matches beyond `max_signals`.
    pub suppressed: u64,
    /// Matches that could not be made alerts.
    pub failed: u64,
    /// Commits that failed and were tried again.
    pub failed_commits: u64,
    /// How long evaluating took, from reading to the commit.
    pub busy: Duration,
    /// Hits that are kept, as another event may join them.
    pub hits: u64,
    /// Hits given up for the limits.
    pub dropped: u64,
    /// Bytes of the last snapshot of what is remembered.
    pub snapshot_bytes: u64,
    /// Rules that run.
    pub rules: u64,
    /// Times from storing the first event of a batch to the commit of its alerts, counted by batch with alerts in the
    /// classes of [`LATENCY_BOUNDS`] and one more.
    pub latency: [u64; LATENCY_BOUNDS.len() + 1],
    /// The sum of these times.
    pub latency_total: Duration,
}

impl DetectionStatistics {
    pub(super) fn note_latency(&mut self, latency: Duration) {
        let millis = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        let class = LATENCY_BOUNDS.partition_point(|bound| *bound < millis);
        if let Some(count) = self.latency.get_mut(class) {
            *count += 1;
        }
        self.latency_total += latency;
    }

    /// The bound in milliseconds under which this share of the latencies lie; `None` where there is none, or it is beyond
    /// all bounds.
    pub fn latency_quantile(&self, share: f64) -> Option<u64> {
        let total: u64 = self.latency.iter().sum();
        let wanted = (total as f64 * share).ceil() as u64;
        let mut seen = 0;
        let class = self.latency.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        class.filter(|_| total > 0).and_then(|class| LATENCY_BOUNDS.get(class).copied())
    }
}

/// What the thread and those who ask share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    statistics: Mutex<DetectionStatistics>,
    runs: Mutex<Vec<RunRecord>>,
    rules: Mutex<Arc<RuleReport>>,
}

impl Shared {
    pub(super) fn statistics(&self) -> DetectionStatistics {
        self.statistics.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_statistics(&self, statistics: DetectionStatistics) {
        *self.statistics.lock().unwrap_or_else(PoisonError::into_inner) = statistics;
    }

    pub(super) fn runs(&self) -> Vec<RunRecord> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_runs(&self, runs: Vec<RunRecord>) {
        *self.runs.lock().unwrap_or_else(PoisonError::into_inner) = runs;
    }

    pub(super) fn rules(&self) -> Arc<RuleReport> {
        Arc::clone(&self.rules.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set_rules(&self, rules: RuleReport) {
        *self.rules.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_bounds_of_classes() {
        let mut statistics = DetectionStatistics::default();
        assert_eq!(statistics.latency_quantile(0.5), None);
        for millis in [1, 5, 6, 150, 90_000] {
            statistics.note_latency(Duration::from_millis(millis));
        }
        assert_eq!(statistics.latency_quantile(0.4), Some(5));
        assert_eq!(statistics.latency_quantile(0.6), Some(10));
        assert_eq!(statistics.latency_quantile(0.8), Some(150));
        assert_eq!(statistics.latency_quantile(1.0), None);
    }
}
