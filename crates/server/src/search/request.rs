//! A search request, read.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::aggs::{self, Agg};
use super::clock::duration;
use super::fetch::Shown;
use super::plan::Planner;
use super::sort::{self, SortSpec, SortValue};
use super::{Parameters, SearchError};

/// The most hits that can be paged through by `from`: Elasticsearch's `index.max_result_window`.
const MAX_RESULT_WINDOW: usize = 10_000;
/// How many hits are counted unless told otherwise.
const DEFAULT_TRACKED: u64 = 10_000;

/// Members of a body that change nothing here.
const WITHOUT_EFFECT: &[&str] = &[
    "batched_reduce_size",
    "explain",
    "ext",
    "highlight",
    "indices_boost",
    "min_score",
    "profile",
    "stats",
    "stored_fields",
    "track_scores",
];
/// Members of a body that are refused, unless they are empty.
const NOT_SUPPORTED: &[&str] = &[
    "collapse",
    "knn",
    "rank",
    "rescore",
    "retriever",
    "runtime_mappings",
    "script_fields",
    "slice",
    "suggest",
];

/// A search request.
pub(super) struct Request {
    pub(super) from: usize,
    pub(super) size: usize,
    pub(super) sort: Arc<[SortSpec]>,
    /// Whether the request says how hits are sorted.
    pub(super) is_sorted: bool,
    pub(super) after: Option<Vec<SortValue>>,
    /// Hits are counted up to so many; none where they are not counted.
    pub(super) tracked: Option<u64>,
    pub(super) post_filter: Option<usize>,
    pub(super) aggs: Vec<Agg>,
    pub(super) shown: Shown,
    pub(super) timeout: Option<Duration>,
    pub(super) terminate_after: Option<u64>,
}

impl Request {
    /// Reads a body and a query string; what they need of the scan goes to the planner.
    pub(super) fn read(
        body: &Map<String, Value>,
        parameters: &Parameters,
        planner: &mut Planner<'_>,
    ) -> Result<Self, SearchError> {
        check_members(body)?;
        planner.set_query(query_of(body, parameters)?.as_ref())?;
        let size = count(body, parameters, "size")?.unwrap_or(10);
        let from = count(body, parameters, "from")?.unwrap_or(0);
        if from.saturating_add(size) > MAX_RESULT_WINDOW {
            return Err(SearchError::argument(format!(
                "Result window is too large, from + size must be less than or equal to: [{MAX_RESULT_WINDOW}] but was \
                 [{}]. See the scroll api for a more efficient way to request large data sets. This limit can be set by \
                 changing the [index.max_result_window] index level setting.",
                from.saturating_add(size)
            ))
            .on_shards());
        }
        let mut sort = sort::read(sort_of(body, parameters).as_ref(), planner)?;
        let is_sorted = !sort.is_empty();
        if body.contains_key("pit") && !sort.iter().any(SortSpec::keeps_arrival) && is_sorted {
            sort.push(SortSpec::arrival());
        }
        let after = after(body.get("search_after"), &sort, from)?;
        let post_filter = body.get("post_filter").filter(|filter| !filter.is_null());
        let timeout = body.get("timeout").and_then(Value::as_str).or_else(|| parameters.text("timeout"));
        let mut shown = Shown::read(body)?;
        shown.source.of_parameters(
            parameters
                .text("_source_includes")
                .or_else(|| parameters.text("_source").filter(|list| *list != "true")),
            parameters.text("_source_excludes"),
        );
        Ok(Self {
            from,
            size,
            sort: sort.into(),
            is_sorted,
            after,
            tracked: tracked(body, parameters)?,
            post_filter: post_filter.map(|filter| planner.filter(filter)).transpose()?,
            aggs: aggs::read(body.get("aggs").or_else(|| body.get("aggregations")), planner)?,
            shown,
            timeout: timeout.map(duration).transpose()?.flatten(),
            terminate_after: body.get("terminate_after").and_then(Value::as_u64).filter(|count| *count > 0),
        })
    }
}

fn check_members(body: &Map<String, Value>) -> Result<(), SearchError> {
    const KNOWN: &[&str] = &[
        "query",
        "from",
        "size",
        "sort",
        "search_after",
        "track_total_hits",
        "post_filter",
        "aggs",
        "aggregations",
        "_source",
        "fields",
        "docvalue_fields",
        "timeout",
        "terminate_after",
        "pit",
        "version",
        "seq_no_primary_term",
    ];
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Object(object) => object.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    };
    for (name, value) in body {
        if NOT_SUPPORTED.contains(&name.as_str()) {
            if !is_empty(value) {
                return Err(SearchError::argument(format!("[{name}] is not supported")));
            }
        } else if !KNOWN.contains(&name.as_str()) && !WITHOUT_EFFECT.contains(&name.as_str()) {
            let token = super::fetch::token(value);
            return Err(SearchError::parsing(format!("Unknown key for a {token} in [{name}].")));
        }
    }
    Ok(())
}

/// The query of the body, or that of the query string (`q`).
pub(super) fn query_of(
    body: &Map<String, Value>,
    parameters: &Parameters,
) -> Result<Option<Value>, SearchError> {
    if let Some(query) = body.get("query") {
        return Ok(Some(query.clone()));
    }
    Ok(parameters.text("q").map(|text| {
        let mut query = Map::from_iter([("query".to_owned(), Value::from(text))]);
        for (parameter, name) in [("df", "default_field"), ("default_operator", "default_operator")] {
            if let Some(value) = parameters.text(parameter) {
                query.insert(name.to_owned(), value.into());
            }
        }
        json!({"query_string": query})
    }))
}

/// The order of the body, or that of the query string: `sort=@timestamp:desc,host.name`.
fn sort_of(body: &Map<String, Value>, parameters: &Parameters) -> Option<Value> {
    if let Some(sort) = body.get("sort") {
        return Some(sort.clone());
    }
    let specs = parameters.text("sort")?.split(',').map(|spec| match spec.rsplit_once(':') {
        Some((field, order @ ("asc" | "desc"))) => json!({field: {"order": order}}),
        _ => Value::from(spec),
    });
    Some(Value::Array(specs.collect()))
}

fn count(
    body: &Map<String, Value>,
    parameters: &Parameters,
    name: &str,
) -> Result<Option<usize>, SearchError> {
    let wrong = |value: &dyn std::fmt::Display| {
        SearchError::argument(format!("[{name}] parameter cannot be negative, found [{value}]"))
    };
    match body.get(name).filter(|value| !value.is_null()) {
        None => Ok(parameters.number(name)?.map(|number| usize::try_from(number).unwrap_or(usize::MAX))),
        Some(value) => {
            let number = value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
            number
                .map(|number| Some(usize::try_from(number).unwrap_or(usize::MAX)))
                .ok_or_else(|| wrong(value))
        }
    }
}

fn after(
    value: Option<&Value>,
    sort: &[SortSpec],
    from: usize,
) -> Result<Option<Vec<SortValue>>, SearchError> {
    let values = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(values)) => values,
        Some(_) => return Err(SearchError::parsing("[search_after] must be an array")),
    };
    if from > 0 {
        return Err(SearchError::argument("`from` parameter must be set to 0 when `search_after` is used."));
    }
    if sort.is_empty() {
        return Err(SearchError::argument("Sort must contain at least one field.").on_shards());
    }
    if values.len() != sort.len() {
        return Err(SearchError::argument(format!(
            "search_after has {} value(s) but sort has {}.",
            values.len(),
            sort.len()
        ))
        .on_shards());
    }
    let parsed = sort.iter().zip(values).map(|(spec, value)| spec.parse(value));
    parsed.collect::<Result<_, _>>().map(Some)
}

fn tracked(body: &Map<String, Value>, parameters: &Parameters) -> Result<Option<u64>, SearchError> {
    let of_text = |text: &str| match text {
        "" | "true" => Ok(Some(u64::MAX)),
        "false" => Ok(None),
        number => number.parse().map(Some).map_err(|_| {
            SearchError::argument(format!(
                "[track_total_hits] parameter must be positive or equals to -1, got {number}"
            ))
        }),
    };
    match (body.get("track_total_hits"), parameters.text("track_total_hits")) {
        (None | Some(Value::Null), None) => Ok(Some(DEFAULT_TRACKED)),
        (None | Some(Value::Null), Some(text)) => of_text(text),
        (Some(value), _) => of_text(value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str()),
    }
}
