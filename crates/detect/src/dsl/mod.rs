//! Elasticsearch's query DSL as [`Filter`]s: what search requests ask, and the filters that a rule may have beside its
//! query (`filters`), which are the same in a wrapper of Kibana's.
//!
//! **Face.** [`lower_query`] makes one filter of a query; what is not understood is an error, worded as Elasticsearch
//! words it: a query that would find more or less than its author meant does not run.
//!
//! **What is absent.** Scores, and everything that needs an index of its own: scripts, geo queries, joins, similarity.
//! Nested objects are taken as if they were flat: their conditions may be met by several of a list's objects.
//!
//! **Text fields.** Elasticsearch compares the words that its standard analyser makes of a text. Here they are found by
//! regular expressions that know where words end ([`words`]): letters, digits and `_` make words, and a dot or an
//! apostrophe between two of them joins them.

mod boolean;
mod clause;
mod date;
mod error;
mod field;
mod matching;
mod numeric;
mod pattern;
mod query_string;
mod range;
mod term;
mod words;
mod wrapper;

use std::cell::Cell;

use ecs::{Catalogue, Timestamp};
use lang::ir::Filter;
use serde_json::Value;

pub use error::{DslError, DslErrorKind};
pub(crate) use wrapper::lower_filters;

/// How deep clauses may nest: Elasticsearch's `indices.query.bool.max_nested_depth`.
const MAX_DEPTH: usize = 30;
/// The most clauses of one query, those counted that a pattern of field names stands for; more is refused before it is
/// compiled. Elasticsearch derives its own number from the memory it has, 1,024 at least.
const MAX_CLAUSES: usize = 4096;
/// The most values of one `terms`: Elasticsearch's `index.max_terms_count`.
const MAX_TERMS: usize = 65_536;
/// The longest regular expression: Elasticsearch's `index.max_regex_length`.
const MAX_REGEX_LENGTH: usize = 1000;
/// The longest pattern of `*` and `?`, prefix, or text to be cut into words.
const MAX_PATTERN_LENGTH: usize = 10_000;

/// What a query's text does not say itself.
#[derive(Clone, Copy)]
pub struct DslContext<'c> {
    /// Knows the fields. One that it does not know takes the type of what it is compared with.
    pub catalogue: &'c dyn Catalogue,
    /// What `now` is; without it, dates that depend on it are refused.
    pub now: Option<Timestamp>,
    /// Which fields a query string asks that names none.
    pub default_fields: &'c [&'c str],
    /// Whether the catalogue names every field below an object, as far as it matters: only then it can be said which
    /// events have the object.
    pub knows_objects: bool,
}

/// What events must pass to be found by a query: `{"term": {"process.pid": 4}}`.
///
/// # Errors
/// The first thing that is not understood, or goes beyond a limit.
pub fn lower_query(query: &Value, context: &DslContext<'_>) -> Result<Filter, DslError> {
    Lowering::new(*context).query(query, 0)
}

/// One query while it is lowered.
struct Lowering<'c> {
    context: DslContext<'c>,
    clauses: Cell<usize>,
}

impl<'c> Lowering<'c> {
    fn new(context: DslContext<'c>) -> Self {
        Self { context, clauses: Cell::new(0) }
    }

    /// Counts clauses, each of which costs memory when it is compiled.
    fn count(&self, clauses: usize) -> Result<(), DslError> {
        self.clauses.set(self.clauses.get().saturating_add(clauses));
        if self.clauses.get() > MAX_CLAUSES {
            return Err(DslError::argument(format!(
                "too_many_clauses: maxClauseCount is set to {MAX_CLAUSES}"
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
