//! Samples, looked for at the end of each run over the events of its window.
//!
//! A sample has no order and no maxspan: what holds its events together is the window that the rule looks at. So it is
//! done as Elasticsearch does it: at each run, over the events from the rule's `from` to its `to`. Of a key the same
//! events are given once.

use std::sync::Arc;

use ecs::Timestamp;
use foldhash::{HashMap, HashMapExt as _};
use lang::ir::SamplePlan;

use super::LiveOptions;
use super::hit::{KeyHash, LiveHit};
use super::rule::{window_from, window_to};
use super::sequence::{Given, Slots};
use crate::fold::SampleFold;
use crate::rule::Rule;

/// The state of one sample rule.
#[derive(Debug)]
pub(super) struct LiveSample {
    /// The hits of each key in order of arrival.
    pub(super) keys: HashMap<KeyHash, Vec<LiveHit>>,
    /// The samples that were given, each with the time of its first event. Where events have several values of a join
    /// key, several keys find the same.
    pub(super) given: HashMap<Slots, Timestamp>,
    hits: usize,
    hits_per_key: usize,
    pub(super) dropped: u64,
}

impl LiveSample {
    pub(super) fn new(options: &LiveOptions) -> Self {
        Self {
            keys: HashMap::new(),
            given: HashMap::new(),
            hits: 0,
            hits_per_key: options.hits_per_key.max(1),
            dropped: 0,
        }
    }

    pub(super) fn push(&mut self, key: KeyHash, hit: LiveHit) {
        let hits = self.keys.entry(key).or_default();
        let place = |hit: &LiveHit| (hit.seq, hit.stage);
        if let Err(at) = hits.binary_search_by_key(&place(&hit), place) {
            hits.insert(at, hit);
            self.hits += 1;
        }
        if hits.len() > self.hits_per_key {
            let count = hits.len() - self.hits_per_key + self.hits_per_key / 8;
            hits.drain(..count);
            self.hits -= count;
            self.dropped += count as u64;
        }
    }

    /// Looks for samples as a run that is due at `now` does, and forgets the events that no later run looks at.
    pub(super) fn run(&mut self, plan: &SamplePlan, rule: &Rule, now: Timestamp) -> Vec<Given> {
        let (from, to) = (window_from(rule, now), window_to(rule, now));
        let mut given = Vec::new();
        for hits in self.keys.values_mut() {
            for (first, found) in samples(plan, hits, from, to) {
                if self.given.insert(Arc::clone(&found.slots), first).is_none() {
                    given.push(found);
                }
            }
            // Windows move on with time, so what is before this one is before all that come.
            hits.retain(|hit| hit.time >= from);
        }
        self.keys.retain(|_, hits| !hits.is_empty());
        self.hits = self.keys.values().map(Vec::len).sum();
        self.given.retain(|_, first| *first >= from);
        given
    }

    pub(super) fn hits(&self) -> usize {
        self.hits
    }

    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Gives up the keys longest without a hit until at most so many hits are left.
    pub(super) fn limit(&mut self, most: usize) {
        if self.hits <= most {
            return;
        }
        let last_seen = |hits: &[LiveHit]| hits.iter().map(|hit| hit.seen).max().unwrap_or_default();
        let mut by_age: Vec<(Timestamp, KeyHash)> =
            self.keys.iter().map(|(key, hits)| (last_seen(hits), *key)).collect();
        by_age.sort_unstable();
        let target = most - most / 8;
        for (_, key) in by_age {
            if self.hits <= target {
                return;
            }
            let Some(hits) = self.keys.remove(&key) else { continue };
            self.hits -= hits.len();
            self.dropped += hits.len() as u64;
        }
    }
}

/// The samples among the hits of a key that lie in a window, each with the time of its first event.
fn samples(plan: &SamplePlan, hits: &[LiveHit], from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Given)> {
    let mut fold = SampleFold::new(plan);
    let in_window = hits.iter().filter(|hit| hit.time >= from && hit.time <= to);
    in_window.for_each(|hit| fold.push(hit.stage as usize, hit.to_hit()));
    let found = fold.finish().into_iter().filter_map(|sample| {
        let slots: Slots = sample.events.iter().map(|event| Some(event.offset)).collect();
        let times = || hits.iter().filter(|hit| slots.contains(&Some(hit.seq))).map(|hit| hit.time);
        let (first, end) = (times().min()?, times().max()?);
        Some((first, Given { end, slots }))
    });
    found.collect()
}
