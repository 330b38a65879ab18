//! What a request's parts need of the scan, while it is read.

use detect::dsl::{DslContext, lower_query};
use ecs::{Catalogue, Timestamp};
use lang::ir::Filter;
use serde_json::Value;

use super::SearchError;
use super::field::Field;
use super::scan::Asked;

/// Which fields a query string asks that names none: those that people read, as the templates of Elastic's integrations
/// have them (`index.query.default_field`).
const DEFAULT_FIELDS: &[&str] = &[
    "message",
    "event.action",
    "event.code",
    "event.provider",
    "host.name",
    "host.hostname",
    "user.name",
    "process.name",
    "process.executable",
    "process.command_line",
    "process.parent.name",
    "process.parent.executable",
    "process.parent.command_line",
    "file.name",
    "file.path",
    "registry.path",
    "dll.name",
    "dll.path",
    "dns.question.name",
    "destination.domain",
    "source.ip",
    "destination.ip",
    "url.full",
    "rule.name",
    "kibana.alert.rule.name",
    "kibana.alert.reason",
];

/// Collects filters and fields.
pub(super) struct Planner<'c> {
    pub(super) catalogue: &'c dyn Catalogue,
    pub(super) now: Timestamp,
    pub(super) asked: Asked,
}

impl<'c> Planner<'c> {
    pub(super) fn new(catalogue: &'c dyn Catalogue, now: Timestamp) -> Self {
        Self { catalogue, now, asked: Asked::new(Filter::All) }
    }

    /// A query of the DSL as a filter.
    pub(super) fn lower(&self, query: &Value) -> Result<Filter, SearchError> {
        let context = DslContext {
            catalogue: self.catalogue,
            now: Some(self.now),
            default_fields: DEFAULT_FIELDS,
            knows_objects: true,
        };
        Ok(lower_query(query, &context)?)
    }

    /// The main query: all that is looked at.
    pub(super) fn set_query(&mut self, query: Option<&Value>) -> Result<(), SearchError> {
        if let Some(query) = query.filter(|query| !query.is_null()) {
            let filter = self.lower(query)?;
            if let Some(first) = self.asked.filters.first_mut() {
                *first = filter;
            }
        }
        Ok(())
    }

    /// The number of a further filter.
    pub(super) fn filter(&mut self, query: &Value) -> Result<usize, SearchError> {
        let filter = self.lower(query)?;
        Ok(self.asked.filter(filter))
    }

    /// A field whose values are wanted, and its number.
    pub(super) fn field(&mut self, name: &str) -> Result<(usize, Field), SearchError> {
        let field = Field::of_values(name, self.catalogue)?;
        Ok((self.asked.field(field.clone()), field))
    }
}
