//! A value as expressions compute with it.

use std::borrow::Cow;

use crate::ir::Literal;

/// A value while an expression is evaluated. Borrows from the event where it can.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Long(i64),
    /// A number with a fraction.
    Double(f64),
    /// A text; also addresses and versions.
    Text(Cow<'a, str>),
    /// A point in time, in nanoseconds since the epoch.
    Date(i64),
}

impl<'a> Value<'a> {
    /// A text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn as_long(&self) -> Option<i64> {
        match self {
            Self::Long(value) => Some(*value),
            _ => None,
        }
    }

    /// Any number as a double.
    pub fn as_double(&self) -> Option<f64> {
        match self {
            Self::Long(value) => Some(*value as f64),
            Self::Double(value) => Some(*value),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Boolean(value),
            Self::Long(value) => Value::Long(value),
            Self::Double(value) => Value::Double(value),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Date(value) => Value::Date(value),
        }
    }
}

impl<'a> From<&'a Literal> for Value<'a> {
    fn from(literal: &'a Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Boolean(value) => Self::Boolean(*value),
            Literal::Long(value) => Self::Long(*value),
            Literal::Double(value) => Self::Double(*value),
            Literal::Text(text) => Self::Text(Cow::Borrowed(text)),
            Literal::Date(value) => Self::Date(*value),
        }
    }
}

impl From<Value<'_>> for Literal {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Boolean(value) => Self::Boolean(value),
            Value::Long(value) => Self::Long(value),
            Value::Double(value) => Self::Double(value),
            Value::Text(text) => Self::Text(text.into_owned()),
            Value::Date(value) => Self::Date(value),
        }
    }
}
