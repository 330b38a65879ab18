//! Reads inputs in blocks, decodes the blocks on worker threads, and delivers the results in input order.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;

use ecs::{Document, EventBatch, Projection};

use crate::crew::Crew;
use crate::decode::{Checks, DecodePlan};
use crate::delivery::Delivery;
use crate::options::ReadContext;
use crate::pool::BufferPool;
use crate::schedule::Schedule;
use crate::winlog::Choice;
use crate::{DocumentStore, Inputs, Progress, Report};

/// What one worker thread makes of each batch. Any `FnMut(EventBatch) -> Output` is one.
pub trait BatchWorker {
    /// What goes to the consumer.
    type Output: Send;

    /// Turns a batch into what the consumer gets. Runs on the worker's thread.
    fn batch(&mut self, batch: EventBatch) -> Self::Output;
}

impl<F: FnMut(EventBatch) -> O, O: Send> BatchWorker for F {
    type Output = O;

    fn batch(&mut self, batch: EventBatch) -> O {
        self(batch)
    }
}

/// Reads [`Inputs`] once.
#[derive(Debug)]
pub struct Reader {
    inputs: Inputs,
    projection: Arc<Projection>,
    checks: Checks,
    progress: Arc<Progress>,
    store: Arc<DocumentStore>,
}

impl Reader {
    /// A reader of these inputs whose batches carry the projected fields.
    pub fn new(inputs: Inputs, projection: Arc<Projection>) -> Self {
        let store = Arc::new(DocumentStore::new(&inputs.entries, Choice::from(&inputs.options)));
        Self { inputs, projection, checks: Checks::Wanted, progress: Arc::default(), store }
    }

    /// Checks all of every document. Without it only the parts that are read are: a document that is damaged elsewhere
    /// passes, which is what a hunt wants, but not what is to be written out again.
    #[must_use]
    pub fn checking_everything(mut self) -> Self {
        self.checks = Checks::All;
        self
    }

    /// The counters that [`Self::run`] moves on.
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// Makes documents of the handles that the run's batches give; outlives the run.
    pub fn store(&self) -> Arc<DocumentStore> {
        Arc::clone(&self.store)
    }

    /// Reads everything. Each of `threads` threads, the calling one among them, makes itself a worker, which turns the
    /// batches that fall to it into outputs; `consume` gets the outputs on the calling thread in input order, whatever
    /// the number of threads, and may end the run early. Memory is bounded: workers wait when the consumer falls behind.
    pub fn run<W: BatchWorker>(
        self,
        threads: NonZeroUsize,
        make_worker: impl Fn() -> W + Sync,
        consume: impl FnMut(W::Output) -> ControlFlow<()>,
    ) -> Report {
        let Self { inputs, projection, checks, progress, store } = self;
        let options = inputs.options.clone();
        let plan = DecodePlan::new(projection, options.clone(), checks, store);
        let buffers = BufferPool::default();
        let context = Arc::new(ReadContext { options, progress: Arc::clone(&progress), buffers });
        let schedule = Schedule::new(inputs.entries, Arc::clone(&context), threads.get());
        let crew = Crew::new(schedule, Arc::new(plan), context, threads.get());
        let mut delivery = Delivery::new(inputs.problems, inputs.options, consume);
        crew.run(threads.get(), &make_worker, &mut |done| delivery.deliver(done));
        delivery.report.bytes = progress.bytes();
        delivery.report
    }

    /// Reads everything as whole normalised documents, in input order.
    pub fn documents(
        self,
        threads: NonZeroUsize,
        mut consume: impl FnMut(Document) -> ControlFlow<()>,
    ) -> Report {
        let documents =
            || |batch: EventBatch| (0..batch.num_rows()).map(|row| batch.document(row)).collect::<Vec<_>>();
        self.checking_everything()
            .run(threads, documents, |documents| documents.into_iter().try_for_each(&mut consume))
    }
}
