//! `add`: the operator `+` as a function.

use super::{Function, Kind, arithmetic, example, required};
use crate::ir::ArithmeticOperator;

pub(super) static FUNCTION: Function = Function {
    name: "add",
    summary: "The sum of two numbers.",
    parameters: &[
        required("left", Kind::Number, "First number."),
        required("right", Kind::Number, "Second number."),
    ],
    returns: Kind::Number,
    case_form: false,
    examples: &[
        example("add(4, 5)", "9"),
        example("add(4, 0.5)", "4.5"),
        example("add(-2, -2)", "-4"),
        example("add(null, 4)", "null"),
    ],
    evaluate: |arguments, _| arithmetic::call(ArithmeticOperator::Add, arguments),
};
