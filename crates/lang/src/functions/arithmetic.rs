//! What the five arithmetic functions and the operators share.
//!
//! Whole numbers stay whole, and a division of them truncates; with a double on either side the result is a double.
//! What Elasticsearch fails on (overflow, division of whole numbers by zero) is null here.

use crate::Value;
use crate::ir::ArithmeticOperator;

/// The result of an operation; null where a side is null or no number, or there is no result.
pub(crate) fn compute(operator: ArithmeticOperator, left: &Value<'_>, right: &Value<'_>) -> Value<'static> {
    match (left, right) {
        (Value::Long(left), Value::Long(right)) => {
            compute_long(operator, *left, *right).map_or(Value::Null, Value::Long)
        }
        _ => match (left.as_double(), right.as_double()) {
            (Some(left), Some(right)) => finite(compute_double(operator, left, right)),
            _ => Value::Null,
        },
    }
}

fn compute_long(operator: ArithmeticOperator, left: i64, right: i64) -> Option<i64> {
    match operator {
        ArithmeticOperator::Add => left.checked_add(right),
        ArithmeticOperator::Subtract => left.checked_sub(right),
        ArithmeticOperator::Multiply => left.checked_mul(right),
        ArithmeticOperator::Divide => left.checked_div(right),
        ArithmeticOperator::Remainder => left.checked_rem(right),
    }
}

fn compute_double(operator: ArithmeticOperator, left: f64, right: f64) -> f64 {
    match operator {
        ArithmeticOperator::Add => left + right,
        ArithmeticOperator::Subtract => left - right,
        ArithmeticOperator::Multiply => left * right,
        ArithmeticOperator::Divide => left / right,
        ArithmeticOperator::Remainder => left % right,
    }
}

fn finite(value: f64) -> Value<'static> {
    if value.is_finite() { Value::Double(value) } else { Value::Null }
}

/// The negative of a number; null of anything else.
pub(crate) fn negate(value: &Value<'_>) -> Value<'static> {
    match value {
        Value::Long(value) => value.checked_neg().map_or(Value::Null, Value::Long),
        Value::Double(value) => Value::Double(-value),
        _ => Value::Null,
    }
}

/// The operation as a function of two arguments.
pub(super) fn call(operator: ArithmeticOperator, arguments: &[Value<'_>]) -> Value<'static> {
    match arguments {
        [left, right] => compute(operator, left, right),
        _ => Value::Null,
    }
}
