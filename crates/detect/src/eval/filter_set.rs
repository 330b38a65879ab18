//! All filters of all rules, compiled together.

use std::sync::Arc;

use ecs::{EventBatch, FieldType, ProjectedField, Projection};
use foldhash::{HashMap, HashMapExt as _};
use lang::ir::{FieldRef, Filter};

use super::RowSet;
use super::compile::{Compiler, Program, holding};
use super::run::{Results, RunScratch, run};

/// A filter of a [`FilterSet`]: its number in the order of [`FilterSetBuilder::add`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FilterId(u32);

impl FilterId {
    /// The number as an array index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Why a filter cannot be evaluated. Such a filter selects nothing; the others are not affected.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{reason}")]
pub struct BuildError {
    /// Which filter.
    pub filter: FilterId,
    /// Why.
    pub reason: String,
}

/// Collects filters.
#[derive(Debug, Default)]
pub struct FilterSetBuilder {
    filters: Vec<Filter>,
    fields: Vec<FieldRef>,
}

impl FilterSetBuilder {
    /// No filter yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a filter.
    pub fn add(&mut self, filter: &Filter) -> FilterId {
        filter.for_each_field(&mut |field| self.fields.push(field.clone()));
        self.filters.push(filter.clone());
        FilterId(self.filters.len() as u32 - 1)
    }

    /// Has batches carry a field that no filter reads: a join key, say.
    pub fn need(&mut self, field: &FieldRef) {
        self.fields.push(field.clone());
    }

    /// Compiles the filters.
    pub fn build(self) -> FilterSet {
        let projection = projection(&self.fields);
        let mut compiler = Compiler::new(&projection);
        let mut problems = Vec::new();
        let mut compiled = Vec::with_capacity(self.filters.len());
        for (number, filter) in self.filters.iter().enumerate() {
            let conditions = compiler.filter(filter).or_else(|reason| {
                problems.push(BuildError { filter: FilterId(number as u32), reason });
                compiler.filter(&Filter::Nothing)
            });
            compiled.push(conditions.unwrap_or_default());
        }
        let program = compiler.finish(compiled);
        FilterSet { program, filters: self.filters.len(), projection, problems }
    }
}

/// A batch holds a field once. Where filters take it for types that are held differently it is held as text, from
/// which each reads its own type.
///
/// Soundness: what a batch makes of a JSON value directly and what it makes of its text are the same for every type,
/// but for dates given as a number of milliseconds that reads like a year.
fn projection(fields: &[FieldRef]) -> Arc<Projection> {
    let mut order = Vec::new();
    let mut types: HashMap<&str, FieldType> = HashMap::new();
    for field in fields {
        match types.get_mut(field.path.as_str()) {
            None => {
                order.push(field);
                types.insert(field.path.as_str(), field.field_type);
            }
            Some(known) if holding(*known) != holding(field.field_type) => *known = FieldType::Keyword,
            Some(_) => {}
        }
    }
    Projection::new(order.into_iter().map(|field| ProjectedField {
        path: field.path.clone(),
        field_type: types.get(field.path.as_str()).copied().unwrap_or(field.field_type),
    }))
}

/// All filters, compiled: immutable, shared by every worker.
#[derive(Debug)]
pub struct FilterSet {
    program: Program,
    filters: usize,
    projection: Arc<Projection>,
    problems: Vec<BuildError>,
}

impl FilterSet {
    /// What a batch must carry for these filters.
    pub fn projection(&self) -> &Arc<Projection> {
        &self.projection
    }

    /// The filters that could not be compiled.
    pub fn problems(&self) -> &[BuildError] {
        &self.problems
    }

    /// Number of filters.
    pub fn len(&self) -> usize {
        self.filters
    }

    /// Whether there is no filter.
    pub fn is_empty(&self) -> bool {
        self.filters == 0
    }

    /// What a worker needs to evaluate batches, one after the other.
    pub fn scratch(&self) -> EvalScratch {
        let results = Results { rows: vec![RowSet::default(); self.filters], matched: Vec::new() };
        EvalScratch { run: RunScratch::new(&self.program), results }
    }

    /// Evaluates every filter over a batch that was built for [`Self::projection`], with memory from
    /// [`Self::scratch`] of the same set.
    pub fn evaluate<'s>(&self, batch: &EventBatch, scratch: &'s mut EvalScratch) -> Matches<'s> {
        let EvalScratch { run: memory, results } = scratch;
        run(&self.program, batch, memory, results);
        Matches { results: &scratch.results }
    }
}

/// One worker's memory for [`FilterSet::evaluate`], kept from batch to batch.
#[derive(Debug)]
pub struct EvalScratch {
    run: RunScratch,
    results: Results,
}

/// Which rows of a batch each filter selected.
#[derive(Debug)]
pub struct Matches<'s> {
    results: &'s Results,
}

impl<'s> Matches<'s> {
    /// The filters that selected at least one row, ascending, with their rows.
    pub fn iter(&self) -> impl Iterator<Item = (FilterId, &'s RowSet)> + use<'s> {
        let results = self.results;
        results.matched.iter().map(|&filter| (FilterId(filter), &results.rows[filter as usize]))
    }

    /// The rows that a filter selected, if any.
    pub fn rows(&self, filter: FilterId) -> Option<&'s RowSet> {
        self.results.matched.binary_search(&filter.0).ok().map(|_| &self.results.rows[filter.index()])
    }
}
