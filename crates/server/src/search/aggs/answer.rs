//! Answers of aggregations.

use std::cmp::Ordering;

use ecs::Catalogue;
use foldhash::HashMap;
use serde_json::{Map, Value, json};

use super::super::SearchError;
use super::super::fetch::Reader;
use super::super::top::Top;
use super::collect::{Bucket, State};
use super::histogram::Shape;
use super::key::Key;
use super::terms::{Terms, TermsOrder};
use super::{Agg, Kind, MAX_BUCKETS, TopHits};

/// What answers need: documents for `top_hits`, and a count of the buckets so far.
pub(in super::super) struct Answering<'a, 's> {
    pub(in super::super) reader: &'a mut Reader<'s>,
    pub(in super::super) catalogue: &'a dyn Catalogue,
    pub(in super::super) buckets: usize,
}

impl Answering<'_, '_> {
    /// The answers of aggregations beside each other; none where there are none.
    pub(in super::super) fn all(
        &mut self,
        aggs: &[Agg],
        states: Vec<State>,
    ) -> Result<Map<String, Value>, SearchError> {
        let answers =
            aggs.iter().zip(states).map(|(agg, state)| Ok((agg.name.clone(), self.one(agg, state)?)));
        answers.collect()
    }

    fn one(&mut self, agg: &Agg, state: State) -> Result<Value, SearchError> {
        let mut answer = match (&agg.kind, state) {
            (Kind::Terms(terms), State::Keyed(buckets)) => self.terms(terms, agg, buckets)?,
            (Kind::Histogram(histogram), State::Keyed(buckets)) => {
                let interval = histogram.interval;
                let next = |key: &Key| match key {
                    Key::Double(bits) => Some(Key::double(f64::from_bits(*bits) + interval)),
                    _ => None,
                };
                let extended = &histogram.shape.extended;
                let ends = (
                    extended.0.and_then(|end| histogram.key(end)),
                    extended.1.and_then(|end| histogram.key(end)),
                );
                let filled = filled(buckets, agg, &histogram.shape, ends, &next)?;
                self.histogram(agg, &histogram.shape, filled, &|_| None)?
            }
            (Kind::DateHistogram(histogram), State::Keyed(buckets)) => {
                let next = |key: &Key| match key {
                    Key::Date(start) => histogram.next(*start).map(Key::Date),
                    _ => None,
                };
                let end = |end: Option<f64>| end.map(|end| Key::Date(end as i64));
                let ends = (end(histogram.shape.extended.0), end(histogram.shape.extended.1));
                let filled = filled(buckets, agg, &histogram.shape, ends, &next)?;
                let shown = |key: &Key| match key {
                    Key::Date(start) => histogram.shown(*start),
                    _ => None,
                };
                self.histogram(agg, &histogram.shape, filled, &shown)?
            }
            (Kind::Filters { named, keyed, other }, State::Listed(buckets)) => {
                let names = named.iter().map(|(name, _)| name).chain(other);
                let mut list = Vec::new();
                for (name, bucket) in names.zip(buckets) {
                    list.push((name.clone(), self.bucket(agg, Map::new(), bucket)?));
                }
                let buckets = if *keyed {
                    Value::Object(list.into_iter().collect())
                } else {
                    Value::Array(list.into_iter().map(|(_, bucket)| bucket).collect())
                };
                Map::from_iter([("buckets".to_owned(), buckets)])
            }
            (_, State::Listed(buckets)) => match buckets.into_iter().next() {
                Some(bucket) => match self.bucket(agg, Map::new(), bucket)? {
                    Value::Object(answer) => answer,
                    _ => Map::new(),
                },
                None => Map::new(),
            },
            (Kind::Metric(kind, source), State::Figures(figures)) => figures.answer(*kind, source),
            (Kind::TopHits(spec), State::Top(count, top)) => self.top_hits(spec, count, top)?,
            _ => Map::new(),
        };
        if let Some(meta) = &agg.meta {
            answer.insert("meta".to_owned(), meta.clone());
        }
        Ok(Value::Object(answer))
    }

    fn bucket(
        &mut self,
        agg: &Agg,
        mut shown: Map<String, Value>,
        bucket: Bucket,
    ) -> Result<Value, SearchError> {
        self.buckets += 1;
        if self.buckets > MAX_BUCKETS {
            let reason = format!(
                "Trying to create too many buckets. Must be less than or equal to: [{MAX_BUCKETS}] but \
                                  was [{}].",
                self.buckets
            );
            return Err(SearchError::new(400, "too_many_buckets_exception", reason));
        }
        shown.insert("doc_count".to_owned(), bucket.count.into());
        shown.extend(self.all(&agg.within, bucket.within)?);
        Ok(Value::Object(shown))
    }

    fn terms(
        &mut self,
        terms: &Terms,
        agg: &Agg,
        buckets: HashMap<Key, Bucket>,
    ) -> Result<Map<String, Value>, SearchError> {
        let mut sorted: Vec<(Key, Bucket)> =
            buckets.into_iter().filter(|(_, bucket)| bucket.count >= terms.min_doc_count).collect();
        sorted.sort_by(|left, right| compare(terms, agg, left, right));
        let other: u64 = sorted.iter().skip(terms.size).map(|(_, bucket)| bucket.count).sum();
        sorted.truncate(terms.size);
        let mut list = Vec::new();
        for (key, bucket) in sorted {
            let mut shown = Map::from_iter([("key".to_owned(), key.json())]);
            if let Some(text) = key.text(terms.format.as_ref()) {
                shown.insert("key_as_string".to_owned(), text.into());
            }
            list.push(self.bucket(agg, shown, bucket)?);
        }
        Ok(Map::from_iter([
            ("doc_count_error_upper_bound".to_owned(), 0.into()),
            ("sum_other_doc_count".to_owned(), other.into()),
            ("buckets".to_owned(), Value::Array(list)),
        ]))
    }

    fn histogram(
        &mut self,
        agg: &Agg,
        shape: &Shape,
        mut buckets: Vec<(Key, Bucket)>,
        shown_key: &dyn Fn(&Key) -> Option<String>,
    ) -> Result<Map<String, Value>, SearchError> {
        if shape.by_count {
            buckets.sort_by_key(|(_, bucket)| bucket.count);
        }
        if shape.descending {
            buckets.reverse();
        }
        let mut list = Vec::new();
        for (key, bucket) in buckets {
            let text = shown_key(&key);
            let name = text.clone().unwrap_or_else(|| key.name(None));
            let mut shown = Map::new();
            shown.extend(text.map(|text| ("key_as_string".to_owned(), Value::from(text))));
            shown.insert("key".to_owned(), key.json());
            list.push((name, self.bucket(agg, shown, bucket)?));
        }
        let buckets = if shape.keyed {
            Value::Object(list.into_iter().collect())
        } else {
            Value::Array(list.into_iter().map(|(_, bucket)| bucket).collect())
        };
        Ok(Map::from_iter([("buckets".to_owned(), buckets)]))
    }

    fn top_hits(&mut self, spec: &TopHits, count: u64, top: Top) -> Result<Map<String, Value>, SearchError> {
        let candidates = top.finish();
        let wanted: Vec<_> = candidates.into_iter().skip(spec.from).take(spec.size).collect();
        let places: Vec<_> = wanted.iter().map(|candidate| candidate.place).collect();
        let hits = self.reader.hits(&places)?;
        let shown = wanted.iter().zip(hits).filter_map(|(candidate, hit)| {
            let sorted = (!spec.sort.is_empty()).then_some((&*spec.sort, candidate.keys.as_slice()));
            Some(spec.shown.hit(hit?, self.catalogue, candidate.place.seq, sorted))
        });
        let hits: Vec<Value> = shown.collect();
        let max_score = if spec.sort.is_empty() && count > 0 { json!(1.0) } else { Value::Null };
        let total = json!({"value": count, "relation": "eq"});
        Ok(Map::from_iter([(
            "hits".to_owned(),
            json!({"total": total, "max_score": max_score, "hits": hits}),
        )]))
    }
}

fn compare(terms: &Terms, agg: &Agg, left: &(Key, Bucket), right: &(Key, Bucket)) -> Ordering {
    let by = |(order, descending): &(TermsOrder, bool)| {
        let found = match order {
            TermsOrder::Count => left.1.count.cmp(&right.1.count),
            TermsOrder::Key => left.0.cmp(&right.0),
            TermsOrder::Metric(name, figure) => {
                let (left, right) =
                    (figure_of(agg, &left.1, name, figure), figure_of(agg, &right.1, name, figure));
                match (left, right) {
                    (Some(left), Some(right)) => left.total_cmp(&right),
                    // Buckets without a figure come last either way.
                    (None, Some(_)) => return Ordering::Greater,
                    (Some(_), None) => return Ordering::Less,
                    (None, None) => Ordering::Equal,
                }
            }
        };
        if *descending { found.reverse() } else { found }
    };
    terms.order.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn figure_of(agg: &Agg, bucket: &Bucket, name: &str, figure: &str) -> Option<f64> {
    let number = agg.within.iter().position(|within| within.name == name)?;
    match (&agg.within.get(number)?.kind, bucket.within.get(number)?) {
        (Kind::Metric(kind, _), State::Figures(figures)) => figures.figure(*kind, figure),
        (_, State::Listed(buckets)) => buckets.first().map(|bucket| bucket.count as f64),
        _ => None,
    }
}

/// The buckets in the order of their keys, and where empty ones are wanted, those between them, too.
fn filled(
    buckets: HashMap<Key, Bucket>,
    agg: &Agg,
    shape: &Shape,
    extended: (Option<Key>, Option<Key>),
    next: &dyn Fn(&Key) -> Option<Key>,
) -> Result<Vec<(Key, Bucket)>, SearchError> {
    let mut found: std::collections::BTreeMap<Key, Bucket> =
        buckets.into_iter().filter(|(_, bucket)| bucket.count >= shape.min_doc_count).collect();
    if shape.min_doc_count > 0 {
        return Ok(found.into_iter().collect());
    }
    let first = found.keys().next().cloned().into_iter().chain(extended.0).min();
    let last = found.keys().next_back().cloned().into_iter().chain(extended.1).max();
    let (Some(mut at), Some(last)) = (first, last) else { return Ok(Vec::new()) };
    let mut list = Vec::new();
    while at <= last {
        if list.len() > MAX_BUCKETS {
            let reason =
                format!("Trying to create too many buckets. Must be less than or equal to: [{MAX_BUCKETS}].");
            return Err(SearchError::new(400, "too_many_buckets_exception", reason));
        }
        let following = next(&at);
        let bucket = found.remove(&at).unwrap_or_else(|| Bucket::new(&agg.within));
        list.push((at, bucket));
        match following {
            Some(key) => at = key,
            None => break,
        }
    }
    // Sums of fractions may miss a key by a hair: what was counted is shown in any case.
    list.extend(found);
    list.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(list)
}
