//! What an expression needs to be true.

use ecs::FieldPath;
use lang::ir::{FieldRef, Scalar};

/// Fields without which the expression cannot be true, each once.
///
/// Soundness: comparisons, arithmetic and tests of null are null, and so is a function of a first argument that is
/// null; null is not true, and neither is its negation. [`Scalar::IsNull`] alone makes something of null, so nothing is
/// taken from below it.
pub(super) fn needed(scalar: &Scalar) -> Vec<&FieldRef> {
    match scalar {
        Scalar::And(parts) => all(parts, needed),
        Scalar::Or(parts) => common(parts, needed),
        Scalar::Not(part) => nulls(part),
        other => nulls(other),
    }
}

/// Fields without which the expression is null.
fn nulls(scalar: &Scalar) -> Vec<&FieldRef> {
    match scalar {
        Scalar::Literal(_) | Scalar::IsNull(_) => Vec::new(),
        Scalar::Field(field) => vec![field],
        Scalar::Call { arguments, .. } => arguments.first().map(nulls).unwrap_or_default(),
        Scalar::Arithmetic { left, right, .. }
        | Scalar::Equal { left, right, .. }
        | Scalar::Compare { left, right, .. } => {
            let mut fields = nulls(left);
            add(&mut fields, nulls(right));
            fields
        }
        Scalar::Negate(part) | Scalar::Not(part) | Scalar::Passes { value: part, .. } => nulls(part),
        Scalar::And(parts) | Scalar::Or(parts) => common(parts, nulls),
    }
}

fn all<'s>(parts: &'s [Scalar], fields_of: fn(&'s Scalar) -> Vec<&'s FieldRef>) -> Vec<&'s FieldRef> {
    let mut fields = Vec::new();
    parts.iter().for_each(|part| add(&mut fields, fields_of(part)));
    fields
}

fn common<'s>(parts: &'s [Scalar], fields_of: fn(&'s Scalar) -> Vec<&'s FieldRef>) -> Vec<&'s FieldRef> {
    let Some((first, others)) = parts.split_first() else { return Vec::new() };
    let mut fields = fields_of(first);
    for other in others {
        let other: Vec<&FieldPath> = fields_of(other).iter().map(|field| &field.path).collect();
        fields.retain(|field| other.contains(&&field.path));
    }
    fields
}

fn add<'s>(fields: &mut Vec<&'s FieldRef>, more: Vec<&'s FieldRef>) {
    for field in more {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
}

#[cfg(test)]
mod tests {
    use ecs::FieldType;
    use lang::Value;
    use lang::functions::{FUNCTIONS, Kind};
    use lang::ir::Case;

    use super::*;

    fn field(path: &str) -> Scalar {
        Scalar::Field(FieldRef { path: path.into(), field_type: FieldType::Keyword })
    }

    fn check(scalar: Scalar, expected: &[&str]) {
        let needed: Vec<&str> = needed(&scalar).iter().map(|field| field.path.as_str()).collect();
        assert_eq!(needed, expected, "{scalar:?}");
    }

    #[test]
    fn every_function_of_null_is_null() {
        assert!(!FUNCTIONS.is_empty());
        for function in FUNCTIONS {
            let mut arguments: Vec<Value<'_>> = function
                .parameters
                .iter()
                .map(|parameter| match parameter.kind {
                    Kind::Any | Kind::Text => Value::text("a"),
                    Kind::Address => Value::text("10.0.0.0/8"),
                    Kind::Number | Kind::Integer => Value::Long(1),
                    Kind::Boolean => Value::Boolean(true),
                })
                .collect();
            arguments[0] = Value::Null;
            for case in [Case::Sensitive, Case::Insensitive] {
                assert_eq!((function.evaluate)(&arguments, case), Value::Null, "{}", function.name);
            }
        }
    }

    #[test]
    fn what_is_needed_follows_three_valued_logic() {
        let equal = |left: &str, right: &str| Scalar::Equal {
            left: Box::new(field(left)),
            right: Box::new(field(right)),
            case: Case::Sensitive,
        };
        let not = |scalar: Scalar| Scalar::Not(Box::new(scalar));
        check(equal("a", "b"), &["a", "b"]);
        check(not(equal("a", "b")), &["a", "b"]);
        check(Scalar::And(vec![equal("a", "b"), equal("b", "c")]), &["a", "b", "c"]);
        check(Scalar::Or(vec![equal("a", "b"), equal("b", "c")]), &["b"]);
        check(not(Scalar::And(vec![equal("a", "b"), equal("b", "c")])), &["b"]);
        check(not(Scalar::IsNull(Box::new(field("a")))), &[]);
        check(Scalar::Or(Vec::new()), &[]);
    }
}
