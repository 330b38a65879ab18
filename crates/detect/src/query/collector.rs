//! Gathers what the workers of a query find.

use std::io;

use lang::ir::{Plan, SequencePlan};

use super::order::EventOrder;
use super::window::Bounded;
use super::{Query, QueryAnswer, QueryHits, QueryResult, QueryStatistics};
use crate::fold::{HitLog, LoggedHit, SampleFold, SequenceFold, SequenceMatch};

/// Gathers the hits of all batches, in any order and in bounded memory, and makes the result of them.
#[derive(Debug)]
pub struct QueryCollector<'q> {
    query: &'q Query,
    gathered: Gathered<'q>,
    statistics: QueryStatistics,
}

#[derive(Debug)]
enum Gathered<'q> {
    Events(Bounded<EventOrder>),
    Sequence { plan: &'q SequencePlan, log: HitLog },
    Sample(SampleFold),
}

impl<'q> QueryCollector<'q> {
    pub(super) fn new(query: &'q Query) -> Self {
        let gathered = match &query.plan {
            Plan::Events { .. } => Gathered::Events(Bounded::new(query.window.bound())),
            Plan::Sequence(plan) => Gathered::Sequence { plan, log: HitLog::default() },
            Plan::Sample(plan) => Gathered::Sample(SampleFold::with_limits(
                plan,
                query.max_samples_per_key,
                SampleFold::MAX_KEYS,
            )),
        };
        Self { query, gathered, statistics: QueryStatistics::default() }
    }

    /// Takes what a batch gave.
    ///
    /// # Errors
    /// When there are so many hits that they have to be written to a temporary file, and that fails.
    pub fn add(&mut self, hits: QueryHits) -> io::Result<()> {
        self.statistics.matched += hits.matched;
        self.statistics.without_time += hits.untimed;
        match &mut self.gathered {
            Gathered::Events(events) => hits.events.into_iter().for_each(|event| events.push(event)),
            Gathered::Sample(fold) => hits.staged.into_iter().for_each(|(stage, hit)| fold.push(stage, hit)),
            Gathered::Sequence { log, .. } => {
                let logged = |(stage, hit)| LoggedHit { rule: 0, stage: stage as u32, hit };
                log.append(hits.staged.into_iter().map(logged))?;
            }
        }
        Ok(())
    }

    /// The result, after the last batch.
    ///
    /// # Errors
    /// When hits that were written to a temporary file cannot be read again.
    pub fn finish(self) -> io::Result<QueryResult> {
        let Self { query, gathered, mut statistics } = self;
        let answer = match gathered {
            Gathered::Events(events) => {
                let events = events.into_sorted().into_iter().map(|event| event.event);
                QueryAnswer::Events(query.window.apply(events))
            }
            Gathered::Sample(fold) => {
                statistics.dropped += fold.dropped_hits();
                QueryAnswer::Samples(query.window.apply(fold.finish()))
            }
            Gathered::Sequence { plan, log } => {
                let mut sequences = Sequences::new(plan, log)?;
                let found = query.window.apply(&mut sequences);
                statistics.dropped += sequences.dropped;
                sequences.error.map_or(Ok(()), Err)?;
                QueryAnswer::Sequences(found)
            }
        };
        Ok(QueryResult { answer, statistics })
    }
}

/// The sequences in a log's hits, one after the other, so that all of them are never held at once.
struct Sequences {
    hits: crate::fold::LoggedHits,
    fold: Option<SequenceFold>,
    found: std::collections::VecDeque<SequenceMatch>,
    dropped: u64,
    error: Option<io::Error>,
}

impl Sequences {
    fn new(plan: &SequencePlan, log: HitLog) -> io::Result<Self> {
        let (hits, fold) = (log.into_hits()?, Some(SequenceFold::new(plan)));
        Ok(Self { hits, fold, found: Default::default(), dropped: 0, error: None })
    }
}

impl Iterator for Sequences {
    type Item = SequenceMatch;

    fn next(&mut self) -> Option<SequenceMatch> {
        let mut found = Vec::new();
        while self.found.is_empty() {
            let fold = self.fold.as_mut()?;
            match self.hits.next() {
                Some(Ok(logged)) => fold.push(logged.stage as usize, logged.hit, &mut found),
                Some(Err(error)) => {
                    self.error = Some(error);
                    self.fold = None;
                }
                None => {
                    let statistics = self.fold.take()?.finish(&mut found);
                    self.dropped += statistics.dropped_keys + statistics.late_hits;
                }
            }
            self.found.extend(found.drain(..));
        }
        self.found.pop_front()
    }
}
