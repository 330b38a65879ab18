//! Which rows of a batch each text predicate is true for.

use crate::eval::bitmap;
use crate::eval::compile::PredicateId;

/// A bitmap for each predicate that was true for a row of the batch; the others cost nothing.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    /// For each predicate: the batch for which the place is valid, and the place in `words`.
    places: Vec<(u32, u32)>,
    words: Vec<u64>,
    batch: u32,
    /// Words in one bitmap.
    width: usize,
}

impl Hits {
    /// Forgets the last batch.
    pub(crate) fn begin(&mut self, predicates: usize, rows: usize) {
        self.batch = self.batch.wrapping_add(1);
        if self.batch == 0 || self.places.len() != predicates {
            self.places.clear();
            self.places.resize(predicates, (0, 0));
            self.batch = self.batch.max(1);
        }
        self.words.clear();
        self.width = rows.div_ceil(64);
    }

    /// The rows of a predicate; nothing where no row has been found.
    #[inline]
    pub(crate) fn rows(&self, predicate: PredicateId) -> Option<&[u64]> {
        let (batch, place) = self.places[predicate.index()];
        (batch == self.batch).then(|| &self.words[place as usize..place as usize + self.width])
    }

    /// The rows of a predicate, to be added to.
    #[inline]
    fn rows_mut(&mut self, predicate: PredicateId) -> &mut [u64] {
        let (batch, place) = &mut self.places[predicate.index()];
        if *batch != self.batch {
            *batch = self.batch;
            *place = self.words.len() as u32;
            self.words.resize(self.words.len() + self.width, 0);
        }
        &mut self.words[*place as usize..*place as usize + self.width]
    }

    /// Notes that predicates are true for a row.
    #[inline]
    pub(crate) fn add_row(&mut self, predicates: &[PredicateId], row: usize) {
        for &predicate in predicates {
            bitmap::set(self.rows_mut(predicate), row);
        }
    }

    /// Notes that predicates are true for rows; `gathered` is memory of the caller's.
    pub(crate) fn add_rows(&mut self, predicates: &[PredicateId], rows: &[u32], gathered: &mut Vec<u64>) {
        // So many bits are set one by one in the time that whole bitmaps take.
        const FEW: usize = 12;
        if rows.len() <= FEW {
            for &predicate in predicates {
                let words = self.rows_mut(predicate);
                rows.iter().for_each(|&row| bitmap::set(words, row as usize));
            }
            return;
        }
        gathered.clear();
        gathered.resize(self.width, 0);
        rows.iter().for_each(|&row| bitmap::set(gathered, row as usize));
        for &predicate in predicates {
            bitmap::join(self.rows_mut(predicate), gathered);
        }
    }
}
