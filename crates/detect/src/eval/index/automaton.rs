//! Finding many literals at once, whatever their case.

use aho_corasick::MatchKind;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, StartKind};

/// Literals of more bytes in all than this are found by the slower but far smaller automaton.
const MAX_DFA_BYTES: usize = 12_000;

/// An automaton for all literals of one field.
#[derive(Debug)]
pub(super) enum Literals {
    Few(Box<DFA>, StateID),
    Many(Box<NFA>, StateID),
}

impl Literals {
    /// An automaton for these; nothing where they are too many for one.
    pub(super) fn new(literals: &[Vec<u8>]) -> Option<Self> {
        let bytes: usize = literals.iter().map(Vec::len).sum();
        if bytes <= MAX_DFA_BYTES {
            let mut builder = DFA::builder();
            builder.match_kind(MatchKind::Standard).start_kind(StartKind::Unanchored);
            let dfa = builder.ascii_case_insensitive(true).prefilter(false).build(literals).ok()?;
            let start = dfa.start_state(Anchored::No).ok()?;
            return Some(Self::Few(Box::new(dfa), start));
        }
        let mut builder = NFA::builder();
        builder.match_kind(MatchKind::Standard).ascii_case_insensitive(true).prefilter(false);
        let nfa = builder.build(literals).ok()?;
        let start = nfa.start_state(Anchored::No).ok()?;
        Some(Self::Many(Box::new(nfa), start))
    }

    /// Visits each literal wherever it ends in the text.
    #[inline]
    pub(super) fn find(&self, text: &[u8], visit: impl FnMut(usize)) {
        match self {
            Self::Few(dfa, start) => run(dfa.as_ref(), *start, text, visit),
            Self::Many(nfa, start) => run(nfa.as_ref(), *start, text, visit),
        }
    }
}

#[inline]
fn run<A: Automaton>(automaton: &A, start: StateID, text: &[u8], mut visit: impl FnMut(usize)) {
    let mut state = start;
    for &byte in text {
        state = automaton.next_state(Anchored::No, state, byte);
        // Standard matching never ends in a dead state, so what is special is a match.
        if automaton.is_special(state) && automaton.is_match(state) {
            for index in 0..automaton.match_len(state) {
                visit(automaton.match_pattern(state, index).as_usize());
            }
        }
    }
}
