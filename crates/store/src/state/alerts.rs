//! Alerts: documents that are found by id, by rule and by time.

use ecs::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{State, number, time};
use crate::StoreError;

/// An alert to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAlert {
    /// Made of the rule and its events, so that the same find has the same id.
    pub id: String,
    /// The alerts index that it is in.
    pub index: String,
    /// The rule that found it.
    pub rule_id: String,
    /// Its `@timestamp`.
    pub time: Timestamp,
    /// The alert, a JSON object.
    pub document: String,
}

/// An alert that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAlert {
    /// Its id.
    pub id: String,
    /// The alerts index that it is in.
    pub index: String,
    /// The rule that found it.
    pub rule_id: String,
    /// Its `@timestamp`.
    pub time: Timestamp,
    /// The alert, a JSON object, as it was last updated.
    pub document: String,
}

/// Which alerts, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertPage {
    /// The earliest time.
    pub from: Option<Timestamp>,
    /// The latest time.
    pub to: Option<Timestamp>,
    /// Those of one rule only.
    pub rule_id: Option<String>,
    /// The time and id of the last alert of the page before.
    pub after: Option<(Timestamp, String)>,
    /// How many at most; all of them when 0.
    pub limit: u64,
}

impl State {
    /// An alert.
    pub fn alert(&self, id: &str) -> Result<Option<StoredAlert>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM alerts WHERE id = ?1")?;
            statement.query_row([id], stored).optional()
        })
    }

    /// Alerts of a page, newest first, by id among those of one time.
    pub fn alerts(&self, page: &AlertPage) -> Result<Vec<StoredAlert>, StoreError> {
        let nanos = |time: Option<Timestamp>, else_: i64| time.map_or(else_, Timestamp::nanos);
        let (from, to) = (nanos(page.from, i64::MIN), nanos(page.to, i64::MAX));
        let (after_time, after_id) = match &page.after {
            Some((time, id)) => (Some(time.nanos()), id.as_str()),
            None => (None, ""),
        };
        let limit = if page.limit == 0 { -1 } else { number(page.limit) };
        let rule = if page.rule_id.is_some() { "rule_id = ?1" } else { "?1 IS NULL" };
        let query = format!(
            "SELECT * FROM alerts WHERE {rule} AND time BETWEEN ?2 AND ?3 \
             AND (?4 IS NULL OR (time, id) < (?4, ?5)) ORDER BY time DESC, id DESC LIMIT ?6"
        );
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&query)?;
            let rows =
                statement.query_map(params![page.rule_id, from, to, after_time, after_id, limit], stored)?;
            rows.collect()
        })
    }

    /// How many alerts there are.
    pub fn alert_count(&self) -> Result<u64, StoreError> {
        let count: i64 = self
            .read(|connection| connection.query_row("SELECT count(*) FROM alerts", [], |row| row.get(0)))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Puts another document in an alert's place; whether there is such an alert.
    pub fn update_alert(&self, id: &str, document: &str) -> Result<bool, StoreError> {
        self.write(|transaction| {
            transaction
                .execute("UPDATE alerts SET document = ?2 WHERE id = ?1", [id, document])
                .map(|rows| rows > 0)
        })
    }
}

/// Keeps an alert unless its id is known; how many were kept.
pub(super) fn insert_alert(transaction: &Transaction<'_>, alert: &NewAlert) -> rusqlite::Result<usize> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO alerts (id, index_name, rule_id, time, document) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (id) DO NOTHING",
    )?;
    statement.execute(params![alert.id, alert.index, alert.rule_id, alert.time.nanos(), alert.document])
}

pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<StoredAlert> {
    Ok(StoredAlert {
        id: row.get("id")?,
        index: row.get("index_name")?,
        rule_id: row.get("rule_id")?,
        time: time(row, "time")?,
        document: row.get("document")?,
    })
}
