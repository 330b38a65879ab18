//! `string`: values as texts.

use super::text::text_of;
use super::{Function, Kind, example, required};
use crate::Value;

pub(super) static FUNCTION: Function = Function {
    name: "string",
    summary: "A value as a text.",
    parameters: &[required("value", Kind::Any, "A text, number, boolean, address or date.")],
    returns: Kind::Text,
    case_form: false,
    examples: &[
        example("string(42)", r#""42""#),
        example("string(42.5)", r#""42.5""#),
        example("string(true)", r#""true""#),
        example(r#"string("regsvr32.exe")"#, r#""regsvr32.exe""#),
        example("string(null)", "null"),
    ],
    evaluate: |arguments, _| match arguments.first().and_then(text_of) {
        Some(text) => Value::text(text.into_owned()),
        None => Value::Null,
    },
};
