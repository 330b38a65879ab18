//! The values of a field in a whole document, as its type holds them.
//!
//! This mirrors what a batch's columns hold, so that the naive interpreter and the columnar evaluator see the same.

use ecs::{Document, FieldType, Timestamp, coerce};
use lang::ir::{FieldRef, Literal};
use serde_json::Value;

/// How deep arrays and objects may nest.
const MAX_DEPTH: usize = 32;

/// Every value that the document has for the field, in order. Names may be nested, dotted or both; arrays give each of
/// their elements, also arrays of objects. What does not fit the field's type is left out.
pub(crate) fn field_values(document: &Document, field: &FieldRef) -> Vec<Literal> {
    let mut values = Vec::new();
    below(document, field.path.as_str(), 1, &mut |value| values.extend(coerced(value, field.field_type)));
    values
}

/// Visits the scalars at a path below an object: a member may be named by one or by several of the path's segments.
fn below(object: &Document, path: &str, depth: usize, visit: &mut impl FnMut(&Value)) {
    for (name, member) in object {
        if name == path {
            scalars(member, depth, visit);
        } else if let Some(rest) = path.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix('.')) {
            objects(member, depth, &mut |inner, depth| below(inner, rest, depth, visit));
        }
    }
}

fn scalars(value: &Value, depth: usize, visit: &mut dyn FnMut(&Value)) {
    match value {
        Value::Array(elements) if depth < MAX_DEPTH => {
            elements.iter().for_each(|element| scalars(element, depth + 1, visit));
        }
        Value::Array(_) | Value::Object(_) | Value::Null => {}
        scalar => visit(scalar),
    }
}

fn objects(value: &Value, depth: usize, visit: &mut dyn FnMut(&Document, usize)) {
    match value {
        Value::Array(elements) if depth < MAX_DEPTH => {
            elements.iter().for_each(|element| objects(element, depth + 1, visit));
        }
        Value::Object(object) if depth < MAX_DEPTH => visit(object, depth + 1),
        _ => {}
    }
}

/// A JSON scalar as a field of this type holds it, or nothing where it does not fit.
pub(crate) fn coerced(value: &Value, field_type: FieldType) -> Option<Literal> {
    match value {
        Value::String(text) => coerce_text(text, field_type),
        Value::Bool(value) => match field_type {
            FieldType::Boolean => Some(Literal::Boolean(*value)),
            _ if is_held_as_text(field_type) => Some(Literal::Text(value.to_string())),
            _ => None,
        },
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => coerce_number(whole as f64, Some(whole), field_type),
            (None, Some(value)) => coerce_number(value, None, field_type),
            (None, None) => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn coerce_number(value: f64, whole: Option<i64>, field_type: FieldType) -> Option<Literal> {
    let long = whole.or_else(|| coerce::long_from_double(value));
    match field_type {
        FieldType::Long => long.map(Literal::Long),
        FieldType::Double => Some(value).filter(|value| value.is_finite()).map(Literal::Double),
        FieldType::Boolean => None,
        FieldType::Date => long.and_then(Timestamp::from_millis).map(|time| Literal::Date(time.nanos())),
        _ => {
            let text = whole.map_or_else(|| coerce::text_from_double(value), |whole| whole.to_string());
            Some(Literal::Text(text))
        }
    }
}

/// What a text says as a value of this type.
pub(crate) fn coerce_text(text: &str, field_type: FieldType) -> Option<Literal> {
    match field_type {
        FieldType::Long => coerce::long_from_text(text).map(Literal::Long),
        FieldType::Double => coerce::double_from_text(text).map(Literal::Double),
        FieldType::Boolean => coerce::boolean_from_text(text).map(Literal::Boolean),
        FieldType::Date => Timestamp::parse(text).map(|time| Literal::Date(time.nanos())),
        _ => Some(Literal::Text(text.to_owned())),
    }
}

fn is_held_as_text(field_type: FieldType) -> bool {
    !matches!(field_type, FieldType::Long | FieldType::Double | FieldType::Boolean | FieldType::Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: Value, field_type: FieldType, expected: &[Literal]) {
        let Value::Object(document) = document else { panic!("not an object") };
        let field = FieldRef { path: "a.b.c".into(), field_type };
        assert_eq!(field_values(&document, &field), expected);
    }

    #[test]
    fn names_may_be_nested_or_dotted() {
        let text = |text: &str| Literal::Text(text.to_owned());
        check(serde_json::json!({"a": {"b": {"c": "x"}}}), FieldType::Keyword, &[text("x")]);
        check(serde_json::json!({"a.b.c": ["x", "y"]}), FieldType::Keyword, &[text("x"), text("y")]);
        check(
            serde_json::json!({"a": [{"b.c": "x"}, {"b": {"c": [["y"]]}}]}),
            FieldType::Keyword,
            &[text("x"), text("y")],
        );
        check(serde_json::json!({"a.b": {"c": null}}), FieldType::Keyword, &[]);
        check(serde_json::json!({"a": {"b": {"c": {"d": 1}}}}), FieldType::Keyword, &[]);
    }

    #[test]
    fn values_take_the_field_type() {
        let document = serde_json::json!({"a.b.c": ["7", 7.9, "8.5", true, "no"]});
        check(document.clone(), FieldType::Long, &[Literal::Long(7), Literal::Long(7), Literal::Long(8)]);
        check(document, FieldType::Boolean, &[Literal::Boolean(true)]);
        check(
            serde_json::json!({"a.b.c": [5, "5"]}),
            FieldType::Date,
            &[const { Literal::Date(5_000_000) }; 2],
        );
    }
}
