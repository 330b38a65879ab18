//! The thread that goes through the log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use detect::detector::{MatchOptions, RuleOutcome, RuleSet, RuleStatus};
use detect::live::{Admission, LiveDetector, LiveMatch, LiveRuns, RunRecord};
use ecs::Timestamp;
use store::{NewAlert, Store, StoreError};

use super::alerts::AlertMaker;
use super::batch::{self, Batch};
use super::commit::Pending;
use super::evaluator::Evaluator;
use super::look_back::look_back;
use super::rules::{Compiled, Rules};
use super::statistics::{DetectionStatistics, Shared};
use super::{DetectionOptions, RuleSource, Step, snapshot};

/// Events that waited longer than this when detection was started are caught up with in a run of its own.
const DOWNTIME: Duration = Duration::from_secs(60);

/// It was told to end at once, as a crash would.
#[derive(Debug)]
pub(super) struct Ended;

/// The state of the thread.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) store: Arc<Store>,
    pub(super) options: DetectionOptions,
    shared: Arc<Shared>,
    pub(super) stop: Arc<AtomicBool>,
    rules: Rules,
    /// What each rule that runs left out from the beginning, in the order of the set.
    warnings: Vec<Vec<String>>,
    evaluator: Evaluator,
    pub(super) live: LiveDetector,
    pub(super) runs: LiveRuns,
    /// The number of the next event.
    pub(super) next: u64,
    is_catching_up: bool,
    pub(super) pending: Pending,
    pub(super) statistics: DetectionStatistics,
    watched: Instant,
}

impl Worker {
    pub(super) fn new(
        store: Arc<Store>,
        rules: RuleSource,
        options: DetectionOptions,
        shared: Arc<Shared>,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, StoreError> {
        let next = store.state().checkpoint()?;
        let set = Arc::new(RuleSet::compile(Vec::new(), &ecs::catalogue::EcsCatalogue).0);
        let now = options.clock.now();
        Ok(Self {
            evaluator: Evaluator::new(&set, MatchOptions::default()),
            live: LiveDetector::new(Arc::clone(&set), options.live),
            runs: LiveRuns::new(set, now),
            rules: Rules::new(rules),
            warnings: Vec::new(),
            next,
            is_catching_up: false,
            pending: Pending::new(next),
            statistics: DetectionStatistics::default(),
            watched: Instant::now(),
            store,
            options,
            shared,
            stop,
        })
    }

    /// Goes through the log until it is told to stop.
    pub(super) fn run(mut self) {
        if self.go_on().is_ok() {
            tracing::info!(checkpoint = self.next, "detection has stopped");
        }
    }

    fn go_on(&mut self) -> Result<(), Ended> {
        self.begin()?;
        while !self.stop.load(Ordering::SeqCst) {
            if self.watched.elapsed() >= self.options.watch_rules {
                self.watched = Instant::now();
                if let Some(compiled) = self.rules.reload() {
                    self.adopt(compiled)?;
                }
            }
            match batch::read(&self.store, self.next, u64::MAX, self.options.batch_bytes) {
                Ok(Some(batch)) => self.evaluate(batch)?,
                Ok(None) => self.wait()?,
                Err(error) => {
                    tracing::error!(%error, "events cannot be read; trying again");
                    std::thread::sleep(self.options.idle);
                }
            }
            self.tell();
        }
        self.pending.wants_snapshot = true;
        self.commit()
    }

    /// Takes up what was committed, and the rules as they are now.
    fn begin(&mut self) -> Result<(), Ended> {
        let folds = self.store.state().folds().unwrap_or_else(|error| {
            tracing::error!(%error, "what detection remembered cannot be read");
            None
        });
        let parts = folds.as_deref().and_then(snapshot::read);
        let compiled = self.rules.load();
        let (known, since) = self.take_rules(&compiled, parts);
        self.replay(since);
        let waits = batch::read(&self.store, self.next, u64::MAX, 0);
        if let Ok(Some(Batch { ingested, .. })) = waits {
            let waited = self.now().nanos().saturating_sub(ingested.nanos());
            self.is_catching_up = u128::try_from(waited).is_ok_and(|waited| waited > DOWNTIME.as_nanos());
            if self.is_catching_up {
                tracing::info!(events = self.store.next_seq() - self.next, "catching up");
                self.runs.catch_up();
            }
        }
        // Before the first event there is nothing to look back at.
        if self.next > 0 {
            self.look_back_at_all_but(&known, &compiled.report.outcomes)?;
        }
        self.shared.set_rules(compiled.report);
        self.tell();
        // Without a snapshot, the rules would all be new after a crash.
        self.pending.wants_snapshot = true;
        self.commit()
    }

    /// Takes up rules that have changed.
    fn adopt(&mut self, compiled: Compiled) -> Result<(), Ended> {
        let (folds, runs) = (self.live.snapshot(), self.runs.snapshot());
        let parts = snapshot::Parts { next: self.next, folds: &folds, runs: &runs };
        let (known, _) = self.take_rules(&compiled, Some(parts));
        let changed = compiled.set.rules().len() - known.len();
        tracing::info!(rules = compiled.set.rules().len(), changed, "rules were loaded again");
        self.look_back_at_all_but(&known, &compiled.report.outcomes)?;
        self.shared.set_rules(compiled.report);
        self.pending.wants_snapshot = true;
        self.commit()
    }

    /// Begins with rules where a snapshot left off: gives the rules that were in it as they are now, and the number of the
    /// first event that is not in it.
    fn take_rules(&mut self, compiled: &Compiled, parts: Option<snapshot::Parts<'_>>) -> (Vec<u32>, u64) {
        let set = &compiled.set;
        let now = self.now();
        self.live = LiveDetector::new(Arc::clone(set), self.options.live);
        self.runs = LiveRuns::new(Arc::clone(set), now);
        self.evaluator = Evaluator::new(set, MatchOptions::default());
        self.warnings = warnings(&compiled.report.outcomes);
        self.statistics.rules = set.rules().len() as u64;
        let mut restored = (Vec::new(), self.next);
        if let Some(parts) = parts {
            match self.live.restore(parts.folds) {
                Ok(known) => restored = (known.rules, parts.next),
                Err(error) => tracing::warn!(%error, "what detection remembered is of no use"),
            }
            if let Err(error) = self.runs.restore(parts.runs) {
                tracing::warn!(%error, "the runs before are of no use");
            }
        }
        self.warn();
        restored
    }

    /// Goes through events that were evaluated after the snapshot once more, and gives nothing.
    fn replay(&mut self, since: u64) {
        let mut at = since;
        while at < self.next && !self.stop.load(Ordering::SeqCst) {
            match batch::read(&self.store, at, self.next, self.options.batch_bytes) {
                Ok(Some(mut batch)) if batch.end > at => {
                    at = batch.end;
                    let matches = self.evaluator.batch_matches(&mut batch);
                    self.runs.tick(batch.ingested);
                    self.runs.evaluated(matches.events, Duration::ZERO);
                    for found in self.live.add(matches, batch.ingested) {
                        self.runs.admit(found.rule, batch.ingested);
                    }
                }
                Ok(_) => return,
                Err(error) => {
                    tracing::error!(%error, "events cannot be read; what they began is forgotten");
                    return;
                }
            }
        }
    }

    fn look_back_at_all_but(&mut self, known: &[u32], outcomes: &[RuleOutcome]) -> Result<(), Ended> {
        let runs = outcomes.iter().filter(|outcome| outcome.status == RuleStatus::Runs);
        let is_new = |number: &u32| known.binary_search(number).is_err();
        let new: Vec<_> = (0_u32..)
            .zip(runs)
            .filter(|(number, _)| is_new(number))
            .map(|(_, outcome)| outcome.loaded.clone())
            .collect();
        if !new.is_empty() {
            let now = self.now();
            match look_back(&self.store, &mut self.live, new, self.next, now, &self.stop) {
                Ok(Some(found)) => {
                    let alerts = self.alerts_of(&found, now);
                    self.pending.alerts.extend(alerts);
                }
                // What was not looked at is new the next time, too.
                Ok(None) => return Err(Ended),
                Err(error) => tracing::error!(%error, "new rules were not evaluated over their look-back"),
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, mut batch: Batch) -> Result<(), Ended> {
        let started = Instant::now();
        self.pass(Step::Read)?;
        let matches = self.evaluator.batch_matches(&mut batch);
        let events = matches.events;
        let found = self.live.add(matches, batch.ingested);
        self.pass(Step::Folded)?;
        let ended = self.runs.tick(batch.ingested);
        self.end_runs(ended);
        let alerts = self.alerts_of(&found, batch.ingested);
        let has_alerts = !alerts.is_empty();
        self.pending.alerts.extend(alerts);
        self.next = batch.end;
        self.statistics.events += events;
        self.statistics.batches += 1;
        self.pending.changed();
        self.runs.evaluated(events, started.elapsed());
        self.commit()?;
        self.statistics.busy += started.elapsed();
        if has_alerts {
            let waited = self.now().nanos().saturating_sub(batch.ingested_first.nanos());
            self.statistics.note_latency(Duration::from_nanos(u64::try_from(waited).unwrap_or_default()));
        }
        Ok(())
    }

    /// Does what time asks for, and sleeps until there is an event.
    fn wait(&mut self) -> Result<(), Ended> {
        let now = self.now();
        if self.is_catching_up {
            self.is_catching_up = false;
            let ended = self.runs.caught_up(now);
            self.end_runs(ended);
        }
        let found = self.live.tick(now);
        let ended = self.runs.tick(now);
        self.end_runs(ended);
        let alerts = self.alerts_of(&found, now);
        self.pending.alerts.extend(alerts);
        self.commit()?;
        self.forget_runs();
        self.store.wait_for(self.next, self.options.idle);
        Ok(())
    }

    fn end_runs(&mut self, ended: Vec<RunRecord>) {
        if !ended.is_empty() {
            self.pending.runs.extend(ended);
            self.warn();
        }
    }

    /// Notes in the current runs what rules leave out from the beginning.
    fn warn(&mut self) {
        for (number, warnings) in (0..).zip(&self.warnings) {
            warnings.iter().for_each(|warning| self.runs.warn(number, warning));
        }
    }

    /// The alerts of those matches that become some.
    fn alerts_of(&mut self, found: &[LiveMatch], now: Timestamp) -> Vec<NewAlert> {
        let set = Arc::clone(self.live.set());
        let mut maker = AlertMaker::new(&self.store, &set, self.options.clock.now());
        let mut alerts = Vec::new();
        for found in found {
            self.statistics.matches += 1;
            if self.runs.admit(found.rule, now) == Admission::Suppressed {
                self.statistics.suppressed += 1;
                continue;
            }
            let run = self.runs.started(found.rule).unwrap_or(now);
            match maker.alerts(found, run) {
                Ok(made) => alerts.extend(made),
                Err(reason) => {
                    tracing::error!(rule = found.rule, reason, "a match is no alert");
                    self.statistics.failed += 1;
                    self.runs.fail(found.rule, &reason);
                }
            }
        }
        alerts
    }

    pub(super) fn now(&self) -> Timestamp {
        self.options.clock.now()
    }

    /// Ends the thread where a test wants it.
    pub(super) fn pass(&self, step: Step) -> Result<(), Ended> {
        if self.options.fault.as_ref().is_some_and(|fault| fault(step)) { Err(Ended) } else { Ok(()) }
    }

    fn tell(&mut self) {
        if !self.pending.is_time_to_tell() {
            return;
        }
        self.statistics.checkpoint = self.next;
        self.statistics.lag = self.store.next_seq().saturating_sub(self.next);
        (self.statistics.hits, self.statistics.dropped) = (0, 0);
        let loads: Vec<_> = self.live.loads().collect();
        for (number, load) in (0..).zip(loads) {
            self.statistics.hits += load.hits as u64;
            self.statistics.dropped += load.dropped;
            if self.pending.has_dropped_more(number, load.dropped) {
                self.runs.warn(number, "too many events wait for others: the oldest were given up");
            }
        }
        self.shared.set_statistics(self.statistics.clone());
        self.shared.set_runs(self.runs.current(self.now()));
    }
}

/// What is to be said of each rule that runs, in the order in which the set has them.
fn warnings(outcomes: &[RuleOutcome]) -> Vec<Vec<String>> {
    let runs = outcomes.iter().filter(|outcome| outcome.status == RuleStatus::Runs);
    runs.map(|outcome| outcome.diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect())
        .collect()
}
