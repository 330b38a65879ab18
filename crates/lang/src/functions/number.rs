//! `number`: texts of numbers.

use super::{Function, Kind, example, optional, required};
use crate::Value;
use crate::ir::Case;

pub(super) static FUNCTION: Function = Function {
    name: "number",
    summary: "The number that a text says. Null where it says none, at which Elasticsearch fails.",
    parameters: &[
        required("text", Kind::Text, "The text; blanks around the number do not matter."),
        optional("base", Kind::Integer, "The base, 2 to 36; 16 for texts that begin with `0x`, else 10."),
    ],
    returns: Kind::Number,
    case_form: false,
    examples: &[
        example(r#"number("1337")"#, "1337"),
        example(r#"number(" -42.5 ")"#, "-42.5"),
        example(r#"number("deadbeef", 16)"#, "3735928559"),
        example(r#"number("0xdeadbeef")"#, "3735928559"),
        example(r#"number("0xdeadbeef", null)"#, "3735928559"),
        example(r#"number("x")"#, "null"),
        example("number(null, 16)", "null"),
    ],
    evaluate,
};

fn evaluate(arguments: &[Value<'_>], _: Case) -> Value<'static> {
    let [Value::Text(text), rest @ ..] = arguments else { return Value::Null };
    let text = text.trim();
    let base = match rest.first() {
        None | Some(Value::Null) if text.starts_with("0x") => 16,
        None | Some(Value::Null) => 10,
        Some(base) => match base.as_long().and_then(|base| u32::try_from(base).ok()) {
            Some(base) if (2..=36).contains(&base) => base,
            _ => return Value::Null,
        },
    };
    let digits = if base == 16 { text.strip_prefix("0x").unwrap_or(text) } else { text };
    match i64::from_str_radix(digits, base) {
        Ok(value) => Value::Long(value),
        Err(_) if base == 10 => {
            digits.parse().ok().filter(|value: &f64| value.is_finite()).map_or(Value::Null, Value::Double)
        }
        Err(_) => Value::Null,
    }
}
