//! `eql`: events, sequences and samples.

use ecs::FieldPath;
use serde_json::{Map, Value};

use super::super::decode::Fields;
use super::super::encode::put;
use super::super::suppression::Suppression;
use super::{Language, SearchScope};

/// An event correlation rule.
#[derive(Clone, PartialEq, Debug)]
pub struct EqlRule {
    /// The query.
    pub query: String,
    /// What it reads.
    pub scope: SearchScope,
    /// The field that `process where` looks at, instead of `event.category`.
    pub event_category_override: Option<FieldPath>,
    /// Orders events of equal time.
    pub tiebreaker_field: Option<FieldPath>,
    /// Orders events and measures `maxspan`, instead of `@timestamp`.
    pub timestamp_field: Option<FieldPath>,
    /// How alerts are folded.
    pub alert_suppression: Option<Suppression>,
}

impl EqlRule {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Language::Eql.expect(fields);
        Self {
            query: fields.required_text("query", "write the EQL query"),
            scope: SearchScope::read(fields),
            event_category_override: fields.text("event_category_override").map(FieldPath::from),
            tiebreaker_field: fields.text("tiebreaker_field").map(FieldPath::from),
            timestamp_field: fields.text("timestamp_field").map(FieldPath::from),
            alert_suppression: fields.object("alert_suppression", Suppression::read),
        }
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        put(api, "language", Language::Eql);
        put(api, "query", &self.query);
        self.scope.write(api);
        put(api, "event_category_override", &self.event_category_override);
        put(api, "tiebreaker_field", &self.tiebreaker_field);
        put(api, "timestamp_field", &self.timestamp_field);
        put(api, "alert_suppression", &self.alert_suppression);
    }
}
