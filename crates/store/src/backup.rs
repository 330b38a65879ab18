//! A copy of a store while events go on being stored.
//!
//! The state database is copied first, the log after it, so that the copy's checkpoint is not ahead of its log. Files of ids
//! are left out: they are made again from the log. What is copied is only read, with the file system's own calls.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::log::EventLog;
use crate::{State, StoreError};

/// Makes the copy in a folder that must not exist or be empty.
pub(crate) fn backup(log: &EventLog, state: &State, to: &Path) -> Result<(), StoreError> {
    let failed = |action| StoreError::io(action, to);
    fs::create_dir_all(to).map_err(failed("make"))?;
    if fs::read_dir(to).map_err(failed("list"))?.next().is_some() {
        let source = io::Error::new(io::ErrorKind::DirectoryNotEmpty, "it is not empty: name another folder");
        return Err(failed("back up into")(source));
    }
    let database = to.join("state.db");
    state.copy_to(&database)?;
    sync(&database).map_err(StoreError::io("sync", &database))?;
    let folder = to.join("log");
    fs::create_dir(&folder).map_err(StoreError::io("make", &folder))?;
    let secret = log.secret_file();
    let length = fs::metadata(&secret).map_err(StoreError::io("read", &secret))?.len();
    copy(&secret, &folder, length).map_err(StoreError::io("copy", &secret))?;
    log.for_each_file(|path, length, closed| {
        let copied = if closed { link(path, &folder, length) } else { copy(path, &folder, length) };
        copied.map_err(StoreError::io("copy", path))
    })?;
    for folder in [&folder, to] {
        sync_folder(folder).map_err(StoreError::io("sync", folder))?;
    }
    Ok(())
}

/// A second name for a file that never changes, or a copy where the file system has no such thing.
fn link(path: &Path, folder: &Path, length: u64) -> io::Result<()> {
    let Some(name) = path.file_name() else { return Ok(()) };
    match fs::hard_link(path, folder.join(name)) {
        Ok(()) => Ok(()),
        Err(_) => copy(path, folder, length),
    }
}

fn copy(path: &Path, folder: &Path, length: u64) -> io::Result<()> {
    let Some(name) = path.file_name() else { return Ok(()) };
    let mut to = File::create_new(folder.join(name))?;
    let copied = io::copy(&mut File::open(path)?.take(length), &mut to)?;
    if copied < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    to.sync_all()
}

fn sync(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.sync_all()
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
