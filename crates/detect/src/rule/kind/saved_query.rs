//! `saved_query`: a query that Kibana keeps under an id.

use serde_json::{Map, Value};

use super::super::decode::Fields;
use super::super::encode::put;
use super::super::suppression::Suppression;
use super::{Language, SearchScope};

pub(super) const NOT_YET: &str = "the query is kept in Kibana and is not part of the rule";

/// A saved query rule.
#[derive(Clone, PartialEq, Debug)]
pub struct SavedQueryRule {
    /// The saved query's id.
    pub saved_id: String,
    /// KQL or Lucene.
    pub language: Language,
    /// The query as it was when the rule was written, used where the saved one is gone.
    pub query: Option<String>,
    /// What it reads.
    pub scope: SearchScope,
    /// How alerts are folded.
    pub alert_suppression: Option<Suppression>,
}

impl SavedQueryRule {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            saved_id: fields.required_text("saved_id", "name the saved query"),
            language: Language::read(fields),
            query: fields.text("query"),
            scope: SearchScope::read(fields),
            alert_suppression: fields.object("alert_suppression", Suppression::read),
        }
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        put(api, "saved_id", &self.saved_id);
        put(api, "language", self.language);
        put(api, "query", &self.query);
        self.scope.write(api);
        put(api, "alert_suppression", &self.alert_suppression);
    }
}
