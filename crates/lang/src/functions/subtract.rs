//! `subtract`: the operator `-` as a function.

use super::{Function, Kind, arithmetic, example, required};
use crate::ir::ArithmeticOperator;

pub(super) static FUNCTION: Function = Function {
    name: "subtract",
    summary: "The difference of two numbers.",
    parameters: &[
        required("minuend", Kind::Number, "What is taken from."),
        required("subtrahend", Kind::Number, "What is taken away."),
    ],
    returns: Kind::Number,
    case_form: false,
    examples: &[
        example("subtract(10, 2)", "8"),
        example("subtract(10.5, 0.5)", "10.0"),
        example("subtract(-2, -4)", "2"),
        example("subtract(2, null)", "null"),
    ],
    evaluate: |arguments, _| arithmetic::call(ArithmeticOperator::Subtract, arguments),
};
