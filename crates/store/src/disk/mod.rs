//! All file work of the log goes through here, so that tests can take the power away at any of it.

mod real;
mod simulated;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use real::RealDisk;
pub use simulated::{Faults, SimulatedDisk};

/// A file system, as far as the log needs one.
///
/// Two rules of POSIX file systems shape it: what was written is on the medium only after the *file* was synced, and a
/// file that was made, renamed or removed is so only after its *folder* was synced (fsync(2): "Calling fsync() does not
/// necessarily ensure that the entry in the directory containing the file has also reached disk").
pub trait Disk: fmt::Debug + Send + Sync {
    /// The names of the files in a folder, sorted.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Makes a folder and those above it, on the medium when this comes back.
    fn create_folder(&self, folder: &Path) -> io::Result<()>;
    /// Makes an empty file that must not exist, for reading and writing.
    fn create(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>>;
    /// Opens a file that exists, for reading and writing.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>>;
    /// Gives a file another name, over any file that has it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Puts a folder's entries on the medium.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// An open file. Reads and writes say where, so that one handle serves many threads.
pub trait DiskFile: fmt::Debug + Send + Sync {
    /// Reads some bytes at an offset; 0 at the end.
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Writes some of the bytes at an offset; says how many.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize>;
    /// Cuts the file, or makes it longer with zeros.
    fn set_length(&self, length: u64) -> io::Result<()>;
    /// How long it is.
    fn length(&self) -> io::Result<u64>;
    /// Puts what was written on the medium. After an error nothing is known of what was written since the last time it
    /// worked: the kernel may have dropped it, and may say so only once.
    fn sync(&self) -> io::Result<()>;
}

/// Writes all the bytes, however many the disk takes at a time.
pub(crate) fn write_all_at(file: &dyn DiskFile, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.write_at(bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => {
                bytes = bytes.get(written..).unwrap_or_default();
                offset += written as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads bytes until the buffer is full or the file ends; says how many.
pub(crate) fn read_up_to(file: &dyn DiskFile, into: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Reads exactly this many bytes, or says that the file ends before.
pub(crate) fn read_exactly(file: &dyn DiskFile, length: usize, offset: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    if read_up_to(file, &mut bytes, offset)? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// Writes a whole file so that it is there wholly or not at all: under another name, synced, renamed, folder synced.
pub(crate) fn write_whole(disk: &dyn Disk, path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let temporary = temporary_name(path);
    let written = (|| {
        remove_if_there(disk, &temporary)?;
        let file = disk.create(&temporary)?;
        let mut offset = 0;
        for part in parts {
            write_all_at(&*file, part, offset)?;
            offset += part.len() as u64;
        }
        file.sync()?;
        disk.rename(&temporary, path)
    })();
    if written.is_err() {
        // What is left of it is in nobody's way, and goes at the next opening at the latest.
        let _ = disk.remove(&temporary);
        return written;
    }
    disk.sync_folder(path.parent().unwrap_or(Path::new("")))
}

/// How the names of files end that are being written.
pub(crate) const TEMPORARY: &str = ".tmp";

fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(TEMPORARY);
    PathBuf::from(name)
}

/// Removes a file; none being there is as good.
pub(crate) fn remove_if_there(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    match disk.remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether an error says that there is no room: a full disk, a quota, a file too long for its file system.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}
