//! `between`: what lies between two texts.

use super::text::folded;
use super::{Function, Kind, example, optional, required};
use crate::Value;
use crate::ir::Case;

pub(super) static FUNCTION: Function = Function {
    name: "between",
    summary: "The part of a text between the first occurrence of one text and the next occurrence of another, \
              or its last occurrence if greedy. Null where either does not occur.",
    parameters: &[
        required("source", Kind::Text, "The text to take from."),
        required("left", Kind::Text, "What stands before the part."),
        required("right", Kind::Text, "What stands after the part."),
        optional("greedy", Kind::Boolean, "Whether the part is as long as possible; false if not given."),
    ],
    returns: Kind::Text,
    case_form: true,
    examples: &[
        example(r#"between("C:\\Windows\\cmd.exe", "Windows\\", ".exe")"#, r#""cmd""#),
        example(r#"between("a/b/c/d", "/", "/")"#, r#""b""#),
        example(r#"between("a/b/c/d", "/", "/", true)"#, r#""b/c""#),
        example(r#"between~("SYSTEM32", "sys", "32")"#, r#""TEM""#),
        example(r#"between("cmd.exe", "x", "y")"#, "null"),
        example(r#"between(null, "x", "y")"#, "null"),
    ],
    evaluate,
};

fn evaluate(arguments: &[Value<'_>], case: Case) -> Value<'static> {
    let [Value::Text(source), Value::Text(left), Value::Text(right), rest @ ..] = arguments else {
        return Value::Null;
    };
    let greedy = rest.first().and_then(Value::as_boolean).unwrap_or(false);
    match find(source, left, right, greedy, case) {
        Some(part) => Value::text(part.to_owned()),
        None => Value::Null,
    }
}

fn find<'s>(source: &'s str, left: &str, right: &str, greedy: bool, case: Case) -> Option<&'s str> {
    let searched = folded(source, case);
    let (left, right) = (folded(left, case), folded(right, case));
    let start = searched.find(left.as_ref())? + left.len();
    let rest = searched.get(start..)?;
    let length = if greedy { rest.rfind(right.as_ref()) } else { rest.find(right.as_ref()) }?;
    if searched.len() == source.len() {
        return source.get(start..start + length);
    }
    // Folding changed the lengths of letters: count characters instead.
    let (skipped, taken) = (searched.get(..start)?.chars().count(), rest.get(..length)?.chars().count());
    let byte = |text: &str, characters: usize| {
        text.char_indices().nth(characters).map_or(text.len(), |(byte, _)| byte)
    };
    let tail = source.get(byte(source, skipped)..)?;
    tail.get(..byte(tail, taken))
}
