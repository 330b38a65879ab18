//! A bounded queue before the threads that store: what is beyond it is sent back, never kept.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::storing::Storing;
use crate::error::ApiError;

/// The way of events into the store.
#[derive(Debug)]
pub(crate) struct IntakeQueue {
    storing: Storing,
    at_work: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl IntakeQueue {
    /// A queue in which `most_at_work` requests are worked on while `most_waiting` wait.
    pub(crate) fn new(storing: Storing, most_at_work: usize, most_waiting: usize) -> Self {
        let slots = |count: usize| Arc::new(Semaphore::new(count.clamp(1, Semaphore::MAX_PERMITS)));
        Self {
            storing,
            at_work: slots(most_at_work),
            waiting: slots(most_at_work.saturating_add(most_waiting)),
        }
    }

    /// Runs work on a thread that may wait, when its turn comes; refuses it when too many wait already. Work that was
    /// begun is finished also when nobody waits for it any more.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnOnce(&Storing) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let waiting = Arc::clone(&self.waiting).try_acquire_owned();
        let waiting =
            waiting.map_err(|_| ApiError::too_many_requests("too many requests with events wait"))?;
        let at_work = Arc::clone(&self.at_work).acquire_owned().await;
        let at_work = at_work.map_err(|error| ApiError::internal(&error))?;
        let storing = self.storing.clone();
        let counted = storing.metrics.working(bytes);
        let task = tokio::task::spawn_blocking(move || {
            let _held = (waiting, at_work, counted);
            work(&storing)
        });
        task.await.map_err(|error| ApiError::internal(&error))
    }

    /// What stores, for readers that have a thread of their own and wait themselves.
    pub(crate) fn storing(&self) -> &Storing {
        &self.storing
    }
}
