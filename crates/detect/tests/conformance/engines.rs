//! The engines under test, as `testkit` runs them.

use detect::query::{Query, QueryError, QueryOptions, QueryResult};
use ecs::EventStore;
use ecs::catalogue::MappingCatalogue;
use serde_json::Value;
use testkit::EventsInMemory;
use testkit::eql::{Case, Dataset};

/// Everything a case needs but the way it is evaluated.
pub(crate) struct Prepared {
    pub(crate) catalogue: MappingCatalogue,
    pub(crate) query: Query,
    pub(crate) events: EventsInMemory,
}

/// Compiles a case's query for its data.
///
/// The error names the codes of all diagnostics.
pub(crate) fn prepare(data: &Dataset, case: &Case) -> Result<Prepared, String> {
    let catalogue = MappingCatalogue::from_mapping(&data.mapping).map_err(|error| error.to_string())?;
    let options = QueryOptions {
        timestamp_field: data.timestamp_field.clone(),
        event_category_field: data.event_category_field.clone(),
        tiebreaker_field: data.tiebreaker_field.clone(),
        size: case.size,
        ..QueryOptions::default()
    };
    let query = Query::compile(&case.query, &catalogue, &options).map_err(|error| match error {
        QueryError::Invalid(diagnostics) => {
            let shown =
                diagnostics.iter().map(|diagnostic| diagnostic.render(&case.name, &case.query, false));
            shown.collect::<Vec<_>>().join("\n")
        }
        error @ QueryError::Filter(_) => error.to_string(),
    })?;
    let events = EventsInMemory::new(data.documents.iter().cloned());
    Ok(Prepared { catalogue, query, events })
}

impl Prepared {
    /// The naive interpreter, document by document.
    pub(crate) fn naive(&self) -> QueryResult {
        let mut collector = self.query.collector();
        for (number, document) in self.events.documents().iter().enumerate() {
            let indexed = self.catalogue.indexed(document);
            collector.add(self.query.naive_hits(&indexed, EventsInMemory::handle(number))).unwrap();
        }
        collector.finish().unwrap()
    }

    /// The columnar evaluator, on batches that end where `ends` says; given in the order of `ends`.
    pub(crate) fn columnar(&self, batches: &[std::ops::Range<usize>]) -> QueryResult {
        let mut collector = self.query.collector();
        let mut worker = self.query.worker();
        for rows in batches {
            let batch = self.events.batch(self.query.projection(), rows.clone());
            collector.add(worker.evaluate(&batch)).unwrap();
        }
        collector.finish().unwrap()
    }

    /// Batches of at most `length` rows, in order.
    pub(crate) fn batches(&self, length: usize) -> Vec<std::ops::Range<usize>> {
        let count = self.events.documents().len();
        (0..count).step_by(length).map(|start| start..count.min(start + length)).collect()
    }

    pub(crate) fn lines(&self, result: &QueryResult) -> Vec<Value> {
        let store: &dyn EventStore = &self.events;
        result.lines(store).collect::<std::io::Result<_>>().unwrap()
    }
}

pub(crate) fn naive(data: &Dataset, case: &Case) -> Result<Vec<Value>, String> {
    let prepared = prepare(data, case)?;
    Ok(prepared.lines(&prepared.naive()))
}

pub(crate) fn columnar(data: &Dataset, case: &Case) -> Result<Vec<Value>, String> {
    let prepared = prepare(data, case)?;
    Ok(prepared.lines(&prepared.columnar(&prepared.batches(usize::MAX))))
}

/// Batches of three rows, the last first.
pub(crate) fn columnar_in_pieces(data: &Dataset, case: &Case) -> Result<Vec<Value>, String> {
    let prepared = prepare(data, case)?;
    let mut batches = prepared.batches(3);
    batches.reverse();
    Ok(prepared.lines(&prepared.columnar(&batches)))
}
