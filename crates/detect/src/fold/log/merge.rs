//! Merges sorted runs and the hits still in memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::vec;

use super::LoggedHit;
use super::run::{Run, RunReader};

/// All hits of several sorted runs, in order.
#[derive(Debug)]
pub(super) struct Merge {
    memory: vec::IntoIter<LoggedHit>,
    runs: Vec<RunReader>,
    /// The next hit of each run that has one, with the run's number; the number of runs stands for memory.
    heads: BinaryHeap<Reverse<(LoggedHit, usize)>>,
}

impl Merge {
    pub(super) fn new(memory: Vec<LoggedHit>, runs: Vec<Run>) -> io::Result<Self> {
        let runs: Vec<RunReader> = runs.into_iter().map(Run::read).collect();
        let mut merge = Self { memory: memory.into_iter(), heads: BinaryHeap::new(), runs };
        for number in 0..=merge.runs.len() {
            merge.refill(number)?;
        }
        Ok(merge)
    }

    fn refill(&mut self, number: usize) -> io::Result<()> {
        let next = match self.runs.get_mut(number) {
            Some(run) => run.next_hit()?,
            None => self.memory.next(),
        };
        self.heads.extend(next.map(|hit| Reverse((hit, number))));
        Ok(())
    }
}

impl Iterator for Merge {
    type Item = io::Result<LoggedHit>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((hit, number)) = self.heads.pop()?;
        Some(self.refill(number).map(|()| hit))
    }
}
