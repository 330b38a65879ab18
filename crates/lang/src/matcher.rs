//! An [`ir::Test`](crate::ir::Test) made ready to be asked of single values.

use std::cmp::Ordering;
use std::net::IpAddr;

use ecs::FieldType;
use ipnet::IpNet;
use regex_automata::meta::Regex;

use crate::Value;
use crate::ir::{Case, Comparison, Literal, Test};
use crate::lucene_regex::MAX_COMPILED_BYTES;
use crate::version::compare_versions;
use crate::wildcard::wildcard_match;

/// A test with its regular expressions compiled. Straight and unindexed: an evaluator of many filters has its own ways,
/// and is checked against this one.
#[derive(Debug)]
pub struct TestMatcher {
    kind: Kind,
    field_type: FieldType,
}

#[derive(Debug)]
enum Kind {
    Exists,
    AnyOf(Vec<Literal>, Case),
    Wildcard(Vec<String>, Case),
    Regex(Vec<Regex>),
    Prefix(Vec<String>, Case),
    Cidr(Vec<IpNet>),
    Compare(Comparison, Literal),
}

impl TestMatcher {
    /// Makes a test ready for values of a field type. A regular expression that cannot be compiled, which lowering does
    /// not let through, matches nothing.
    pub fn new(test: &Test, field_type: FieldType) -> Self {
        let kind = match test {
            Test::Exists => Kind::Exists,
            Test::AnyOf { values, case } => Kind::AnyOf(values.clone(), *case),
            Test::Wildcard { patterns, case } => Kind::Wildcard(patterns.clone(), *case),
            Test::Regex { patterns, .. } => Kind::Regex(
                patterns.iter().filter_map(|pattern| compile_regex(&pattern.translated)).collect(),
            ),
            Test::Prefix { prefixes, case } => Kind::Prefix(prefixes.clone(), *case),
            Test::Cidr(networks) => Kind::Cidr(networks.clone()),
            Test::Compare { comparison, value } => Kind::Compare(*comparison, value.clone()),
        };
        Self { kind, field_type }
    }

    /// Whether one value passes. Null never does.
    pub fn passes(&self, value: &Value<'_>) -> bool {
        if value.is_null() {
            return false;
        }
        let text = value.as_text();
        match &self.kind {
            Kind::Exists => true,
            Kind::AnyOf(literals, case) => {
                literals.iter().any(|literal| equal(value, &Value::from(literal), *case))
            }
            Kind::Wildcard(patterns, case) => {
                text.is_some_and(|text| patterns.iter().any(|pattern| wildcard_match(pattern, text, *case)))
            }
            Kind::Regex(regexes) => text.is_some_and(|text| regexes.iter().any(|regex| regex.is_match(text))),
            Kind::Prefix(prefixes, case) => {
                text.is_some_and(|text| prefixes.iter().any(|prefix| starts_with(text, prefix, *case)))
            }
            Kind::Cidr(networks) => {
                let address = text.and_then(|text| text.parse::<IpAddr>().ok());
                address.is_some_and(|address| networks.iter().any(|network| network.contains(&address)))
            }
            Kind::Compare(comparison, literal) => {
                let order = compare(value, &Value::from(literal), self.field_type);
                order.is_some_and(|order| comparison.holds(order))
            }
        }
    }
}

/// Compiles a translated pattern within the limits that lowering checked.
fn compile_regex(pattern: &str) -> Option<Regex> {
    let config = Regex::config().nfa_size_limit(Some(MAX_COMPILED_BYTES));
    Regex::builder().configure(config).build(pattern).ok()
}

fn starts_with(text: &str, prefix: &str, case: Case) -> bool {
    match case {
        Case::Sensitive => text.starts_with(prefix),
        Case::Insensitive => {
            let start = text.as_bytes().get(..prefix.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
        }
    }
}

/// Whether two values are equal: numbers by value, texts with or without case. Null equals nothing.
pub(crate) fn equal(left: &Value<'_>, right: &Value<'_>, case: Case) -> bool {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => match case {
            Case::Sensitive => left == right,
            Case::Insensitive => left.eq_ignore_ascii_case(right),
        },
        (Value::Boolean(left), Value::Boolean(right)) => left == right,
        _ => compare(left, right, FieldType::Keyword).is_some_and(Ordering::is_eq),
    }
}

/// How two values of a field type compare; `None` where they cannot be compared.
pub(crate) fn compare(left: &Value<'_>, right: &Value<'_>, field_type: FieldType) -> Option<Ordering> {
    match (left, right) {
        (Value::Long(left), Value::Long(right)) | (Value::Date(left), Value::Date(right)) => {
            Some(left.cmp(right))
        }
        (Value::Text(left), Value::Text(right)) => match field_type {
            FieldType::Version => Some(compare_versions(left, right)),
            FieldType::Ip => Some(address(left)?.cmp(&address(right)?)),
            _ => Some(left.cmp(right)),
        },
        (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
        _ => left.as_double()?.partial_cmp(&right.as_double()?),
    }
}

/// An address as the number that Elasticsearch orders addresses by: IPv4 as IPv6.
fn address(text: &str) -> Option<u128> {
    Some(match text.parse::<IpAddr>().ok()? {
        IpAddr::V4(address) => u128::from(address.to_ipv6_mapped()),
        IpAddr::V6(address) => u128::from(address),
    })
}

impl Comparison {
    /// Whether the comparison holds for values that are ordered so.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    /// As a query writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
