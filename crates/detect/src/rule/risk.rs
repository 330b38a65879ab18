//! How bad a match is: severity and risk score, and the mappings that take them from the event.

use std::fmt;
use std::str::FromStr;

use ecs::FieldPath;
use serde::Serialize;
use serde_json::Value;

use super::decode::{Fields, InvalidValue};

/// How bad, in four steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth keeping.
    Low,
    /// Worth a look.
    Medium,
    /// Worth a look now.
    High,
    /// Drop everything.
    Critical,
}

impl Severity {
    /// All of them, least first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == text).ok_or_else(|| {
            InvalidValue::new(
                format!("no severity is called `{text}`"),
                "write low, medium, high or critical",
            )
        })
    }
}

/// From 0 to 100.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub struct RiskScore(f64);

impl RiskScore {
    /// A score, when it is from 0 to 100.
    ///
    /// # Errors
    /// For any other number.
    pub fn new(score: f64) -> Result<Self, InvalidValue> {
        if (0.0..=100.0).contains(&score) {
            Ok(Self(score))
        } else {
            Err(InvalidValue::new(format!("{score} is no risk score"), "write a number from 0 to 100"))
        }
    }

    /// The score as a number.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The score as documents write it: `73`, not `73.0`.
    pub fn to_json(self) -> Value {
        if self.0.fract() == 0.0 { Value::from(self.0 as u8) } else { Value::from(self.0) }
    }
}

impl fmt::Display for RiskScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for RiskScore {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// An event whose field has this value gives its alert this severity.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SeverityMapping {
    /// Which field.
    pub field: FieldPath,
    /// Always `equals`.
    pub operator: String,
    /// The value, as text; compared as a number where the event's value is one.
    pub value: String,
    /// The severity it gives.
    pub severity: Severity,
}

impl SeverityMapping {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        let severity = fields.required_text("severity", "write low, medium, high or critical").parse();
        Self {
            field: fields.required_text("field", "name the field to look at").into(),
            operator: fields.text("operator").unwrap_or_else(|| "equals".into()),
            value: fields.text("value").unwrap_or_default(),
            severity: fields.checked("severity", severity).unwrap_or(Severity::Low),
        }
    }
}

/// The event's field gives its alert the risk score.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RiskScoreMapping {
    /// Which field: its value is the score when it is a number from 0 to 100.
    pub field: FieldPath,
    /// Always `equals`.
    pub operator: String,
    /// Unused, and empty in practice.
    pub value: String,
    /// Unused by Elastic's engine; kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_score: Option<RiskScore>,
}

impl RiskScoreMapping {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        let score = fields.take("risk_score").and_then(|value| value.as_f64());
        Self {
            field: fields.required_text("field", "name the field to look at").into(),
            operator: fields.text("operator").unwrap_or_else(|| "equals".into()),
            value: fields.text("value").unwrap_or_default(),
            risk_score: score.and_then(|score| fields.checked("risk_score", RiskScore::new(score))),
        }
    }
}
