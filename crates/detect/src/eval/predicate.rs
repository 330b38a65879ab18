//! Text tests taken apart into alternatives.

use ecs::{Column, FieldType, Values};
use ipnet::IpNet;
use lang::ir::{Case, Literal, Test};

use super::index::{ExactTable, TextIndexBuilder, required_literal};
use super::order::address;
use super::wildcard::{Wildcard, fold};

use super::compile::PredicateId;

/// One alternative of a text test. Equal probes are equal questions: texts are folded where case does not count.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Probe {
    /// The whole text.
    Exact(String, Case),
    /// A pattern for the whole text.
    Wildcard(String, Case),
    /// What the text begins with.
    Prefix(String, Case),
    /// The networks of which one contains the address.
    Networks(Vec<IpNet>),
}

/// What a test of a text field comes to.
#[derive(Debug)]
pub(crate) enum Lowered {
    /// True for every value.
    Exists,
    /// True where any of these is; false for none.
    Probes(Vec<Probe>),
    /// No question of this kind.
    Other,
}

impl Probe {
    /// The alternatives of a test.
    pub(crate) fn of(test: &Test, field_type: FieldType) -> Lowered {
        match test {
            Test::Exists => Lowered::Exists,
            Test::AnyOf { values, case } => {
                let texts = values.iter().filter_map(|value| match value {
                    Literal::Text(text) => Some(text),
                    _ => None,
                });
                Lowered::Probes(texts.map(|text| Self::equal(text, *case, field_type)).collect())
            }
            Test::Wildcard { patterns, case } => {
                let accepts_all =
                    |pattern: &String| !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*');
                if patterns.iter().any(accepts_all) {
                    return Lowered::Exists;
                }
                Lowered::Probes(patterns.iter().map(|pattern| Self::wildcard(pattern, *case)).collect())
            }
            Test::Prefix { prefixes, .. } if prefixes.iter().any(String::is_empty) => Lowered::Exists,
            Test::Prefix { prefixes, case } => Lowered::Probes(
                prefixes.iter().map(|prefix| Self::Prefix(fold(prefix, *case), *case)).collect(),
            ),
            Test::Cidr(networks) => Lowered::Probes(vec![Self::Networks(networks.clone())]),
            Test::Regex { .. } | Test::Compare { .. } => Lowered::Other,
        }
    }

    fn equal(text: &str, case: Case, field_type: FieldType) -> Self {
        match address(text).filter(|_| field_type == FieldType::Ip) {
            Some(address) => Self::Networks(vec![IpNet::from(address)]),
            None if field_type == FieldType::Ip => Self::Exact(text.to_owned(), Case::Sensitive),
            None => Self::Exact(fold(text, case), case),
        }
    }

    fn wildcard(pattern: &str, case: Case) -> Self {
        let folded = fold(pattern, case);
        if pattern.contains(['*', '?']) { Self::Wildcard(folded, case) } else { Self::Exact(folded, case) }
    }

    /// Whether the predicate index can answer it; otherwise it is asked of single values.
    pub(crate) fn is_indexed(&self) -> bool {
        match self {
            Self::Exact(text, _) => ExactTable::takes(text),
            Self::Wildcard(..) | Self::Prefix(..) => {
                self.compiled().is_some_and(|wildcard| required_literal(&wildcard).is_some())
            }
            Self::Networks(_) => true,
        }
    }

    /// The pattern, if it is one.
    fn compiled(&self) -> Option<Wildcard> {
        match self {
            Self::Wildcard(pattern, case) => Some(Wildcard::new(pattern, *case)),
            Self::Prefix(prefix, case) => Some(Wildcard::prefix(prefix, *case)),
            Self::Exact(..) | Self::Networks(_) => None,
        }
    }

    /// Whether whole texts are compared.
    pub(crate) fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(..))
    }
}

/// A text test that is asked of single values: of what is not indexed, and of the last few rows of a selection.
#[derive(Debug)]
pub(crate) struct TextPredicate {
    exact: Vec<(Box<str>, Case)>,
    patterns: Vec<Wildcard>,
    networks: Vec<IpNet>,
}

impl TextPredicate {
    pub(crate) fn new(probes: &[Probe]) -> Self {
        let mut predicate = Self { exact: Vec::new(), patterns: Vec::new(), networks: Vec::new() };
        for probe in probes {
            match probe {
                Probe::Exact(text, case) => predicate.exact.push((text.as_str().into(), *case)),
                Probe::Networks(networks) => predicate.networks.extend_from_slice(networks),
                pattern => predicate.patterns.extend(pattern.compiled()),
            }
        }
        predicate
    }

    /// Whether a value passes.
    pub(crate) fn passes(&self, text: &str) -> bool {
        let equal = |(exact, case): &(Box<str>, Case)| match case {
            Case::Sensitive => **exact == *text,
            Case::Insensitive => exact.len() == text.len() && exact.eq_ignore_ascii_case(text),
        };
        self.exact.iter().any(equal)
            || self.patterns.iter().any(|pattern| pattern.is_match(text))
            || !self.networks.is_empty()
                && address(text)
                    .is_some_and(|address| self.networks.iter().any(|network| network.contains(&address)))
    }

    /// Whether any value of the row passes.
    pub(crate) fn row_passes(&self, column: &Column<'_>, row: usize) -> bool {
        let Values::Text(texts) = column.values else { return false };
        column.range(row).any(|position| self.passes(texts.value(position)))
    }

    /// About how many nanoseconds a value of this length takes.
    pub(crate) fn cost(&self, length: usize) -> usize {
        let patterns: usize = self.patterns.iter().map(|pattern| pattern.cost(length)).sum();
        let address = if self.networks.is_empty() { 0 } else { 30 + self.networks.len() * 3 };
        5 + self.exact.len() * 3 + patterns + address
    }
}

/// Enters a predicate's alternatives in its field's index.
pub(crate) fn enter(probes: &[Probe], predicate: PredicateId, index: &mut TextIndexBuilder) {
    for probe in probes {
        match probe {
            Probe::Exact(text, case) => index.add_exact(text, *case, predicate),
            Probe::Networks(networks) => index.add_networks(networks, predicate),
            Probe::Wildcard(text, _) | Probe::Prefix(text, _) => {
                let kind = if matches!(probe, Probe::Prefix(..)) { "^" } else { "" };
                if let Some(wildcard) = probe.compiled() {
                    index.add_pattern(format!("{kind}{text}"), &wildcard, predicate);
                }
            }
        }
    }
}
