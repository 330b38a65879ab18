//! Sets of rows of one batch.

/// A set of row numbers, held as a bitmap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowSet {
    words: Vec<u64>,
    count: usize,
}

impl RowSet {
    /// The set of these bits; bit `i % 64` of word `i / 64` stands for row `i`.
    pub(crate) fn refill(&mut self, words: &[u64]) {
        self.words.clear();
        self.words.extend_from_slice(words);
        self.count = words.iter().map(|word| word.count_ones() as usize).sum();
    }

    /// How many rows.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a row is in the set.
    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// The rows, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        rows_of(&self.words)
    }
}

/// The rows of a bitmap, ascending.
pub(crate) fn rows_of(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(index, &word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            if rest == 0 {
                return None;
            }
            let bit = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            Some(index * 64 + bit)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_ascending() {
        let mut set = RowSet::default();
        set.refill(&[1 << 63 | 1, 0, 0b101]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 128, 130]);
        assert_eq!(set.count(), 4);
        assert!(set.contains(128) && !set.contains(129) && !set.contains(100_000));
    }
}
