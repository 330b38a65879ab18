//! What aggregations remember.

use std::sync::Arc;

use ecs::Timestamp;
use foldhash::{HashMap, HashMapExt as _, HashSet};
use lang::ir::Literal;

use super::super::SearchError;
use super::super::row::Row;
use super::super::top::Top;
use super::key::Key;
use super::metric::{Figures, number};
use super::{Agg, Budget, Kind};

/// What an aggregation has seen.
#[derive(Debug)]
pub(in super::super) enum State {
    /// Buckets by key.
    Keyed(HashMap<Key, Bucket>),
    /// Buckets in the order of the request.
    Listed(Vec<Bucket>),
    Figures(Figures),
    Top(u64, Top),
}

/// A bucket: how many documents, and what the aggregations within have seen.
#[derive(Debug)]
pub(in super::super) struct Bucket {
    pub(super) count: u64,
    pub(super) within: Vec<State>,
}

/// What a bucket takes, roughly, beside its key and what lies within.
const BUCKET_BYTES: usize = 96;

impl State {
    /// Nothing seen yet.
    pub(in super::super) fn new(agg: &Agg) -> Self {
        match &agg.kind {
            Kind::Terms(_) | Kind::Histogram(_) | Kind::DateHistogram(_) => Self::Keyed(HashMap::new()),
            Kind::Filter(_) | Kind::Missing(_) => Self::Listed(vec![Bucket::new(&agg.within)]),
            Kind::Filters { named, other, .. } => {
                let count = named.len() + usize::from(other.is_some());
                Self::Listed((0..count).map(|_| Bucket::new(&agg.within)).collect())
            }
            Kind::Metric(..) => Self::Figures(Figures::default()),
            Kind::TopHits(top) => {
                Self::Top(0, Top::new(Arc::clone(&top.sort), top.from.saturating_add(top.size), None))
            }
        }
    }

    /// Takes a document.
    pub(in super::super) fn add(
        &mut self,
        agg: &Agg,
        row: &Row<'_>,
        budget: &mut Budget,
    ) -> Result<(), SearchError> {
        match (self, &agg.kind) {
            (Self::Keyed(buckets), kind) => {
                let keys = keys_of(kind, row)?;
                add_keyed(buckets, keys, agg, row, budget)
            }
            (Self::Listed(buckets), Kind::Filters { named, .. }) => {
                let mut passed = false;
                let mut listed = buckets.iter_mut();
                for ((_, filter), bucket) in named.iter().zip(listed.by_ref()) {
                    if row.passes(*filter) {
                        passed = true;
                        bucket.add(&agg.within, row, budget)?;
                    }
                }
                match listed.next() {
                    Some(other) if !passed => other.add(&agg.within, row, budget),
                    _ => Ok(()),
                }
            }
            (Self::Listed(buckets), kind) => {
                let passes = match kind {
                    Kind::Filter(filter) => row.passes(*filter),
                    Kind::Missing(source) => source.values(row).is_empty(),
                    _ => true,
                };
                match buckets.first_mut().filter(|_| passes) {
                    Some(bucket) => bucket.add(&agg.within, row, budget),
                    None => Ok(()),
                }
            }
            (Self::Figures(figures), Kind::Metric(kind, source)) => {
                figures.add(*kind, source, &source.values(row), budget)
            }
            (Self::Top(count, top), _) => {
                *count += 1;
                top.push(row);
                Ok(())
            }
            (Self::Figures(_), _) => Ok(()),
        }
    }
}

impl Bucket {
    pub(super) fn new(within: &[Agg]) -> Self {
        Self { count: 0, within: within.iter().map(State::new).collect() }
    }

    fn add(&mut self, within: &[Agg], row: &Row<'_>, budget: &mut Budget) -> Result<(), SearchError> {
        self.count += 1;
        within.iter().zip(&mut self.within).try_for_each(|(agg, state)| state.add(agg, row, budget))
    }
}

fn add_keyed(
    buckets: &mut HashMap<Key, Bucket>,
    keys: HashSet<Key>,
    agg: &Agg,
    row: &Row<'_>,
    budget: &mut Budget,
) -> Result<(), SearchError> {
    for key in keys {
        if let Some(bucket) = buckets.get_mut(&key) {
            bucket.add(&agg.within, row, budget)?;
            continue;
        }
        budget.take(key.bytes() + BUCKET_BYTES * (1 + agg.within.len()))?;
        let bucket = buckets.entry(key).or_insert_with(|| Bucket::new(&agg.within));
        bucket.add(&agg.within, row, budget)?;
    }
    Ok(())
}

/// The buckets that a document belongs to, each once.
fn keys_of(kind: &Kind, row: &Row<'_>) -> Result<HashSet<Key>, SearchError> {
    let mut keys = HashSet::default();
    match kind {
        Kind::Terms(terms) => {
            let of_values = terms.source.values(row);
            keys.extend(of_values.iter().filter_map(Key::of).filter(|key| terms.wants(key)));
        }
        Kind::Histogram(histogram) => {
            for value in histogram.source.values(row) {
                let number =
                    number(&value).ok_or_else(|| not_supported("histogram", &histogram.source.field.name))?;
                keys.extend(histogram.key(number));
            }
        }
        Kind::DateHistogram(histogram) => {
            for value in histogram.source.values(row) {
                let time = time(&value)
                    .ok_or_else(|| not_supported("date_histogram", &histogram.source.field.name))?;
                keys.extend(histogram.key(time).map(Key::Date));
            }
        }
        _ => {}
    }
    Ok(keys)
}

/// A value as a time; of a field that the catalogue does not know, texts are read as dates, too.
fn time(value: &Literal) -> Option<Timestamp> {
    match value {
        Literal::Date(nanos) => Some(Timestamp::from_nanos(*nanos)),
        Literal::Long(millis) => Timestamp::from_millis(*millis),
        Literal::Text(text) => Timestamp::parse(text),
        Literal::Double(_) | Literal::Boolean(_) | Literal::Null => None,
    }
}

fn not_supported(kind: &str, name: &str) -> SearchError {
    SearchError::argument(format!(
        "Field [{name}] of type [keyword] is not supported for aggregation [{kind}]"
    ))
    .on_shards()
}
