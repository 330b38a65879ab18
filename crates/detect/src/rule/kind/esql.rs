//! `esql`: the rows that a piped query returns.

use serde_json::{Map, Value};

use super::super::decode::Fields;
use super::super::encode::put;
use super::super::suppression::Suppression;
use super::Language;

pub(super) const NOT_YET: &str = "ES|QL queries are not compiled yet";

/// An ES|QL rule. The query names its indices itself.
#[derive(Clone, PartialEq, Debug)]
pub struct EsqlRule {
    /// The query.
    pub query: String,
    /// How alerts are folded.
    pub alert_suppression: Option<Suppression>,
}

impl EsqlRule {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Language::Esql.expect(fields);
        Self {
            query: fields.required_text("query", "write the ES|QL query"),
            alert_suppression: fields.object("alert_suppression", Suppression::read),
        }
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        put(api, "language", Language::Esql);
        put(api, "query", &self.query);
        put(api, "alert_suppression", &self.alert_suppression);
    }
}
