//! Operations on bitmaps over the rows of one batch.

/// Bitmaps that are lent out and come back, so that a batch allocates none.
#[derive(Debug, Default)]
pub(crate) struct BitmapPool {
    free: Vec<Vec<u64>>,
}

impl BitmapPool {
    /// A copy of a bitmap.
    pub(crate) fn copy(&mut self, words: &[u64]) -> Vec<u64> {
        let mut copy = self.free.pop().unwrap_or_default();
        copy.clear();
        copy.extend_from_slice(words);
        copy
    }

    /// An empty bitmap of so many words.
    pub(crate) fn empty(&mut self, words: usize) -> Vec<u64> {
        let mut empty = self.free.pop().unwrap_or_default();
        empty.clear();
        empty.resize(words, 0);
        empty
    }

    /// Takes a bitmap back.
    pub(crate) fn give_back(&mut self, words: Vec<u64>) {
        self.free.push(words);
    }
}

/// `into ∧ other`; whether anything is left.
#[inline]
pub(crate) fn keep(into: &mut [u64], other: &[u64]) -> bool {
    let mut any = 0;
    for (word, other) in into.iter_mut().zip(other) {
        *word &= other;
        any |= *word;
    }
    any != 0
}

/// `into ∧ ¬other`; whether anything is left.
#[inline]
pub(crate) fn remove(into: &mut [u64], other: &[u64]) -> bool {
    let mut any = 0;
    for (word, other) in into.iter_mut().zip(other) {
        *word &= !other;
        any |= *word;
    }
    any != 0
}

/// `into ∨ other`.
#[inline]
pub(crate) fn join(into: &mut [u64], other: &[u64]) {
    for (word, other) in into.iter_mut().zip(other) {
        *word |= other;
    }
}

/// Whether any row is in it.
#[inline]
pub(crate) fn any(words: &[u64]) -> bool {
    words.iter().fold(0, |any, word| any | word) != 0
}

/// Number of rows in it.
#[inline]
pub(crate) fn count(words: &[u64]) -> usize {
    words.iter().map(|word| word.count_ones() as usize).sum()
}

/// Adds a row.
#[inline]
pub(crate) fn set(words: &mut [u64], row: usize) {
    if let Some(word) = words.get_mut(row / 64) {
        *word |= 1 << (row % 64);
    }
}

/// Visits the rows, ascending.
#[inline]
pub(crate) fn for_each(words: &[u64], mut visit: impl FnMut(usize)) {
    for (index, &word) in words.iter().enumerate() {
        let mut rest = word;
        while rest != 0 {
            visit(index * 64 + rest.trailing_zeros() as usize);
            rest &= rest - 1;
        }
    }
}

/// Leaves the rows for which `keep` is true; whether any is left.
pub(crate) fn retain(words: &mut [u64], mut keep: impl FnMut(usize) -> bool) -> bool {
    let mut any = 0;
    for (index, word) in words.iter_mut().enumerate() {
        let mut rest = *word;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            if !keep(index * 64 + bit as usize) {
                *word &= !(1 << bit);
            }
        }
        any |= *word;
    }
    any != 0
}

/// The bitmap of the rows below `rows`.
pub(crate) fn fill(words: &mut Vec<u64>, rows: usize) {
    words.clear();
    words.resize(rows.div_ceil(64), u64::MAX);
    if let Some(last) = words.last_mut().filter(|_| !rows.is_multiple_of(64)) {
        *last = (1 << (rows % 64)) - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_kept_and_removed() {
        let mut words = Vec::new();
        fill(&mut words, 70);
        assert_eq!(count(&words), 70);
        assert!(retain(&mut words, |row| row % 35 == 0));
        assert_eq!(words, [1 | 1 << 35, 0]);
        assert!(!remove(&mut words.clone(), &[u64::MAX, 0]));
        assert!(keep(&mut words, &[1, 0]));
        set(&mut words, 64);
        assert_eq!(words, [1, 1]);
    }
}
