//! Which part of all results is given: `head`, `tail` and the request's size.

use std::collections::VecDeque;

use lang::ir::{Pipe, Plan};

use super::ResultPosition;

/// The pipes of a query, the size among them.
///
/// Elasticsearch puts the size before the first pipe as a pipe of the same kind, and without a pipe gives those that
/// the request's `result_position` says, the most recent ones by default (`LogicalPlanBuilder`, `visitStatement`). Samples have no pipes and no time: of them the first are given.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pipes: Vec<Pipe>,
}

impl Window {
    pub(super) fn new(plan: &Plan, size: u64, position: ResultPosition) -> Self {
        let pipes = match plan {
            Plan::Events { pipes, .. } => pipes.as_slice(),
            Plan::Sequence(plan) => plan.pipes.as_slice(),
            Plan::Sample(_) => &[],
        };
        let implied = match (plan, pipes.first()) {
            (Plan::Sample(_), _) | (_, Some(Pipe::Head(_))) => Pipe::Head(size),
            (_, None) if position == ResultPosition::Head => Pipe::Head(size),
            (_, Some(Pipe::Tail(_)) | None) => Pipe::Tail(size),
        };
        Self { pipes: std::iter::once(implied).chain(pipes.iter().copied()).collect() }
    }

    /// What the first pipes leave over of everything, so that no more than that need be kept.
    pub(super) fn bound(&self) -> Bound {
        let count = |pipe: &Pipe| match pipe {
            Pipe::Head(count) | Pipe::Tail(count) => usize::try_from(*count).unwrap_or(usize::MAX),
        };
        let of_kind = |is_head: bool| {
            let same = self.pipes.iter().take_while(|pipe| matches!(pipe, Pipe::Head(_)) == is_head);
            same.map(count).min().unwrap_or(usize::MAX)
        };
        match self.pipes.first() {
            Some(Pipe::Head(_)) => Bound::First(of_kind(true)),
            _ => Bound::Last(of_kind(false)),
        }
    }

    /// The part of all results, given in order, that the query asks for.
    pub(super) fn apply<T>(&self, results: impl IntoIterator<Item = T>) -> Vec<T> {
        let mut results: VecDeque<T> = match self.bound() {
            Bound::First(count) => results.into_iter().take(count).collect(),
            Bound::Last(count) => last(results, count),
        };
        for pipe in &self.pipes {
            match pipe {
                Pipe::Head(count) => results.truncate(usize::try_from(*count).unwrap_or(usize::MAX)),
                Pipe::Tail(count) => {
                    let excess = results.len().saturating_sub(usize::try_from(*count).unwrap_or(usize::MAX));
                    results.drain(..excess);
                }
            }
        }
        results.into()
    }
}

/// The results that can matter, of all in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    First(usize),
    Last(usize),
}

fn last<T>(results: impl IntoIterator<Item = T>, count: usize) -> VecDeque<T> {
    let mut kept = VecDeque::new();
    for result in results {
        if kept.len() == count {
            kept.pop_front();
        }
        if count > 0 {
            kept.push_back(result);
        }
    }
    kept
}

/// Results of which only a bounded number can matter, taken in any order.
#[derive(Debug)]
pub(super) struct Bounded<T> {
    bound: Bound,
    kept: Vec<T>,
}

impl<T: Ord> Bounded<T> {
    pub(super) fn new(bound: Bound) -> Self {
        Self { bound, kept: Vec::new() }
    }

    pub(super) fn push(&mut self, result: T) {
        /// So that a small bound does not sort at every other result.
        const SLACK: usize = 256;
        self.kept.push(result);
        let (Bound::First(count) | Bound::Last(count)) = self.bound;
        if self.kept.len() >= count.saturating_mul(2).saturating_add(SLACK) {
            self.trim();
        }
    }

    fn trim(&mut self) {
        self.kept.sort_unstable();
        match self.bound {
            Bound::First(count) => self.kept.truncate(count),
            Bound::Last(count) => {
                self.kept.drain(..self.kept.len().saturating_sub(count));
            }
        }
    }

    /// Those that can matter, in order.
    pub(super) fn into_sorted(mut self) -> Vec<T> {
        self.trim();
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use lang::ir::Filter;

    use super::*;

    fn check(pipes: &[Pipe], size: u64, expected: impl IntoIterator<Item = u32>) {
        let plan = Plan::Events { filter: Filter::All, pipes: pipes.to_vec() };
        let window = Window::new(&plan, size, ResultPosition::Tail);
        let expected: Vec<u32> = expected.into_iter().collect();
        assert_eq!(window.apply(1..=1_000), expected, "{pipes:?}");
        let mut bounded = Bounded::new(window.bound());
        (1..=1_000).rev().for_each(|number| bounded.push(number));
        assert_eq!(window.apply(bounded.into_sorted()), expected, "{pipes:?}, bounded");
    }

    #[test]
    fn the_size_is_a_pipe_of_the_first_ones_kind() {
        check(&[], 10, 991..=1_000);
        check(&[Pipe::Head(6)], 10, 1..=6);
        check(&[Pipe::Head(600)], 10, 1..=10);
        check(&[Pipe::Tail(3)], 10, 998..=1_000);
        check(&[Pipe::Head(4), Pipe::Tail(2)], 10, 3..=4);
        check(&[Pipe::Tail(8), Pipe::Head(2)], 10, 993..=994);
        check(&[], 0, []);
        check(&[Pipe::Head(3)], 0, []);
    }
}
