//! Does what depends on the order of the input, whichever thread comes first.
//!
//! Nobody waits for the turn of a job: who brings it early leaves it and goes on, and who brings the job before it does
//! that of both. A job that was worked on is finished by whoever takes it first.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::schedule::Turn;

/// Jobs that are worked on in the order of their turns.
#[derive(Debug)]
pub(crate) struct Turns<J> {
    state: Mutex<State<J>>,
    changed: Condvar,
    /// How many jobs may be left here before those who leave some should wait.
    limit: usize,
}

#[derive(Debug)]
struct State<J> {
    next: Turn,
    early: BTreeMap<Turn, Early<J>>,
    /// Worked on, and not yet taken.
    ready: VecDeque<J>,
    /// How many jobs are early or ready.
    held: usize,
    is_stopped: bool,
}

/// What was brought before its turn.
#[derive(Debug)]
struct Early<J> {
    /// A turn may pass without a job.
    job: Option<J>,
    is_last: bool,
}

/// When a job was brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Brought {
    /// In its turn.
    InTurn,
    /// Before its turn. If much is held the one who brought it should not bring more; whoever brings what is next must
    /// never be held up.
    Early,
}

impl<J> Turns<J> {
    pub(crate) fn new(limit: usize) -> Self {
        let (early, ready) = (BTreeMap::new(), VecDeque::new());
        let state = State { next: (0, 0), early, ready, held: 0, is_stopped: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), limit }
    }

    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings the job of a turn, or says that it has none, and works on every job whose turn has come. `is_last` says
    /// that the turn is the last of its group.
    pub(crate) fn bring(
        &self,
        turn: Turn,
        is_last: bool,
        job: Option<J>,
        mut work: impl FnMut(&mut J),
    ) -> Brought {
        let mut guard = self.lock();
        let state = &mut *guard;
        let brought = if turn == state.next { Brought::InTurn } else { Brought::Early };
        state.held += usize::from(job.is_some());
        state.early.insert(turn, Early { job, is_last });
        while let Some(Early { job, is_last }) = state.early.remove(&state.next) {
            let (group, number) = state.next;
            state.next = if is_last { (group + 1, 0) } else { (group, number + 1) };
            if let Some(mut job) = job {
                work(&mut job);
                state.ready.push_back(job);
            }
        }
        drop(guard);
        self.changed.notify_all();
        brought
    }

    /// A job that was worked on, if there is one.
    pub(crate) fn take(&self) -> Option<J> {
        let mut state = self.lock();
        let job = state.ready.pop_front()?;
        state.held -= 1;
        drop(state);
        self.changed.notify_all();
        Some(job)
    }

    /// Whether so much is held that who brought something early should wait.
    pub(crate) fn is_full(&self) -> bool {
        let state = self.lock();
        state.held >= self.limit && !state.is_stopped
    }

    /// Waits until something changes, if much is held and none of it is ready.
    pub(crate) fn wait(&self) {
        let is_stuck =
            |state: &mut State<J>| state.held >= self.limit && state.ready.is_empty() && !state.is_stopped;
        drop(self.changed.wait_while(self.lock(), is_stuck).unwrap_or_else(PoisonError::into_inner));
    }

    /// Nobody waits any more.
    pub(crate) fn stop(&self) {
        self.lock().is_stopped = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_in_turn() {
        let turns = Turns::new(2);
        let mut worked = Vec::new();
        let mut bring =
            |turn: Turn, is_last, job: Option<u32>| turns.bring(turn, is_last, job, |job| worked.push(*job));
        assert_eq!(bring((1, 0), true, Some(3)), Brought::Early);
        assert_eq!(bring((0, 1), false, Some(2)), Brought::Early);
        assert!(turns.is_full() && turns.take().is_none());
        assert_eq!(bring((0, 2), true, None), Brought::Early);
        assert_eq!(bring((0, 0), false, Some(1)), Brought::InTurn);
        assert_eq!(
            [turns.take(), turns.take(), turns.take(), turns.take()],
            [Some(1), Some(2), Some(3), None]
        );
        assert!(!turns.is_full());
        assert_eq!(worked, [1, 2, 3]);
    }
}
