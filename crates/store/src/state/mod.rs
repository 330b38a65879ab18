//! The state database: what detection has come to, and what it found. SQLite, one file beside the log.

mod alert_blocks;
mod alerts;
mod detection;
mod migrate;
mod runs;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ecs::Timestamp;
use rusqlite::{Connection, OpenFlags};

pub use alert_blocks::AlertBlock;
pub use alerts::{AlertPage, NewAlert, StoredAlert};
pub use detection::Detection;
pub use runs::{RunKind, RunStatus, RunUpdate};

use crate::StoreError;

/// How long a statement waits for another connection's.
const BUSY: Duration = Duration::from_secs(10);
/// Connections for reading that are kept open between uses.
const MOST_IDLE: usize = 4;

/// The state database.
///
/// One connection writes, in transactions that are on disk when they end (`synchronous = FULL`: in WAL mode, `NORMAL` may
/// lose the last transactions with the power). Others read beside it, each what was committed when its statement began.
#[derive(Debug)]
pub struct State {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl State {
    /// Opens the database; makes it when there is none, and brings an older one up to date.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::State { path: path.to_owned(), source };
        let mut writer = Connection::open(path).map_err(failed)?;
        prepare(&writer).map_err(failed)?;
        migrate::migrate(&mut writer, path)?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::default() })
    }

    /// Changes something, in one transaction.
    fn write<T>(
        &self,
        change: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let changed: rusqlite::Result<T> = (|| {
            let transaction = writer.transaction()?;
            let result = change(&transaction)?;
            transaction.commit()?;
            Ok(result)
        })();
        changed.map_err(|source| self.failed(source))
    }

    /// Reads something, beside whoever writes.
    fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let result: rusqlite::Result<T> = (|| {
            let reader = match idle {
                Some(reader) => reader,
                None => open_reader(&self.path)?,
            };
            let result = query(&reader)?;
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if readers.len() < MOST_IDLE {
                readers.push(reader);
            }
            Ok(result)
        })();
        result.map_err(|source| self.failed(source))
    }

    /// Writes a copy of the whole database, of one moment, into a file that must not exist.
    pub(crate) fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        let name = file.to_string_lossy();
        self.read(|connection| connection.execute("VACUUM INTO ?1", [name]).map(|_| ()))
    }

    /// What SQLite finds wrong with the database; nothing when it is whole.
    pub(crate) fn problems(&self) -> Result<Vec<String>, StoreError> {
        let lines: Vec<String> = self.read(|connection| {
            connection.prepare("PRAGMA integrity_check")?.query_map([], |row| row.get(0))?.collect()
        })?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    fn failed(&self, source: rusqlite::Error) -> StoreError {
        StoreError::State { path: self.path.clone(), source }
    }
}

fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let reader = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    reader.busy_timeout(BUSY)?;
    Ok(reader)
}

fn prepare(writer: &Connection) -> rusqlite::Result<()> {
    writer.busy_timeout(BUSY)?;
    writer.pragma_update(None, "journal_mode", "WAL")?;
    writer.pragma_update(None, "synchronous", "FULL")?;
    writer.pragma_update(None, "foreign_keys", true)
}

/// A column of nanoseconds since the epoch.
fn time(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_nanos)
}

/// Seqs and counts as SQLite keeps numbers. They are far below the limit, the log's own is 2⁵⁶.
fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
