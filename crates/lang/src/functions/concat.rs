//! `concat`: values one after the other.

use super::text::text_of;
use super::{Function, Kind, example, many};
use crate::Value;
use crate::ir::Case;

pub(super) static FUNCTION: Function = Function {
    name: "concat",
    summary: "The texts of all values, one after the other. Null where any is null.",
    parameters: &[many("value", Kind::Any, "A text, number or boolean.")],
    returns: Kind::Text,
    case_form: false,
    examples: &[
        example(r#"concat("process is ", "regsvr32.exe")"#, r#""process is regsvr32.exe""#),
        example(r#"concat("regsvr32.exe", " ", 42.5, true)"#, r#""regsvr32.exe 42.5true""#),
        example(r#"concat("regsvr32.exe")"#, r#""regsvr32.exe""#),
        example(r#"concat("regsvr32.exe", null)"#, "null"),
    ],
    evaluate,
};

fn evaluate(arguments: &[Value<'_>], _: Case) -> Value<'static> {
    let mut out = String::new();
    for argument in arguments {
        match text_of(argument) {
            Some(text) => out.push_str(&text),
            None => return Value::Null,
        }
    }
    Value::text(out)
}
