//! `match`: regular expressions as a function, from before `regex` was an operator.

use super::{Function, Kind, example, many, required};
use crate::ir::{Case, Test};
use crate::lucene_regex::translate;
use crate::{TestMatcher, Value};

pub(super) static FUNCTION: Function = Function {
    name: "match",
    summary: "Whether a text as a whole matches any of some regular expressions, as the operator `regex` does.",
    parameters: &[
        required("source", Kind::Text, "The text."),
        many("pattern", Kind::Text, "A regular expression in Lucene's syntax."),
    ],
    returns: Kind::Boolean,
    case_form: true,
    examples: &[
        example(r#"match("net1 localgroup", "net1? .*")"#, "true"),
        example(r#"match("net1 localgroup", "net1?", "NET1? .*")"#, "false"),
        example(r#"match~("net1 localgroup", "net1?", "NET1? .*")"#, "true"),
        example(r#"match(null, ".*")"#, "null"),
    ],
    evaluate,
};

/// With constant patterns the call is lowered to a test that is compiled once; this is for patterns that are not.
fn evaluate(arguments: &[Value<'_>], case: Case) -> Value<'static> {
    let [value @ Value::Text(_), patterns @ ..] = arguments else { return Value::Null };
    let mut translated = Vec::new();
    for pattern in patterns {
        match pattern.as_text().map(|pattern| translate(pattern, case)) {
            Some(Ok(pattern)) => translated.push(pattern),
            _ => return Value::Null,
        }
    }
    let test = Test::Regex { patterns: translated, case };
    Value::Boolean(TestMatcher::new(&test, ecs::FieldType::Keyword).passes(value))
}
