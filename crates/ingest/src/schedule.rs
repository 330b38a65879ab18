//! Which thread reads what next.
//!
//! There is no reading thread: a worker reads the next block of some input itself and then decodes it, while others
//! read on. Several inputs are open at once, so that decompression of one does not hold up the others. The earliest
//! input that is not read to its end may always be read on; later ones only while few of their results wait for their
//! turn. So results come in order with bounded memory, and there is always somebody who can go on.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::inputs::InputEntry;
use crate::options::ReadContext;
use crate::stream::{InputStream, Piece};

/// How many pieces per thread may be read and not yet consumed, beyond those of the earliest input.
const AHEAD_PER_THREAD: usize = 8;

/// The place of a piece in the order of all pieces: number of the input, number in the input.
pub(crate) type Turn = (u32, u64);

/// What a worker is to do next.
pub(crate) struct Task {
    pub(crate) turn: Turn,
    /// What was read; nothing where an input turned out to be at its end.
    pub(crate) piece: Option<Box<Piece>>,
    /// Whether the input has no more pieces.
    pub(crate) is_last: bool,
}

/// Shared by all workers.
pub(crate) struct Schedule {
    entries: Vec<InputEntry>,
    context: Arc<ReadContext>,
    max_open: usize,
    max_ahead: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The next input to open.
    next: usize,
    /// Inputs being read, earliest first.
    open: Vec<OpenInput>,
    /// Pieces read and not yet consumed.
    ahead: usize,
    is_stopped: bool,
}

struct OpenInput {
    number: u32,
    pieces: u64,
    /// Absent while a worker reads from it, or before it was opened.
    stream: Option<InputStream>,
}

impl Schedule {
    pub(crate) fn new(entries: Vec<InputEntry>, context: Arc<ReadContext>, threads: usize) -> Self {
        Self {
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
            if state.next < self.entries.len()
                && state.open.len() < self.max_open
                && (state.open.is_empty() || state.ahead < self.max_ahead)
            {
                return Some(self.open(state));
            }
            if state.open.is_empty() && state.next == self.entries.len() {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn open(&self, mut state: MutexGuard<'_, State>) -> Task {
        let number = state.next as u32;
        state.next += 1;
        state.open.push(OpenInput { number, pieces: 0, stream: None });
        drop(state);
        let opened = self.entries.get(number as usize);
        let stream = opened.map(|entry| InputStream::open(number, entry, &self.context));
        self.finish(number, stream)
    }

    fn read(&self, mut state: MutexGuard<'_, State>, position: usize) -> Task {
        let input = &mut state.open[position];
        let (number, stream) = (input.number, input.stream.take());
        drop(state);
        self.finish(number, stream)
    }

    /// Reads a piece of an input that this thread has to itself, and gives the input back.
    fn finish(&self, number: u32, mut stream: Option<InputStream>) -> Task {
        let piece = stream.as_mut().and_then(InputStream::next).map(Box::new);
        let is_last = piece.is_none() || stream.as_ref().is_none_or(InputStream::is_done);
        let mut state = self.lock();
        let mut turn = (number, 0);
        if let Some(position) = state.open.iter().position(|input| input.number == number) {
            let input = &mut state.open[position];
            turn.1 = input.pieces;
            input.pieces += 1;
            input.stream = stream;
            if is_last {
                state.open.remove(position);
                self.context.progress.add_file();
            }
        }
        state.ahead += 1;
        drop(state);
        self.changed.notify_all();
        Task { turn, piece, is_last }
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
    /// The input to read next: the earliest that nobody reads. All but the earliest of all wait while much is ahead.
    fn readable(&self, max_ahead: usize) -> Option<usize> {
        let position = self.open.iter().position(|input| input.stream.is_some())?;
        (position == 0 || self.ahead < max_ahead).then_some(position)
    }
}
