//! Reads inputs in blocks, decodes the blocks on worker threads, and delivers the results in input order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Arc, mpsc};
use std::thread;

use ecs::{Document, EventBatch, Projection};

use crate::container::LOOKED_FOR;
use crate::decode::{Checks, DecodePlan, Decoder};
use crate::options::ReadContext;
use crate::pool::BufferPool;
use crate::report::{Problem, ProblemKind, Problems, Tally};
use crate::schedule::{Schedule, Task, Turn};
use crate::stream::Piece;
use crate::winlog::Choice;
use crate::{DocumentStore, Inputs, Progress, ReadOptions, Report};

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

    /// The counters that [`Self::run`] moves on.
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// Makes documents of the handles that the run's batches give; outlives the run.
    pub fn store(&self) -> Arc<DocumentStore> {
        Arc::clone(&self.store)
    }

    /// Reads everything. Each of `threads` threads makes itself a worker, which turns the batches that fall to it into
    /// outputs; `consume` gets the outputs on the calling thread in input order, whatever the number of threads, and
    /// may end the run early. Memory is bounded: workers wait when the consumer falls behind.
    pub fn run<W: BatchWorker>(
        self,
        threads: NonZeroUsize,
        make_worker: impl Fn() -> W + Sync,
        consume: impl FnMut(W::Output) -> ControlFlow<()>,
    ) -> Report {
        let Self { inputs, projection, checks, progress, store } = self;
        let options = inputs.options.clone();
        let plan = DecodePlan::new(projection, options.clone(), checks, store);
        let context =
            ReadContext { options, progress: Arc::clone(&progress), buffers: BufferPool::default() };
        let context = Arc::new(context);
        let crew = Crew {
            schedule: Schedule::new(inputs.entries, Arc::clone(&context), threads.get()),
            plan: Arc::new(plan),
            context,
        };
        let mut delivery = Delivery::new(inputs.problems, inputs.options, consume);
        match threads.get() {
            1 => crew.work(make_worker(), |_, result| {
                crew.schedule.consumed();
                delivery.deliver(result)
            }),
            threads => run_threads(&crew, threads, &make_worker, &mut delivery),
        }
        delivery.report.bytes = progress.bytes();
        delivery.report
    }

    /// Reads everything as whole normalised documents, in input order: what `normalize` writes.
    pub fn documents(
        mut self,
        threads: NonZeroUsize,
        mut consume: impl FnMut(Document) -> ControlFlow<()>,
    ) -> Report {
        self.checks = Checks::All;
        let documents =
            || |batch: EventBatch| (0..batch.num_rows()).map(|row| batch.document(row)).collect::<Vec<_>>();
        self.run(threads, documents, |documents| documents.into_iter().try_for_each(&mut consume))
    }
}

/// What the workers of a run share.
struct Crew {
    schedule: Schedule,
    plan: Arc<DecodePlan>,
    context: Arc<ReadContext>,
}

/// What became of one task.
struct Done<O> {
    output: Option<O>,
    tally: Tally,
    /// The member that ended, and whether the whole input did.
    ended: Option<Arc<str>>,
    is_last: bool,
}

impl Crew {
    /// Works until there is nothing to do or `deliver` breaks.
    fn work<W: BatchWorker>(
        &self,
        mut worker: W,
        mut deliver: impl FnMut(Turn, Done<W::Output>) -> ControlFlow<()>,
    ) {
        let mut decoder = Decoder::new(Arc::clone(&self.plan));
        while let Some(task) = self.schedule.next() {
            let (turn, done) = match task {
                Task::Piece(turn, piece) => (turn, self.piece(*piece, &mut decoder, &mut worker)),
                Task::End(turn) => {
                    (turn, Done { output: None, tally: Tally::default(), ended: None, is_last: true })
                }
            };
            if deliver(turn, done).is_break() {
                self.schedule.stop();
            }
        }
    }

    fn piece<W: BatchWorker>(&self, piece: Piece, decoder: &mut Decoder, worker: &mut W) -> Done<W::Output> {
        let mut tally = Tally { problems: piece.problems, ..Tally::default() };
        let output = piece.block.and_then(|block| {
            let decoded = decoder.decode(block, &mut tally);
            self.context.progress.add_events(tally.events);
            let output = decoded.map(|batch| worker.batch(batch));
            if let Some(buffer) = decoder.take_buffer() {
                self.context.buffers.give(buffer);
            }
            output
        });
        Done { output, tally, ended: piece.ended, is_last: false }
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

fn run_threads<W: BatchWorker, C: FnMut(W::Output) -> ControlFlow<()>>(
    crew: &Crew,
    threads: usize,
    make_worker: &(impl Fn() -> W + Sync),
    delivery: &mut Delivery<C>,
) {
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel::<(Turn, Done<W::Output>)>(threads * 2);
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(move || {
                let _stop = StopOnPanic(&crew.schedule);
                crew.work(make_worker(), |turn, done| match sender.send((turn, done)) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                });
            });
        }
        drop(sender);
        let _stop = StopOnPanic(&crew.schedule);
        let (mut next, mut waiting): (Turn, _) = ((0, 0), BTreeMap::new());
        for (turn, done) in receiver {
            waiting.insert(turn, done);
            while let Some(done) = waiting.remove(&next) {
                next = if done.is_last { (next.0 + 1, 0) } else { (next.0, next.1 + 1) };
                crew.schedule.consumed();
                if delivery.deliver(done).is_break() {
                    crew.schedule.stop();
                    return;
                }
            }
        }
    });
}

/// The consumer's side: hands outputs on and sums the report.
struct Delivery<C> {
    report: Report,
    consume: C,
    options: ReadOptions,
    /// Events of the member being read.
    member_events: u64,
    first_problem: Option<Problem>,
}

impl<C> Delivery<C> {
    fn new(problems: Problems, options: ReadOptions, consume: C) -> Self {
        let mut report = Report::default();
        report.add(Tally { problems, ..Tally::default() });
        Self { report, consume, options, member_events: 0, first_problem: None }
    }

    fn deliver<O>(&mut self, done: Done<O>) -> ControlFlow<()>
    where
        C: FnMut(O) -> ControlFlow<()>,
    {
        self.member_events += done.tally.events;
        if self.first_problem.is_none() {
            self.first_problem = done.tally.problems.first_record_problem().cloned();
        }
        self.report.add(done.tally);
        let flow = done.output.map_or(ControlFlow::Continue(()), &mut self.consume);
        if let Some(name) = done.ended {
            self.end_member(&name);
        }
        flow
    }

    /// A member of which nothing became an event is not what it was taken for.
    fn end_member(&mut self, name: &str) {
        self.report.files += 1;
        let problem = self.first_problem.take();
        if std::mem::take(&mut self.member_events) > 0 {
            return;
        }
        if let Some(problem) = problem {
            let kind = ProblemKind::Unrecognised;
            let wanted = match self.options.source {
                Some(source) => format!("no record could be read as {}", source.name),
                None => LOOKED_FOR.to_owned(),
            };
            let detail = format!("{wanted}; first problem: {}", problem.detail);
            let mut tally = Tally::default();
            let input = name.to_owned();
            tally.problems.add(kind.clone(), || Problem { input, offset: None, kind, detail });
            self.report.add(tally);
        }
    }
}
