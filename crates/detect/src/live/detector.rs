//! Rules over events as they come.

use std::sync::Arc;

use ecs::Timestamp;

use super::LiveOptions;
use super::hit::KeySeed;
use super::rule::LiveRule;
use super::sequence::Given;
use super::snapshot::{self, InvalidSnapshot, Restored};
use crate::detector::{BatchMatches, RuleSet};

/// A match that is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveMatch {
    /// The rule's number in its set.
    pub rule: u32,
    /// When its last event happened.
    pub time: Timestamp,
    /// The numbers ([`ecs::EventHandle::offset`]) of its events, one a stage; `None` for a stage whose event must not
    /// occur.
    pub events: Vec<Option<u64>>,
}

/// What a rule holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleLoad {
    /// Hits that are kept, as another event may join them.
    pub hits: usize,
    /// The join keys they belong to.
    pub keys: usize,
    /// Hits and matches given up for the limits, since the state began.
    pub dropped: u64,
}

/// Takes what matchers found, in order of arrival, and gives each match once, as soon as it is complete.
///
/// Time (`now`) only goes on: an earlier one counts as the latest that was given.
#[derive(Debug)]
pub struct LiveDetector {
    set: Arc<RuleSet>,
    options: LiveOptions,
    seed: KeySeed,
    rules: Vec<LiveRule>,
    now: Timestamp,
}

impl LiveDetector {
    /// A detector that remembers nothing yet.
    pub fn new(set: Arc<RuleSet>, options: LiveOptions) -> Self {
        Self::with_seed(set, options, KeySeed::random())
    }

    /// A detector for other rules, empty, whose snapshot this one can take with [`Self::restore`].
    pub fn beside(&self, set: Arc<RuleSet>) -> Self {
        Self { now: self.now, ..Self::with_seed(set, self.options, self.seed) }
    }

    fn with_seed(set: Arc<RuleSet>, options: LiveOptions, seed: KeySeed) -> Self {
        let rules = set.rules().iter().map(|rule| LiveRule::new(rule, &options)).collect();
        Self { set, options, seed, rules, now: Timestamp::default() }
    }

    /// The rules.
    pub fn set(&self) -> &Arc<RuleSet> {
        &self.set
    }

    /// Takes what one batch came to, or several together; the events' handles must have rising offsets in order of
    /// arrival, the same for the same event. Gives what is complete now, in the order of event time.
    pub fn add(&mut self, matches: BatchMatches, now: Timestamp) -> Vec<LiveMatch> {
        self.now = self.now.max(now);
        let mut found = self.end_runs_by(self.now);
        let mut pushed: Vec<u32> = Vec::new();
        for logged in &matches.hits {
            let Some(rule) = self.rules.get_mut(logged.rule as usize) else { continue };
            found.extend(rule.push(logged, self.seed, self.now).map(|given| live_match(logged.rule, given)));
            if pushed.last() != Some(&logged.rule) {
                pushed.push(logged.rule);
            }
        }
        pushed.sort_unstable();
        pushed.dedup();
        for number in pushed {
            let (rule, compiled) = (&mut self.rules[number as usize], &self.set.rules()[number as usize]);
            let given = rule.fold(compiled, self.now);
            found.extend(given.into_iter().map(|given| live_match(number, given)));
            rule.limit(self.options.hits_per_rule);
        }
        self.limit();
        self.tick_rules(&mut found);
        in_order(found)
    }

    /// Gives what becomes complete as time passes: the absence of events that must be missing, samples and the matches
    /// of rules with `head` or `tail` at the end of a run. Also forgets; call it every few seconds.
    pub fn tick(&mut self, now: Timestamp) -> Vec<LiveMatch> {
        self.now = self.now.max(now);
        let mut found = self.end_runs_by(self.now);
        self.tick_rules(&mut found);
        in_order(found)
    }

    /// Ends the current run of every rule, whenever it is due: gives what would be given then.
    pub fn end_runs(&mut self, now: Timestamp) -> Vec<LiveMatch> {
        self.now = self.now.max(now);
        let now = self.now;
        self.each_rule(|rule, compiled| rule.end_run(compiled, now))
    }

    /// What each rule holds, in the order of [`RuleSet::rules`].
    pub fn loads(&self) -> impl Iterator<Item = RuleLoad> {
        self.rules.iter().map(LiveRule::load)
    }

    /// All that is remembered, as bytes.
    pub fn snapshot(&self) -> Vec<u8> {
        snapshot::write(&self.set, &self.rules, self.seed, self.now)
    }

    /// Takes what another detector remembered, beside what this one does. The state of a rule that is not in this set,
    /// or that asks for something else now, is left out.
    ///
    /// # Errors
    /// When the bytes are none of a snapshot, or of another version, or the hash function has changed. Nothing was
    /// taken then.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<Restored, InvalidSnapshot> {
        let is_empty = self.rules.iter().all(|rule| rule.hits() == 0);
        let snapshot = snapshot::read(bytes, &self.set)?;
        if !is_empty && snapshot.seed != self.seed {
            return Err(InvalidSnapshot::OtherSeed);
        }
        self.seed = snapshot.seed;
        self.now = self.now.max(snapshot.now);
        Ok(snapshot.apply(&mut self.rules))
    }

    fn end_runs_by(&mut self, now: Timestamp) -> Vec<LiveMatch> {
        self.each_rule(|rule, compiled| rule.end_run_by(compiled, now))
    }

    fn tick_rules(&mut self, found: &mut Vec<LiveMatch>) {
        let now = self.now;
        found.extend(self.each_rule(|rule, _| rule.tick(now)));
    }

    fn each_rule(
        &mut self,
        mut given: impl FnMut(&mut LiveRule, &crate::detector::CompiledRule) -> Vec<Given>,
    ) -> Vec<LiveMatch> {
        let rules = (0_u32..).zip(self.rules.iter_mut().zip(self.set.rules()));
        let matches = rules.flat_map(|(number, (rule, compiled))| {
            given(rule, compiled).into_iter().map(move |given| live_match(number, given))
        });
        matches.collect()
    }

    /// Holds the hits of all rules within their limits.
    fn limit(&mut self) {
        if let Some(share) = share(self.rules.iter().map(LiveRule::idle_hits), self.options.idle_hits) {
            self.rules.iter_mut().for_each(|rule| rule.limit_idle(share));
        }
        if let Some(share) = share(self.rules.iter().map(LiveRule::hits), self.options.hits) {
            self.rules.iter_mut().for_each(|rule| rule.limit(share));
        }
    }
}

/// How many each may have at most so that all have no more than `total` together; `None` where they have not.
fn share(counts: impl Iterator<Item = usize> + Clone, total: usize) -> Option<usize> {
    if counts.clone().sum::<usize>() <= total {
        return None;
    }
    let (mut least, mut most) = (0, total);
    while least < most {
        let middle = (least + most).div_ceil(2);
        if counts.clone().map(|count| count.min(middle)).sum::<usize>() <= total {
            least = middle;
        } else {
            most = middle - 1;
        }
    }
    Some(least)
}

fn live_match(rule: u32, given: Given) -> LiveMatch {
    LiveMatch { rule, time: given.end, events: given.slots.to_vec() }
}

/// By time, then rule, then events. Where several values of a join key are the same events, they are one match.
fn in_order(mut found: Vec<LiveMatch>) -> Vec<LiveMatch> {
    let place = |found: &LiveMatch| (found.time, found.rule);
    found.sort_unstable_by(|left, right| {
        place(left).cmp(&place(right)).then_with(|| left.events.cmp(&right.events))
    });
    found.dedup();
    found
}
