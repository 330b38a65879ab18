//! What detection commits after a batch: all of it or nothing.

use rusqlite::params;

use super::alerts::insert_alert;
use super::runs::put_run;
use super::{NewAlert, RunUpdate, State, number};
use crate::StoreError;

/// What came of evaluating events.
#[derive(Debug, Clone, Default)]
pub struct Detection {
    /// The seq of the next event to evaluate.
    pub checkpoint: u64,
    /// What detection carries from event to event, from here on; `None` leaves what is kept.
    pub folds: Option<Vec<u8>>,
    /// Alerts that were found. Those whose id is known already are left out.
    pub alerts: Vec<NewAlert>,
    /// Runs that began, went on or ended.
    pub runs: Vec<RunUpdate>,
}

impl State {
    /// The seq of the next event to evaluate, as of the last commit.
    pub fn checkpoint(&self) -> Result<u64, StoreError> {
        let checkpoint: i64 = self.read(|connection| {
            connection.query_row("SELECT checkpoint FROM detection", [], |row| row.get(0))
        })?;
        Ok(u64::try_from(checkpoint).unwrap_or(0))
    }

    /// What detection carries from event to event, as of the last commit.
    pub fn folds(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|connection| connection.query_row("SELECT folds FROM detection", [], |row| row.get(0)))
    }

    /// Keeps the checkpoint, the folding state, alerts and runs, together: on disk when this comes back, and after an error
    /// or a crash before that, nothing of it. Gives how many alerts were new.
    pub fn commit(&self, detection: &Detection) -> Result<usize, StoreError> {
        self.write(|transaction| {
            transaction.execute("UPDATE detection SET checkpoint = ?1", [number(detection.checkpoint)])?;
            if let Some(folds) = &detection.folds {
                transaction.execute("UPDATE detection SET folds = ?1", params![folds])?;
            }
            let mut new = 0;
            for alert in &detection.alerts {
                new += insert_alert(transaction, alert)?;
            }
            for run in &detection.runs {
                put_run(transaction, run)?;
            }
            Ok(new)
        })
    }
}
