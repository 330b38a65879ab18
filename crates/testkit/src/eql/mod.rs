//! Suites of EQL queries: events, queries on them, and what each must find.
//!
//! There are two formats: our own ([`Suite::from_toml`]), and that of the corpus ([`corpus_suites`]), whose data lie in
//! files beside the cases.

use std::fmt::Write as _;

use ecs::Document;
use serde_json::Value;

mod corpus;
mod expressions;
mod own;

pub use corpus::{corpus_suites, dynamic_mapping};
pub use expressions::{ExpressionCase, read_expressions};

/// Events, what is known of their fields, and queries on them.
#[derive(Clone, Debug)]
pub struct Suite {
    /// A name for failures.
    pub name: String,
    /// The events.
    pub data: Dataset,
    /// The queries.
    pub cases: Vec<Case>,
}

/// Events and what a search request says of their fields.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// In order of arrival.
    pub documents: Vec<Document>,
    /// An Elasticsearch mapping.
    pub mapping: Value,
    /// The field by which a case names an event.
    pub id_field: String,
    /// The field that orders events.
    pub timestamp_field: String,
    /// The field that `process where` is about.
    pub event_category_field: String,
    /// The field that orders events of the same time.
    pub tiebreaker_field: Option<String>,
}

/// One query and what it must find.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// A name for failures.
    pub name: String,
    /// The query's text.
    pub query: String,
    /// How many results are asked for.
    pub size: u64,
    /// Ids of the events of all results, one after the other, -1 for a missing event. Any of these is right.
    pub expected: Vec<Vec<i64>>,
    /// The join keys of all results, one after the other; not compared where the case does not say.
    pub join_keys: Option<Vec<String>>,
    /// Instead: the query must be refused with a diagnostic of this code.
    pub error: Option<String>,
}

/// Runs every case of a suite. The engine gives the lines that `tripline query` prints, or, as an error, what it has to
/// say against the query.
///
/// # Errors
/// With a list of the cases that failed.
pub fn run(
    suite: &Suite,
    engine: impl Fn(&Dataset, &Case) -> Result<Vec<Value>, String>,
) -> Result<(), String> {
    let mut failures = String::new();
    for case in &suite.cases {
        if let Err(problem) = check(&suite.data, case, engine(&suite.data, case)) {
            let query = case.query.trim();
            let _ = writeln!(failures, "--- {} / {}: {problem}\n{query}", suite.name, case.name);
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

fn check(data: &Dataset, case: &Case, outcome: Result<Vec<Value>, String>) -> Result<(), String> {
    let lines = match (outcome, &case.error) {
        (Ok(_), Some(code)) => return Err(format!("not refused with {code}")),
        (Err(problem), Some(code)) if problem.contains(code.as_str()) => return Ok(()),
        (Err(problem), _) => return Err(problem),
        (Ok(lines), None) => lines,
    };
    let ids = event_ids(&lines, &data.id_field);
    if !case.expected.contains(&ids) {
        return Err(format!("expected {:?}, found {ids:?}", case.expected));
    }
    let keys = join_keys(&lines);
    match &case.join_keys {
        Some(expected) if *expected != keys => Err(format!("expected keys {expected:?}, found {keys:?}")),
        _ => Ok(()),
    }
}

/// The ids of the events in lines as `tripline query` prints them.
pub fn event_ids(lines: &[Value], id_field: &str) -> Vec<i64> {
    let mut ids = Vec::new();
    for line in lines {
        match line.get("events").and_then(Value::as_array) {
            None => ids.push(id_of(line, id_field)),
            Some(events) => ids.extend(events.iter().map(|event| match event.get("missing") {
                Some(Value::Bool(true)) => -1,
                _ => event.get("_source").map_or(i64::MIN, |source| id_of(source, id_field)),
            })),
        }
    }
    ids
}

fn id_of(document: &Value, id_field: &str) -> i64 {
    document.get(id_field).and_then(Value::as_i64).unwrap_or(i64::MIN)
}

/// The join keys in lines as `tripline query` prints them, as texts.
pub fn join_keys(lines: &[Value]) -> Vec<String> {
    let keys = lines.iter().filter_map(|line| line.get("join_keys")?.as_array()).flatten();
    keys.map(|key| key.as_str().map_or_else(|| key.to_string(), str::to_owned)).collect()
}
