//! Severity, risk score and name taken from the event.
//!
//! Elastic applies these to alerts on single events only; here they apply to building blocks, each by its own event,
//! and to the shell, by all of them.

use ecs::Document;
use serde_json::Value;

use super::lookup::values;
use crate::rule::{RiskScore, Rule, Severity};

/// What an alert is called and how bad it is, after the rule's mappings.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Overrides {
    pub(super) severity: Severity,
    pub(super) risk_score: RiskScore,
    pub(super) name: Option<String>,
}

impl Overrides {
    /// For an alert on these events.
    pub(super) fn of(rule: &Rule, events: &[&Document]) -> Self {
        Self {
            severity: severity(rule, events).unwrap_or(rule.severity),
            risk_score: risk_score(rule, events).unwrap_or(rule.risk_score),
            name: name(rule, events),
        }
    }
}

/// The highest severity whose field has the value it asks for.
fn severity(rule: &Rule, events: &[&Document]) -> Option<Severity> {
    let holds = |mapping: &&crate::rule::SeverityMapping| {
        events.iter().any(|event| {
            values(event, mapping.field.as_str()).into_iter().any(|value| is_equal(value, &mapping.value))
        })
    };
    rule.severity_mapping.iter().filter(holds).map(|mapping| mapping.severity).max()
}

/// Text is compared as text, a number with the number that the mapping's text says.
fn is_equal(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text == wanted,
        Value::Number(number) => match (number.as_i64(), wanted.trim().parse::<i64>()) {
            (Some(number), Ok(wanted)) => number == wanted,
            _ => number.as_f64().is_some_and(|number| wanted.trim().parse::<f64>() == Ok(number)),
        },
        Value::Bool(value) => wanted == if *value { "true" } else { "false" },
        _ => false,
    }
}

/// The highest value of the first mapping's field that is a risk score.
fn risk_score(rule: &Rule, events: &[&Document]) -> Option<RiskScore> {
    let mapping = rule.risk_score_mapping.first()?;
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    events
        .iter()
        .flat_map(|event| values(event, mapping.field.as_str()))
        .filter_map(|value| RiskScore::new(number(value)?).ok())
        .max_by(|left, right| left.get().total_cmp(&right.get()))
}

/// The first text in the field that names the alert.
fn name(rule: &Rule, events: &[&Document]) -> Option<String> {
    let field = rule.rule_name_override.as_ref()?;
    events
        .iter()
        .flat_map(|event| values(event, field.as_str()))
        .find_map(|value| value.as_str().filter(|name| !name.trim().is_empty()))
        .map(str::to_owned)
}
