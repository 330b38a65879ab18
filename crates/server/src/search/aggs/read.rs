//! Aggregations of a request.

use serde_json::{Map, Value};

use super::super::SearchError;
use super::super::fetch::Shown;
use super::super::field::literal;
use super::super::plan::Planner;
use super::super::sort;
use super::dates::DateHistogram;
use super::histogram::Histogram;
use super::metric::MetricKind;
use super::terms::Terms;
use super::{Agg, Kind, Source, TopHits};

/// How deep aggregations may nest.
const MAX_DEPTH: usize = 12;
/// The most aggregations of one request.
const MAX_AGGS: usize = 1000;
/// The most hits of a `top_hits`: Elasticsearch's `index.max_inner_result_window`.
const MAX_TOP_HITS: usize = 100;

/// Reads `aggs`.
pub(in super::super) fn read(
    value: Option<&Value>,
    planner: &mut Planner<'_>,
) -> Result<Vec<Agg>, SearchError> {
    read_at(value, planner, 0, &mut 0)
}

fn read_at(
    value: Option<&Value>,
    planner: &mut Planner<'_>,
    depth: usize,
    count: &mut usize,
) -> Result<Vec<Agg>, SearchError> {
    let aggs = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(aggs)) => aggs,
        Some(_) => return Err(SearchError::parsing("Expected [START_OBJECT] under [aggs]")),
    };
    if depth > MAX_DEPTH {
        return Err(SearchError::argument("aggregations are nested too deep"));
    }
    *count += aggs.len();
    if *count > MAX_AGGS {
        return Err(SearchError::argument(format!("a request has at most {MAX_AGGS} aggregations")));
    }
    aggs.iter().map(|(name, body)| Agg::read(name, body, planner, depth, count)).collect()
}

impl Agg {
    fn read(
        name: &str,
        body: &Value,
        planner: &mut Planner<'_>,
        depth: usize,
        count: &mut usize,
    ) -> Result<Self, SearchError> {
        if name.is_empty() || name.contains(['[', ']', '>']) {
            return Err(SearchError::argument(format!(
                "Invalid aggregation name [{name}]. Aggregation names cannot contain '[', ']', or '>'"
            )));
        }
        let Value::Object(body) = body else {
            return Err(SearchError::parsing(format!(
                "Aggregation definition for [{name}] starts with a value, \
                                                     expected a [START_OBJECT]"
            )));
        };
        let is_part = |key: &str| matches!(key, "aggs" | "aggregations" | "meta");
        let mut kinds = body.iter().filter(|(key, _)| !is_part(key));
        let (kind, options) = match (kinds.next(), kinds.next()) {
            (Some((kind, Value::Object(options))), None) => (kind, options),
            (Some((one, _)), Some((other, _))) => {
                return Err(SearchError::parsing(format!(
                    "Found two aggregation type definitions in [{name}]: [{one}] and [{other}]"
                )));
            }
            _ => return Err(SearchError::parsing(format!("Missing definition for aggregation [{name}]"))),
        };
        let mut within_body = body.get("aggs").or_else(|| body.get("aggregations"));
        let kind = Kind::read(kind, options, planner)?;
        if matches!(kind, Kind::Metric(..) | Kind::TopHits(_))
            && let Some(within) = within_body.take()
            && within.as_object().is_some_and(|within| !within.is_empty())
        {
            return Err(SearchError::argument(format!("Aggregator [{name}] cannot accept sub-aggregations")));
        }
        let within = read_at(within_body, planner, depth + 1, count)?;
        if let Kind::Terms(terms) = &kind {
            terms.check_order(&within)?;
        }
        Ok(Self { name: name.to_owned(), kind, within, meta: body.get("meta").cloned() })
    }
}

impl Kind {
    fn read(
        kind: &str,
        options: &Map<String, Value>,
        planner: &mut Planner<'_>,
    ) -> Result<Self, SearchError> {
        Ok(match kind {
            "terms" => Self::Terms(Box::new(Terms::read(options, planner)?)),
            "histogram" => Self::Histogram(Box::new(Histogram::read(options, planner)?)),
            "date_histogram" => Self::DateHistogram(Box::new(DateHistogram::read(options, planner)?)),
            "filter" => Self::Filter(planner.filter(&Value::Object(options.clone()))?),
            "filters" => filters(options, planner)?,
            "missing" => Self::Missing(Source::read(kind, options, planner)?),
            "top_hits" => Self::TopHits(top_hits(options, planner)?),
            other => match MetricKind::named(other) {
                Some(metric) => Self::Metric(metric, Source::read(kind, options, planner)?),
                None => return Err(SearchError::parsing(format!("Unknown aggregation type [{other}]"))),
            },
        })
    }
}

impl Source {
    /// The field that an aggregation reads.
    pub(super) fn read(
        kind: &str,
        options: &Map<String, Value>,
        planner: &mut Planner<'_>,
    ) -> Result<Self, SearchError> {
        if options.contains_key("script") {
            return Err(SearchError::argument(format!("[{kind}] scripts are not supported")));
        }
        let Some(name) = options.get("field").and_then(Value::as_str) else {
            return Err(SearchError::argument(
                "Required one of fields [field, script], but none were specified.",
            ));
        };
        let (number, field) = planner.field(name)?;
        let missing = match options.get("missing").filter(|missing| !missing.is_null()) {
            None => None,
            Some(value) => Some(literal(value, field.field_type).ok_or_else(|| {
                SearchError::argument(format!("[{kind}] cannot take [{value}] for a missing [{name}]"))
                    .on_shards()
            })?),
        };
        Ok(Self { number, field, missing })
    }

    /// The values of a document, or what stands for them.
    pub(super) fn values(&self, row: &super::super::row::Row<'_>) -> Vec<lang::ir::Literal> {
        let mut values = row.values(self.number, &self.field);
        if values.is_empty() {
            values.extend(self.missing.clone());
        }
        values
    }
}

/// A member that must be a number without sign, such as `size`.
pub(super) fn count_of(
    options: &Map<String, Value>,
    name: &str,
    default: usize,
) -> Result<usize, SearchError> {
    match options.get(name).filter(|value| !value.is_null()) {
        None => Ok(default),
        Some(value) => {
            let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
            number
                .ok_or_else(|| SearchError::argument(format!("[{name}] must be greater than or equal to 0")))
        }
    }
}

fn filters(options: &Map<String, Value>, planner: &mut Planner<'_>) -> Result<Kind, SearchError> {
    let (named, keyed) = match options.get("filters") {
        Some(Value::Object(filters)) => {
            let named = filters.iter().map(|(name, query)| Ok((name.clone(), planner.filter(query)?)));
            (named.collect::<Result<Vec<_>, SearchError>>()?, true)
        }
        Some(Value::Array(filters)) => {
            let named = filters.iter().map(|query| Ok((String::new(), planner.filter(query)?)));
            (named.collect::<Result<Vec<_>, SearchError>>()?, false)
        }
        _ => return Err(SearchError::argument("[filters] cannot be empty.")),
    };
    let key = options.get("other_bucket_key").and_then(Value::as_str);
    let wants_other = options.get("other_bucket") == Some(&Value::Bool(true));
    let other = key.map(str::to_owned).or_else(|| wants_other.then(|| "_other_".to_owned()));
    Ok(Kind::Filters { named, keyed, other })
}

fn top_hits(options: &Map<String, Value>, planner: &mut Planner<'_>) -> Result<TopHits, SearchError> {
    let (from, size) = (count_of(options, "from", 0)?, count_of(options, "size", 3)?);
    if from.saturating_add(size) > MAX_TOP_HITS {
        return Err(SearchError::argument(format!(
            "Top hits result window is too large, the top hits aggregator's from + size must be less than or equal to: \
             [{MAX_TOP_HITS}] but was [{}].",
            from.saturating_add(size)
        ))
        .on_shards());
    }
    let sort = sort::read(options.get("sort"), planner)?;
    Ok(TopHits { sort: sort.into(), from, size, shown: Shown::read(options)? })
}
