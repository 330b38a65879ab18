//! All texts that a field is compared with as a whole: one table, one look for a value.

use foldhash::HashMap;
use lang::ir::Case;

use crate::eval::compile::PredicateId;

/// Longer literals are compared one by one: none is in the public rules.
const MAX_LENGTH: usize = 1024;
/// Bits of the filter in front of the table.
const FILTER_BITS: usize = 4096;

/// Predicates by the texts that they are true for.
#[derive(Debug, Default)]
pub(crate) struct ExactTable {
    by_folded: HashMap<Box<[u8]>, Entry>,
    filter: Vec<u64>,
    longest: usize,
}

#[derive(Debug, Default)]
struct Entry {
    insensitive: Vec<PredicateId>,
    sensitive: Vec<(Box<str>, PredicateId)>,
}

impl ExactTable {
    /// Whether a text may be in an [`ExactTable`].
    pub(crate) fn takes(text: &str) -> bool {
        text.len() <= MAX_LENGTH
    }

    pub(crate) fn insert(&mut self, text: &str, case: Case, predicate: PredicateId) {
        self.filter.resize(FILTER_BITS / 64, 0);
        let bit = filter_bit(text.len(), text.as_bytes());
        self.filter[bit / 64] |= 1 << (bit % 64);
        self.longest = self.longest.max(text.len());
        let entry = self.by_folded.entry(text.to_ascii_lowercase().into_bytes().into()).or_default();
        match case {
            Case::Insensitive if entry.insensitive.contains(&predicate) => {}
            Case::Insensitive => entry.insensitive.push(predicate),
            Case::Sensitive => entry.sensitive.push((text.into(), predicate)),
        }
    }

    /// Whether a text might be in the table, by its length and its first four bytes.
    ///
    /// Soundness: texts that are equal but for case have the same length, and first bytes that differ only in the bit
    /// that [`filter_bit`] sets in all of them.
    #[inline]
    pub(crate) fn may_contain(&self, length: usize, start: [u8; 4]) -> bool {
        let bit = filter_bit_of(length, u32::from_le_bytes(start));
        self.filter.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// Adds the predicates that are true for a text.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<PredicateId>) {
        if text.len() > self.longest {
            return;
        }
        let mut folded = [0; MAX_LENGTH];
        let Some(folded) = folded.get_mut(..text.len()) else { return };
        folded.copy_from_slice(text.as_bytes());
        folded.make_ascii_lowercase();
        let Some(entry) = self.by_folded.get(&*folded) else { return };
        found.extend_from_slice(&entry.insensitive);
        found.extend(
            entry.sensitive.iter().filter(|(exact, _)| **exact == *text).map(|(_, predicate)| *predicate),
        );
    }
}

fn filter_bit(length: usize, text: &[u8]) -> usize {
    let mut start = [0; 4];
    for (byte, &from) in start.iter_mut().zip(text) {
        *byte = from;
    }
    filter_bit_of(length, u32::from_le_bytes(start))
}

#[inline]
fn filter_bit_of(length: usize, start: u32) -> usize {
    const CASE_BITS: u32 = 0x2020_2020;
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    // Texts of fewer than four bytes are filled up with zeros on both sides, so setting the bit there does no harm.
    let key = (length as u64) << 32 | u64::from(start | CASE_BITS);
    (key.wrapping_mul(MIX) >> (64 - FILTER_BITS.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_counts_where_it_should() {
        let mut table = ExactTable::default();
        table.insert("Cmd.exe", Case::Insensitive, PredicateId(1));
        table.insert("cmd.EXE", Case::Sensitive, PredicateId(2));
        let check = |text: &str, expected: &[u32]| {
            let mut found = Vec::new();
            table.find(text, &mut found);
            assert_eq!(found.iter().map(|predicate| predicate.0).collect::<Vec<_>>(), expected, "{text}");
            let mut start = [0; 4];
            start.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
            assert!(expected.is_empty() || table.may_contain(text.len(), start));
        };
        check("cmd.exe", &[1]);
        check("cmd.EXE", &[1, 2]);
        check("cmd", &[]);
        check("", &[]);
    }
}
