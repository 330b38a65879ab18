//! `indexOf`: where a text lies in another.

use super::text::{byte_of, folded, units_of};
use super::{Function, Kind, example, optional, required};
use crate::Value;
use crate::ir::Case;

pub(super) static FUNCTION: Function = Function {
    name: "indexOf",
    summary: "The first position, from zero, at which a text contains another, at or after a start. Null where it does not.",
    parameters: &[
        required("source", Kind::Text, "The text to search in."),
        required("part", Kind::Text, "What to look for."),
        optional("start", Kind::Integer, "Where to begin; 0 if not given, null or negative."),
    ],
    returns: Kind::Integer,
    case_form: true,
    examples: &[
        example(r#"indexOf("subdomain.example.com", ".")"#, "9"),
        example(r#"indexOf("subdomain.example.com", ".", 10)"#, "17"),
        example(r#"indexOf("subdomain.example.com", ".", -6)"#, "9"),
        example(r#"indexOf("subdomain.example.com", ".", null)"#, "9"),
        example(r#"indexOf("subdomain.example.com", "z")"#, "null"),
        example(r#"indexOf~("EXPLORER.EXE", "plorer")"#, "2"),
        example(r#"indexOf("abc", "", 2)"#, "2"),
    ],
    evaluate,
};

fn evaluate(arguments: &[Value<'_>], case: Case) -> Value<'static> {
    let [Value::Text(source), Value::Text(part), rest @ ..] = arguments else { return Value::Null };
    let start = match rest.first() {
        None | Some(Value::Null) => 0,
        Some(start) => match start.as_double() {
            Some(start) => start.max(0.0) as usize,
            None => return Value::Null,
        },
    };
    let (searched, part) = (folded(source, case), folded(part, case));
    let start = byte_of(&searched, start);
    match searched.get(start..).and_then(|rest| rest.find(part.as_ref())) {
        Some(found) => Value::Long(i64::try_from(units_of(&searched, start + found)).unwrap_or(i64::MAX)),
        None => Value::Null,
    }
}
