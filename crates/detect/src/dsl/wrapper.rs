//! Kibana's wrapper around queries, as its filter bar and the `filters` of a rule have it.

use ecs::Catalogue;
use lang::ir::Filter;
use serde_json::{Map, Value};

use super::{DslContext, DslError, Lowering, MAX_DEPTH};

/// What events must pass to pass all of these filters.
///
/// The wrapper is that of Kibana's `buildQueryFromFilters` (kbn-es-query): a filter that is disabled counts for nothing,
/// one that is negated must not hold, and several combined by `or` hold where one does. A rule's filters know no now: the
/// same rule must find the same in a recording of last year.
///
/// # Errors
/// The first thing that is not understood.
pub(crate) fn lower_filters(filters: &[Value], catalogue: &dyn Catalogue) -> Result<Filter, DslError> {
    let lowering =
        Lowering::new(DslContext { catalogue, now: None, default_fields: &[], knows_objects: false });
    lowering.all_of(filters, 0)
}

impl Lowering<'_> {
    fn all_of(&self, filters: &[Value], depth: usize) -> Result<Filter, DslError> {
        let lowered = filters.iter().filter_map(|filter| self.wrapped(filter, depth).transpose());
        Ok(Filter::And(lowered.collect::<Result<_, _>>()?))
    }

    /// One filter; nothing where it is disabled.
    fn wrapped(&self, filter: &Value, depth: usize) -> Result<Option<Filter>, DslError> {
        if depth > MAX_DEPTH {
            return Err(DslError::parsing("filters are nested too deep"));
        }
        let Value::Object(filter) = filter else { return Err(DslError::parsing("a filter is no object")) };
        let meta = |name: &str| filter.get("meta").and_then(|meta| meta.get(name));
        if meta("disabled").and_then(Value::as_bool) == Some(true) {
            return Ok(None);
        }
        let lowered = match meta("type").and_then(Value::as_str) {
            Some("combined") => self.combined(meta("relation"), meta("params"), depth)?,
            _ => self.query_of(filter)?,
        };
        let is_negated = meta("negate").and_then(Value::as_bool) == Some(true);
        Ok(Some(if is_negated { Filter::Not(Box::new(lowered)) } else { lowered }))
    }

    /// Filters within a filter, joined by its relation.
    fn combined(
        &self,
        relation: Option<&Value>,
        parts: Option<&Value>,
        depth: usize,
    ) -> Result<Filter, DslError> {
        let Some(Value::Array(parts)) = parts else {
            return Err(DslError::parsing("a combined filter has no parts"));
        };
        let is_any = match relation.and_then(Value::as_str) {
            Some(relation) if relation.eq_ignore_ascii_case("or") => true,
            None => false,
            Some(relation) if relation.eq_ignore_ascii_case("and") => false,
            Some(other) => return Err(DslError::parsing(format!("filters are combined by [{other}]"))),
        };
        if !is_any {
            return self.all_of(parts, depth + 1);
        }
        let parts = parts.iter().filter_map(|part| self.wrapped(part, depth + 1).transpose());
        Ok(Filter::Or(parts.collect::<Result<_, _>>()?))
    }

    /// The query of a filter: under `query` or, as Kibana wrote filters before version 8, beside `meta`.
    fn query_of(&self, filter: &Map<String, Value>) -> Result<Filter, DslError> {
        match filter.get("query") {
            Some(Value::Object(query)) => self.clause(query, 0),
            _ => {
                let is_query = |name: &str| !matches!(name, "meta" | "$state" | "query");
                let query = filter.iter().filter(|(name, _)| is_query(name));
                let query = query.map(|(name, value)| (name.clone(), value.clone())).collect();
                self.clause(&query, 0)
            }
        }
    }
}
