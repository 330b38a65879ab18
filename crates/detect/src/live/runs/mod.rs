//! Runs: what each rule did in each of its intervals.
//!
//! Rules are evaluated as events arrive and not when an interval is over. The record of runs is kept all the same: it is
//! what people look at to see that a rule works, and `max_signals` counts by it.

mod current;
mod record;

use std::sync::Arc;
use std::time::Duration;

use ecs::Timestamp;
use foldhash::{HashMap, HashMapExt as _};

use self::current::Current;
pub use self::record::{RunKind, RunOutcome, RunRecord};
use super::snapshot::{InvalidSnapshot, Reader, Writer};
use crate::detector::{CompiledRule, RuleSet};

/// Whether a match becomes an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It does.
    Alert,
    /// Its rule has made `max_signals` alerts in this interval.
    Suppressed,
}

/// The current run of every rule.
#[derive(Debug)]
pub struct LiveRuns {
    set: Arc<RuleSet>,
    runs: Vec<Current>,
    /// Events that arrived and time that evaluating took, since the beginning.
    events: u64,
    busy: Duration,
}

const MAGIC: [u8; 8] = *b"tripruns";
const VERSION: u32 = 1;

impl LiveRuns {
    /// Runs that begin now.
    pub fn new(set: Arc<RuleSet>, now: Timestamp) -> Self {
        let runs = set.rules().iter().map(|rule| Current::begin(rule, now, 0, Duration::ZERO)).collect();
        Self { set, runs, events: 0, busy: Duration::ZERO }
    }

    /// Counts a match, and says whether it becomes an alert.
    pub fn admit(&mut self, rule: u32, now: Timestamp) -> Admission {
        match (self.runs.get_mut(rule as usize), self.set.rules().get(rule as usize)) {
            (Some(run), Some(compiled)) => run.admit(compiled, now),
            _ => Admission::Suppressed,
        }
    }

    /// Counts events that arrived, and the time that evaluating them took.
    pub fn evaluated(&mut self, events: u64, took: Duration) {
        self.events += events;
        self.busy += took;
    }

    /// Notes something that a rule left out in its current run.
    pub fn warn(&mut self, rule: u32, warning: &str) {
        if let Some(run) = self.runs.get_mut(rule as usize) {
            run.warn(warning);
        }
    }

    /// Notes that a match of a rule could not be made an alert.
    pub fn fail(&mut self, rule: u32, reason: &str) {
        if let Some(run) = self.runs.get_mut(rule as usize) {
            run.fail(reason);
        }
    }

    /// Makes the current runs ones that catch up: they go on until [`Self::caught_up`].
    pub fn catch_up(&mut self) {
        self.runs.iter_mut().for_each(|run| run.kind = RunKind::CatchUp);
    }

    /// Ends the runs that catch up. `max_signals` counted by interval all the same.
    pub fn caught_up(&mut self, now: Timestamp) -> Vec<RunRecord> {
        self.end(now, |run| (run.kind == RunKind::CatchUp).then_some(now))
    }

    /// Ends the runs whose interval is over; new ones begin.
    pub fn tick(&mut self, now: Timestamp) -> Vec<RunRecord> {
        self.end(now, |run| (run.kind == RunKind::Scheduled && run.ends <= now).then_some(run.ends))
    }

    /// When a rule's current run began.
    pub fn started(&self, rule: u32) -> Option<Timestamp> {
        self.runs.get(rule as usize).map(|run| run.started)
    }

    /// The current run of every rule as it stands.
    pub fn current(&self, now: Timestamp) -> Vec<RunRecord> {
        let runs = self.set.rules().iter().zip(&self.runs);
        runs.map(|(rule, run)| run.record(rule, None, now, self.events, self.busy)).collect()
    }

    fn end(&mut self, now: Timestamp, ends: impl Fn(&Current) -> Option<Timestamp>) -> Vec<RunRecord> {
        let mut ended = Vec::new();
        for (rule, run) in self.set.rules().iter().zip(&mut self.runs) {
            if let Some(finished) = ends(run) {
                ended.push(run.record(rule, Some(finished), finished, self.events, self.busy));
                *run = run.next(rule, finished, now, self.events, self.busy);
            }
        }
        ended
    }

    /// The current runs as bytes.
    pub fn snapshot(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.0.extend_from_slice(&MAGIC);
        out.u32(VERSION);
        for (rule, run) in self.set.rules().iter().zip(&self.runs) {
            out.bytes(rule.rule.id.as_str().as_bytes());
            out.sized(|out| run.write(out, self.events, self.busy));
        }
        out.0
    }

    /// Takes the runs of a snapshot for those rules that are in it and here.
    ///
    /// # Errors
    /// When the bytes are none of a snapshot, or of another version. Nothing was taken then.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), InvalidSnapshot> {
        let damaged = InvalidSnapshot::Damaged;
        let mut from = Reader::new(bytes);
        if !MAGIC.iter().all(|expected| from.u8() == Some(*expected)) {
            return Err(damaged);
        }
        let version = from.u32().ok_or(damaged)?;
        if version != VERSION {
            return Err(InvalidSnapshot::Version(version));
        }
        let mut restored: HashMap<&str, Current> = HashMap::new();
        while !from.is_empty() {
            let id = from.text().ok_or(damaged)?;
            let state = from.bytes().ok_or(damaged)?;
            restored.insert(id, Current::read(state, self.events, self.busy).ok_or(damaged)?);
        }
        let id = |rule: &CompiledRule| rule.rule.id.as_str().to_owned();
        for (rule, run) in self.set.rules().iter().zip(&mut self.runs) {
            if let Some(before) = restored.remove(id(rule).as_str()) {
                *run = before.under(rule);
            }
        }
        Ok(())
    }
}
