//! Aggregations: counts and figures over all documents that pass a query.
//!
//! An [`Agg`] is read from the request, a [`State`] collects for it, and [`Agg::answer`] makes the answer of that. Every
//! bucket, and every value that is remembered, takes from one budget ([`Budget`]), so that no request takes the server's
//! memory.

mod answer;
mod collect;
mod dates;
mod histogram;
mod key;
mod metric;
mod read;
mod terms;

use std::sync::Arc;

use serde_json::Value;

use super::SearchError;
use super::fetch::Shown;
use super::field::Field;
use super::sort::SortSpec;
pub(super) use answer::Answering;
pub(super) use collect::State;
use dates::DateHistogram;
use histogram::Histogram;
use metric::MetricKind;
pub(super) use read::read;
use terms::Terms;

/// The most buckets of one answer: Elasticsearch's `search.max_buckets`.
const MAX_BUCKETS: usize = 65_536;

/// One aggregation of a request.
#[derive(Debug)]
pub(super) struct Agg {
    name: String,
    kind: Kind,
    within: Vec<Agg>,
    meta: Option<Value>,
}

/// A field, and its number in the scan.
#[derive(Clone, Debug)]
struct Source {
    number: usize,
    field: Field,
    /// What stands for a missing value.
    missing: Option<lang::ir::Literal>,
}

#[derive(Debug)]
enum Kind {
    Terms(Box<Terms>),
    Histogram(Box<Histogram>),
    DateHistogram(Box<DateHistogram>),
    /// Documents that pass a filter, by the filter's number.
    Filter(usize),
    Filters {
        named: Vec<(String, usize)>,
        keyed: bool,
        other: Option<String>,
    },
    Missing(Source),
    Metric(MetricKind, Source),
    TopHits(TopHits),
}

/// Some of a bucket's documents.
#[derive(Debug)]
struct TopHits {
    sort: Arc<[SortSpec]>,
    from: usize,
    size: usize,
    shown: Shown,
}

/// What aggregations of one request may still remember.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    left: usize,
}

impl Budget {
    pub(super) fn new(bytes: usize) -> Self {
        Self { left: bytes }
    }

    fn take(&mut self, bytes: usize) -> Result<(), SearchError> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(SearchError::too_large("the buckets of the aggregations")),
        }
    }
}
