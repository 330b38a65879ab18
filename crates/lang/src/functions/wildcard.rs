//! `wildcard`: patterns as a function, from before `like` was an operator.

use super::{Function, Kind, example, many, required};
use crate::Value;
use crate::ir::Case;
use crate::wildcard::wildcard_match;

pub(super) static FUNCTION: Function = Function {
    name: "wildcard",
    summary: "Whether a text as a whole matches any of some patterns of `*` and `?`, as the operator `like` does.",
    parameters: &[
        required("source", Kind::Text, "The text."),
        many("pattern", Kind::Text, "A pattern: `*` is any run of characters, `?` any one."),
    ],
    returns: Kind::Boolean,
    case_form: true,
    examples: &[
        example(r#"wildcard("cmd.exe", "*.dll", "c?d.exe")"#, "true"),
        example(r#"wildcard("cmd.exe", "CMD*")"#, "false"),
        example(r#"wildcard~("cmd.exe", "CMD*")"#, "true"),
        example(r#"wildcard("cmd.exe", null)"#, "null"),
    ],
    evaluate,
};

fn evaluate(arguments: &[Value<'_>], case: Case) -> Value<'static> {
    let [Value::Text(text), patterns @ ..] = arguments else { return Value::Null };
    let mut passes = false;
    for pattern in patterns {
        match pattern {
            Value::Text(pattern) => passes |= wildcard_match(pattern, text, case),
            _ => return Value::Null,
        }
    }
    Value::Boolean(passes)
}
