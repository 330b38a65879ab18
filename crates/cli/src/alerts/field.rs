//! Finds fields in documents, whichever way their names are nested.

use detect::alert::Alert;
use ecs::Document;
use serde_json::Value;

/// What has fields: a document, or an alert, which is not one document in memory.
pub(crate) trait Fields {
    /// The member of this name, at the top.
    fn member(&self, name: &str) -> Option<&Value>;
}

impl Fields for Document {
    fn member(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl Fields for Alert {
    fn member(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

/// The value of a field. Elasticsearch takes `{"a.b": 1}` and `{"a": {"b": 1}}` for the same, and an alert document has
/// both: `kibana.*` flat, everything else nested. Null counts as missing.
pub(crate) fn find<'d>(document: &'d impl Fields, path: &str) -> Option<&'d Value> {
    if let Some(value) = document.member(path) {
        return Some(value).filter(|value| !value.is_null());
    }
    path.match_indices('.').find_map(|(at, _)| {
        let (head, tail) = (path.get(..at)?, path.get(at + 1..)?);
        find(document.member(head)?.as_object()?, tail)
    })
}

/// The field as text: several values joined with commas, an object as JSON; empty where it is missing.
pub(crate) fn text(document: &impl Fields, path: &str) -> String {
    find(document, path).map(display).unwrap_or_default()
}

/// A value as text: several values joined with commas, an object as JSON.
pub(crate) fn display(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(display).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, path: &str, expected: &str) {
        let document: Document = serde_json::from_str(document).unwrap();
        assert_eq!(text(&document, path), expected, "{path}");
    }

    #[test]
    fn finds_flat_nested_and_mixed() {
        check(r#"{"a.b.c": 1}"#, "a.b.c", "1");
        check(r#"{"a": {"b": {"c": "x"}}}"#, "a.b.c", "x");
        check(r#"{"a": {"b.c": true}}"#, "a.b.c", "true");
        check(r#"{"a.b": {"c": ["x", "y"]}}"#, "a.b.c", "x, y");
        check(r#"{"a": "scalar", "a.b": "flat"}"#, "a.b", "flat");
        check(r#"{"a": {"b": null}}"#, "a.b", "");
        check(r#"{"a": {"b": {"c": 1}}}"#, "a.b", r#"{"c":1}"#);
    }
}
