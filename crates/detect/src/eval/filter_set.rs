//! All filters of all rules, compiled together.

use std::sync::Arc;

use ecs::{EventBatch, ProjectedField, Projection};
use lang::ir::{FieldRef, Filter};

use super::{RowSet, naive};

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
        let fields = self.fields.into_iter();
        let projection = Projection::new(
            fields.map(|field| ProjectedField { path: field.path, field_type: field.field_type }),
        );
        FilterSet { filters: self.filters, projection, problems: Vec::new() }
    }
}

/// All filters, compiled: immutable, shared by every worker.
#[derive(Debug)]
pub struct FilterSet {
    filters: Vec<Filter>,
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
        self.filters.len()
    }

    /// Whether there is no filter.
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// What a worker needs to evaluate batches, one after the other.
    pub fn scratch(&self) -> EvalScratch {
        EvalScratch { results: vec![RowSet::default(); self.filters.len()], matched: Vec::new() }
    }

    /// Evaluates every filter over a batch that was built for [`Self::projection`].
    pub fn evaluate<'s>(&self, batch: &EventBatch, scratch: &'s mut EvalScratch) -> Matches<'s> {
        scratch.matched.clear();
        let mut words = vec![vec![0; batch.num_rows().div_ceil(64)]; self.filters.len()];
        for row in 0..batch.num_rows() {
            let document = batch.document(row);
            for (filter, words) in self.filters.iter().zip(&mut words) {
                words[row / 64] |= u64::from(naive::matches(filter, &document)) << (row % 64);
            }
        }
        for (index, words) in
            words.iter().enumerate().filter(|(_, words)| words.iter().any(|word| *word != 0))
        {
            scratch.results[index].refill(words);
            scratch.matched.push(FilterId(index as u32));
        }
        Matches { scratch }
    }
}

/// One worker's memory for [`FilterSet::evaluate`], kept from batch to batch.
#[derive(Debug)]
pub struct EvalScratch {
    results: Vec<RowSet>,
    matched: Vec<FilterId>,
}

/// Which rows of a batch each filter selected.
#[derive(Debug)]
pub struct Matches<'s> {
    scratch: &'s EvalScratch,
}

impl<'s> Matches<'s> {
    /// The filters that selected at least one row, ascending, with their rows.
    pub fn iter(&self) -> impl Iterator<Item = (FilterId, &'s RowSet)> + use<'s> {
        let scratch = self.scratch;
        scratch.matched.iter().map(|&filter| (filter, &scratch.results[filter.index()]))
    }

    /// The rows that a filter selected, if any.
    pub fn rows(&self, filter: FilterId) -> Option<&'s RowSet> {
        self.scratch.matched.binary_search(&filter).ok().map(|_| &self.scratch.results[filter.index()])
    }
}
