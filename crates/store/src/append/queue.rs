//! Group commit: whoever comes while the disk is busy goes together with the others who did.
//!
//! There is no thread for it. Of the callers that wait one leads: it takes what is in the queue, puts it on disk and hands
//! out the answers; when its own batch is done it hands the lead to the first that waits.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::Prepared;
use crate::{AppendError, Appended};

/// The most text one group takes, so that no caller waits for much more than its own share.
const GROUP_BYTES: usize = 8 << 20;

type Answer = Result<Vec<Appended>, AppendError>;

/// Batches that wait for the disk.
#[derive(Debug)]
pub(crate) struct Queue {
    most_bytes: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    waiting: VecDeque<Ticket>,
    bytes: usize,
    /// Whether a caller leads, or has been told to.
    led: bool,
}

/// A batch in the queue. When it is dropped unanswered its caller is told so, and not left waiting.
#[derive(Debug)]
struct Ticket {
    batch: Prepared,
    slot: Arc<Slot>,
}

/// Where a caller waits.
#[derive(Debug, Default)]
struct Slot {
    state: Mutex<SlotState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
enum SlotState {
    #[default]
    Waiting,
    Lead,
    Done(Answer),
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut state = lock(&self.slot.state);
        if !matches!(*state, SlotState::Done(_)) {
            *state = SlotState::Done(Err(AppendError::Failed("the log's writer stopped".to_owned())));
            self.slot.changed.notify_one();
        }
    }
}

impl Slot {
    fn set(&self, to: SlotState) {
        *lock(&self.state) = to;
        self.changed.notify_one();
    }

    /// The answer if there is one.
    fn take(&self) -> Option<Answer> {
        let mut state = lock(&self.state);
        match std::mem::take(&mut *state) {
            SlotState::Done(answer) => Some(answer),
            other => {
                *state = other;
                None
            }
        }
    }

    /// Waits for the answer; `None` when the caller has to lead.
    fn wait(&self) -> Option<Answer> {
        let state = lock(&self.state);
        let waited = self.changed.wait_while(state, |state| matches!(state, SlotState::Waiting));
        match std::mem::take(&mut *waited.unwrap_or_else(PoisonError::into_inner)) {
            SlotState::Done(answer) => Some(answer),
            _ => None,
        }
    }
}

impl Queue {
    pub(crate) fn new(most_bytes: usize) -> Self {
        Self { most_bytes, inner: Mutex::default() }
    }

    /// How much text waits.
    pub(crate) fn waiting_bytes(&self) -> usize {
        lock(&self.inner).bytes
    }

    /// Puts a batch on disk by `commit`, which is given a group of them; this one's answer.
    pub(crate) fn submit(
        &self,
        batch: Prepared,
        commit: impl Fn(&[&Prepared]) -> Result<Vec<Vec<Appended>>, AppendError>,
    ) -> Answer {
        let slot = Arc::new(Slot::default());
        let leads = {
            let mut inner = lock(&self.inner);
            let bytes = inner.bytes.saturating_add(batch.bytes());
            // One batch always gets in, however long: else it never would.
            if bytes > self.most_bytes && !inner.waiting.is_empty() {
                return Err(AppendError::Busy);
            }
            inner.bytes = bytes;
            inner.waiting.push_back(Ticket { batch, slot: slot.clone() });
            !std::mem::replace(&mut inner.led, true)
        };
        if !leads && let Some(answer) = slot.wait() {
            return answer;
        }
        let lead = Lead { queue: self };
        loop {
            let group = lead.take_group();
            // The own batch is among those that wait until it is answered.
            if group.is_empty() {
                return slot.take().unwrap_or(Err(AppendError::Busy));
            }
            answer(group, &commit);
            if let Some(answer) = slot.take() {
                return answer;
            }
        }
    }
}

fn answer(group: Vec<Ticket>, commit: &impl Fn(&[&Prepared]) -> Result<Vec<Vec<Appended>>, AppendError>) {
    let batches: Vec<&Prepared> = group.iter().map(|ticket| &ticket.batch).collect();
    match commit(&batches) {
        Ok(answers) => {
            for (ticket, answer) in group.iter().zip(answers) {
                ticket.slot.set(SlotState::Done(Ok(answer)));
            }
        }
        Err(error) => {
            for ticket in &group {
                ticket.slot.set(SlotState::Done(Err(error.clone())));
            }
        }
    }
}

/// Being the one who writes. Passed on when it is dropped, so also when writing panics.
struct Lead<'a> {
    queue: &'a Queue,
}

impl Lead<'_> {
    fn take_group(&self) -> Vec<Ticket> {
        let mut inner = lock(&self.queue.inner);
        let mut group = Vec::new();
        let mut bytes = 0;
        while let Some(ticket) = inner.waiting.front() {
            if !group.is_empty() && bytes + ticket.batch.bytes() > GROUP_BYTES {
                break;
            }
            bytes += ticket.batch.bytes();
            group.extend(inner.waiting.pop_front());
        }
        inner.bytes = inner.bytes.saturating_sub(bytes);
        group
    }
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        let mut inner = lock(&self.queue.inner);
        match inner.waiting.front() {
            Some(next) => next.slot.set(SlotState::Lead),
            None => inner.led = false,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
