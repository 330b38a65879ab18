//! What is remembered of one rule.

use ecs::Timestamp;
use lang::ir::Plan;
use sha2::{Digest as _, Sha256};

use super::held::Held;
use super::hit::{KeySeed, LiveHit};
use super::options::nanos;
use super::sample::LiveSample;
use super::schedule::end_of_run;
use super::sequence::{Given, LiveSequence};
use super::{LiveOptions, RuleLoad};
use crate::detector::{CompiledRule, pipes_of};
use crate::fold::LoggedHit;
use crate::rule::{Rounding, Rule};

/// The state of one rule.
#[derive(Debug)]
pub(super) struct LiveRule {
    pub(super) state: State,
    /// For rules with pipes.
    pub(super) held: Option<Held>,
    /// When the current run ends; none before the first event.
    pub(super) run_ends: Option<Timestamp>,
}

/// What a rule remembers, by what it asks for.
#[derive(Debug)]
pub(super) enum State {
    /// Single events: nothing.
    Events,
    Sequence(Box<LiveSequence>),
    Sample(Box<LiveSample>),
}

impl LiveRule {
    pub(super) fn new(compiled: &CompiledRule, options: &LiveOptions) -> Self {
        let state = match &compiled.plan {
            Plan::Events { .. } => State::Events,
            Plan::Sequence(plan) => {
                State::Sequence(Box::new(LiveSequence::new(plan, window(&compiled.rule), options)))
            }
            Plan::Sample(_) => State::Sample(Box::new(LiveSample::new(options))),
        };
        let has_pipes = !pipes_of(&compiled.plan).is_empty();
        Self { state, held: has_pipes.then(Held::default), run_ends: None }
    }

    /// Takes a hit. What it is at once is given; what it completes, [`Self::fold`] gives.
    pub(super) fn push(&mut self, logged: &LoggedHit, seed: KeySeed, now: Timestamp) -> Option<Given> {
        let LoggedHit { stage, hit, .. } = logged;
        match &mut self.state {
            State::Events => {
                let given = Given { end: hit.time, slots: [Some(hit.event.offset)].into() };
                return self.release(vec![given]).pop();
            }
            State::Sequence(state) => state.push(seed.hash(&hit.keys), LiveHit::new(*stage, hit, now)),
            State::Sample(state) => state.push(seed.hash(&hit.keys), LiveHit::new(*stage, hit, now)),
        }
        None
    }

    /// What the hits that were pushed complete.
    pub(super) fn fold(&mut self, compiled: &CompiledRule, now: Timestamp) -> Vec<Given> {
        let given = match (&mut self.state, &compiled.plan) {
            (State::Sequence(state), Plan::Sequence(plan)) => state.fold(plan, now),
            _ => Vec::new(),
        };
        self.release(given)
    }

    /// What the time makes certain.
    pub(super) fn tick(&mut self, now: Timestamp) -> Vec<Given> {
        let given = match &mut self.state {
            State::Sequence(state) => state.tick(now),
            State::Events | State::Sample(_) => Vec::new(),
        };
        self.release(given)
    }

    /// Ends the current run if its time has come, and gives what is only known then.
    pub(super) fn end_run_by(&mut self, compiled: &CompiledRule, now: Timestamp) -> Vec<Given> {
        let next = end_of_run(now, compiled.rule.interval.length());
        match self.run_ends.replace(next) {
            // A run that ended longer ago looks at its own window; those after it saw nothing new.
            Some(ends) if ends <= now => self.end_run(compiled, ends),
            Some(ends) => {
                self.run_ends = Some(ends);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Gives what is known at the end of a run.
    pub(super) fn end_run(&mut self, compiled: &CompiledRule, ends: Timestamp) -> Vec<Given> {
        match (&mut self.state, &compiled.plan) {
            (State::Sample(state), Plan::Sample(plan)) => state.run(plan, &compiled.rule, ends),
            _ => self.held.as_mut().map(|held| held.finish(pipes_of(&compiled.plan))).unwrap_or_default(),
        }
    }

    /// Holds matches back where the rule has pipes.
    fn release(&mut self, given: Vec<Given>) -> Vec<Given> {
        match &mut self.held {
            Some(held) => {
                held.push(given);
                Vec::new()
            }
            None => given,
        }
    }

    pub(super) fn hits(&self) -> usize {
        match &self.state {
            State::Events => 0,
            State::Sequence(state) => state.hits(),
            State::Sample(state) => state.hits(),
        }
    }

    /// Hits that only matter if an earlier event is yet to come.
    pub(super) fn idle_hits(&self) -> usize {
        if let State::Sequence(state) = &self.state { state.idle_hits() } else { 0 }
    }

    pub(super) fn limit_idle(&mut self, most: usize) {
        if let State::Sequence(state) = &mut self.state {
            state.limit_idle(most);
        }
    }

    pub(super) fn limit(&mut self, most: usize) {
        match &mut self.state {
            State::Events => {}
            State::Sequence(state) => state.limit(most),
            State::Sample(state) => state.limit(most),
        }
    }

    pub(super) fn load(&self) -> RuleLoad {
        let held = self.held.as_ref();
        let (keys, dropped) = match &self.state {
            State::Events => (0, 0),
            State::Sequence(state) => (state.keys(), state.dropped),
            State::Sample(state) => (state.keys(), state.dropped),
        };
        RuleLoad { hits: self.hits(), keys, dropped: dropped + held.map_or(0, |held| held.dropped) }
    }
}

/// How much time each run of a rule looks at, in nanoseconds.
fn window(rule: &Rule) -> i64 {
    nanos(rule.lookback().0.saturating_add(rule.interval.length()))
}

/// Tells whether state belongs to a rule as it is now: a hash of all that its hits depend on.
pub(super) fn fingerprint(rule: &Rule) -> [u8; 16] {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(rule.query().unwrap_or_default());
    rule.index().iter().for_each(|pattern| add(pattern));
    add("filters");
    if let Some(scope) = rule.rule_type.scope() {
        scope.filters.iter().for_each(|filter| add(&filter.to_string()));
    }
    if let Some(eql) = rule.eql() {
        for field in [&eql.event_category_override, &eql.timestamp_field, &eql.tiebreaker_field] {
            add(field.as_ref().map_or("", |field| field.as_str()));
        }
    }
    let hash = hash.finalize();
    std::array::from_fn(|index| hash[index])
}

/// Where a rule's window begins for a run at `now`.
pub(super) fn window_from(rule: &Rule, now: Timestamp) -> Timestamp {
    rule.from.resolve(now, Rounding::Down).unwrap_or(now)
}

/// Where it ends.
pub(super) fn window_to(rule: &Rule, now: Timestamp) -> Timestamp {
    rule.to.resolve(now, Rounding::Up).unwrap_or(now)
}
