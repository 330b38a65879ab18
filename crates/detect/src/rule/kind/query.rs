//! `query`: single events in KQL or Lucene.

use serde_json::{Map, Value};

use super::super::decode::Fields;
use super::super::encode::put;
use super::super::suppression::Suppression;
use super::{Language, SearchScope};

pub(super) const NOT_YET: &str = "KQL and Lucene queries are not compiled yet";

/// A custom query rule.
#[derive(Clone, PartialEq, Debug)]
pub struct QueryRule {
    /// KQL or Lucene.
    pub language: Language,
    /// The query; empty selects everything.
    pub query: String,
    /// What it reads.
    pub scope: SearchScope,
    /// The saved query it was made from.
    pub saved_id: Option<String>,
    /// How alerts are folded.
    pub alert_suppression: Option<Suppression>,
}

impl QueryRule {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            language: Language::read(fields),
            query: fields.text("query").unwrap_or_default(),
            scope: SearchScope::read(fields),
            saved_id: fields.text("saved_id"),
            alert_suppression: fields.object("alert_suppression", Suppression::read),
        }
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        put(api, "language", self.language);
        put(api, "query", &self.query);
        self.scope.write(api);
        put(api, "saved_id", &self.saved_id);
        put(api, "alert_suppression", &self.alert_suppression);
    }
}
