//! What is cleaned up when a person interrupts a command, or the system ends it.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tempfile::NamedTempFile;

use crate::exit::ExitStatus;

/// The file that is being written and has not its name yet.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Has an unfinished file removed when the command is interrupted, until this is dropped. A command writes one file at
/// a time.
#[derive(Debug)]
pub(crate) struct Unfinished(());

impl Unfinished {
    /// Makes a file that is unfinished from now on.
    pub(crate) fn create(
        make: impl FnOnce() -> io::Result<NamedTempFile>,
    ) -> io::Result<(NamedTempFile, Self)> {
        static HANDLER: Once = Once::new();
        HANDLER.call_once(|| {
            // Where no handler can be had, an interrupt ends the process as it always does, and the file stays.
            let _ = ctrlc::set_handler(clean_up_and_exit);
        });
        // The handler waits for the lock, so the file is either not there yet or known.
        let mut path = unfinished();
        let file = make()?;
        *path = Some(file.path().to_owned());
        Ok((file, Self(())))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        *unfinished() = None;
    }
}

/// Runs on a thread of its own, so it may wait, write and remove files. The lock is held until the process has ended,
/// so that no other file begins meanwhile.
fn clean_up_and_exit() {
    let path = unfinished();
    if let Some(path) = path.as_deref() {
        let _ = std::fs::remove_file(path);
    }
    std::process::exit(ExitStatus::INTERRUPTED);
}

fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
