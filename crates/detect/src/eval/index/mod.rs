//! The predicate index of one text field: from a value to all predicates of all rules that are true for it.
//!
//! **Soundness.** [`TextIndex::find`] gives a predicate if and only if one of its probes passes the value: exact texts
//! are looked up and compared; a pattern is tried in full wherever its required literal occurs, and a text without that
//! literal cannot match; networks are tried one by one. What cannot be indexed never gets here (see
//! [`Probe::is_indexed`](super::predicate::Probe)).

use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt as _};
use ipnet::IpNet;
use lang::ir::Case;

use super::compile::PredicateId;
use super::order::address;
use super::wildcard::Wildcard;

mod automaton;
mod exact;
mod literal;
mod memo;

use automaton::Literals;
pub(crate) use exact::ExactTable;
pub(crate) use memo::{Remembered, ValueMemo};

/// The index of one field.
#[derive(Debug, Default)]
pub(crate) struct TextIndex {
    exact: ExactTable,
    patterns: Vec<Pattern>,
    /// What patterns are found by, each once.
    literals: Vec<Vec<u8>>,
    /// Finds the literals; made when the first value comes, for many fields occur in no event. Nothing where they are
    /// too many for an automaton.
    automaton: OnceLock<Option<Literals>>,
    /// Patterns by the literal that must occur.
    by_literal: Vec<Vec<u32>>,
    /// Patterns without a literal, which are tried on every value.
    tried: Vec<u32>,
    networks: Vec<(Vec<IpNet>, PredicateId)>,
}

#[derive(Debug)]
struct Pattern {
    wildcard: Wildcard,
    predicates: Vec<PredicateId>,
}

/// A worker's memory for one index.
#[derive(Debug, Default)]
pub(crate) struct IndexScratch {
    /// Which literals have been seen in the value of this number.
    seen: Vec<u32>,
    value: u32,
}

impl TextIndex {
    /// Whether every predicate asks for whole texts only, so that [`ExactTable::may_contain`] decides most values.
    pub(crate) fn is_exact_only(&self) -> bool {
        self.patterns.is_empty() && self.networks.is_empty()
    }

    /// The table of whole texts.
    pub(crate) fn exact(&self) -> &ExactTable {
        &self.exact
    }

    /// Adds the predicates that are true for a value; one may be added more than once.
    pub(crate) fn find(&self, text: &str, scratch: &mut IndexScratch, found: &mut Vec<PredicateId>) {
        self.exact.find(text, found);
        if !self.literals.is_empty() {
            match self.automaton.get_or_init(|| Literals::new(&self.literals)) {
                Some(automaton) => {
                    scratch.next_value(self.by_literal.len());
                    automaton.find(text.as_bytes(), |literal| {
                        if scratch.is_first(literal) {
                            self.try_patterns(&self.by_literal[literal], text, found);
                        }
                    });
                }
                None => self.by_literal.iter().for_each(|patterns| self.try_patterns(patterns, text, found)),
            }
        }
        self.try_patterns(&self.tried, text, found);
        if !self.networks.is_empty()
            && let Some(address) = address(text)
        {
            let inside = |networks: &[IpNet]| networks.iter().any(|network| network.contains(&address));
            found.extend(self.networks.iter().filter(|(networks, _)| inside(networks)).map(|(_, id)| *id));
        }
    }

    fn try_patterns(&self, patterns: &[u32], text: &str, found: &mut Vec<PredicateId>) {
        for &pattern in patterns {
            let pattern = &self.patterns[pattern as usize];
            if pattern.wildcard.is_match(text) {
                found.extend_from_slice(&pattern.predicates);
            }
        }
    }
}

impl IndexScratch {
    fn next_value(&mut self, literals: usize) {
        self.seen.resize(literals, 0);
        self.value = self.value.wrapping_add(1);
        if self.value == 0 {
            self.seen.fill(0);
            self.value = 1;
        }
    }

    fn is_first(&mut self, literal: usize) -> bool {
        std::mem::replace(&mut self.seen[literal], self.value) != self.value
    }
}

/// Collects the probes of one field.
#[derive(Debug, Default)]
pub(crate) struct TextIndexBuilder {
    index: TextIndex,
    pattern_numbers: HashMap<(String, Case), u32>,
}

impl TextIndexBuilder {
    pub(crate) fn add_exact(&mut self, text: &str, case: Case, predicate: PredicateId) {
        self.index.exact.insert(text, case, predicate);
    }

    /// `key` tells patterns apart.
    pub(crate) fn add_pattern(&mut self, key: String, wildcard: &Wildcard, predicate: PredicateId) {
        let patterns = &mut self.index.patterns;
        let number = *self.pattern_numbers.entry((key, wildcard.case())).or_insert_with(|| {
            patterns.push(Pattern { wildcard: wildcard.clone(), predicates: Vec::new() });
            patterns.len() as u32 - 1
        });
        let predicates = &mut patterns[number as usize].predicates;
        if !predicates.contains(&predicate) {
            predicates.push(predicate);
        }
    }

    pub(crate) fn add_networks(&mut self, networks: &[IpNet], predicate: PredicateId) {
        self.index.networks.push((networks.to_vec(), predicate));
    }

    /// The index.
    pub(crate) fn build(self) -> TextIndex {
        let mut index = self.index;
        let mut numbers: HashMap<Vec<u8>, usize> = HashMap::new();
        for (number, pattern) in index.patterns.iter().enumerate() {
            let Some(literal) = required_literal(&pattern.wildcard) else {
                index.tried.push(number as u32);
                continue;
            };
            let literal = literal.to_ascii_lowercase();
            let known = *numbers.entry(literal.clone()).or_insert_with(|| {
                index.literals.push(literal);
                index.by_literal.push(Vec::new());
                index.literals.len() - 1
            });
            index.by_literal[known].push(number as u32);
        }
        index
    }
}

/// The literal by which a pattern is found, if it has one worth looking for.
pub(crate) fn required_literal(wildcard: &Wildcard) -> Option<&[u8]> {
    literal::choose(wildcard.literals())
}
