//! Pivots as EQL, to be read and run.

use ecs::catalogue::EcsCatalogue;
use ecs::{Catalogue, FieldPath, FieldType, Timestamp};
use lang::ir::Comparison;
use serde_json::Value;

use super::Investigation;
use super::condition::{Condition, ConditionTest, ConditionValue};
use super::pivot::{Pivot, PivotCondition, PivotTest};

const TIMESTAMP: &str = "@timestamp";

/// `any where host.id == "…" and event.code == "4624" and @timestamp >= "…"`.
pub(super) fn of_pivot(pivot: &Pivot) -> String {
    let mut parts = vec![any_of(&pivot.any_of, condition_text)];
    let time = |operator: &str, time: Timestamp| format!("{TIMESTAMP} {operator} \"{time}\"");
    parts.extend(pivot.from.map(|from| time(">=", from)));
    parts.extend(pivot.to.map(|to| time("<=", to)));
    format!("any where {}", parts.join(" and "))
}

/// The same with `{{field}}` where values of an alert would be, and without a time range.
pub(super) fn of_investigation(investigation: &Investigation) -> String {
    format!("any where {}", any_of(&investigation.any_of, template_text))
}

fn any_of<C>(alternatives: &[Vec<C>], text: impl Fn(&C) -> String) -> String {
    let all: Vec<String> = alternatives
        .iter()
        .map(|conditions| conditions.iter().map(&text).collect::<Vec<_>>().join(" and "))
        .collect();
    match all.as_slice() {
        [single] => single.clone(),
        several => {
            format!("({})", several.iter().map(|all| format!("({all})")).collect::<Vec<_>>().join(" or "))
        }
    }
}

fn condition_text(condition: &PivotCondition) -> String {
    let field_type = type_of(&condition.field, &EcsCatalogue);
    let literal = |value: &Value| literal_text(value, field_type);
    test_text(&condition.field, condition.excluded, &condition.test, literal)
}

fn template_text(condition: &Condition) -> String {
    let values = |values: &[ConditionValue]| {
        PivotTest::AnyOf(values.iter().map(|value| Value::String(value.template.to_string())).collect())
    };
    let test = match &condition.test {
        ConditionTest::Phrase(value) => values(std::slice::from_ref(value)),
        ConditionTest::Phrases(all) => values(all),
        ConditionTest::Exists => PivotTest::Exists,
        ConditionTest::Range(bounds) => {
            PivotTest::Range(Box::new(bounds.map(|value| Value::String(value.template.to_string()))))
        }
    };
    let field_type = type_of(&condition.field, &EcsCatalogue);
    test_text(&condition.field, condition.excluded, &test, |value| literal_text(value, field_type))
}

fn test_text(
    field: &FieldPath,
    excluded: bool,
    test: &PivotTest,
    literal: impl Fn(&Value) -> String,
) -> String {
    let name = field_text(field);
    let text = match test {
        PivotTest::AnyOf(values) => match values.as_slice() {
            [value] => format!("{name} == {}", literal(value)),
            values => format!("{name} in ({})", values.iter().map(literal).collect::<Vec<_>>().join(", ")),
        },
        PivotTest::Exists => format!("{name} != null"),
        PivotTest::Range(bounds) => bounds
            .ends()
            .map(|(comparison, end)| format!("{name} {} {}", operator(comparison), literal(end)))
            .collect::<Vec<_>>()
            .join(" and "),
    };
    if excluded { format!("not ({text})") } else { text }
}

fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// A field name, in backticks where it is no plain identifier.
fn field_text(field: &FieldPath) -> String {
    let plain = |segment: &str| {
        segment.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '@')
            && segment.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let quoted = |segment: &str| {
        if plain(segment) { segment.to_owned() } else { format!("`{}`", segment.replace('`', "``")) }
    };
    field.segments().map(quoted).collect::<Vec<_>>().join(".")
}

/// A number where the field takes numbers, else a quoted text.
fn literal_text(value: &Value, field_type: FieldType) -> String {
    match value {
        Value::Bool(_) => value.to_string(),
        Value::Number(_) if !field_type.is_textual() => value.to_string(),
        Value::String(text)
            if field_type.is_numeric() && text.trim().parse::<f64>().is_ok_and(f64::is_finite) =>
        {
            text.trim().to_owned()
        }
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{{{:02x}}}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn type_of(field: &FieldPath, catalogue: &dyn Catalogue) -> FieldType {
    catalogue.field(field.as_str()).map_or(FieldType::Keyword, |info| info.field_type)
}
