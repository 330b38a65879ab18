//! Clauses by their kind.

use lang::ir::Filter;
use serde_json::{Map, Value};

use super::{DslError, Lowering, MAX_DEPTH};

/// Queries that Elasticsearch has and Tripline does not: said so rather than called unknown.
const NOT_SUPPORTED: &[&str] = &[
    "combined_fields",
    "common",
    "distance_feature",
    "fuzzy",
    "geo_bounding_box",
    "geo_distance",
    "geo_grid",
    "geo_polygon",
    "geo_shape",
    "has_child",
    "has_parent",
    "intervals",
    "knn",
    "more_like_this",
    "parent_id",
    "percolate",
    "pinned",
    "rank_feature",
    "rule",
    "script",
    "script_score",
    "semantic",
    "shape",
    "span_containing",
    "span_first",
    "span_multi",
    "span_near",
    "span_not",
    "span_or",
    "span_term",
    "span_within",
    "sparse_vector",
    "terms_set",
    "text_expansion",
    "weighted_tokens",
    "wrapper",
];

impl Lowering<'_> {
    /// A query: an object with one member, its kind.
    pub(super) fn query(&self, query: &Value, depth: usize) -> Result<Filter, DslError> {
        match query {
            Value::Object(clause) => self.clause(clause, depth),
            _ => Err(DslError::parsing("[_na] query malformed, must start with start_object")),
        }
    }

    pub(super) fn clause(&self, clause: &Map<String, Value>, depth: usize) -> Result<Filter, DslError> {
        if depth > MAX_DEPTH {
            return Err(DslError::argument(format!(
                "The nested depth of the query exceeds the maximum nested depth for queries set in \
                 [indices.query.bool.max_nested_depth]: [{MAX_DEPTH}]"
            )));
        }
        self.count(1)?;
        let mut members = clause.iter();
        let Some((kind, body)) = members.next() else {
            return Err(DslError::argument("query malformed, empty clause found"));
        };
        if let Some((other, _)) = members.next() {
            return Err(DslError::parsing(format!(
                "[{kind}] malformed query, expected [END_OBJECT] but found [FIELD_NAME] ({other})"
            )));
        }
        let Value::Object(body) = body else {
            return Err(DslError::parsing(format!(
                "[{kind}] query malformed, no start_object after query name"
            )));
        };
        self.of_kind(kind, body, depth)
    }

    fn of_kind(&self, kind: &str, body: &Map<String, Value>, depth: usize) -> Result<Filter, DslError> {
        match kind {
            "match_all" => Ok(Filter::All),
            "match_none" => Ok(Filter::Nothing),
            "bool" => self.boolean(body, depth),
            "dis_max" => self.any_query(kind, body, depth),
            "constant_score" => self.inner(kind, "filter", body, depth),
            "function_score" => match body.get("query") {
                Some(query) => self.query(query, depth + 1),
                None => Ok(Filter::All),
            },
            "boosting" => self.inner(kind, "positive", body, depth),
            "nested" => self.inner(kind, "query", body, depth),
            "exists" => self.exists(body),
            "ids" => self.ids(body),
            "term" => self.term(body),
            "terms" => self.terms(body),
            "range" => self.range(body),
            "prefix" => self.prefix(body),
            "wildcard" => self.wildcard(body),
            "regexp" => self.regexp(body),
            "match" | "match_phrase" | "match_phrase_prefix" | "match_bool_prefix" => {
                self.match_field(kind, body)
            }
            "multi_match" => self.multi_match(body),
            "query_string" => self.query_string(body),
            "simple_query_string" => self.simple_query_string(body),
            known if NOT_SUPPORTED.contains(&known) => {
                Err(DslError::parsing(format!("[{known}] queries are not supported")))
            }
            other => Err(DslError::parsing(format!("unknown query [{other}]"))),
        }
    }

    /// A query that selects what another within it does.
    fn inner(
        &self,
        kind: &str,
        member: &str,
        body: &Map<String, Value>,
        depth: usize,
    ) -> Result<Filter, DslError> {
        match body.get(member) {
            Some(query) => self.query(query, depth + 1),
            None => Err(DslError::argument(format!("[{kind}] requires a '{member}' element"))),
        }
    }

    fn any_query(&self, kind: &str, body: &Map<String, Value>, depth: usize) -> Result<Filter, DslError> {
        let queries = self.queries(body.get("queries"), depth + 1)?;
        if queries.is_empty() {
            return Err(DslError::argument(format!(
                "[{kind}] requires 'queries' field with at least one clause"
            )));
        }
        Ok(Filter::Or(queries))
    }
}
