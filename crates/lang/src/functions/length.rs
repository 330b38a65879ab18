//! `length`: how long a text is.

use super::text::utf16_length;
use super::{Function, Kind, example, required};
use crate::Value;
use crate::ir::Case;

pub(super) static FUNCTION: Function = Function {
    name: "length",
    summary: "The number of characters of a text.",
    parameters: &[required("text", Kind::Text, "The text.")],
    returns: Kind::Integer,
    case_form: false,
    examples: &[
        example(r#"length("start explorer.exe")"#, "18"),
        example(r#"length("")"#, "0"),
        example("length(null)", "null"),
    ],
    evaluate,
};

fn evaluate(arguments: &[Value<'_>], _: Case) -> Value<'static> {
    match arguments {
        [Value::Text(text)] => Value::Long(i64::try_from(utf16_length(text)).unwrap_or(i64::MAX)),
        _ => Value::Null,
    }
}
