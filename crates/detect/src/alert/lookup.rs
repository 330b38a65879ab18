//! Finding a field in a document, whose names may be nested, dotted or both.

use ecs::Document;
use serde_json::Value;

/// How deep arrays of arrays are looked into.
const MAX_DEPTH: usize = 32;

/// The first value of a field that is not null and, where it is an array, not empty: a scalar, or an object where the
/// path ends on one.
pub(crate) fn first_value<'d>(document: &'d Document, path: &str) -> Option<&'d Value> {
    if let Some(value) = document.get(path).and_then(|value| first_of(value, 0)) {
        return Some(value);
    }
    for (dot, _) in path.match_indices('.') {
        let (name, rest) = (path.get(..dot)?, path.get(dot + 1..)?);
        if let Some(value) = document.get(name).and_then(|member| first_below(member, rest, 0)) {
            return Some(value);
        }
    }
    None
}

fn first_below<'d>(member: &'d Value, path: &str, depth: usize) -> Option<&'d Value> {
    match member {
        Value::Object(object) => first_value(object, path),
        Value::Array(items) if depth < MAX_DEPTH => {
            items.iter().find_map(|item| first_below(item, path, depth + 1))
        }
        _ => None,
    }
}

fn first_of(value: &Value, depth: usize) -> Option<&Value> {
    match value {
        Value::Null => None,
        Value::Array(items) if depth < MAX_DEPTH => items.iter().find_map(|item| first_of(item, depth + 1)),
        Value::Array(_) => None,
        value => Some(value),
    }
}

/// All scalar values of a field, in order, but not those of arrays within arrays.
pub(super) fn values<'d>(document: &'d Document, path: &str) -> Vec<&'d Value> {
    let mut found = Vec::new();
    collect(document, path, &mut found);
    found
}

fn collect<'d>(document: &'d Document, path: &str, found: &mut Vec<&'d Value>) {
    match document.get(path) {
        Some(Value::Array(items)) => found.extend(items.iter().filter(|item| is_scalar(item))),
        Some(value) if is_scalar(value) => found.push(value),
        _ => {}
    }
    for (dot, _) in path.match_indices('.') {
        let (Some(name), Some(rest)) = (path.get(..dot), path.get(dot + 1..)) else { continue };
        match document.get(name) {
            Some(Value::Object(object)) => collect(object, rest, found),
            Some(Value::Array(items)) => {
                items.iter().filter_map(Value::as_object).for_each(|object| collect(object, rest, found));
            }
            _ => {}
        }
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Bool(_) | Value::Number(_) | Value::String(_))
}

/// A scalar as text, without quotes.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_nested_dotted_and_listed() {
        let document: Value = serde_json::json!({
            "a": {"b": {"c": 1}, "d.e": [null, [], ["x", "y"]]},
            "f.g": {"h": true},
            "l": [{"n": null}, {"n": 2}, {"n": [3, 4]}],
            "deep": {"er.and": {"deeper": "z"}},
        });
        let document = document.as_object().expect("an object");
        let shown = |path| first_value(document, path).map(Value::to_string);
        assert_eq!(shown("a.b.c").as_deref(), Some("1"));
        assert_eq!(shown("a.d.e").as_deref(), Some("\"x\""));
        assert_eq!(shown("f.g.h").as_deref(), Some("true"));
        assert_eq!(shown("l.n").as_deref(), Some("2"));
        assert_eq!(shown("deep.er.and.deeper").as_deref(), Some("\"z\""));
        for absent in ["", ".", "a", "a.x", "a.b.c.d", "f", "l.m"].into_iter().filter(|path| *path != "a") {
            assert_eq!(shown(absent), None, "{absent}");
        }
        assert_eq!(values(document, "l.n"), [&Value::from(2), &Value::from(3), &Value::from(4)]);
    }
}
