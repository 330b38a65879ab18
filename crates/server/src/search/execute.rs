//! `_search`.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::aggs::{Agg, Answering, Budget, State};
use super::fetch::Reader;
use super::field::Field;
use super::indices::Selection;
use super::plan::Planner;
use super::request::Request;
use super::row::Row;
use super::scan::{Scan, Visitor};
use super::source::Block;
use super::top::{Top, order_blocks};
use super::{Parameters, Search, SearchError};

impl Search {
    /// `GET {index}/_search`: the body as JSON, null for none.
    ///
    /// # Errors
    /// When the request cannot be understood or would take too much, or documents cannot be read.
    pub fn search(
        &self,
        index: Option<&str>,
        parameters: &Parameters,
        body: &Value,
    ) -> Result<Value, SearchError> {
        let started = Instant::now();
        let body = object(body)?;
        let mut planner = Planner::new(&self.catalogue, self.now());
        let request = Request::read(body, parameters, &mut planner)?;
        let asked = planner.asked;
        let pit = self.pit_of(index, body)?;
        let mut selection = match &pit {
            Some(pit) => pit.selection.clone(),
            None => self.selection(index, parameters.index_options()?)?,
        };
        let mut scan = Scan {
            source: self.source(),
            engine: self.options.engine,
            deadline: self.deadline(request.timeout),
            timed_out: false,
        };
        let mut blocks = scan.blocks(asked.query())?;
        if let Some(pit) = &pit {
            blocks.retain(|block| pit.has(block));
        }
        order_blocks(&request.sort, &mut blocks);
        let mut collector = Collector::new(&request, self.options.aggregation_bytes);
        scan.run(&blocks, &asked, &mut selection, &mut collector)?;
        let timed_out = scan.timed_out;
        let mut answer = self.answer(&request, collector, &blocks, parameters)?;
        let head = [
            ("took", Value::from(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX))),
            ("timed_out", timed_out.into()),
            ("_shards", shards()),
        ];
        let mut whole = Map::new();
        whole.extend(pit.map(|pit| ("pit_id".to_owned(), Value::from(pit.id))));
        whole.extend(head.map(|(name, value)| (name.to_owned(), value)));
        whole.append(&mut answer);
        Ok(Value::Object(whole))
    }

    /// The indices of a request.
    pub(super) fn selection(
        &self,
        index: Option<&str>,
        options: super::IndexOptions,
    ) -> Result<Selection, SearchError> {
        Selection::new(index, options, &self.source.indices()?)
    }

    fn answer(
        &self,
        request: &Request,
        collector: Collector<'_>,
        blocks: &[Block],
        parameters: &Parameters,
    ) -> Result<Map<String, Value>, SearchError> {
        let Collector { top, count, states, .. } = collector;
        let mut reader = Reader::new(self.source(), blocks, self.options.answer_bytes);
        let candidates: Vec<_> = top.finish().into_iter().skip(request.from).collect();
        let places: Vec<_> = candidates.iter().map(|candidate| candidate.place).collect();
        let found = reader.hits(&places)?;
        let shown = candidates.iter().zip(found).filter_map(|(candidate, hit)| {
            let sorted = request.is_sorted.then_some((&*request.sort, candidate.keys.as_slice()));
            Some(request.shown.hit(hit?, &self.catalogue, candidate.place.seq, sorted))
        });
        let shown: Vec<Value> = shown.collect();
        let mut hits = Map::new();
        if let Some(most) = request.tracked {
            let relation = if count > most { "gte" } else { "eq" };
            let total = json!({"value": count.min(most), "relation": relation});
            let as_number = parameters.flag("rest_total_hits_as_int")? == Some(true);
            hits.insert("total".to_owned(), if as_number { count.into() } else { total });
        }
        let has_scores = !request.is_sorted && !shown.is_empty();
        hits.insert("max_score".to_owned(), if has_scores { json!(1.0) } else { Value::Null });
        hits.insert("hits".to_owned(), Value::Array(shown));
        let mut answer = Map::from_iter([("hits".to_owned(), Value::Object(hits))]);
        if !request.aggs.is_empty() {
            let mut answering = Answering { reader: &mut reader, catalogue: &self.catalogue, buckets: 0 };
            answer.insert("aggregations".to_owned(), answering.all(&request.aggs, states)?.into());
        }
        Ok(answer)
    }
}

/// There is one shard, and it never fails by itself.
pub(super) fn shards() -> Value {
    json!({"total": 1, "successful": 1, "skipped": 0, "failed": 0})
}

/// A body as an object; none is an empty one.
pub(super) fn object(body: &Value) -> Result<&Map<String, Value>, SearchError> {
    static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    match body {
        Value::Null => Ok(&EMPTY),
        Value::Object(body) => Ok(body),
        other => Err(SearchError::parsing(format!(
            "Expected [START_OBJECT] but found [{}]",
            super::fetch::token(other)
        ))),
    }
}

/// What a search remembers of the documents that pass.
struct Collector<'r> {
    request: &'r Request,
    top: Top,
    count: u64,
    states: Vec<State>,
    budget: Budget,
}

impl<'r> Collector<'r> {
    fn new(request: &'r Request, bytes: usize) -> Self {
        let window = request.from.saturating_add(request.size);
        Self {
            request,
            top: Top::new(request.sort.clone(), window, request.after.clone()),
            count: 0,
            states: request.aggs.iter().map(State::new).collect(),
            budget: Budget::new(bytes),
        }
    }

    fn is_terminated(&self) -> bool {
        self.request.terminate_after.is_some_and(|most| self.count >= most)
    }
}

impl Visitor for Collector<'_> {
    fn wants(&mut self, block: &Block) -> bool {
        if self.is_terminated() {
            return false;
        }
        let counts = self.request.tracked.is_some_and(|most| self.count <= most);
        counts || !self.request.aggs.is_empty() || !self.top.is_beyond(block)
    }

    fn row(&mut self, row: &Row<'_>, _: &[Field]) -> Result<(), SearchError> {
        if self.is_terminated() {
            return Ok(());
        }
        let aggs: &[Agg] = &self.request.aggs;
        aggs.iter()
            .zip(&mut self.states)
            .try_for_each(|(agg, state)| state.add(agg, row, &mut self.budget))?;
        if self.request.post_filter.is_none_or(|filter| row.passes(filter)) {
            self.count += 1;
            self.top.push(row);
        }
        Ok(())
    }
}
