//! The run that a rule is in.

use std::time::Duration;

use ecs::Timestamp;

use super::{Admission, RunKind, RunOutcome, RunRecord};
use crate::detector::CompiledRule;
use crate::live::options::nanos;
use crate::live::rule::{window_from, window_to};
use crate::live::schedule::{end_of_run, start_of_run};
use crate::live::snapshot::{Reader, Writer};

/// More different warnings of one run are of no use to anybody.
const MOST_WARNINGS: usize = 10;
/// Nor is more of one: it may quote telemetry.
const LONGEST_WARNING: usize = 500;

#[derive(Debug)]
pub(super) struct Current {
    pub(super) kind: RunKind,
    pub(super) started: Timestamp,
    pub(super) ends: Timestamp,
    /// Events and time before it began; may be before the process did.
    events_before: i128,
    busy_before: i128,
    matches: u64,
    alerts: u64,
    suppressed: u64,
    warnings: Vec<String>,
    has_failed: bool,
    /// The interval in which `signals` alerts were made.
    signals_until: Timestamp,
    signals: u32,
}

impl Current {
    /// A run that begins now and ends with the interval.
    pub(super) fn begin(rule: &CompiledRule, now: Timestamp, events: u64, busy: Duration) -> Self {
        let ends = end_of_run(now, rule.rule.interval.length());
        Self {
            kind: RunKind::Scheduled,
            started: now,
            ends,
            events_before: i128::from(events),
            busy_before: i128::from(nanos(busy)),
            matches: 0,
            alerts: 0,
            suppressed: 0,
            warnings: Vec::new(),
            has_failed: false,
            signals_until: ends,
            signals: 0,
        }
    }

    /// The run after this one, which ended at `finished`. Intervals in which nobody looked at the time are no runs.
    pub(super) fn next(
        &self,
        rule: &CompiledRule,
        finished: Timestamp,
        now: Timestamp,
        events: u64,
        busy: Duration,
    ) -> Self {
        let started = start_of_run(now, rule.rule.interval.length()).max(finished);
        let next = Self::begin(rule, started, events, busy);
        if next.signals_until == self.signals_until { Self { signals: self.signals, ..next } } else { next }
    }

    pub(super) fn admit(&mut self, rule: &CompiledRule, now: Timestamp) -> Admission {
        if now >= self.signals_until {
            self.signals_until = end_of_run(now, rule.rule.interval.length());
            self.signals = 0;
        }
        self.matches += 1;
        if self.signals < rule.rule.max_signals.get() {
            self.signals += 1;
            self.alerts += 1;
            Admission::Alert
        } else {
            self.suppressed += 1;
            Admission::Suppressed
        }
    }

    pub(super) fn warn(&mut self, warning: &str) {
        let warning: String = warning.chars().take(LONGEST_WARNING).collect();
        if self.warnings.len() < MOST_WARNINGS && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    pub(super) fn fail(&mut self, reason: &str) {
        self.has_failed = true;
        self.warn(reason);
    }

    pub(super) fn record(
        &self,
        rule: &CompiledRule,
        finished: Option<Timestamp>,
        now: Timestamp,
        events: u64,
        busy: Duration,
    ) -> RunRecord {
        let mut warnings = self.warnings.clone();
        if self.suppressed > 0 {
            let limit = rule.rule.max_signals.get();
            warnings.push(format!("{} matches beyond max_signals ({limit}) made no alert", self.suppressed));
        }
        let outcome = match (finished, self.has_failed, warnings.is_empty()) {
            (None, _, _) => RunOutcome::Running,
            (Some(_), true, _) => RunOutcome::Failed,
            (Some(_), false, false) => RunOutcome::PartialFailure,
            (Some(_), false, true) => RunOutcome::Succeeded,
        };
        let since = if self.kind == RunKind::CatchUp { self.started } else { now };
        let difference = |now: i128, before: i128| u64::try_from(now - before).unwrap_or_default();
        RunRecord {
            rule_id: rule.rule.id.clone(),
            kind: self.kind,
            started: self.started,
            finished,
            window: (window_from(&rule.rule, since), window_to(&rule.rule, now)),
            events: difference(i128::from(events), self.events_before),
            matches: self.matches,
            alerts: self.alerts,
            suppressed: self.suppressed,
            outcome,
            warnings,
            duration: Duration::from_nanos(difference(i128::from(nanos(busy)), self.busy_before)),
        }
    }

    pub(super) fn write(&self, out: &mut Writer, events: u64, busy: Duration) {
        out.0.extend_from_slice(&[u8::from(self.kind == RunKind::CatchUp), u8::from(self.has_failed)]);
        [self.started, self.ends, self.signals_until].iter().for_each(|time| out.i64(time.nanos()));
        let difference = |now: i128, before: i128| u64::try_from(now - before).unwrap_or_default();
        out.u64(difference(i128::from(events), self.events_before));
        out.u64(difference(i128::from(nanos(busy)), self.busy_before));
        [self.matches, self.alerts, self.suppressed].iter().for_each(|count| out.u64(*count));
        out.u32(self.signals);
        out.length(self.warnings.len());
        self.warnings.iter().for_each(|warning| out.bytes(warning.as_bytes()));
    }

    pub(super) fn read(bytes: &[u8], events: u64, busy: Duration) -> Option<Self> {
        let mut from = Reader::new(bytes);
        let kind = if from.u8()? == 1 { RunKind::CatchUp } else { RunKind::Scheduled };
        let has_failed = from.u8()? == 1;
        let [started, ends, signals_until] =
            [from.i64()?, from.i64()?, from.i64()?].map(Timestamp::from_nanos);
        Some(Self {
            kind,
            started,
            ends,
            events_before: i128::from(events) - i128::from(from.u64()?),
            busy_before: i128::from(nanos(busy)) - i128::from(from.u64()?),
            matches: from.u64()?,
            alerts: from.u64()?,
            suppressed: from.u64()?,
            warnings: Vec::new(),
            has_failed,
            signals_until,
            signals: from.u32()?,
        })
        .and_then(|run| {
            let warnings = from.list(|from| from.text().map(str::to_owned))?;
            from.is_empty().then_some(Self { warnings, ..run })
        })
    }

    /// The run under the rule as it is now, whose interval may be another: it ends no later than that.
    pub(super) fn under(self, rule: &CompiledRule) -> Self {
        let ends = end_of_run(self.started, rule.rule.interval.length()).min(self.ends);
        Self { ends, ..self }
    }
}
