//! What can go wrong, with the place and the remedy.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Why a store could not be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system said no.
    #[error("{path}: cannot {action}: {source}", path = path.display())]
    Io {
        /// What was being done, as a verb with its object.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Bytes on disk are not what was written there.
    #[error("{0}")]
    Damaged(Damage),
    /// A file is of a version that this program does not read.
    #[error("{path} is of version {found}, this program reads up to {known}: run the newer program that wrote it", path = path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version that it says it is of.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// Another process has the folder.
    #[error("{path} is in use by another process: stop it first, or choose another folder", path = path.display())]
    InUse {
        /// The lock file.
        path: PathBuf,
    },
    /// The state database said no.
    #[error("{path}: {source}", path = path.display())]
    State {
        /// The database.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

/// A stretch of a log file that is not what was written there. Everything before and after it is still read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The log file.
    pub file: PathBuf,
    /// Where in it the bad bytes begin.
    pub offset: u64,
    /// The events that cannot be read. Reading goes on at the end of this range.
    pub missing: Range<u64>,
    /// What is wrong with them.
    pub reason: &'static str,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is damaged at byte {}: {}; events {} to {} cannot be read. Restore this file from a backup, and check the disk",
            self.file.display(),
            self.offset,
            self.reason,
            self.missing.start,
            self.missing.end.saturating_sub(1),
        )
    }
}

/// Why events were not stored. None of the batch is.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// There is no room on the disk. Later appends work again once there is.
    #[error("no room left in {}: free some, or lower the retention; storing goes on by itself then", .0.display())]
    DiskFull(PathBuf),
    /// Too many events wait for the disk already: try again later.
    #[error("too many events wait to be written: try again later")]
    Busy,
    /// The disk failed, or an event cannot be stored.
    #[error("{0}")]
    Failed(String),
}

impl StoreError {
    /// For `map_err`: an error of the file system with what was being done, and to what.
    pub(crate) fn io<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Self + 'a {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}
