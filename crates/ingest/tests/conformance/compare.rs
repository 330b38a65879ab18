//! Compares documents field by field.

use std::collections::BTreeMap;
use std::fmt;

use ecs::Document;
use serde_json::Value;

/// One field that differs.
pub(crate) struct Difference {
    pub(crate) path: String,
    pub(crate) expected: Option<Value>,
    pub(crate) found: Option<Value>,
}

impl Difference {
    /// A record that could not be read at all.
    pub(crate) fn failure(error: &str) -> Self {
        Self { path: "(record)".to_owned(), expected: None, found: Some(Value::from(error)) }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string);
        write!(f, "{}: expected {}, found {}", self.path, shown(&self.expected), shown(&self.found))
    }
}

/// Fields that the expected documents have from elsewhere: `../README.md` of the corpus says so.
const NOT_COMPARED: &[&str] = &["event.original", "tags", "ecs.version", "event.ingested"];

/// The fields that differ. Arrays are compared as a whole, empty objects and nulls are nothing.
pub(crate) fn differences(expected: &Document, found: &Document) -> Vec<Difference> {
    let (expected, mut found) = (fields(expected), fields(found));
    let mut differences = Vec::new();
    for (path, expected) in expected {
        let found = found.remove(&path);
        if found.as_ref() != Some(&expected) {
            differences.push(Difference { path, expected: Some(expected), found });
        }
    }
    let extra =
        found.into_iter().map(|(path, found)| Difference { path, expected: None, found: Some(found) });
    differences.extend(extra);
    differences
}

fn fields(document: &Document) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::new();
    flatten("", document, &mut fields);
    fields.retain(|path, _| {
        !NOT_COMPARED.contains(&path.as_str()) && !path.contains(".geo.") && !path.contains(".as.")
    });
    fields
}

fn flatten(prefix: &str, object: &Document, fields: &mut BTreeMap<String, Value>) {
    for (name, value) in object {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            Value::Object(members) => flatten(&path, members, fields),
            Value::Null => {}
            value => {
                fields.insert(path, value.clone());
            }
        }
    }
}
