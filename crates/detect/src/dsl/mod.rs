//! Filters as Kibana's filter bar makes them, which a rule may have beside its query (`filters`).
//!
//! **Face.** [`lower_filters`] makes one [`Filter`] of them. They are wrappers around Elasticsearch's query DSL; of that
//! everything is understood that asks single fields for values. What is not understood is an error: a rule that would
//! find more or less than its author meant does not run.
//!
//! **What is absent.** Scores, full-text search, and everything that needs an index: scripts, geo queries, nested
//! documents.

mod clause;
mod field;
mod value;

use ecs::Catalogue;
use lang::ir::Filter;
use serde_json::{Map, Value};

/// Why a filter cannot be evaluated.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NotUnderstood(String);

impl NotUnderstood {
    fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// How deep clauses may nest.
const MAX_DEPTH: usize = 32;

/// What events must pass to pass all of these filters.
///
/// The wrapper is that of Kibana's `buildQueryFromFilters` (kbn-es-query): a filter that is disabled counts for nothing,
/// one that is negated must not hold, and several combined by `or` hold where one does.
///
/// # Errors
/// The first thing that is not understood.
pub(crate) fn lower_filters(filters: &[Value], catalogue: &dyn Catalogue) -> Result<Filter, NotUnderstood> {
    all_of(filters, catalogue, 0)
}

fn all_of(filters: &[Value], catalogue: &dyn Catalogue, depth: usize) -> Result<Filter, NotUnderstood> {
    let lowered = filters.iter().filter_map(|filter| lower_filter(filter, catalogue, depth).transpose());
    Ok(Filter::And(lowered.collect::<Result<_, _>>()?))
}

/// One filter; nothing where it is disabled.
fn lower_filter(
    filter: &Value,
    catalogue: &dyn Catalogue,
    depth: usize,
) -> Result<Option<Filter>, NotUnderstood> {
    if depth > MAX_DEPTH {
        return Err(NotUnderstood::new("filters nested too deep"));
    }
    let Value::Object(filter) = filter else { return Err(NotUnderstood::new("a filter that is no object")) };
    let meta = |name: &str| filter.get("meta").and_then(|meta| meta.get(name));
    if meta("disabled").and_then(Value::as_bool) == Some(true) {
        return Ok(None);
    }
    let lowered = match meta("type").and_then(Value::as_str) {
        Some("combined") => combined(meta("relation"), meta("params"), catalogue, depth)?,
        _ => query_of(filter, catalogue)?,
    };
    let is_negated = meta("negate").and_then(Value::as_bool) == Some(true);
    Ok(Some(if is_negated { Filter::Not(Box::new(lowered)) } else { lowered }))
}

/// Filters within a filter, joined by its relation.
fn combined(
    relation: Option<&Value>,
    parts: Option<&Value>,
    catalogue: &dyn Catalogue,
    depth: usize,
) -> Result<Filter, NotUnderstood> {
    let Some(Value::Array(parts)) = parts else {
        return Err(NotUnderstood::new("a combined filter without parts"));
    };
    let is_any = match relation.and_then(Value::as_str) {
        Some(relation) if relation.eq_ignore_ascii_case("or") => true,
        None => false,
        Some(relation) if relation.eq_ignore_ascii_case("and") => false,
        Some(other) => return Err(NotUnderstood::new(format!("filters combined by `{other}`"))),
    };
    if !is_any {
        return all_of(parts, catalogue, depth + 1);
    }
    let parts = parts.iter().filter_map(|part| lower_filter(part, catalogue, depth + 1).transpose());
    Ok(Filter::Or(parts.collect::<Result<_, _>>()?))
}

/// The query of a filter: under `query` or, as Kibana wrote filters before version 8, beside `meta`.
fn query_of(filter: &Map<String, Value>, catalogue: &dyn Catalogue) -> Result<Filter, NotUnderstood> {
    match filter.get("query") {
        Some(Value::Object(query)) => clause::lower(query, catalogue, 0),
        _ => {
            let is_query = |name: &str| !matches!(name, "meta" | "$state" | "query");
            let query = filter.iter().filter(|(name, _)| is_query(name));
            let query = query.map(|(name, value)| (name.clone(), value.clone())).collect();
            clause::lower(&query, catalogue, 0)
        }
    }
}

#[cfg(test)]
mod tests;
