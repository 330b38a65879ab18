//! The field that a clause asks, and the clause's other members.

use ecs::{FieldPath, FieldType};
use lang::ir::{Case, FieldRef, FieldTest, Filter, Test};
use serde_json::{Map, Value};

use super::{DslContext, DslError, Lowering};

/// Members of a clause's body that say nothing about what it selects.
pub(super) const IGNORED: &[&str] = &["boost", "_name"];

/// Fields of a hit that are not in its document.
const METADATA: &[&str] = &["_id", "_index"];

/// A field that is asked.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The name in the query.
    pub(super) name: String,
    pub(super) field: FieldRef,
    /// Whether it is a lower-case copy of a keyword (`process.name.caseless`), which is asked as if case did not count.
    pub(super) caseless: bool,
}

impl Asked {
    pub(super) fn field_type(&self) -> FieldType {
        self.field.field_type
    }

    pub(super) fn case(&self, insensitive: bool) -> Case {
        if insensitive || self.caseless { Case::Insensitive } else { Case::Sensitive }
    }

    pub(super) fn test(&self, test: Test) -> Filter {
        Filter::Test(FieldTest { field: self.field.clone(), test })
    }
}

impl DslContext<'_> {
    /// A field by its name. One that the catalogue does not know takes the type of the values it is compared with.
    pub(super) fn asked(&self, name: &str, with: &[&Value]) -> Asked {
        if METADATA.contains(&name) {
            let field = FieldRef { path: name.into(), field_type: FieldType::Keyword };
            return Asked { name: name.to_owned(), field, caseless: false };
        }
        let (path, field_type) = match self.catalogue.field(name) {
            Some(info) => (info.path, info.field_type),
            // What Elasticsearch maps by itself has its keyword below a text.
            None => {
                let path = name.strip_suffix(".keyword").unwrap_or(name);
                (FieldPath::from(path), type_of(with))
            }
        };
        let caseless = name.ends_with(".caseless") && path.as_str() != name;
        Asked { name: name.to_owned(), field: FieldRef { path, field_type }, caseless }
    }

    /// The fields that a name or a pattern of names stands for.
    pub(super) fn fields_named(&self, pattern: &str) -> Vec<String> {
        if !pattern.contains('*') {
            return vec![pattern.to_owned()];
        }
        let named = |path: &&str| lang::wildcard_match(pattern, path, Case::Sensitive);
        let holds_values =
            |path: &&str| self.catalogue.field(path).is_some_and(|info| info.field_type != FieldType::Object);
        self.catalogue.paths().filter(named).filter(holds_values).map(str::to_owned).collect()
    }
}

/// The type that holds all of these.
fn type_of(values: &[&Value]) -> FieldType {
    /// Beyond it a double no longer holds every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    if all(|value| value.as_f64().is_some_and(|number| number.abs() <= EXACT)) {
        FieldType::Double
    } else if all(Value::is_boolean) {
        FieldType::Boolean
    } else {
        FieldType::Keyword
    }
}

impl Lowering<'_> {
    /// The field's name that a clause asks, and what it asks of it.
    pub(super) fn named<'b>(
        &self,
        kind: &str,
        body: &'b Map<String, Value>,
    ) -> Result<(&'b str, &'b Value), DslError> {
        let mut fields = body.iter().filter(|(name, _)| !IGNORED.contains(&name.as_str()));
        match (fields.next(), fields.next()) {
            (Some((name, asked)), None) => Ok((name, asked)),
            (Some((one, _)), Some((other, _))) => Err(DslError::parsing(format!(
                "[{kind}] query doesn't support multiple fields, found [{one}] and [{other}]"
            ))),
            (None, _) => Err(DslError::argument(format!("[{kind}] query: field name is null or empty"))),
        }
    }
}

/// The value that a clause compares with: itself or, where it has parameters, the one of this name. `others` are the
/// parameters that may be there besides.
pub(super) fn parameter<'b>(
    kind: &str,
    asked: &'b Value,
    name: &str,
    others: &[&str],
) -> Result<&'b Value, DslError> {
    let Value::Object(parameters) = asked else { return Ok(asked) };
    let known = |key: &str| key == name || others.contains(&key) || IGNORED.contains(&key);
    if let Some(other) = parameters.keys().find(|key| !known(key.as_str())) {
        return Err(DslError::parsing(format!("[{kind}] query does not support [{other}]")));
    }
    parameters.get(name).ok_or_else(|| DslError::argument(format!("[{kind}] query: value cannot be null")))
}

/// A parameter that is true or false, also where it is written as text.
pub(super) fn flag(parameters: &Value, name: &str) -> bool {
    match parameters.get(name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}

/// A scalar as text.
pub(super) fn text(kind: &str, value: &Value) -> Result<String, DslError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        Value::Null => Err(DslError::argument(format!("[{kind}] query: value cannot be null"))),
        Value::Array(_) => Err(DslError::parsing(format!("[{kind}] query does not support array of values"))),
        Value::Object(_) => {
            Err(DslError::parsing(format!("[{kind}] query does not support an object as value")))
        }
    }
}
