//! What pipelines drop at their end: null, the empty text, and objects and arrays that hold nothing else.

use serde_json::Value;

/// The value without what is empty in it; nothing if nothing is left.
pub(crate) fn without_empty(value: Value) -> Option<Value> {
    without(value, str::is_empty)
}

/// The value without null, the texts for which `is_empty` holds, and what holds nothing else.
pub(crate) fn without(value: Value, is_empty: fn(&str) -> bool) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) if is_empty(&text) => None,
        Value::Array(elements) => {
            let left: Vec<Value> =
                elements.into_iter().filter_map(|element| without(element, is_empty)).collect();
            (!left.is_empty()).then_some(Value::Array(left))
        }
        Value::Object(members) => {
            let left: serde_json::Map<_, _> = members
                .into_iter()
                .filter_map(|(name, value)| without(value, is_empty).map(|value| (name, value)))
                .collect();
            (!left.is_empty()).then_some(Value::Object(left))
        }
        other => Some(other),
    }
}

/// What a JSON text holds, without what is empty in it. The parser limits how deep it nests.
pub(crate) fn parse_without_empty(json: &str) -> Option<Value> {
    serde_json::from_str(json).ok().and_then(without_empty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn empty_values_are_dropped_at_every_depth() {
        let value =
            json!({"a": null, "b": "", "c": {"d": [null, "", {}]}, "e": [0, false, "x", ""], "f": {"g": 1}});
        assert_eq!(without_empty(value), Some(json!({"e": [0, false, "x"], "f": {"g": 1}})));
        assert_eq!(without_empty(json!({"a": [[]]})), None);
        assert_eq!(parse_without_empty("{\"a\":"), None);
        assert_eq!(parse_without_empty(&"[".repeat(100_000)), None);
    }
}
