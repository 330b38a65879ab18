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
