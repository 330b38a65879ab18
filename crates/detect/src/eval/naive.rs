//! The naive interpreter: one filter, one document, nothing clever.
//!
//! It is what the columnar evaluator is tested against, so it stays a straight reading of what a filter means. Nothing
//! here is shared with the fast way but the order of values and the meaning of a regular expression.

use ecs::{Document, FieldType};
use ipnet::IpNet;
use lang::Value;
use lang::ir::{Case, FieldTest, Filter, Literal, Scalar, Test};

use super::order::{address, compare, compare_texts, holds};
use super::regex::compile_regex;
use super::values::field_values;

/// Whether the filter selects the event.
pub fn matches(filter: &Filter, event: &Document) -> bool {
    match filter {
        Filter::All => true,
        Filter::Nothing => false,
        Filter::And(parts) => parts.iter().all(|part| matches(part, event)),
        Filter::Or(parts) => parts.iter().any(|part| matches(part, event)),
        Filter::Not(part) => !matches(part, event),
        Filter::Test(test) => test_passes(test, event),
        Filter::Scalar(scalar) => scalar_selects(scalar, event),
    }
}

/// Whether any value of the field passes.
pub(crate) fn test_passes(test: &FieldTest, event: &Document) -> bool {
    let field_type = test.field.field_type;
    field_values(event, &test.field).iter().any(|value| value_passes(value, &test.test, field_type))
}

/// Whether an expression is true.
pub(crate) fn scalar_selects(scalar: &Scalar, event: &Document) -> bool {
    scalar.selects(&|field| {
        field_values(event, field).iter().map(|value| Value::from(value).into_owned()).collect()
    })
}

fn value_passes(value: &Literal, test: &Test, field_type: FieldType) -> bool {
    match (test, value) {
        (Test::Exists, _) => true,
        (Test::AnyOf { values, case }, value) => {
            values.iter().any(|literal| equals(value, literal, *case, field_type))
        }
        (Test::Wildcard { patterns, case }, Literal::Text(text)) => {
            patterns.iter().any(|pattern| wildcard(pattern, text, *case))
        }
        (Test::Regex { patterns, .. }, Literal::Text(text)) => {
            compile_regex(patterns).is_ok_and(|regex| regex.is_match(text.as_str()))
        }
        (Test::Prefix { prefixes, case }, Literal::Text(text)) => {
            prefixes.iter().any(|prefix| starts_with(text, prefix, *case))
        }
        (Test::Cidr(networks), Literal::Text(text)) => lies_in(text, networks),
        (Test::Compare { comparison, value: literal }, value) => {
            compare(value, literal, field_type).is_some_and(|order| holds(*comparison, order))
        }
        (Test::Wildcard { .. } | Test::Regex { .. } | Test::Prefix { .. } | Test::Cidr(_), _) => false,
    }
}

fn equals(value: &Literal, literal: &Literal, case: Case, field_type: FieldType) -> bool {
    match (value, literal) {
        (Literal::Text(value), Literal::Text(literal)) if field_type == FieldType::Ip => {
            match compare_texts(value, literal, field_type) {
                Some(order) => order.is_eq(),
                None => value == literal,
            }
        }
        (Literal::Text(value), Literal::Text(literal)) => match case {
            Case::Sensitive => value == literal,
            Case::Insensitive => value.eq_ignore_ascii_case(literal),
        },
        _ => compare(value, literal, field_type).is_some_and(|order| order.is_eq()),
    }
}

fn starts_with(text: &str, prefix: &str, case: Case) -> bool {
    match case {
        Case::Sensitive => text.starts_with(prefix),
        Case::Insensitive => text.to_ascii_lowercase().starts_with(&prefix.to_ascii_lowercase()),
    }
}

/// An address written as IPv4 in IPv6 lies in IPv4 networks.
fn lies_in(text: &str, networks: &[IpNet]) -> bool {
    let Some(address) = address(text) else { return false };
    networks.iter().any(|network| network.contains(&address))
}

/// Whether the whole text matches the pattern: a row of the table of (pattern so far) x (text so far) at a time.
fn wildcard(pattern: &str, text: &str, case: Case) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for wanted in pattern.chars() {
        let mut next = vec![false; text.len() + 1];
        for position in 0..=text.len() {
            next[position] = if wanted == '*' {
                reached[position] || position > 0 && next[position - 1]
            } else {
                position > 0 && reached[position - 1] && same(wanted, text[position - 1], case)
            };
        }
        reached = next;
    }
    reached[text.len()]
}

fn same(wanted: char, character: char, case: Case) -> bool {
    wanted == '?'
        || match case {
            Case::Sensitive => wanted == character,
            Case::Insensitive => wanted.eq_ignore_ascii_case(&character),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_whole_texts() {
        let check = |pattern: &str, text: &str, sensitive: bool, insensitive: bool| {
            assert_eq!(wildcard(pattern, text, Case::Sensitive), sensitive, "{pattern} {text}");
            assert_eq!(wildcard(pattern, text, Case::Insensitive), insensitive, "{pattern} {text}");
        };
        check("*", "", true, true);
        check("?", "", false, false);
        check("?", "é", true, true);
        check("*.EXE", "cmd.exe", false, true);
        check("a*b*c", "aXbXbXc", true, true);
        check("a*b*c", "aXbXbXcd", false, false);
        check("É*", "éa", false, false);
        check("**?", "ab", true, true);
    }
}
