//! Samples: one event for each filter, all with the same key, in any order.
//!
//! Elasticsearch pages through the keys that every filter has, in key order with null first, asks each filter for as
//! many events of a key as there are filters, and picks different events for all filters by backtracking. The events
//! come as the index has them, which here is order of arrival.

use std::collections::BTreeMap;

use ecs::EventHandle;
use lang::ir::SamplePlan;
use smallvec::SmallVec;

use super::{Hit, JoinKeys};

/// A sample that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleMatch {
    /// The values of the join keys.
    pub keys: JoinKeys,
    /// One event a filter, in order; all different.
    pub events: Vec<EventHandle>,
}

/// Finds the samples of one plan in hits that come in any order.
#[derive(Debug)]
pub struct SampleFold {
    filters: usize,
    max_samples_per_key: usize,
    max_keys: usize,
    by_key: BTreeMap<JoinKeys, Candidates>,
    dropped_hits: u64,
}

/// The first events of each filter, by arrival.
type Candidates = SmallVec<[SmallVec<[EventHandle; 2]>; 3]>;

impl SampleFold {
    /// The most keys that are kept; hits of further keys are dropped and counted.
    pub const MAX_KEYS: usize = 250_000;

    /// A fold for this plan, with Elasticsearch's default of one sample a key.
    pub fn new(plan: &SamplePlan) -> Self {
        Self::with_limits(plan, 1, Self::MAX_KEYS)
    }

    /// A fold that gives so many samples a key and keeps at most so many keys.
    pub fn with_limits(plan: &SamplePlan, max_samples_per_key: usize, max_keys: usize) -> Self {
        let (filters, by_key) = (plan.filters.len(), BTreeMap::new());
        Self { filters, max_samples_per_key, max_keys, by_key, dropped_hits: 0 }
    }

    /// Takes a hit of a filter, counted from 0.
    pub fn push(&mut self, filter: usize, hit: Hit) {
        // Enough for each filter to find a different event, and for the asked number of samples.
        let kept = self.filters.max(self.max_samples_per_key);
        if self.by_key.len() >= self.max_keys && !self.by_key.contains_key(&hit.keys) {
            self.dropped_hits += 1;
            return;
        }
        let filters = self.filters;
        let candidates =
            self.by_key.entry(hit.keys).or_insert_with(|| (0..filters).map(|_| SmallVec::new()).collect());
        let Some(events) = candidates.get_mut(filter) else { return };
        if let Err(place) = events.binary_search(&hit.event)
            && place < kept
        {
            events.insert(place, hit.event);
            events.truncate(kept);
        }
    }

    /// Hits that were dropped because there were too many keys.
    pub fn dropped_hits(&self) -> u64 {
        self.dropped_hits
    }

    /// The samples in key order, null first.
    pub fn finish(self) -> Vec<SampleMatch> {
        let Self { max_samples_per_key, by_key, .. } = self;
        let mut found = Vec::new();
        for (keys, candidates) in by_key {
            let mut samples = Vec::new();
            pick(&candidates, &mut Vec::new(), &mut samples, max_samples_per_key);
            found.extend(samples.into_iter().map(|events| SampleMatch { keys: keys.clone(), events }));
        }
        found
    }
}

/// Picks different events for all filters, first candidates first, until there are `wanted` samples. A query has at
/// most five filters, and a filter at most as many candidates as are useful, so the search is small.
fn pick(
    candidates: &Candidates,
    picked: &mut Vec<EventHandle>,
    samples: &mut Vec<Vec<EventHandle>>,
    wanted: usize,
) {
    let Some(events) = candidates.get(picked.len()) else {
        samples.push(picked.clone());
        return;
    };
    for event in events {
        if samples.len() >= wanted {
            return;
        }
        if !picked.contains(event) {
            picked.push(*event);
            pick(candidates, picked, samples, wanted);
            picked.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use ecs::Timestamp;
    use lang::ir::{Filter, Presence, SequenceStage};

    use super::*;
    use crate::fold::KeyValue;

    fn plan(filters: usize) -> SamplePlan {
        let filter = SequenceStage { filter: Filter::All, keys: Vec::new(), presence: Presence::Required };
        SamplePlan { filters: vec![filter; filters] }
    }

    /// Hits as (filter, event, key), in any order.
    fn fold(mut fold: SampleFold, hits: &[(usize, u64, KeyValue)]) -> (Vec<(String, Vec<u64>)>, u64) {
        for (filter, offset, key) in hits {
            let event = EventHandle { offset: *offset, ..EventHandle::default() };
            let (time, keys) = (Timestamp::default(), [key.clone()].into_iter().collect());
            fold.push(*filter, Hit { time, tiebreaker: None, event, keys });
        }
        let dropped = fold.dropped_hits();
        let found = fold.finish().into_iter().map(|found| {
            let events = found.events.iter().map(|event| event.offset).collect();
            (found.keys.values()[0].to_string(), events)
        });
        (found.collect(), dropped)
    }

    #[test]
    fn keys_come_in_order_with_null_first() {
        let text = |text: &str| KeyValue::Text(text.into());
        let hits = [
            (1, 6, text("b")),
            (0, 5, text("b")),
            (0, 1, KeyValue::Null),
            (1, 2, KeyValue::Null),
            (0, 3, text("B")),
            (1, 4, text("B")),
            (0, 7, text("only one filter")),
        ];
        let expected = [("null", vec![1, 2]), ("B", vec![3, 4]), ("b", vec![5, 6])];
        let expected = expected.map(|(key, events)| (key.to_owned(), events));
        assert_eq!(fold(SampleFold::new(&plan(2)), &hits).0, expected);
    }

    #[test]
    fn filters_find_different_events() {
        let key = || KeyValue::Long(1);
        let hits = [(0, 1, key()), (0, 2, key()), (1, 2, key()), (1, 1, key()), (2, 2, key()), (2, 3, key())];
        assert_eq!(fold(SampleFold::new(&plan(3)), &hits).0, [("1".to_owned(), vec![1, 2, 3])]);
        assert_eq!(fold(SampleFold::new(&plan(2)), &[(0, 1, key()), (1, 1, key())]).0, []);
    }

    #[test]
    fn the_first_events_by_arrival_are_taken_whatever_the_order_of_hits() {
        let key = || KeyValue::Long(1);
        let hits: Vec<_> = (1..=20).rev().flat_map(|event| [(0, event, key()), (1, event, key())]).collect();
        assert_eq!(fold(SampleFold::new(&plan(2)), &hits).0, [("1".to_owned(), vec![1, 2])]);
        let several = SampleFold::with_limits(&plan(2), 3, 10);
        let expected = [vec![1, 2], vec![1, 3], vec![2, 1]].map(|events| ("1".to_owned(), events));
        assert_eq!(fold(several, &hits).0, expected);
    }

    #[test]
    fn keys_beyond_the_limit_are_counted() {
        let hits = [(0, 1, KeyValue::Long(1)), (0, 2, KeyValue::Long(2)), (1, 3, KeyValue::Long(1))];
        assert_eq!(
            fold(SampleFold::with_limits(&plan(2), 1, 1), &hits),
            (vec![("1".to_owned(), vec![1, 3])], 1)
        );
    }
}
