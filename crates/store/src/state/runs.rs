//! Runs: what a rule did in one of its intervals.

use std::time::Duration;

use ecs::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Row, Transaction, params};

use super::{State, number, time};
use crate::StoreError;

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunStatus {
    /// Its interval is not over.
    Running,
    /// Everything was evaluated.
    Succeeded,
    /// Something was left out, as its warnings say.
    PartialFailure,
    /// Nothing came of it.
    Failed,
}

/// Why a run took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// One interval of the rule, after the other.
    Scheduled,
    /// All that came in while nothing was evaluated, in one run.
    CatchUp,
}

/// A run as it stands; the same rule and start replace what was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunUpdate {
    /// The rule.
    pub rule_id: String,
    /// Why it took place.
    pub kind: RunKind,
    /// When the run began.
    pub started: Timestamp,
    /// When it ended; `None` while it runs.
    pub finished: Option<Timestamp>,
    /// The events it is about: from `now` less look-back to now.
    pub window: (Timestamp, Timestamp),
    /// How many events were evaluated.
    pub events: u64,
    /// How many matches there were.
    pub matches: u64,
    /// How many of them became alerts.
    pub alerts: u64,
    /// How many did not, by suppression or `max_signals`.
    pub suppressed: u64,
    /// How it stands.
    pub status: RunStatus,
    /// What a reader should know of it.
    pub warnings: Vec<String>,
    /// How long evaluating took.
    pub duration: Duration,
}

impl RunKind {
    const ALL: [Self; 2] = [Self::Scheduled, Self::CatchUp];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::CatchUp => "catch-up",
        }
    }
}

impl RunStatus {
    const ALL: [Self; 4] = [Self::Running, Self::Succeeded, Self::PartialFailure, Self::Failed];

    /// Its name, as Elastic's execution log has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::PartialFailure => "partial failure",
            Self::Failed => "failed",
        }
    }
}

impl State {
    /// Runs, the latest first, of one rule or of all; `limit` of them at most.
    pub fn runs(&self, rule_id: Option<&str>, limit: u64) -> Result<Vec<RunUpdate>, StoreError> {
        let which = if rule_id.is_some() { "rule_id = ?1" } else { "?1 IS NULL" };
        let query = format!("SELECT * FROM runs WHERE {which} ORDER BY started DESC, rule_id LIMIT ?2");
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&query)?;
            let rows = statement.query_map(params![rule_id, number(limit)], stored)?;
            rows.collect()
        })
    }

    /// Forgets runs that began before a time; how many.
    pub fn delete_runs(&self, before: Timestamp) -> Result<usize, StoreError> {
        self.write(|transaction| transaction.execute("DELETE FROM runs WHERE started < ?1", [before.nanos()]))
    }
}

pub(super) fn put_run(transaction: &Transaction<'_>, run: &RunUpdate) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO runs (rule_id, started, finished, window_from, window_to, events, matches, alerts, suppressed, \
         status, warnings, kind, duration) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
         ON CONFLICT (rule_id, started) DO UPDATE SET finished = excluded.finished, \
         window_from = excluded.window_from, window_to = excluded.window_to, events = excluded.events, \
         matches = excluded.matches, alerts = excluded.alerts, suppressed = excluded.suppressed, \
         status = excluded.status, warnings = excluded.warnings, \
         kind = excluded.kind, duration = excluded.duration",
    )?;
    let warnings = serde_json::Value::from(run.warnings.clone()).to_string();
    statement.execute(params![
        run.rule_id,
        run.started.nanos(),
        run.finished.map(Timestamp::nanos),
        run.window.0.nanos(),
        run.window.1.nanos(),
        number(run.events),
        number(run.matches),
        number(run.alerts),
        number(run.suppressed),
        run.status.name(),
        warnings,
        run.kind.name(),
        i64::try_from(run.duration.as_nanos()).unwrap_or(i64::MAX),
    ])?;
    Ok(())
}

fn stored(row: &Row<'_>) -> rusqlite::Result<RunUpdate> {
    let count = |column: &str| row.get(column).map(|count: i64| u64::try_from(count).unwrap_or(0));
    let status: String = row.get("status")?;
    let warnings: String = row.get("warnings")?;
    let kind: String = row.get("kind")?;
    let unreadable = |error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error));
    Ok(RunUpdate {
        rule_id: row.get("rule_id")?,
        kind: RunKind::ALL.into_iter().find(|known| known.name() == kind).unwrap_or(RunKind::Scheduled),
        started: time(row, "started")?,
        finished: row.get::<_, Option<i64>>("finished")?.map(Timestamp::from_nanos),
        window: (time(row, "window_from")?, time(row, "window_to")?),
        events: count("events")?,
        matches: count("matches")?,
        alerts: count("alerts")?,
        suppressed: count("suppressed")?,
        status: RunStatus::ALL.into_iter().find(|known| known.name() == status).unwrap_or(RunStatus::Failed),
        warnings: serde_json::from_str(&warnings).map_err(unreadable)?,
        duration: Duration::from_nanos(count("duration")?),
    })
}
