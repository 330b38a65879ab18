//! `modulo`: the operator `%` as a function.

use super::{Function, Kind, arithmetic, example, required};
use crate::ir::ArithmeticOperator;

pub(super) static FUNCTION: Function = Function {
    name: "modulo",
    summary: "The remainder of a division; it has the sign of the dividend.",
    parameters: &[
        required("dividend", Kind::Number, "What is divided."),
        required("divisor", Kind::Number, "By what."),
    ],
    returns: Kind::Number,
    case_form: false,
    examples: &[
        example("modulo(10, 6)", "4"),
        example("modulo(10, -6)", "4"),
        example("modulo(-10, -6)", "-4"),
        example("modulo(10, 0.5)", "0.0"),
        example("modulo(7, null)", "null"),
    ],
    evaluate: |arguments, _| arithmetic::call(ArithmeticOperator::Remainder, arguments),
};
