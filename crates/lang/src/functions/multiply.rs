//! `multiply`: the operator `*` as a function.

use super::{Function, Kind, arithmetic, example, required};
use crate::ir::ArithmeticOperator;

pub(super) static FUNCTION: Function = Function {
    name: "multiply",
    summary: "The product of two numbers.",
    parameters: &[
        required("left", Kind::Number, "First factor."),
        required("right", Kind::Number, "Second factor."),
    ],
    returns: Kind::Number,
    case_form: false,
    examples: &[
        example("multiply(2, 2)", "4"),
        example("multiply(0.25, 2)", "0.5"),
        example("multiply(-2, -2)", "4"),
        example("multiply(null, 2)", "null"),
    ],
    evaluate: |arguments, _| arithmetic::call(ArithmeticOperator::Multiply, arguments),
};
