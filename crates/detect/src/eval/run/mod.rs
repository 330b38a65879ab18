//! Evaluating a program over a batch.
//!
//! **Soundness.** Narrowing a selection by a condition leaves exactly the selected rows for which it is true:
//! - `and` narrows by each part in turn, and stops where nothing is left;
//! - `or` asks each part only of the rows that no part before it was true for;
//! - `not` asks its part of the selection and takes away what is left of it;
//! - a predicate's bitmap is right for the rows whose values have been looked up, and a selection is only narrowed by it
//!   after all of its rows have been. A field that no event of the batch has makes it false everywhere.
//!
//! So a row is looked up in a column only when some filter still wants it there.

use ecs::{Column, EventBatch, Slot};

use super::bitmap::{self, BitmapPool};
use super::compile::{Gate, GatedFilter, Node, NodeId, Program};
use super::row_set::RowSet;

mod column;
mod hits;
mod predicate;
mod present;

use column::{ColumnScratch, TextColumn};
use hits::Hits;
use predicate::Form::{Asserted, Denied};
use predicate::Passed;
use present::Present;

/// One worker's memory, kept from batch to batch.
#[derive(Debug)]
pub(crate) struct RunScratch {
    columns: Vec<Option<TextColumn>>,
    hits: Hits,
    pool: BitmapPool,
    present: Present,
    column_scratch: ColumnScratch,
    late: Vec<(usize, NodeId)>,
    /// Number of the last visit to a gate.
    visit: u32,
}

/// The rows of each filter, by number; valid for the filters in `matched`.
#[derive(Debug, Default)]
pub(crate) struct Results {
    pub(crate) rows: Vec<RowSet>,
    pub(crate) matched: Vec<u32>,
}

impl RunScratch {
    pub(crate) fn new(program: &Program) -> Self {
        Self {
            columns: program.indexes.iter().map(|index| index.as_ref().map(|_| TextColumn::new())).collect(),
            hits: Hits::default(),
            pool: BitmapPool::default(),
            present: Present::new(program.indexes.len()),
            column_scratch: ColumnScratch::default(),
            late: Vec::new(),
            visit: 0,
        }
    }

    fn begin(&mut self, program: &Program, rows: usize) {
        self.hits.begin(program.predicates.len(), rows);
        self.columns.iter_mut().flatten().for_each(TextColumn::begin);
        self.present.begin(&mut self.pool);
    }
}

/// Evaluates all filters; `results` has a row set for each.
pub(crate) fn run(program: &Program, batch: &EventBatch, scratch: &mut RunScratch, results: &mut Results) {
    results.matched.clear();
    scratch.begin(program, batch.num_rows());
    let slots = batch.projection().slots();
    let columns: Vec<_> = slots.map(|slot| batch.column(slot)).collect();
    let mut everything = scratch.pool.empty(0);
    bitmap::fill(&mut everything, batch.num_rows());
    let mut run = Run { program, columns: &columns, width: everything.len(), scratch, results };
    if bitmap::any(&everything) {
        run.behind(&program.root, &everything);
    }
    run.scratch.pool.give_back(everything);
    results.matched.sort_unstable();
}

struct Run<'r> {
    program: &'r Program,
    columns: &'r [Option<Column<'r>>],
    /// Words in a bitmap.
    width: usize,
    scratch: &'r mut RunScratch,
    results: &'r mut Results,
}

impl<'r> Run<'r> {
    /// Evaluates what lies behind a gate for the rows that passed it.
    fn behind(&mut self, gate: &'r Gate, rows: &[u64]) {
        let passed = self.visit(rows);
        for gate in &gate.gates {
            let Some(condition) = gate.condition else { continue };
            if !self.has(self.program.nodes.required(condition)) {
                continue;
            }
            let mut selection = self.scratch.pool.copy(rows);
            if self.narrow(condition, &mut selection, passed) {
                self.behind(gate, &selection);
            }
            self.scratch.pool.give_back(selection);
        }
        for filter in &gate.filters {
            if self.has(&filter.required) && !self.is_ruled_out(filter, passed) {
                self.filter(filter, passed);
            }
        }
    }

    fn has(&self, required: &[Slot]) -> bool {
        required.iter().all(|slot| self.column(*slot).is_some())
    }

    fn column(&self, slot: Slot) -> Option<&'r Column<'r>> {
        self.columns.get(slot.index())?.as_ref()
    }

    fn filter(&mut self, filter: &GatedFilter, passed: Passed<'_>) {
        let mut selection = self.scratch.pool.copy(passed.rows);
        if self.narrow_all(&filter.conditions, &mut selection, passed) {
            for &number in &filter.filters {
                self.results.rows[number as usize].refill(&selection);
                self.results.matched.push(number);
            }
        }
        self.scratch.pool.give_back(selection);
    }

    /// Narrows by each condition in turn: what is cheap first, then what reads texts that do not repeat, the shorter
    /// ones first, then what asks single values.
    fn narrow_all(&mut self, conditions: &[NodeId], selection: &mut [u64], passed: Passed<'_>) -> bool {
        let mut late = std::mem::take(&mut self.scratch.late);
        late.clear();
        let mut any = true;
        for &condition in conditions {
            let cost = self.cost(condition);
            if cost > 0 {
                late.push((cost, condition));
            } else if !self.narrow(condition, selection, passed) {
                any = false;
                break;
            }
        }
        late.sort_unstable();
        any = any && late.iter().all(|&(_, condition)| self.narrow(condition, selection, passed));
        self.scratch.late = late;
        any
    }

    /// How much a condition costs beyond next to nothing.
    fn cost(&self, condition: NodeId) -> usize {
        const ASKS_VALUES: usize = 1 << 32;
        let nodes = &self.program.nodes;
        let costs = nodes.reads(condition).iter().map(|slot| {
            match (&self.program.indexes[slot.index()], &self.scratch.columns[slot.index()]) {
                (Some(index), Some(column)) => column.cost(index),
                _ => 0,
            }
        });
        let asks = if nodes.asks_values(condition) { ASKS_VALUES } else { 0 };
        asks + costs.max().unwrap_or(0)
    }

    /// Leaves the selected rows for which the condition is true; whether any is left. The selection is a part of the
    /// rows that passed the gate.
    fn narrow(&mut self, condition: NodeId, selection: &mut [u64], passed: Passed<'_>) -> bool {
        let program = self.program;
        match program.nodes.get(condition) {
            Node::And(parts) => {
                bitmap::any(selection) && parts.iter().all(|&part| self.narrow(part, selection, passed))
            }
            Node::Or(parts) => self.narrow_any(parts, selection, passed),
            Node::Not(part) => {
                if let Node::Predicate(predicate) = program.nodes.get(*part) {
                    return self.narrow_predicate(*predicate, Denied, selection, passed);
                }
                let mut denied = self.scratch.pool.copy(selection);
                let left = !self.narrow(*part, &mut denied, passed) || bitmap::remove(selection, &denied);
                self.scratch.pool.give_back(denied);
                left
            }
            Node::Exists(slot) => self.narrow_existing(*slot, selection),
            Node::Predicate(predicate) => self.narrow_predicate(*predicate, Asserted, selection, passed),
            Node::Test(number) => {
                let test = &program.tests[*number as usize];
                let Some(column) = self.column(test.slot) else { return nothing(selection) };
                bitmap::retain(selection, |row| test.passes(column, row))
            }
            Node::Scalar(number) => {
                let scalar = &program.scalars[*number as usize];
                bitmap::retain(selection, |row| scalar.selects(self.columns, row))
            }
        }
    }

    fn narrow_any(&mut self, parts: &[NodeId], selection: &mut [u64], passed: Passed<'_>) -> bool {
        let mut undecided = self.scratch.pool.copy(selection);
        selection.fill(0);
        for &part in parts {
            let mut passing = self.scratch.pool.copy(&undecided);
            let any = self.narrow(part, &mut passing, passed);
            if any {
                bitmap::join(selection, &passing);
                bitmap::remove(&mut undecided, &passing);
            }
            self.scratch.pool.give_back(passing);
            if any && !bitmap::any(&undecided) {
                break;
            }
        }
        self.scratch.pool.give_back(undecided);
        bitmap::any(selection)
    }

    fn narrow_existing(&mut self, slot: Slot, selection: &mut [u64]) -> bool {
        let Some(column) = self.column(slot) else { return nothing(selection) };
        bitmap::keep(selection, self.scratch.present.rows(slot, column, &mut self.scratch.pool))
    }
}

fn nothing(selection: &mut [u64]) -> bool {
    selection.fill(0);
    false
}
