//! `divide`: the operator `/` as a function.

use super::{Function, Kind, arithmetic, example, required};
use crate::ir::ArithmeticOperator;

pub(super) static FUNCTION: Function = Function {
    name: "divide",
    summary: "The quotient of two numbers. Of two whole numbers only the whole part is kept.",
    parameters: &[
        required("dividend", Kind::Number, "What is divided."),
        required("divisor", Kind::Number, "By what."),
    ],
    returns: Kind::Number,
    case_form: false,
    examples: &[
        example("divide(4, 3)", "1"),
        example("divide(4, 0.5)", "8.0"),
        example("divide(-7, 2)", "-3"),
        example("divide(4, 0)", "null"),
        example("divide(4, null)", "null"),
    ],
    evaluate: |arguments, _| arithmetic::call(ArithmeticOperator::Divide, arguments),
};
