//! The threads of a run.
//!
//! The calling thread works like the others, and between its tasks takes what is done in input order. So a run uses as
//! many threads as it was given, and nobody sleeps while there is work.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, mpsc};
use std::thread;

use crate::BatchWorker;
use crate::decode::{DecodePlan, Decoder};
use crate::options::ReadContext;
use crate::schedule::{Schedule, Task, Turn};
use crate::stream::Piece;

/// How many results per thread may wait for the calling thread before their workers do.
const RESULTS_PER_THREAD: usize = 16;

/// What the workers of a run share.
pub(crate) struct Crew {
    schedule: Schedule,
    plan: Arc<DecodePlan>,
    context: Arc<ReadContext>,
}

/// What became of one task.
pub(crate) struct Done<O> {
    pub(crate) output: Option<O>,
    /// What was read and what became of it, without the blocks.
    pub(crate) load: Vec<Piece>,
    /// Whether its group ended with it.
    is_last: bool,
}

/// One thread's worker and decoder.
struct Bench<'c, W> {
    crew: &'c Crew,
    worker: W,
    decoder: Decoder,
}

impl Crew {
    pub(crate) fn new(schedule: Schedule, plan: Arc<DecodePlan>, context: Arc<ReadContext>) -> Self {
        Self { schedule, plan, context }
    }

    /// Does everything there is to do, or stops when `deliver` breaks.
    pub(crate) fn run<W: BatchWorker>(
        &self,
        threads: usize,
        make_worker: &(impl Fn() -> W + Sync),
        deliver: &mut impl FnMut(Done<W::Output>) -> ControlFlow<()>,
    ) {
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::sync_channel(threads * RESULTS_PER_THREAD);
            for _ in 1..threads {
                let sender = sender.clone();
                scope.spawn(move || {
                    let _stop = StopOnPanic(&self.schedule);
                    let mut bench = Bench::new(self, make_worker());
                    while let Some(task) = self.schedule.next() {
                        if sender.send(bench.perform(task)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let _stop = StopOnPanic(&self.schedule);
            if self.run_here(make_worker(), &receiver, deliver).is_break() {
                self.schedule.stop();
            }
        });
    }

    /// The calling thread's part.
    fn run_here<W: BatchWorker>(
        &self,
        worker: W,
        results: &mpsc::Receiver<(Turn, Done<W::Output>)>,
        deliver: &mut impl FnMut(Done<W::Output>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut bench = Bench::new(self, worker);
        let (mut next, mut waiting): (Turn, _) = ((0, 0), BTreeMap::new());
        let mut take = |(turn, done): (Turn, Done<W::Output>)| {
            waiting.insert(turn, done);
            while let Some(done) = waiting.remove(&next) {
                next = if done.is_last { (next.0 + 1, 0) } else { (next.0, next.1 + 1) };
                self.schedule.consumed();
                deliver(done)?;
            }
            ControlFlow::Continue(())
        };
        while let Some(task) = self.schedule.next() {
            take(bench.perform(task))?;
            results.try_iter().try_for_each(&mut take)?;
        }
        results.iter().try_for_each(take)
    }
}

impl<'c, W: BatchWorker> Bench<'c, W> {
    fn new(crew: &'c Crew, worker: W) -> Self {
        Self { crew, worker, decoder: Decoder::new(Arc::clone(&crew.plan)) }
    }

    fn perform(&mut self, task: Task) -> (Turn, Done<W::Output>) {
        let Task { turn, mut load, is_last } = task;
        let decoded = self.decoder.decode(&mut load);
        self.crew.context.progress.add_events(load.iter().map(|piece| piece.tally.events).sum());
        let output = decoded.map(|batch| self.worker.batch(batch));
        let buffers = &self.crew.context.buffers;
        self.decoder.take_buffers().for_each(|buffer| buffers.give(buffer));
        (turn, Done { output, load, is_last })
    }
}

/// Stops the run when a worker panics, so that nobody waits for it.
struct StopOnPanic<'a>(&'a Schedule);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}
