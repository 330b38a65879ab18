//! From what was found to alert documents.

use std::io;
use std::sync::Arc;

use ecs::{Document, EventHandle, EventStore, Timestamp};
use foldhash::{HashMap, HashMapExt as _};
use lang::ir::Plan;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::RuleSet;
use crate::alert::{AlertBuilder, AlertContext, Matched, MatchedEvent};

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

/// Takes alert documents, one alert at a time.
pub trait AlertSink {
    /// Takes the documents of one alert: the alert of a single event, or a shell alert after its building blocks.
    ///
    /// # Errors
    /// When they cannot be written.
    fn alert(&mut self, documents: Vec<Document>) -> io::Result<()>;
}

impl<F: FnMut(Vec<Document>) -> io::Result<()>> AlertSink for F {
    fn alert(&mut self, documents: Vec<Document>) -> io::Result<()> {
        self(documents)
    }
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

    /// Makes the documents of every alert, in order, from the events that `store` still has. The creation time of the
    /// alerts is that of the newest event, so that the same input gives the same bytes.
    ///
    /// # Errors
    /// When an event cannot be read again, or the sink fails.
    pub fn emit(&self, store: &dyn EventStore, sink: &mut dyn AlertSink) -> io::Result<()> {
        let context = AlertContext::hunt(self.newest.unwrap_or_default());
        let mut ids = EventIds::default();
        let mut builders: HashMap<u32, AlertBuilder<'_>> = HashMap::new();
        for found in &self.found {
            let rule = &self.set.rules()[found.rule as usize];
            let mut events = Vec::with_capacity(found.events.len());
            for event in &found.events {
                events.push(event.map(|handle| matched_event(handle, store, &mut ids)).transpose()?);
            }
            let matched = match (&rule.plan, events.as_mut_slice()) {
                (Plan::Events { .. }, [event]) => event.take().map(Matched::Event),
                _ => Some(Matched::Group(events)),
            };
            let builder =
                builders.entry(found.rule).or_insert_with(|| AlertBuilder::new(&rule.rule, &context));
            if let Some(matched) = matched {
                sink.alert(builder.alerts(&matched))?;
            }
        }
        Ok(())
    }
}

fn matched_event(
    handle: EventHandle,
    store: &dyn EventStore,
    ids: &mut EventIds,
) -> io::Result<MatchedEvent> {
    let document = store.document(handle)?;
    let time = document.get("@timestamp").and_then(Value::as_str).and_then(Timestamp::parse);
    Ok(MatchedEvent {
        id: ids.of(handle, &document),
        index: index_of(&document),
        time: time.unwrap_or_default(),
        document,
    })
}

/// Ids of events that were never in an index: a hash of the content, numbered where two events are equal to the byte.
#[derive(Debug, Default)]
struct EventIds {
    of_handle: HashMap<EventHandle, Arc<str>>,
    seen: HashMap<[u8; 20], u32>,
}

impl EventIds {
    fn of(&mut self, handle: EventHandle, document: &Document) -> String {
        if let Some(id) = self.of_handle.get(&handle) {
            return id.to_string();
        }
        let text = serde_json::to_vec(document).unwrap_or_default();
        let mut digest = [0; 20];
        digest.copy_from_slice(&Sha256::digest(&text)[..20]);
        let number = self.seen.entry(digest).or_default();
        let mut id: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        if *number > 0 {
            id.push_str(&format!("-{number}"));
        }
        *number += 1;
        self.of_handle.insert(handle, id.as_str().into());
        id
    }
}

/// The data stream that the document says it belongs to.
fn index_of(document: &Document) -> String {
    let part =
        |name: &str| document.get("data_stream").and_then(|stream| stream.get(name)).and_then(Value::as_str);
    match (part("type"), part("dataset"), part("namespace")) {
        (Some(kind), Some(dataset), Some(namespace)) => format!("{kind}-{dataset}-{namespace}"),
        _ => String::new(),
    }
}
