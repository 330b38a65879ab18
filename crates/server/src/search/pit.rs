//! Points in time: what was there when one was opened, for as long as it is kept alive.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::clock::duration;
use super::execute::{object, shards};
use super::indices::Selection;
use super::source::{Block, Part};
use super::{Parameters, Search, SearchError};

/// The most points in time at once.
const MAX_PITS: usize = 1000;
/// The longest that one is kept alive: Elasticsearch's `point_in_time.max_keep_alive`.
const MAX_KEEP_ALIVE: Duration = Duration::from_secs(24 * 3600);

/// The points in time that are open.
#[derive(Debug, Default)]
pub(super) struct Pits {
    open: HashMap<String, Pit>,
    opened: u64,
}

/// A point in time. Events are those that were there; alerts are as they are now.
#[derive(Clone, Debug)]
pub(super) struct Pit {
    pub(super) id: String,
    pub(super) selection: Selection,
    /// The number of the first event that came later.
    end: u64,
    until: Instant,
}

impl Pit {
    /// Whether a block was there.
    pub(super) fn has(&self, block: &Block) -> bool {
        block.part != Part::Events || block.first < self.end
    }
}

impl Search {
    /// `POST {index}/_pit?keep_alive=…`.
    ///
    /// # Errors
    /// When the indices do not exist, or too many are open.
    pub fn open_pit(&self, index: &str, parameters: &Parameters) -> Result<Value, SearchError> {
        let keep_alive = parameters.text("keep_alive");
        let keep_alive = keep_alive.ok_or_else(|| SearchError::argument("[keep_alive] is required"))?;
        let keep_alive = kept(keep_alive)?;
        let selection = self.selection(Some(index), parameters.index_options()?)?;
        let events = self.source.blocks(None)?.into_iter().filter(|block| block.part == Part::Events);
        let end = events.map(|block| block.first.saturating_add(block.count)).max().unwrap_or(0);
        let mut pits = self.pits.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        pits.open.retain(|_, pit| pit.until > now);
        if pits.open.len() >= MAX_PITS {
            return Err(SearchError::new(
                429,
                "es_rejected_execution_exception",
                format!(
                    "Trying to create too many points in time. Must be less than or equal to: [{MAX_PITS}]."
                ),
            ));
        }
        pits.opened += 1;
        let id = format!("{:016x}{:08x}", self.now().nanos(), pits.opened);
        pits.open.insert(id.clone(), Pit { id: id.clone(), selection, end, until: now + keep_alive });
        Ok(json!({"id": id, "_shards": shards()}))
    }

    /// `DELETE _pit`.
    ///
    /// # Errors
    /// When the body has no id.
    pub fn close_pit(&self, body: &Value) -> Result<Value, SearchError> {
        let id = object(body)?.get("id").and_then(Value::as_str);
        let id = id.ok_or_else(|| SearchError::argument("Required [id]"))?;
        let mut pits = self.pits.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let found = pits.open.remove(id).is_some();
        Ok(json!({"succeeded": true, "num_freed": u64::from(found)}))
    }

    /// The point in time that a search names; none where it names none.
    pub(super) fn pit_of(
        &self,
        index: Option<&str>,
        body: &Map<String, Value>,
    ) -> Result<Option<Pit>, SearchError> {
        let Some(named) = body.get("pit").filter(|pit| !pit.is_null()) else { return Ok(None) };
        if index.is_some() {
            let reason =
                "[indices] cannot be used with point in time. Do not specify any index with point in time.";
            return Err(SearchError::new(400, "action_request_validation_exception", reason));
        }
        let id = named.get("id").and_then(Value::as_str);
        let id = id.ok_or_else(|| SearchError::argument("Required [id]"))?;
        let mut pits = self.pits.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let missing = || {
            let reason = format!("No search context found for id [{id}]");
            SearchError::new(404, "search_context_missing_exception", reason).on_shards()
        };
        let now = Instant::now();
        let pit = pits.open.get_mut(id).filter(|pit| pit.until > now).ok_or_else(missing)?;
        if let Some(keep_alive) = named.get("keep_alive").and_then(Value::as_str) {
            pit.until = pit.until.max(now + kept(keep_alive)?);
        }
        Ok(Some(pit.clone()))
    }
}

fn kept(text: &str) -> Result<Duration, SearchError> {
    let keep_alive = duration(text)?.unwrap_or(MAX_KEEP_ALIVE);
    if keep_alive > MAX_KEEP_ALIVE {
        return Err(SearchError::argument(format!(
            "Keep alive for request ({text}) is too large. It must be less than (24h)."
        )));
    }
    Ok(keep_alive)
}
