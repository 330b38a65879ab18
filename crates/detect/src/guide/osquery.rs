//! `!{osquery{…}}`: a query that a guide suggests for the host itself.

use ecs::{Document, FieldPath};
use serde_json::Value;

use super::template::Template;
use crate::rule::decode::Fields;

/// A query in osquery's SQL. Tripline shows it, filled in, for whoever can run it on the host.
#[derive(Clone, PartialEq, Debug)]
pub struct OsqueryQuery {
    /// What it finds, in a few words.
    pub label: String,
    /// The SQL, with places for values of the alert.
    pub query: String,
    /// Which ECS field each column becomes; kept as written.
    pub ecs_mapping: Option<Value>,
    /// How long it may take, in seconds.
    pub timeout: Option<u64>,
}

impl OsqueryQuery {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            label: fields.text("label").unwrap_or_default(),
            query: fields.required_text("query", "write the SQL"),
            ecs_mapping: fields.take("ecs_mapping"),
            timeout: fields.whole_number("timeout"),
        }
    }

    /// The SQL with the alert's values in place, each as a text in SQL's quotes, whether or not the query has quotes
    /// around the place. Fields that the alert lacks stay as they were written and are returned, too.
    pub fn fill(&self, alert: &Document) -> (String, Vec<FieldPath>) {
        let mut sql = String::with_capacity(self.query.len());
        let mut missing = Vec::new();
        let mut rest = self.query.as_str();
        while let Some((before, from_name)) = rest.split_once("{{") {
            let Some((name, after)) = from_name.split_once("}}") else { break };
            let place = format!("{{{{{name}}}}}");
            let (value, absent) = match Template::parse(&place).fill(alert) {
                Ok(value) => (crate::alert::lookup::text_of(&value).replace('\'', "''"), Vec::new()),
                Err(absent) => (place, absent),
            };
            let quoted = before.ends_with('\'') && after.starts_with('\'');
            sql.push_str(before);
            if quoted || !absent.is_empty() {
                sql.push_str(&value);
            } else {
                sql.push('\'');
                sql.push_str(&value);
                sql.push('\'');
            }
            missing.extend(absent);
            rest = after;
        }
        sql.push_str(rest);
        (sql, missing)
    }
}
