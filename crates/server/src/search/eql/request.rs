//! An EQL search request, read.

use detect::query::{Query, QueryError, QueryOptions, ResultPosition};
use ecs::Catalogue;
use lang::Diagnostic;
use serde_json::{Map, Value};

use super::super::SearchError;
use super::super::fetch::Shown;
use super::super::plan::Planner;

/// The most results of one request.
const MAX_SIZE: u64 = 10_000;
/// The longest query.
const MAX_QUERY: usize = 1 << 20;

/// An EQL search request.
pub(super) struct EqlRequest {
    pub(super) query: Query,
    pub(super) shown: Shown,
    /// Whether the result is kept, to be had again by its id.
    pub(super) keep: bool,
}

impl EqlRequest {
    pub(super) fn read(
        body: &Map<String, Value>,
        planner: &Planner<'_>,
        catalogue: &dyn Catalogue,
    ) -> Result<Self, SearchError> {
        check_members(body)?;
        let query = text(body, "query").filter(|query| !query.trim().is_empty());
        let query = query.ok_or_else(|| invalid("query is null or empty"))?;
        if query.len() > MAX_QUERY {
            return Err(SearchError::argument(format!("a query has at most {MAX_QUERY} bytes")));
        }
        let options = options(body, planner)?;
        Ok(Self {
            query: Query::compile(query, catalogue, &options).map_err(|error| not_compiled(query, error))?,
            shown: Shown::read(body)?,
            keep: body.get("keep_on_completion") == Some(&Value::Bool(true)),
        })
    }
}

fn check_members(body: &Map<String, Value>) -> Result<(), SearchError> {
    const KNOWN: &[&str] = &[
        "query",
        "case_sensitive",
        "event_category_field",
        "timestamp_field",
        "tiebreaker_field",
        "filter",
        "fetch_size",
        "size",
        "result_position",
        "fields",
        "runtime_mappings",
        "keep_alive",
        "keep_on_completion",
        "wait_for_completion_timeout",
        "allow_partial_search_results",
        "allow_partial_sequence_results",
        "max_samples_per_key",
    ];
    if let Some(other) = body.keys().find(|key| !KNOWN.contains(&key.as_str())) {
        let reason = format!("[eql/search] unknown field [{other}]");
        return Err(SearchError::new(400, "x_content_parse_exception", reason));
    }
    if body.get("runtime_mappings").and_then(Value::as_object).is_some_and(|fields| !fields.is_empty()) {
        return Err(SearchError::argument("[runtime_mappings] is not supported"));
    }
    Ok(())
}

fn invalid(reason: &str) -> SearchError {
    SearchError::new(400, "action_request_validation_exception", format!("Validation Failed: 1: {reason};"))
}

fn text<'b>(body: &'b Map<String, Value>, name: &str) -> Option<&'b str> {
    body.get(name).and_then(Value::as_str)
}

fn number(body: &Map<String, Value>, name: &str, default: u64) -> Result<u64, SearchError> {
    match body.get(name).filter(|value| !value.is_null()) {
        None => Ok(default),
        Some(value) => value.as_u64().ok_or_else(|| invalid(&format!("[{name}] must be a positive number"))),
    }
}

/// What the request says beside its query. `fetch_size` says how Elasticsearch pages; here nothing is paged.
fn options(body: &Map<String, Value>, planner: &Planner<'_>) -> Result<QueryOptions, SearchError> {
    if number(body, "fetch_size", 1000)? < 2 {
        return Err(invalid("fetch size must be greater than 1"));
    }
    let defaults = QueryOptions::default();
    let named = |name: &str, default: String| text(body, name).map_or(default, str::to_owned);
    let samples = number(body, "max_samples_per_key", 1)?.clamp(1, MAX_SIZE);
    let filter = body.get("filter").filter(|filter| !filter.is_null());
    Ok(QueryOptions {
        timestamp_field: named("timestamp_field", defaults.timestamp_field),
        event_category_field: named("event_category_field", defaults.event_category_field),
        tiebreaker_field: text(body, "tiebreaker_field").map(str::to_owned),
        size: number(body, "size", 10)?.min(MAX_SIZE),
        max_samples_per_key: usize::try_from(samples).unwrap_or(1),
        filter: filter.map(|filter| planner.lower(filter)).transpose()?,
        result_position: match text(body, "result_position") {
            None | Some("tail") => ResultPosition::Tail,
            Some("head") => ResultPosition::Head,
            Some(other) => {
                let reason = format!("result position needs to be 'head' or 'tail', received '{other}'");
                return Err(SearchError::argument(reason));
            }
        },
    })
}

/// Errors of characters and grammar are Elasticsearch's parser's, those of meaning its verifier's.
fn not_compiled(query: &str, error: QueryError) -> SearchError {
    let diagnostics = match error {
        QueryError::Invalid(diagnostics) => diagnostics,
        QueryError::Filter(error) => return SearchError::argument(error.to_string()),
    };
    let errors: Vec<&Diagnostic> = diagnostics.iter().filter(|one| one.is_error()).collect();
    let line = |diagnostic: &Diagnostic| {
        let (line, column) = position(query, diagnostic.span.start as usize);
        format!("line {line}:{column}: {}", diagnostic.message)
    };
    let is_meaning = |diagnostic: &&Diagnostic| diagnostic.code.starts_with("EQL03");
    match errors.iter().find(|diagnostic| !is_meaning(diagnostic)) {
        Some(syntax) => SearchError::parsing(line(syntax)),
        None => {
            let count = match errors.len() {
                1 => "Found 1 problem".to_owned(),
                several => format!("Found {several} problems"),
            };
            let lines: Vec<String> = errors.iter().map(|diagnostic| line(diagnostic)).collect();
            SearchError::new(400, "verification_exception", format!("{count}\n{}", lines.join("\n")))
        }
    }
}

/// Line and column of a byte, from 1.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
