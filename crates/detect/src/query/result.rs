//! What a query found, and how it is written.

use std::io;

use ecs::{EventHandle, EventStore};
use serde_json::{Value, json};

use crate::fold::{KeyValue, SampleMatch, SequenceMatch};

/// What a query found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryResult {
    /// Events, sequences or samples.
    pub answer: QueryAnswer,
    /// What happened on the way.
    pub statistics: QueryStatistics,
}

/// The results of a query, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryAnswer {
    /// Of an event query.
    Events(Vec<EventHandle>),
    /// Of a sequence query.
    Sequences(Vec<SequenceMatch>),
    /// Of a sample query.
    Samples(Vec<SampleMatch>),
}

/// Counts of a query's run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueryStatistics {
    /// Events that matched a filter, counted once for each stage.
    pub matched: u64,
    /// Events that matched a stage of a sequence but have no time, and were left out.
    pub without_time: u64,
    /// Keys and hits that were given up because there were too many at once.
    pub dropped: u64,
}

impl QueryResult {
    /// How many events, sequences or samples there are.
    pub fn len(&self) -> usize {
        match &self.answer {
            QueryAnswer::Events(events) => events.len(),
            QueryAnswer::Sequences(sequences) => sequences.len(),
            QueryAnswer::Samples(samples) => samples.len(),
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One JSON object a result: a matching document, or `{"join_keys":[…],"events":[…]}` with the events in
    /// Elasticsearch's hit shape.
    pub fn lines<'r>(&'r self, store: &'r dyn EventStore) -> impl Iterator<Item = io::Result<Value>> + 'r {
        (0..self.len()).filter_map(move |index| self.line(index, store).transpose())
    }

    fn line(&self, index: usize, store: &dyn EventStore) -> io::Result<Option<Value>> {
        match &self.answer {
            QueryAnswer::Events(events) => {
                let Some(event) = events.get(index) else { return Ok(None) };
                store.document(*event).map(Value::Object).map(Some)
            }
            QueryAnswer::Sequences(sequences) => {
                let Some(found) = sequences.get(index) else { return Ok(None) };
                let keys = found.keys.values().iter().map(KeyValue::to_json).collect();
                let events = found.events.iter().map(|event| match event {
                    Some(event) => hit(*event, store),
                    None => Ok(missing_event()),
                });
                group(keys, events).map(Some)
            }
            QueryAnswer::Samples(samples) => {
                let Some(found) = samples.get(index) else { return Ok(None) };
                let keys = found.keys.values().iter().map(KeyValue::to_sample_json).collect();
                group(keys, found.events.iter().map(|event| hit(*event, store))).map(Some)
            }
        }
    }
}

fn group(keys: Vec<Value>, events: impl Iterator<Item = io::Result<Value>>) -> io::Result<Value> {
    let events: Vec<Value> = events.collect::<io::Result<_>>()?;
    Ok(json!({"join_keys": keys, "events": events}))
}

/// The place of an event that must not occur, as Elasticsearch shows it.
fn missing_event() -> Value {
    json!({"_index": "", "_id": "", "_source": {}, "missing": true})
}

fn hit(event: EventHandle, store: &dyn EventStore) -> io::Result<Value> {
    let stored = store.event(event)?;
    Ok(json!({"_index": stored.index, "_id": event_id(event), "_source": stored.document}))
}

/// An id that is the same in every run over the same inputs.
fn event_id(event: EventHandle) -> String {
    format!("{}-{}", event.input, event.offset)
}
