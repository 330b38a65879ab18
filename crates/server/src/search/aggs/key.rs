//! Values that documents are told apart by.

use std::cmp::Ordering;

use ecs::Timestamp;
use jiff::tz::TimeZone;
use lang::ir::Literal;
use serde_json::Value;

use super::super::dates::DateOutput;

/// A value as a bucket's key.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in super::super) enum Key {
    Boolean(bool),
    Long(i64),
    /// The bits of a number with a fraction.
    Double(u64),
    /// Milliseconds since the epoch.
    Date(i64),
    Text(String),
}

impl Key {
    pub(super) fn of(literal: &Literal) -> Option<Self> {
        Some(match literal {
            Literal::Null => return None,
            Literal::Boolean(value) => Self::Boolean(*value),
            Literal::Long(value) => Self::Long(*value),
            Literal::Double(value) => Self::double(*value),
            Literal::Text(text) => Self::Text(text.clone()),
            Literal::Date(nanos) => Self::Date(Timestamp::from_nanos(*nanos).millis()),
        })
    }

    /// A number; negative zero is zero.
    pub(super) fn double(value: f64) -> Self {
        Self::Double((value + 0.0).to_bits())
    }

    /// What remembering it takes, roughly.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => 64 + text.len(),
            _ => 64,
        }
    }

    pub(super) fn json(&self) -> Value {
        match self {
            Self::Boolean(value) => i64::from(*value).into(),
            Self::Long(value) | Self::Date(value) => Value::from(*value),
            Self::Double(bits) => Value::from(f64::from_bits(*bits)),
            Self::Text(text) => Value::from(text.as_str()),
        }
    }

    /// The key as text, where an answer has it beside the key.
    pub(super) fn text(&self, format: Option<&DateOutput>) -> Option<String> {
        match self {
            Self::Boolean(value) => Some(value.to_string()),
            Self::Date(millis) => {
                let iso = DateOutput::iso();
                Timestamp::from_millis(*millis).map(|time| format.unwrap_or(&iso).write(time, &TimeZone::UTC))
            }
            _ => None,
        }
    }

    /// The key as the name of a member.
    pub(super) fn name(&self, format: Option<&DateOutput>) -> String {
        match (self.text(format), self) {
            (Some(text), _) => text,
            (None, Self::Text(text)) => text.clone(),
            (None, other) => other.json().to_string(),
        }
    }
}

/// Numbers by value, texts byte by byte, numbers before texts.
impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let number = |key: &Self| match key {
            Self::Boolean(value) => Some(f64::from(u8::from(*value))),
            Self::Long(value) | Self::Date(value) => Some(*value as f64),
            Self::Double(bits) => Some(f64::from_bits(*bits)),
            Self::Text(_) => None,
        };
        match (self, other) {
            (Self::Long(left) | Self::Date(left), Self::Long(right) | Self::Date(right)) => left.cmp(right),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            (left, right) => match (number(left), number(right)) {
                (Some(left), Some(right)) => left.total_cmp(&right),
                (Some(_), None) => Ordering::Less,
                (None, _) => Ordering::Greater,
            },
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
