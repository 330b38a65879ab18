//! `threshold`: at least so many events with equal values in some fields.

use ecs::FieldPath;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::decode::Fields;
use super::super::encode::put;
use super::super::suppression::Suppression;
use super::{Language, SearchScope};

pub(super) const NOT_YET: &str = "counting events over a window is not built yet";

/// A threshold rule.
#[derive(Clone, PartialEq, Debug)]
pub struct ThresholdRule {
    /// KQL or Lucene.
    pub language: Language,
    /// Which events count.
    pub query: String,
    /// What it reads.
    pub scope: SearchScope,
    /// The saved query it was made from.
    pub saved_id: Option<String>,
    /// Events with equal values here are counted together; empty counts all.
    pub threshold_fields: Vec<FieldPath>,
    /// How many there must be.
    pub threshold_value: u64,
    /// How many distinct values another field must have.
    pub cardinality: Vec<Cardinality>,
    /// How alerts are folded.
    pub alert_suppression: Option<Suppression>,
}

/// At least so many distinct values of a field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Cardinality {
    /// Which field.
    pub field: FieldPath,
    /// How many distinct values.
    pub value: u64,
}

impl ThresholdRule {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let language = Language::read(fields);
        let query = fields.text("query").unwrap_or_default();
        let scope = SearchScope::read(fields);
        if !fields.has("threshold") {
            fields.problem("threshold", "`threshold` is missing", "write its `field` and `value`");
        }
        let threshold = fields.object("threshold", |threshold| {
            let by = threshold
                .texts("field")
                .into_iter()
                .filter(|field| !field.is_empty())
                .map(FieldPath::from)
                .collect();
            let value = threshold.whole_number("value").filter(|value| *value > 0);
            if value.is_none() {
                threshold.problem(
                    "value",
                    "the threshold has no count",
                    "write a whole number of at least 1",
                );
            }
            let cardinality = threshold.objects("cardinality", |fields| Cardinality {
                field: fields.text("field").unwrap_or_default().into(),
                value: fields.whole_number("value").unwrap_or_default(),
            });
            (by, value.unwrap_or(1), cardinality)
        });
        let (threshold_fields, threshold_value, cardinality) = threshold.unwrap_or_default();
        Self {
            language,
            query,
            scope,
            saved_id: fields.text("saved_id"),
            threshold_fields,
            threshold_value,
            cardinality,
            alert_suppression: fields.object("alert_suppression", Suppression::read),
        }
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        put(api, "language", self.language);
        put(api, "query", &self.query);
        self.scope.write(api);
        put(api, "saved_id", &self.saved_id);
        let mut threshold = json!({"field": self.threshold_fields, "value": self.threshold_value});
        if !self.cardinality.is_empty() {
            threshold["cardinality"] = json!(self.cardinality);
        }
        put(api, "threshold", threshold);
        put(api, "alert_suppression", &self.alert_suppression);
    }
}
