//! From what was found to alerts.
//!
//! Alerts are made a thousand at a time. What takes long is done on several threads: reading the events again, and
//! making and rendering the alerts. What depends on order, the ids of equal events, is done between the two. Where there
//! are threads, the caller is handed alerts while the next are made.

use std::io;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;

use ecs::{EventHandle, EventStore, Timestamp};
use lang::ir::Plan;

use super::RuleSet;
use super::events::Events;
use crate::alert::{Alert, AlertBuilder, AlertContext, Matched};
use crate::parallel;

/// How many alerts are made before they are handed on: they are held in memory, rendered.
const AT_ONCE: usize = 1024;

/// An alert-to-be: a rule, and its events as handles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) rule: u32,
    /// When its last event happened.
    pub(super) time: Timestamp,
    /// One event a stage; `None` for a missing stage.
    pub(super) events: Vec<Option<EventHandle>>,
}

impl Found {
    /// The order of alerts: by time, then by rule, then by arrival.
    pub(super) fn order(&self) -> (Timestamp, u32, &[Option<EventHandle>]) {
        (self.time, self.rule, &self.events)
    }
}

/// What a rule came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// Alerts before `max_signals`.
    pub matched: u64,
    /// Alerts over `max_signals` that were left out.
    pub surplus: u64,
    /// Join keys or hits given up because too many were pending at once.
    pub dropped: u64,
}

/// Everything that was found, in order of event time.
#[derive(Debug)]
pub struct Detections {
    set: Arc<RuleSet>,
    found: Vec<Found>,
    counts: Vec<RuleCount>,
    newest: Option<Timestamp>,
}

impl Detections {
    pub(super) fn new(
        set: Arc<RuleSet>,
        found: Vec<Found>,
        counts: Vec<RuleCount>,
        newest: Option<Timestamp>,
    ) -> Self {
        Self { set, found, counts, newest }
    }

    /// How many alerts.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// What each rule came to, in the order of [`RuleSet::rules`].
    pub fn counts(&self) -> &[RuleCount] {
        &self.counts
    }

    /// Makes every alert, in order, from the events that `store` still has. `render` gets the alerts of one match, on
    /// one of `threads` threads: the alert of a single event, or a shell alert after its building blocks. `consume` gets
    /// on the calling thread, in order, what it made of them. The creation time of the alerts is that of the newest
    /// event, so that the same input gives the same bytes.
    ///
    /// # Errors
    /// When an event cannot be read again, or `consume` fails.
    pub fn emit<T: Send>(
        &self,
        store: &dyn EventStore,
        threads: NonZeroUsize,
        render: impl Fn(Vec<Alert>) -> T + Sync,
        mut consume: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        if threads == NonZeroUsize::MIN {
            return self.render_all(store, threads, &render, |rendered| {
                rendered.into_iter().try_for_each(&mut consume)
            });
        }
        // The next alerts are made while those before them are handed on.
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::sync_channel(1);
            let render = &render;
            let maker = scope.spawn(move || {
                self.render_all(store, threads, render, |rendered| {
                    // Nobody takes them any more: the calling thread knows why.
                    sender.send(rendered).map_err(|_| io::ErrorKind::BrokenPipe.into())
                })
            });
            let consumed = receiver.iter().flatten().try_for_each(&mut consume);
            drop(receiver);
            let made = maker.join().unwrap_or_else(|panic| resume_unwind(panic));
            consumed.and(made)
        })
    }

    /// What `render` makes of every alert, some at a time, in order.
    fn render_all<T: Send>(
        &self,
        store: &dyn EventStore,
        threads: NonZeroUsize,
        render: &(impl Fn(Vec<Alert>) -> T + Sync),
        mut hand_on: impl FnMut(Vec<T>) -> io::Result<()>,
    ) -> io::Result<()> {
        let context = AlertContext::hunt(self.newest.unwrap_or_default());
        let builders: Vec<OnceLock<AlertBuilder<'_>>> =
            self.set.rules().iter().map(|_| OnceLock::new()).collect();
        let mut events = Events::new(store);
        for found in self.found.chunks(AT_ONCE) {
            events.read(found.iter().flat_map(|found| found.events.iter().flatten()), threads)?;
            let alerts_of = |found: &Found| {
                let rule = &self.set.rules()[found.rule as usize].rule;
                let builder = builders[found.rule as usize].get_or_init(|| AlertBuilder::new(rule, &context));
                self.matched(found, &events).map(|matched| render(builder.alerts(&matched)))
            };
            hand_on(parallel::map(threads, found, alerts_of).into_iter().flatten().collect())?;
        }
        Ok(())
    }

    fn matched(&self, found: &Found, events: &Events<'_>) -> Option<Matched> {
        let mut stages: Vec<_> =
            found.events.iter().map(|event| event.and_then(|handle| events.get(handle))).collect();
        match (&self.set.rules()[found.rule as usize].plan, stages.as_mut_slice()) {
            (Plan::Events { .. }, [event]) => event.take().map(Matched::Event),
            _ => Some(Matched::Group(stages)),
        }
    }
}
