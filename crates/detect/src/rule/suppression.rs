//! Folding alerts together after matching (`alert_suppression`).

use std::time::Duration;

use ecs::FieldPath;
use serde::Serialize;

use super::decode::Fields;

/// How alerts of one rule are folded into one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Suppression {
    /// Alerts with equal values of these are one; empty for threshold rules, which group by their own fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group_by: Vec<FieldPath>,
    /// For how long; none means within one run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<SuppressionDuration>,
    /// What happens to events that lack a group field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_fields_strategy: Option<MissingFieldsStrategy>,
}

/// A whole number of a unit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SuppressionDuration {
    /// How many.
    pub value: u64,
    /// `s`, `m` or `h`.
    pub unit: String,
}

impl SuppressionDuration {
    /// The length of time.
    pub fn length(&self) -> Duration {
        let seconds = match self.unit.as_str() {
            "h" => 3600,
            "m" => 60,
            _ => 1,
        };
        Duration::from_secs(self.value.saturating_mul(seconds))
    }
}

/// What happens to events that lack a group field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum MissingFieldsStrategy {
    /// Missing is a group of its own.
    #[serde(rename = "suppress")]
    Suppress,
    /// Each gets its own alert.
    #[serde(rename = "doNotSuppress")]
    DoNotSuppress,
}

impl Suppression {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        let group_by = fields.texts("group_by").into_iter().map(FieldPath::from).collect();
        let duration = fields.object("duration", |fields| SuppressionDuration {
            value: fields.whole_number("value").unwrap_or_default(),
            unit: match fields.text("unit") {
                Some(unit) if matches!(unit.as_str(), "s" | "m" | "h") => unit,
                _ => {
                    fields.problem("unit", "`unit` is none of s, m, h", "write s, m or h");
                    "s".into()
                }
            },
        });
        let missing_fields_strategy = match fields.text("missing_fields_strategy").as_deref() {
            None => None,
            Some("suppress") => Some(MissingFieldsStrategy::Suppress),
            Some("doNotSuppress") => Some(MissingFieldsStrategy::DoNotSuppress),
            Some(other) => {
                let message = format!("no strategy is called `{other}`");
                fields.problem("missing_fields_strategy", message, "write suppress or doNotSuppress");
                None
            }
        };
        Self { group_by, duration, missing_fields_strategy }
    }
}
