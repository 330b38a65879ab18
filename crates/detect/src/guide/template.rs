//! `{{field}}` in a guide's queries.

use std::fmt;

use ecs::{Document, FieldPath};
use serde_json::Value;

use crate::alert::lookup::{first_value, text_of};

/// A text with places for fields of the alert: `{{host.id}}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Text(String),
    Field(FieldPath),
}

impl Template {
    /// Reads a text; braces that name no field are text.
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, from_name)) = rest.split_once("{{") {
            let Some((name, after)) = from_name.split_once("}}") else { break };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            match name.trim() {
                "" => parts.push(Part::Text("{{}}".into())),
                name => parts.push(Part::Field(name.into())),
            }
            rest = after;
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Self { parts }
    }

    /// The fields it needs.
    pub fn fields(&self) -> impl Iterator<Item = &FieldPath> {
        self.parts.iter().filter_map(|part| match part {
            Part::Field(field) => Some(field),
            Part::Text(_) => None,
        })
    }

    /// The field, where the template is nothing but one.
    pub fn sole_field(&self) -> Option<&FieldPath> {
        match self.parts.as_slice() {
            [Part::Field(field)] => Some(field),
            _ => None,
        }
    }

    /// The text with the first value of each field in its place. A template that is nothing but a field gives the value
    /// itself, so that a number stays one.
    ///
    /// # Errors
    /// The fields that the alert lacks, or has only as an object.
    pub fn fill(&self, alert: &Document) -> Result<Value, Vec<FieldPath>> {
        let value_of =
            |field: &FieldPath| first_value(alert, field.as_str()).filter(|value| !value.is_object());
        if let Some(field) = self.sole_field() {
            return value_of(field).cloned().ok_or_else(|| vec![field.clone()]);
        }
        let mut text = String::new();
        let mut missing = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Field(field) => match value_of(field) {
                    Some(value) => text.push_str(&text_of(value)),
                    None => missing.push(field.clone()),
                },
            }
        }
        if missing.is_empty() { Ok(Value::String(text)) } else { Err(missing) }
    }
}

/// As it was written.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Field(field) => write!(f, "{{{{{field}}}}}"),
        })
    }
}
