//! An [`ir::Test`](crate::ir::Test) made ready to be asked of single values.

use ecs::FieldType;

use crate::Value;
use crate::ir::Test;

/// A test with its regular expressions compiled and its literals prepared. Straight and unindexed: the evaluator of many
/// rules has its own ways, and is checked against this one.
#[derive(Debug)]
pub struct TestMatcher {}

impl TestMatcher {
    /// Makes a test ready for values of a field type.
    pub fn new(_test: &Test, _field_type: FieldType) -> Self {
        Self {}
    }

    /// Whether one value passes. Null never does.
    pub fn passes(&self, _value: &Value<'_>) -> bool {
        false
    }
}
