//! Answers of EQL searches.

use detect::query::{QueryAnswer, QueryResult};
use ecs::EventHandle;
use serde_json::{Map, Value, json};

use super::super::fetch::Reader;
use super::super::source::{Block, Place};
use super::super::{Search, SearchError};
use super::request::EqlRequest;
use super::run::place_of;

impl Search {
    pub(super) fn eql_answer(
        &self,
        request: &EqlRequest,
        result: &QueryResult,
        blocks: &[Block],
    ) -> Result<Map<String, Value>, SearchError> {
        let mut shown = Events::new(self, request, result, blocks)?;
        let (name, list, total) = match &result.answer {
            QueryAnswer::Events(events) => {
                let list: Vec<Value> = events.iter().map(|event| shown.event(Some(*event))).collect();
                ("events", list, result.statistics.matched)
            }
            QueryAnswer::Sequences(sequences) => {
                let list = sequences.iter().map(|found| {
                    let keys = found.keys.values().iter().map(|key| key.to_json()).collect();
                    group(keys, found.events.iter().map(|event| shown.event(*event)).collect())
                });
                let list: Vec<Value> = list.collect();
                let total = list.len() as u64;
                ("sequences", list, total)
            }
            QueryAnswer::Samples(samples) => {
                let list = samples.iter().map(|found| {
                    let keys = found.keys.values().iter().map(|key| key.to_sample_json()).collect();
                    group(keys, found.events.iter().map(|event| shown.event(Some(*event))).collect())
                });
                let list: Vec<Value> = list.collect();
                let total = list.len() as u64;
                ("sequences", list, total)
            }
        };
        let hits = json!({"total": {"value": total, "relation": "eq"}, name: list});
        Ok(Map::from_iter([("hits".to_owned(), hits)]))
    }
}

/// A sequence or sample. Without keys Elasticsearch leaves them out.
fn group(keys: Vec<Value>, events: Vec<Value>) -> Value {
    let mut group = Map::new();
    if !keys.is_empty() {
        group.insert("join_keys".to_owned(), Value::Array(keys));
    }
    group.insert("events".to_owned(), Value::Array(events));
    Value::Object(group)
}

/// The events of a result, read in one go.
struct Events {
    shown: std::collections::HashMap<Place, Value>,
}

impl Events {
    fn new(
        search: &Search,
        request: &EqlRequest,
        result: &QueryResult,
        blocks: &[Block],
    ) -> Result<Self, SearchError> {
        let handles: Vec<EventHandle> = match &result.answer {
            QueryAnswer::Events(events) => events.clone(),
            QueryAnswer::Sequences(found) => {
                found.iter().flat_map(|found| &found.events).flatten().copied().collect()
            }
            QueryAnswer::Samples(found) => found.iter().flat_map(|found| &found.events).copied().collect(),
        };
        let mut places: Vec<Place> = handles.into_iter().map(place_of).collect();
        places.sort_unstable();
        places.dedup();
        let mut reader = Reader::new(search.source(), blocks, search.options.answer_bytes);
        let hits = reader.hits(&places)?;
        let shown = places.iter().zip(hits).filter_map(|(place, hit)| {
            let mut shown = request.shown.hit(hit?, &search.catalogue, place.seq, None);
            // EQL has no scores.
            shown.as_object_mut().and_then(|shown| shown.remove("_score"));
            Some((*place, shown))
        });
        Ok(Self { shown: shown.collect() })
    }

    /// An event; nothing stands for one that must not occur.
    fn event(&mut self, event: Option<EventHandle>) -> Value {
        let found = event.and_then(|event| self.shown.get(&place_of(event)).cloned());
        found.unwrap_or_else(|| json!({"_index": "", "_id": "", "_source": {}, "missing": true}))
    }
}
