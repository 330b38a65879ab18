//! `substring`: a part of a text by position.

use super::text::{byte_of, utf16_length};
use super::{Function, Kind, example, optional, required};
use crate::Value;
use crate::ir::Case;

pub(super) static FUNCTION: Function = Function {
    name: "substring",
    summary: "The part of a text from one position up to, and without, another. Negative positions count from the end.",
    parameters: &[
        required("source", Kind::Text, "The text to take from."),
        required("start", Kind::Integer, "The first position; 0 if null."),
        optional("end", Kind::Integer, "One past the last position; the text's end if null or not given."),
    ],
    returns: Kind::Text,
    case_form: false,
    examples: &[
        example(r#"substring("start regsvr32.exe", 6)"#, r#""regsvr32.exe""#),
        example(r#"substring("start regsvr32.exe", 0, 5)"#, r#""start""#),
        example(r#"substring("start regsvr32.exe", -4)"#, r#"".exe""#),
        example(r#"substring("start regsvr32.exe", -4, -1)"#, r#"".ex""#),
        example(r#"substring("cmd", 5)"#, r#""""#),
        example("substring(null, 0)", "null"),
    ],
    evaluate,
};

fn evaluate(arguments: &[Value<'_>], _: Case) -> Value<'static> {
    let [Value::Text(source), positions @ ..] = arguments else { return Value::Null };
    let length = i64::try_from(utf16_length(source)).unwrap_or(i64::MAX);
    let position = |index: usize, default: i64| match positions.get(index) {
        None | Some(Value::Null) => Some(default),
        Some(value) => {
            let value = value.as_long()?;
            let from_start = if value < 0 { value.saturating_add(length) } else { value };
            Some(from_start.clamp(0, length))
        }
    };
    let (Some(start), Some(end)) = (position(0, 0), position(1, length)) else { return Value::Null };
    let byte = |position: i64| byte_of(source, usize::try_from(position).unwrap_or(0));
    Value::text(source.get(byte(start)..byte(end)).unwrap_or_default().to_owned())
}
