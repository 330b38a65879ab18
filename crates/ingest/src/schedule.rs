//! Which thread reads what next.
//!
//! There is no reading thread: a worker reads the next load of some group of inputs itself and then decodes it, while
//! others read on. Several groups are open at once, so that decompression of one does not hold up the others. The
//! earliest group that is not read to its end may always be read on; later ones only while few of their results wait for
//! their turn. So results come in order with bounded memory, and there is always somebody who can go on.

use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::group::{GroupStream, groups};
use crate::inputs::InputEntry;
use crate::options::ReadContext;
use crate::stream::Piece;

/// How many loads per thread may be read and not yet consumed, beyond those of the earliest group.
const AHEAD_PER_THREAD: usize = 8;

/// The place of a load in the order of all loads: number of the group, number in the group.
pub(crate) type Turn = (u32, u64);

/// What a worker is to do next.
pub(crate) struct Task {
    pub(crate) turn: Turn,
    /// What was read; nothing where a group turned out to be at its end.
    pub(crate) load: Vec<Piece>,
    /// Whether the group has no more loads.
    pub(crate) is_last: bool,
}

/// Shared by all workers.
pub(crate) struct Schedule {
    entries: Vec<InputEntry>,
    /// Numbers of the inputs that are read together.
    groups: Vec<Range<u32>>,
    context: Arc<ReadContext>,
    max_open: usize,
    max_ahead: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The next group to open.
    next: usize,
    /// Groups being read, earliest first.
    open: Vec<OpenGroup>,
    /// Loads read and not yet consumed.
    ahead: usize,
    is_stopped: bool,
}

struct OpenGroup {
    number: u32,
    loads: u64,
    /// Absent while a worker reads from it, or before it was opened.
    stream: Option<GroupStream>,
}

impl Schedule {
    pub(crate) fn new(entries: Vec<InputEntry>, context: Arc<ReadContext>, threads: usize) -> Self {
        Self {
            groups: groups(&entries, context.options.block_bytes, threads),
            entries,
            context,
            max_open: threads,
            max_ahead: threads * AHEAD_PER_THREAD,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what comes next; nothing when all is read or the run was stopped. Waits while others read what there is.
    pub(crate) fn next(&self) -> Option<Task> {
        let mut state = self.lock();
        loop {
            if state.is_stopped {
                return None;
            }
            if let Some(position) = state.readable(self.max_ahead) {
                return Some(self.read(state, position));
            }
            if state.next < self.groups.len()
                && state.open.len() < self.max_open
                && (state.open.is_empty() || state.ahead < self.max_ahead)
            {
                return Some(self.open(state));
            }
            if state.open.is_empty() && state.next == self.groups.len() {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn open(&self, mut state: MutexGuard<'_, State>) -> Task {
        let number = state.next as u32;
        state.next += 1;
        state.open.push(OpenGroup { number, loads: 0, stream: None });
        drop(state);
        let inputs = self.groups.get(number as usize).cloned().unwrap_or_default();
        self.finish(number, Some(GroupStream::new(inputs, Arc::clone(&self.context))))
    }

    fn read(&self, mut state: MutexGuard<'_, State>, position: usize) -> Task {
        let group = &mut state.open[position];
        let (number, stream) = (group.number, group.stream.take());
        drop(state);
        self.finish(number, stream)
    }

    /// Reads a load of a group that this thread has to itself, and gives the group back.
    fn finish(&self, number: u32, mut stream: Option<GroupStream>) -> Task {
        let load = stream.as_mut().map(|stream| stream.next(&self.entries)).unwrap_or_default();
        let is_last = stream.as_ref().is_none_or(GroupStream::is_done);
        let mut state = self.lock();
        let mut turn = (number, 0);
        if let Some(position) = state.open.iter().position(|group| group.number == number) {
            let group = &mut state.open[position];
            turn.1 = group.loads;
            group.loads += 1;
            group.stream = stream;
            if is_last {
                state.open.remove(position);
            }
        }
        state.ahead += 1;
        drop(state);
        self.changed.notify_all();
        Task { turn, load, is_last }
    }

    /// Says that a task's result was consumed.
    pub(crate) fn consumed(&self) {
        let mut state = self.lock();
        state.ahead = state.ahead.saturating_sub(1);
        drop(state);
        self.changed.notify_all();
    }

    /// Ends the run: no more tasks are given.
    pub(crate) fn stop(&self) {
        self.lock().is_stopped = true;
        self.changed.notify_all();
    }
}

impl State {
    /// The group to read next: the earliest that nobody reads. All but the earliest of all wait while much is ahead.
    fn readable(&self, max_ahead: usize) -> Option<usize> {
        let position = self.open.iter().position(|group| group.stream.is_some())?;
        (position == 0 || self.ahead < max_ahead).then_some(position)
    }
}
