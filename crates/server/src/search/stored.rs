//! The store as what is searched.

use std::sync::Arc;

use ecs::Timestamp;
use store::{AlertBlock, Order, Store, StoreError, StoredAlert};

use super::source::{Block, Part, SearchSource, SourceError};

/// Gives the names of the indices that hold events.
type IndexNames = Box<dyn Fn() -> Vec<String> + Send + Sync>;

/// The events and alerts of a store.
pub struct StoreSource {
    store: Arc<Store>,
    names: IndexNames,
}

impl StoreSource {
    /// The events and alerts of a store; `names` gives the names of the indices that hold events.
    pub fn new(store: Arc<Store>, names: impl Fn() -> Vec<String> + Send + Sync + 'static) -> Self {
        Self { store, names: Box::new(names) }
    }
}

impl From<StoreError> for SourceError {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl SearchSource for StoreSource {
    fn blocks(&self, range: Option<(Timestamp, Timestamp)>) -> Result<Vec<Block>, SourceError> {
        let mut blocks = Vec::new();
        for info in self.store.blocks(range, Order::OldestFirst) {
            let info = info?;
            blocks.push(Block {
                part: Part::Events,
                first: info.first,
                count: info.count,
                times: info.times,
            });
        }
        let lies_within = |alerts: &AlertBlock| {
            range.is_none_or(|(from, to)| alerts.times.0 <= to && alerts.times.1 >= from)
        };
        let alerts = self.store.state().alert_blocks()?.into_iter().filter(lies_within);
        blocks.extend(alerts.map(|alerts| Block {
            part: Part::Alerts,
            first: alerts.first,
            count: alerts.count,
            times: Some(alerts.times),
        }));
        Ok(blocks)
    }

    fn read(&self, block: &Block) -> Result<Vec<u8>, SourceError> {
        match (block.part, block.times) {
            (Part::Events, _) => match self.store.read(block.first) {
                Ok(found) => Ok(found.map(|found| found.text).unwrap_or_default()),
                // What is left of the log can be searched.
                Err(error @ StoreError::Damaged(_)) => {
                    tracing::warn!(%error, "a search left out events that cannot be read");
                    Ok(Vec::new())
                }
                Err(error) => Err(error.into()),
            },
            (Part::Alerts, Some(times)) => {
                let alerts = AlertBlock { first: block.first, count: block.count, times };
                Ok(alert_lines(block.first, &self.store.state().alerts_of(&alerts)?))
            }
            (Part::Alerts, None) => Ok(Vec::new()),
        }
    }

    fn indices(&self) -> Result<Vec<String>, SourceError> {
        let mut names = (self.names)();
        names.extend(self.store.state().alert_indices()?);
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    fn alert(&self, id: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let found = self.store.state().alert(id)?;
        Ok(found.map(|alert| {
            let mut line = Vec::new();
            push_hit(&mut line, &alert);
            line
        }))
    }
}

/// Alerts as hits, each on the line of its number: numbers without an alert have empty lines.
fn alert_lines(first: u64, alerts: &[(u64, StoredAlert)]) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut next = first;
    for (number, alert) in alerts {
        while next < *number {
            lines.push(b'\n');
            next += 1;
        }
        push_hit(&mut lines, alert);
        lines.push(b'\n');
        next += 1;
    }
    lines
}

fn push_hit(line: &mut Vec<u8>, alert: &StoredAlert) {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    line.extend_from_slice(br#"{"_index":"#);
    line.extend_from_slice(text(&alert.index).as_bytes());
    line.extend_from_slice(br#","_id":"#);
    line.extend_from_slice(text(&alert.id).as_bytes());
    line.extend_from_slice(br#","_source":"#);
    // Line ends stand only between the tokens of JSON.
    let one_line = |byte: &u8| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte };
    line.extend(alert.document.as_bytes().iter().map(one_line));
    line.push(b'}');
}
