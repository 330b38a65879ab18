//! Narrowing by a predicate of a text field's index.

use super::Run;
use crate::eval::bitmap;
use crate::eval::compile::{GatedFilter, PredicateId};

/// The rows that passed a gate.
#[derive(Clone, Copy)]
pub(super) struct Passed<'p> {
    pub(super) rows: &'p [u64],
    /// Tells this visit to the gate from all others in the batch.
    pub(super) visit: u32,
}

/// Whether a predicate must be true or must not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Asserted,
    Denied,
}

/// How a predicate is to be answered.
enum Answer {
    /// The hits are right for every selected row.
    Hits,
    /// By asking the values of the selected rows.
    Ask,
    /// It is false for every row of the batch.
    False,
}

impl<'r> Run<'r> {
    /// Begins a visit to a gate that these rows passed.
    pub(super) fn visit<'p>(&mut self, rows: &'p [u64]) -> Passed<'p> {
        // Columns forget the visits of earlier batches, so a number may come again.
        self.scratch.visit = self.scratch.visit.checked_add(1).unwrap_or(1);
        Passed { rows, visit: self.scratch.visit }
    }

    /// Whether a predicate that the filter needs is known to be false for every row that passed the gate: most filters
    /// end here.
    pub(super) fn is_ruled_out(&self, filter: &GatedFilter, passed: Passed<'_>) -> bool {
        filter.predicates.iter().any(|&predicate| {
            let slot = self.program.predicates[predicate.index()].0;
            let column = self.scratch.columns[slot.index()].as_ref();
            column.is_some_and(|column| column.is_complete(passed.visit))
                && self.scratch.hits.rows(predicate).is_none()
        })
    }

    /// Leaves the selected rows for which the predicate is true, or false where it is denied; whether any is left.
    pub(super) fn narrow_predicate(
        &mut self,
        predicate: PredicateId,
        form: Form,
        selection: &mut [u64],
        passed: Passed<'_>,
    ) -> bool {
        let rows = match self.answer(predicate, selection, passed) {
            Answer::Hits => self.scratch.hits.rows(predicate),
            Answer::False => None,
            Answer::Ask => {
                let (slot, direct) = &self.program.predicates[predicate.index()];
                let Some(column) = self.column(*slot) else { return false };
                let wanted = form == Form::Asserted;
                return bitmap::retain(selection, |row| direct.row_passes(column, row) == wanted);
            }
        };
        match (rows, form) {
            (Some(rows), Form::Asserted) => bitmap::keep(selection, rows),
            (Some(rows), Form::Denied) => bitmap::remove(selection, rows),
            (None, Form::Asserted) => super::nothing(selection),
            (None, Form::Denied) => bitmap::any(selection),
        }
    }

    /// Sees to it that the predicate can be answered for the selection. Columns that are cheap to look up are looked up
    /// for all rows that passed the gate: other filters behind it will want them too.
    fn answer(&mut self, predicate: PredicateId, selection: &[u64], passed: Passed<'_>) -> Answer {
        let program = self.program;
        let (slot, direct) = &program.predicates[predicate.index()];
        let Some(column) = self.column(*slot) else { return Answer::False };
        let scratch = &mut *self.scratch;
        let (Some(index), Some(state)) = (&program.indexes[slot.index()], &mut scratch.columns[slot.index()])
        else {
            return Answer::False;
        };
        if state.is_complete(passed.visit) {
            return Answer::Hits;
        }
        let is_cheap = state.cost(index) == 0;
        let mut new = scratch.pool.copy(if is_cheap { passed.rows } else { selection });
        let mut any_new = bitmap::remove(&mut new, state.done(self.width));
        if any_new && !column.is_list() {
            any_new = bitmap::keep(&mut new, scratch.present.rows(*slot, column, &mut scratch.pool));
        }
        if any_new && !is_cheap && state.prefers_asking(direct, bitmap::count(&new)) {
            scratch.pool.give_back(new);
            return Answer::Ask;
        }
        if any_new {
            bitmap::join(state.done(self.width), &new);
            state.look_up(index, column, &new, &mut scratch.hits, &mut scratch.column_scratch);
        }
        if is_cheap {
            state.complete(passed.visit);
        }
        scratch.pool.give_back(new);
        Answer::Hits
    }
}
