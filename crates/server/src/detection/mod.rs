//! Rules over the event log as it grows.
//!
//! ```text
//! store.read(checkpoint) → StoredEvents → Matcher → LiveDetector → LiveRuns → alert documents
//!                                                                      └→ store.state().commit(alerts, folds, checkpoint, runs)
//! ```
//!
//! One thread goes through the log in order. What a batch of events comes to is committed in one transaction: its alerts,
//! the runs that ended, the checkpoint, and from time to time what detection remembers. After a crash the memory is that
//! of its last snapshot, brought up to the checkpoint by going through the events between the two once more, without
//! giving anything: all of it was given. From the checkpoint on, events are evaluated again, and alerts that were
//! committed have ids that are known. So no alert is lost and none repeated.
//!
//! **Face.** [`Detection::start`].
//!
//! **What is absent.** No HTTP and no asynchronous code.

mod alerts;
mod batch;
mod commit;
mod evaluator;
mod look_back;
mod options;
mod rules;
mod snapshot;
mod statistics;
mod worker;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use detect::live::RunRecord;
use store::{Store, StoreError};

pub use alerts::ALERTS_INDEX;
pub use options::{DetectionOptions, FaultHook, Step};
pub use rules::{RuleReport, RuleSource};
use statistics::Shared;
pub use statistics::{DetectionStatistics, LATENCY_BOUNDS};
use worker::Worker;

/// Why detection did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// What was committed cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system has no thread for it.
    #[error("cannot start a thread: {0}")]
    Thread(#[from] io::Error),
}

/// Detection that runs. Dropping it stops it.
#[derive(Debug)]
pub struct Detection {
    shared: Arc<Shared>,
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Detection {
    /// Evaluates the events of a store from where it was left, on a thread of its own, until it is stopped.
    ///
    /// # Errors
    /// When what was committed cannot be read, or there is no thread.
    pub fn start(
        store: Arc<Store>,
        rules: RuleSource,
        options: DetectionOptions,
    ) -> Result<Self, StartError> {
        let shared = Arc::new(Shared::default());
        let stop = Arc::new(AtomicBool::new(false));
        let worker = Worker::new(store, rules, options, Arc::clone(&shared), Arc::clone(&stop))?;
        let thread = std::thread::Builder::new().name("detection".to_owned()).spawn(|| worker.run())?;
        Ok(Self { shared, stop, thread: Mutex::new(Some(thread)) })
    }

    /// Ends it, with everything committed that was evaluated. Comes back when that is done.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("detection ended by a panic");
        }
    }

    /// The current run of every rule as it stands. Those that ended are in the store's state.
    pub fn runs(&self) -> Vec<RunRecord> {
        self.shared.runs()
    }

    /// What is loaded: every rule with whether it runs, and every problem.
    pub fn rules(&self) -> Arc<RuleReport> {
        self.shared.rules()
    }

    /// Counters and latencies since it was started.
    pub fn statistics(&self) -> DetectionStatistics {
        self.shared.statistics()
    }

    /// Whether it still runs: false once it was stopped, and after a panic.
    pub fn is_running(&self) -> bool {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

impl Drop for Detection {
    fn drop(&mut self) {
        self.stop();
    }
}
