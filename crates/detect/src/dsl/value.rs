//! Values of clauses as literals.

use ecs::{FieldType, Timestamp};
use ipnet::IpNet;
use lang::ir::Literal;
use serde_json::Value;

use super::NotUnderstood;
use crate::eval::address;

/// A scalar as a literal of a field's type.
pub(super) fn literal(value: &Value, field_type: FieldType) -> Result<Literal, NotUnderstood> {
    let text = text(value)?;
    let trimmed = text.trim();
    let read = match field_type {
        FieldType::Keyword | FieldType::Text | FieldType::Ip | FieldType::Version => {
            Some(Literal::Text(text.clone()))
        }
        FieldType::Long => trimmed.parse().ok().map(Literal::Long).or_else(|| double(trimmed)),
        FieldType::Double => double(trimmed),
        FieldType::Boolean => trimmed.parse().ok().map(Literal::Boolean),
        FieldType::Date => {
            let millis = trimmed.parse().ok().and_then(Timestamp::from_millis);
            // What is left out of a date is filled up differently at either end of a range, so all must be there.
            let whole = || Timestamp::parse(trimmed).filter(|_| trimmed.len() >= "2026-05-14T07:00:30".len());
            millis.or_else(whole).map(|time| Literal::Date(time.nanos()))
        }
        FieldType::Object => None,
    };
    read.ok_or_else(|| NotUnderstood::new(format!("the value `{text}` of a field that holds none such")))
}

fn double(text: &str) -> Option<Literal> {
    text.parse().ok().filter(|number: &f64| number.is_finite()).map(Literal::Double)
}

/// A scalar as text.
pub(super) fn text(value: &Value) -> Result<String, NotUnderstood> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(NotUnderstood::new(format!("the value {value}, which is no scalar")))
        }
    }
}

/// An address, or a network of them.
pub(super) fn network(text: &str) -> Result<IpNet, NotUnderstood> {
    let network = text.trim().parse().ok().or_else(|| address(text.trim()).map(IpNet::from));
    network.ok_or_else(|| NotUnderstood::new(format!("`{text}`, which is no address")))
}

/// A pattern of Elasticsearch's wildcard query, where a backslash takes the next character for itself.
pub(super) fn wildcard(pattern: &str) -> Result<String, NotUnderstood> {
    let mut plain = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('*' | '?') => {
                    return Err(NotUnderstood::new(format!(
                        "a wildcard that stands for itself in `{pattern}`"
                    )));
                }
                Some(escaped) => plain.push(escaped),
                // Lucene takes one at the end for itself.
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    Ok(plain)
}
