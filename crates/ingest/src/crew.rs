//! The threads of a run.
//!
//! The calling thread works like the others, and between its tasks takes what is done in input order. So a run uses as
//! many threads as it was given, and nobody sleeps while there is work.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use crate::BatchWorker;
use crate::decode::{DecodePlan, DecodedLoad, Decoder};
use crate::derive::Links;
use crate::options::ReadContext;
use crate::schedule::{Schedule, Task, Turn};
use crate::stream::Piece;
use crate::turns::{Brought, Turns};

/// How many results per thread may wait for the calling thread before their workers do.
const RESULTS_PER_THREAD: usize = 16;

/// How many decoded loads per thread may wait for an earlier one, which tells of what is in them.
const LOADS_PER_THREAD: usize = 4;

/// How often the calling thread looks for results while too much is held up.
const POLL: Duration = Duration::from_millis(5);

/// What the workers of a run share.
pub(crate) struct Crew {
    schedule: Schedule,
    plan: Arc<DecodePlan>,
    context: Arc<ReadContext>,
    /// Loads whose records are linked in the order of the input.
    turns: Turns<Job>,
    /// Only locked by who works on a load in its turn.
    links: Mutex<Links>,
}

/// A load that is decoded.
struct Job {
    turn: Turn,
    is_last: bool,
    load: Vec<Piece>,
    decoded: DecodedLoad,
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
    /// The crew of a run of so many threads.
    pub(crate) fn new(
        schedule: Schedule,
        plan: Arc<DecodePlan>,
        context: Arc<ReadContext>,
        threads: usize,
    ) -> Self {
        let turns = Turns::new(threads * LOADS_PER_THREAD);
        Self { schedule, plan, context, turns, links: Mutex::default() }
    }

    fn stop(&self) {
        self.schedule.stop();
        self.turns.stop();
    }

    fn link(&self, job: &mut Job) {
        job.decoded.link(&mut self.links.lock().unwrap_or_else(PoisonError::into_inner));
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
                    let _stop = StopOnPanic(self);
                    let mut bench = Bench::new(self, make_worker());
                    let mut send = |result| match sender.send(result) {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(_) => ControlFlow::Break(()),
                    };
                    while let Some(task) = self.schedule.next() {
                        if bench.perform(task, &mut send, || self.turns.wait()).is_break() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let _stop = StopOnPanic(self);
            if self.run_here(make_worker(), &receiver, deliver).is_break() {
                self.stop();
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
            // Results are taken whatever else is waited for, so that nobody waits for them to be taken.
            let mut early = Vec::new();
            bench.perform(task, &mut take, || early.extend(results.recv_timeout(POLL)))?;
            early.into_iter().chain(results.try_iter()).try_for_each(&mut take)?;
        }
        results.iter().try_for_each(take)
    }
}

impl<'c, W: BatchWorker> Bench<'c, W> {
    fn new(crew: &'c Crew, worker: W) -> Self {
        Self { crew, worker, decoder: Decoder::new(Arc::clone(&crew.plan)) }
    }

    /// Does a task, and finishes what has become ready by it. Calls `wait` again and again while it brought a load early
    /// and too many are.
    fn perform(
        &mut self,
        task: Task,
        each: &mut impl FnMut((Turn, Done<W::Output>)) -> ControlFlow<()>,
        mut wait: impl FnMut(),
    ) -> ControlFlow<()> {
        let Task { turn, mut load, is_last } = task;
        let decoded = self.decoder.decode(&mut load);
        let crew = self.crew;
        crew.context.progress.add_events(load.iter().map(|piece| piece.tally.events).sum());
        let job = Job { turn, is_last, load, decoded };
        let brought = match job.decoded.has_links() {
            true => crew.turns.bring(turn, is_last, Some(job), |job| crew.link(job)),
            false => {
                crew.turns.bring(turn, is_last, None, |job| crew.link(job));
                each(self.finish(job))?;
                Brought::InTurn
            }
        };
        loop {
            while let Some(job) = crew.turns.take() {
                each(self.finish(job))?;
            }
            if brought == Brought::InTurn || !crew.turns.is_full() {
                return ControlFlow::Continue(());
            }
            wait();
        }
    }

    /// Makes a batch of a load, and of that what the consumer gets.
    fn finish(&mut self, job: Job) -> (Turn, Done<W::Output>) {
        let Job { turn, is_last, mut load, decoded } = job;
        let (batch, memory) = decoded.finish(&self.crew.plan);
        let output = match batch {
            None => None,
            Some(Ok(batch)) => Some(self.worker.batch(batch)),
            Some(Err(error)) => {
                load.iter_mut().for_each(|piece| piece.lose_batch(&error));
                None
            }
        };
        let buffers = &self.crew.context.buffers;
        memory.into_unshared().for_each(|buffer| buffers.give(buffer));
        (turn, Done { output, load, is_last })
    }
}

/// Stops the run when a worker panics, so that nobody waits for it.
struct StopOnPanic<'a>(&'a Crew);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}
