//! One worker thread's part in running a query.

use ecs::{EventBatch, EventHandle, Timestamp};
use lang::ir::Plan;

use super::Query;
use super::compile::Stage;
use super::order::{EventOrder, first_value, tiebreaker_of, time_of};
use super::window::Bounded;
use crate::eval::EvalScratch;
use crate::fold::{Hit, join_keys};

/// What one batch gave.
#[derive(Debug, Default)]
pub struct QueryHits {
    /// Of an event query: those of the batch that can be in the result.
    pub(super) events: Vec<EventOrder>,
    /// Of a sequence or sample: the hits with the numbers of their stages.
    pub(super) staged: Vec<(usize, Hit)>,
    /// How many events matched, once for each stage.
    pub(super) matched: u64,
    /// Matching events of a sequence that have no time.
    pub(super) untimed: u64,
}

/// Evaluates batches, one after the other.
#[derive(Debug)]
pub struct QueryWorker<'q> {
    query: &'q Query,
    scratch: EvalScratch,
}

impl<'q> QueryWorker<'q> {
    pub(super) fn new(query: &'q Query) -> Self {
        Self { query, scratch: query.filters.scratch() }
    }

    /// What the batch holds for the query.
    pub fn evaluate(&mut self, batch: &EventBatch) -> QueryHits {
        self.evaluate_rows(batch, &|_| true)
    }

    /// The same of the rows that `wanted` lets through: those of certain indices, say.
    pub fn evaluate_rows(&mut self, batch: &EventBatch, wanted: &dyn Fn(usize) -> bool) -> QueryHits {
        let query = self.query;
        let matches = query.filters.evaluate(batch, &mut self.scratch);
        let mut hits = QueryHits::default();
        for (number, stage) in query.stages.iter().enumerate() {
            let Some(rows) = matches.rows(stage.filter) else { continue };
            let rows: Vec<usize> = rows.iter().filter(|row| wanted(*row)).collect();
            hits.matched += rows.len() as u64;
            match &query.plan {
                Plan::Events { .. } => hits.events = query.first_or_last(batch, rows.into_iter()),
                plan => {
                    let is_sample = matches!(plan, Plan::Sample(_));
                    rows.into_iter().for_each(|row| query.take_row(batch, row, number, is_sample, &mut hits));
                }
            }
        }
        hits
    }
}

impl Query {
    /// The batch's matching events that can be in the result. Only these are kept: keeping an event can cost a write.
    fn first_or_last(&self, batch: &EventBatch, rows: impl Iterator<Item = usize>) -> Vec<EventOrder> {
        let mut bounded = Bounded::new(self.window.bound());
        for row in rows {
            let (time, tiebreaker) = self.order_of(batch, row);
            bounded.push(EventOrder { time, tiebreaker, event: row });
        }
        let kept = bounded.into_sorted().into_iter();
        kept.map(|EventOrder { time, tiebreaker, event }| EventOrder {
            time,
            tiebreaker,
            event: batch.keep(event),
        })
        .collect()
    }

    fn order_of(&self, batch: &EventBatch, row: usize) -> (Option<Timestamp>, Option<i64>) {
        let time = first_value(batch, &self.time, row).and_then(|value| time_of(&value));
        // The decoder may have put the time of an event beside the columns.
        let beside = || batch.timestamp(row).filter(|_| self.time.field.path.as_str() == "@timestamp");
        let tiebreaker = self.tiebreaker.as_ref().and_then(|field| first_value(batch, field, row));
        (time.or_else(beside), tiebreaker.as_ref().and_then(tiebreaker_of))
    }

    fn take_row(&self, batch: &EventBatch, row: usize, number: usize, is_sample: bool, hits: &mut QueryHits) {
        let Some(stage) = self.stages.get(number) else { return };
        let (time, tiebreaker) = self.order_of(batch, row);
        let fields = stage.keys.iter().map(|key| {
            let values = key.slot.map(|slot| join_keys::values_in(batch, slot, row)).unwrap_or_default();
            (values, key.key.optional)
        });
        hits.add(number, time, tiebreaker, is_sample, join_keys::combinations(fields), || batch.keep(row));
    }

    pub(super) fn stages(&self) -> &[Stage] {
        &self.stages
    }
}

impl QueryHits {
    /// How many of the batch's events matched, counted once for each stage.
    pub fn matched(&self) -> u64 {
        self.matched
    }

    /// Adds a hit for each combination of join keys. A sample needs no time.
    pub(super) fn add(
        &mut self,
        stage: usize,
        time: Option<Timestamp>,
        tiebreaker: Option<i64>,
        is_sample: bool,
        keys: Vec<crate::fold::JoinKeys>,
        keep: impl FnOnce() -> EventHandle,
    ) {
        let Some(time) = time.or(is_sample.then(Timestamp::default)) else {
            self.untimed += 1;
            return;
        };
        if keys.is_empty() {
            return;
        }
        let event = keep();
        self.staged.extend(keys.into_iter().map(|keys| (stage, Hit { time, tiebreaker, event, keys })));
    }
}
