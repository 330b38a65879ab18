//! Which rows of a batch have a value in each column.

use ecs::{Column, Slot};

use crate::eval::bitmap::BitmapPool;

/// A bitmap for each column that was asked for in this batch.
#[derive(Debug)]
pub(crate) struct Present {
    by_slot: Vec<Option<Vec<u64>>>,
}

impl Present {
    pub(crate) fn new(slots: usize) -> Self {
        Self { by_slot: vec![None; slots] }
    }

    /// Forgets the last batch.
    pub(crate) fn begin(&mut self, pool: &mut BitmapPool) {
        for rows in &mut self.by_slot {
            rows.take().into_iter().for_each(|rows| pool.give_back(rows));
        }
    }

    /// The rows that have a value.
    pub(crate) fn rows(&mut self, slot: Slot, column: &Column<'_>, pool: &mut BitmapPool) -> &[u64] {
        self.by_slot[slot.index()].get_or_insert_with(|| {
            let mut rows = pool.empty(0);
            column.present(&mut rows);
            rows
        })
    }
}
