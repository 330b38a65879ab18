//! Alerts by the order they were kept in, for going through all of them.

use ecs::Timestamp;

use super::alerts::stored;
use super::{State, StoredAlert, number, time};
use crate::StoreError;

/// How many numbers a block has.
const ALERTS_PER_BLOCK: u64 = 512;

/// Alerts that are read together. Each has a number that it keeps; some numbers have no alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertBlock {
    /// The least number that can be in it.
    pub first: u64,
    /// How many numbers it has.
    pub count: u64,
    /// The least and the greatest `@timestamp`.
    pub times: (Timestamp, Timestamp),
}

impl State {
    /// The blocks of all alerts, by number.
    pub fn alert_blocks(&self) -> Result<Vec<AlertBlock>, StoreError> {
        // The index has all that is asked, so that no document is read.
        let query = "SELECT rowid / ?1 AS number, min(time) AS least, max(time) AS greatest FROM alerts \
                     INDEXED BY alerts_by_time GROUP BY number ORDER BY number";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(query)?;
            let blocks = statement.query_map([number(ALERTS_PER_BLOCK)], |row| {
                let block: i64 = row.get("number")?;
                let first = u64::try_from(block).unwrap_or(0).saturating_mul(ALERTS_PER_BLOCK);
                Ok(AlertBlock {
                    first,
                    count: ALERTS_PER_BLOCK,
                    times: (time(row, "least")?, time(row, "greatest")?),
                })
            })?;
            blocks.collect()
        })
    }

    /// The alerts of a block with their numbers, by number.
    pub fn alerts_of(&self, block: &AlertBlock) -> Result<Vec<(u64, StoredAlert)>, StoreError> {
        let query = "SELECT rowid AS number, * FROM alerts WHERE rowid >= ?1 AND rowid < ?2 ORDER BY rowid";
        let ends = [number(block.first), number(block.first.saturating_add(block.count))];
        self.read(|connection| {
            let mut statement = connection.prepare_cached(query)?;
            let rows = statement.query_map(ends, |row| {
                let number: i64 = row.get("number")?;
                Ok((u64::try_from(number).unwrap_or(0), stored(row)?))
            })?;
            rows.collect()
        })
    }

    /// The names of the indices that alerts are in.
    pub fn alert_indices(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT DISTINCT index_name FROM alerts ORDER BY 1")?;
            let names = statement.query_map([], |row| row.get(0))?;
            names.collect()
        })
    }
}
