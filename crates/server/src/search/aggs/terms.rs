//! `terms`: a bucket for every value.

use lang::ir::{Case, RegexPattern};
use regex_automata::meta::Regex;
use serde_json::{Map, Value};

use super::super::SearchError;
use super::super::dates::DateOutput;
use super::super::plan::Planner;
use super::key::Key;
use super::read::count_of;
use super::{Agg, Kind, MAX_BUCKETS, Source};

/// The longest `include` or `exclude`.
const MAX_PATTERN: usize = 1000;

#[derive(Debug)]
pub(super) struct Terms {
    pub(super) source: Source,
    pub(super) size: usize,
    pub(super) min_doc_count: u64,
    pub(super) order: Vec<(TermsOrder, bool)>,
    pub(super) format: Option<DateOutput>,
    include: Option<Choice>,
    exclude: Option<Choice>,
}

/// What buckets are ordered by; the flag beside it says whether descending.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum TermsOrder {
    Count,
    Key,
    /// A figure of an aggregation within, by its name and the name of the figure.
    Metric(String, String),
}

#[derive(Debug)]
enum Choice {
    Exactly(Vec<Value>),
    Matching(Box<Regex>),
}

impl Terms {
    pub(super) fn read(options: &Map<String, Value>, planner: &mut Planner<'_>) -> Result<Self, SearchError> {
        const KNOWN: &[&str] = &[
            "field",
            "missing",
            "size",
            "shard_size",
            "min_doc_count",
            "shard_min_doc_count",
            "order",
            "format",
            "include",
            "exclude",
            "collect_mode",
            "execution_hint",
            "show_term_doc_count_error",
            "value_type",
        ];
        if let Some(other) = options.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            return Err(SearchError::parsing(format!("[terms] unknown field [{other}]")));
        }
        let size = count_of(options, "size", 10)?;
        if size == 0 || size > MAX_BUCKETS {
            return Err(SearchError::argument(format!(
                "[size] must be greater than 0 and at most {MAX_BUCKETS}"
            )));
        }
        let format = options.get("format").and_then(Value::as_str);
        Ok(Self {
            source: Source::read("terms", options, planner)?,
            size,
            min_doc_count: count_of(options, "min_doc_count", 1)? as u64,
            order: order_of(options.get("order"))?,
            format: format.map(DateOutput::new).transpose()?,
            include: Choice::read(options.get("include"))?,
            exclude: Choice::read(options.get("exclude"))?,
        })
    }

    /// Whether there is what buckets are to be ordered by.
    pub(super) fn check_order(&self, within: &[Agg]) -> Result<(), SearchError> {
        for (order, _) in &self.order {
            let TermsOrder::Metric(name, figure) = order else { continue };
            let found = within.iter().find(|agg| agg.name == *name);
            let has = match found.map(|agg| &agg.kind) {
                Some(Kind::Metric(metric, _)) => metric.has(figure),
                Some(Kind::Filter(_) | Kind::Missing(_)) => figure == "_count" || figure == "value",
                _ => false,
            };
            if !has {
                return Err(SearchError::argument(format!(
                    "Invalid aggregator order path [{name}]. The provided aggregation [{name}] either does not exist, \
                     or is not a numeric metric aggregation."
                )));
            }
        }
        Ok(())
    }

    /// Whether a value has a bucket.
    pub(super) fn wants(&self, key: &Key) -> bool {
        let passes = |choice: &Option<Choice>| choice.as_ref().map(|choice| choice.has(key));
        passes(&self.include).unwrap_or(true) && !passes(&self.exclude).unwrap_or(false)
    }
}

impl Choice {
    fn read(value: Option<&Value>) -> Result<Option<Self>, SearchError> {
        match value {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(values)) => Ok(Some(Self::Exactly(values.clone()))),
            Some(Value::String(pattern)) if pattern.len() <= MAX_PATTERN => {
                let pattern =
                    RegexPattern::from_lucene(pattern, Case::Sensitive).map_err(SearchError::argument)?;
                let regex = Regex::new(&pattern.translated);
                let regex = regex.map_err(|error| SearchError::argument(error.to_string()))?;
                Ok(Some(Self::Matching(Box::new(regex))))
            }
            Some(_) => {
                Err(SearchError::argument("[include] and [exclude] take a list of values or a pattern"))
            }
        }
    }

    fn has(&self, key: &Key) -> bool {
        match self {
            Self::Exactly(values) => {
                let (json, text) = (key.json(), key.name(None));
                values.iter().any(|value| *value == json || value.as_str() == Some(text.as_str()))
            }
            Self::Matching(regex) => regex.is_match(key.name(None).as_str()),
        }
    }
}

/// By count unless told otherwise, and among equals by key.
fn order_of(value: Option<&Value>) -> Result<Vec<(TermsOrder, bool)>, SearchError> {
    let parts = match value {
        None | Some(Value::Null) => return Ok(vec![(TermsOrder::Count, true), (TermsOrder::Key, false)]),
        Some(Value::Array(parts)) => parts.as_slice(),
        Some(single) => std::slice::from_ref(single),
    };
    let mut order = Vec::new();
    for (name, direction) in parts.iter().filter_map(Value::as_object).flatten() {
        let descending = match direction.as_str() {
            Some(text) if text.eq_ignore_ascii_case("desc") => true,
            Some(text) if text.eq_ignore_ascii_case("asc") => false,
            _ => return Err(SearchError::parsing(format!("Unknown order direction [{direction}]"))),
        };
        order.push((
            match name.as_str() {
                "_count" => TermsOrder::Count,
                "_key" | "_term" => TermsOrder::Key,
                path => {
                    let (name, figure) =
                        path.rsplit_once('.').or_else(|| path.split_once('>')).unwrap_or((path, "value"));
                    TermsOrder::Metric(name.to_owned(), figure.to_owned())
                }
            },
            descending,
        ));
    }
    if order.is_empty() {
        return Err(SearchError::parsing("Must specify at least one field for [order]"));
    }
    order.push((TermsOrder::Key, false));
    Ok(order)
}
