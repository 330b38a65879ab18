//! Numbers of queries.

use ecs::FieldType;
use lang::ir::Literal;

use super::DslError;

/// A number as a literal. One with a fraction stays one, also against whole numbers: it equals none of them, and is
/// ordered among them.
pub(super) fn number(text: &str, field_type: FieldType) -> Result<Literal, DslError> {
    let text = text.trim();
    let double = || text.parse().ok().filter(|number: &f64| number.is_finite()).map(Literal::Double);
    let read = match field_type {
        FieldType::Long => text.parse().ok().map(Literal::Long).or_else(double),
        _ => double(),
    };
    read.ok_or_else(|| DslError::shard(format!("failed to create query: For input string: \"{text}\"")))
}
