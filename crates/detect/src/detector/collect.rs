//! What matched, folded into what becomes an alert: the stateful half of detection.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use ecs::{EventHandle, Timestamp};
use foldhash::{HashMap, HashMapExt as _};
use lang::ir::{Pipe, Plan};

use super::emit::{Detections, Found, RuleCount};
use super::{BatchMatches, CompiledRule, RuleSet};
use crate::fold::{Hit, HitLog, HitLogLimits, SampleFold, SequenceFold};

/// How matches become alerts.
#[derive(Clone, Copy, Debug, Default)]
pub struct DetectOptions {
    /// Whether alerts beyond a rule's `max_signals` are kept.
    pub keep_surplus: bool,
    /// How much memory hits may take before they go to a temporary file.
    pub hit_log: HitLogLimits,
}

/// Takes what matchers found, in any order, and at the end folds it into alerts.
#[derive(Debug)]
pub struct Detector {
    set: Arc<RuleSet>,
    options: DetectOptions,
    log: HitLog,
    events: u64,
    newest: Option<Timestamp>,
}

impl Detector {
    /// A detector for these rules.
    pub fn new(set: Arc<RuleSet>, options: DetectOptions) -> Self {
        Self { set, options, log: HitLog::new(options.hit_log), events: 0, newest: None }
    }

    /// Takes what one batch came to.
    ///
    /// # Errors
    /// When hits have to be written to a temporary file and cannot be.
    pub fn add(&mut self, matches: BatchMatches) -> io::Result<()> {
        self.events += matches.events;
        self.newest = self.newest.max(matches.newest);
        self.log.append(matches.hits)
    }

    /// Folds everything that was taken.
    ///
    /// # Errors
    /// When a temporary file cannot be read again.
    pub fn finish(self) -> io::Result<Detections> {
        let mut found = Vec::new();
        let mut counts = vec![RuleCount::default(); self.set.rules().len()];
        let mut current: Option<(u32, RuleFold<'_>)> = None;
        for logged in self.log.into_hits()? {
            let logged = logged?;
            if current.as_ref().is_none_or(|(rule, _)| *rule != logged.rule) {
                if let Some((rule, fold)) = current.take() {
                    counts[rule as usize] = fold.finish(rule, &self.options, &mut found);
                }
                let fold = RuleFold::new(&self.set.rules()[logged.rule as usize]);
                current = Some((logged.rule, fold));
            }
            if let Some((_, fold)) = &mut current {
                fold.push(logged.stage as usize, logged.hit, &self.options);
            }
        }
        if let Some((rule, fold)) = current {
            counts[rule as usize] = fold.finish(rule, &self.options, &mut found);
        }
        found.sort_unstable_by(|left, right| left.order().cmp(&right.order()));
        Ok(Detections::new(self.set, found, counts, self.newest))
    }
}

/// The hits of one rule, on the way to its alerts.
struct RuleFold<'r> {
    rule: &'r CompiledRule,
    stateful: Stateful,
    limit: SignalLimit,
    found: Vec<Found>,
    count: RuleCount,
}

/// What a rule needs to remember.
enum Stateful {
    Events,
    Sequence(Box<SequenceFold>, Vec<crate::fold::SequenceMatch>),
    Sample(SampleFold, HashMap<EventHandle, Timestamp>),
}

impl<'r> RuleFold<'r> {
    fn new(rule: &'r CompiledRule) -> Self {
        let stateful = match &rule.plan {
            Plan::Events { .. } => Stateful::Events,
            Plan::Sequence(plan) => Stateful::Sequence(Box::new(SequenceFold::new(plan)), Vec::new()),
            Plan::Sample(plan) => Stateful::Sample(SampleFold::new(plan), HashMap::new()),
        };
        let limit = SignalLimit::new(rule.rule.max_signals.get(), rule.rule.interval.length());
        Self { rule, stateful, limit, found: Vec::new(), count: RuleCount::default() }
    }

    fn push(&mut self, stage: usize, hit: Hit, options: &DetectOptions) {
        match &mut self.stateful {
            Stateful::Events => {
                let found = Found { rule: 0, time: hit.time, events: vec![Some(hit.event)] };
                self.keep(found, options);
            }
            Stateful::Sequence(fold, matches) => {
                fold.push(stage, hit, matches);
            }
            Stateful::Sample(fold, times) => {
                times.insert(hit.event, hit.time);
                fold.push(stage, hit);
            }
        }
    }

    fn keep(&mut self, found: Found, options: &DetectOptions) {
        self.count.matched += 1;
        if self.limit.allows(found.time) || options.keep_surplus {
            self.found.push(found);
        } else {
            self.count.surplus += 1;
        }
    }

    fn finish(mut self, rule: u32, options: &DetectOptions, all: &mut Vec<Found>) -> RuleCount {
        let mut matches: Vec<Found> = Vec::new();
        match std::mem::replace(&mut self.stateful, Stateful::Events) {
            Stateful::Events => {}
            Stateful::Sequence(fold, mut sequences) => {
                let statistics = fold.finish(&mut sequences);
                self.count.dropped += statistics.dropped_keys;
                matches.extend(sequences.into_iter().map(|sequence| Found {
                    rule,
                    time: sequence.end,
                    events: sequence.events,
                }));
            }
            Stateful::Sample(fold, times) => {
                self.count.dropped += fold.dropped_hits();
                matches.extend(fold.finish().into_iter().map(|sample| {
                    Found {
                        rule,
                        time: sample
                            .events
                            .iter()
                            .filter_map(|event| times.get(event))
                            .max()
                            .copied()
                            .unwrap_or_default(),
                        events: sample.events.into_iter().map(Some).collect(),
                    }
                }));
            }
        }
        matches.sort_by_key(|found| found.time);
        matches.into_iter().for_each(|found| self.keep(found, options));
        apply_pipes(pipes_of(&self.rule.plan), &mut self.found);
        all.extend(self.found.into_iter().map(|found| Found { rule, ..found }));
        self.count
    }
}

/// The pipes of a plan, in order.
pub(crate) fn pipes_of(plan: &Plan) -> &[Pipe] {
    match plan {
        Plan::Events { pipes, .. } => pipes,
        Plan::Sequence(sequence) => &sequence.pipes,
        Plan::Sample(_) => &[],
    }
}

/// Leaves of results, which are in order, what the pipes leave.
pub(crate) fn apply_pipes<T>(pipes: &[Pipe], found: &mut Vec<T>) {
    for pipe in pipes {
        match *pipe {
            Pipe::Head(count) => found.truncate(usize::try_from(count).unwrap_or(usize::MAX)),
            Pipe::Tail(count) => {
                let surplus = found.len().saturating_sub(usize::try_from(count).unwrap_or(usize::MAX));
                found.drain(..surplus);
            }
        }
    }
}

/// `max_signals` of a rule: so many alerts in each window of `interval`, windows counted from the epoch.
struct SignalLimit {
    most: u32,
    interval_nanos: i64,
    window: Option<i64>,
    taken: u32,
}

impl SignalLimit {
    fn new(most: u32, interval: Duration) -> Self {
        let interval_nanos = i64::try_from(interval.as_nanos()).unwrap_or(i64::MAX).max(1);
        Self { most, interval_nanos, window: None, taken: 0 }
    }

    /// Whether an alert about this time is within the limit; times come in order.
    fn allows(&mut self, time: Timestamp) -> bool {
        let window = Some(time.nanos().div_euclid(self.interval_nanos));
        if self.window != window {
            self.window = window;
            self.taken = 0;
        }
        self.taken = self.taken.saturating_add(1);
        self.taken <= self.most
    }
}
