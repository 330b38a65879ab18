//! Running an EQL query over stored documents.

use std::time::Instant;

use detect::query::{Query, QueryCollector, QueryResult};
use ecs::EventHandle;
use ingest::StoredEvents;
use lang::ir::{Filter, Plan};
use serde_json::{Map, Value};

use super::super::execute::object;
use super::super::field::is_metadata;
use super::super::hit::{Hit, lines, lines_with_metadata};
use super::super::indices::Selection;
use super::super::plan::Planner;
use super::super::prune::{Demanded, time_range};
use super::super::scan::{Engine, Scan, decoded, group_name};
use super::super::source::{Block, Part, Place};
use super::super::{Parameters, Search, SearchError};
use super::request::EqlRequest;

/// Added to the numbers of alerts, so that one number tells a document and alerts come after events.
const ALERTS: u64 = 1 << 63;

impl Search {
    /// `GET {index}/_eql/search`. The answer is whole when it comes: nothing goes on running.
    ///
    /// # Errors
    /// When the query cannot be understood, or documents cannot be read.
    pub fn eql_search(
        &self,
        index: &str,
        parameters: &Parameters,
        body: &Value,
    ) -> Result<Value, SearchError> {
        let started = Instant::now();
        let body = self.with_parameters(object(body)?, parameters);
        let planner = Planner::new(&self.catalogue, self.now());
        let request = EqlRequest::read(&body, &planner, &self.catalogue)?;
        // Elasticsearch leaves out what does not exist here unless told otherwise.
        let mut options = parameters.index_options()?;
        options.ignore_unavailable = parameters.flag("ignore_unavailable")?.unwrap_or(true);
        let mut selection = self.selection(Some(index), options)?;
        let within = selected_by(request.query.plan());
        let mut scan = Scan {
            source: self.source(),
            engine: self.options.engine,
            deadline: self.deadline(None),
            timed_out: false,
        };
        let blocks = self.source.blocks(time_range(&within))?;
        let result = scan.eql(&request.query, &within, &blocks, &mut selection)?;
        let mut answer = self.eql_answer(&request, &result, &blocks)?;
        let took = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let head = [
            ("is_partial", Value::from(scan.timed_out)),
            ("is_running", false.into()),
            ("took", took.into()),
            ("timed_out", scan.timed_out.into()),
        ];
        let mut whole: Map<String, Value> =
            head.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        whole.append(&mut answer);
        Ok(if request.keep { self.kept(whole) } else { Value::Object(whole) })
    }

    /// The body with what the query string says beside it.
    fn with_parameters(&self, body: &Map<String, Value>, parameters: &Parameters) -> Map<String, Value> {
        let mut body = body.clone();
        if let Some(keep) = parameters.text("keep_on_completion") {
            body.insert("keep_on_completion".to_owned(), (keep != "false").into());
        }
        body
    }
}

/// What an event must pass to matter to a plan: any of its filters.
fn selected_by(plan: &Plan) -> Filter {
    match plan {
        Plan::Events { filter, .. } => filter.clone(),
        Plan::Sequence(plan) => {
            Filter::Or(plan.stages.iter().chain(&plan.until).map(|stage| stage.filter.clone()).collect())
        }
        Plan::Sample(plan) => Filter::Or(plan.filters.iter().map(|stage| stage.filter.clone()).collect()),
    }
}

/// The place of an event that a query kept.
pub(super) fn place_of(event: EventHandle) -> Place {
    if event.offset >= ALERTS {
        Place { part: Part::Alerts, seq: event.offset - ALERTS }
    } else {
        Place { part: Part::Events, seq: event.offset }
    }
}

impl Scan<'_> {
    fn eql(
        &mut self,
        query: &Query,
        within: &Filter,
        blocks: &[Block],
        selection: &mut Selection,
    ) -> Result<QueryResult, SearchError> {
        let demanded = Demanded::of(within);
        let mut collector = query.collector();
        let mut worker = query.worker();
        let mut events = StoredEvents::new(query.projection().clone());
        let mut asks_metadata = false;
        within.for_each_field(&mut |field| asks_metadata |= is_metadata(field.path.as_str()));
        for block in blocks {
            if Instant::now() >= self.deadline {
                self.timed_out = true;
                break;
            }
            let text = self.source.read(block)?;
            if !demanded.may_be_in(&text) {
                continue;
            }
            let first = if block.part == Part::Alerts { block.first | ALERTS } else { block.first };
            if self.engine == Engine::Documents {
                documents(query, first, &text, selection, &mut collector)?;
                continue;
            }
            let numbered = Block { first, ..*block };
            let text = if asks_metadata { lines_with_metadata(&text) } else { text };
            let Some(batch) = decoded(&mut events, &numbered, text)? else { continue };
            let covered: Vec<bool> =
                batch.groups().iter().map(|group| selection.covers(group_name(group))).collect();
            let is_covered = |row: usize| covered.get(batch.group_of(row)).copied().unwrap_or(true);
            collector.add(worker.evaluate_rows(&batch, &is_covered)).map_err(spilling)?;
        }
        collector.finish().map_err(spilling)
    }
}

/// The same by the naive interpreter.
fn documents(
    query: &Query,
    first: u64,
    text: &[u8],
    selection: &mut Selection,
    collector: &mut QueryCollector<'_>,
) -> Result<(), SearchError> {
    for (number, line) in lines(text).enumerate() {
        let Some(hit) = Hit::read(line).filter(|hit| selection.covers(&hit.index)) else { continue };
        let event = EventHandle { offset: first + number as u64, ..EventHandle::default() };
        collector.add(query.naive_hits(&hit.with_metadata(), event)).map_err(spilling)?;
    }
    Ok(())
}

/// Hits that are too many for memory go to a temporary file.
fn spilling(error: std::io::Error) -> SearchError {
    tracing::error!(%error, "an EQL search could not write its temporary file");
    SearchError::new(500, "exception", "the search's temporary file could not be written")
}
