//! Small things kept as one JSON file that is either as it was or as it is to be.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The largest file that is read: templates of a hundred shippers are far below.
const MOST_BYTES: u64 = 256 << 20;

/// Reads a file; `None` when there is none.
///
/// # Errors
/// When it cannot be read or is not what it should be. A file that somebody changed is not overwritten in silence.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    let size = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if size > MOST_BYTES {
        return Err(io::Error::other(format!("{} is larger than {MOST_BYTES} bytes", path.display())));
    }
    let value = serde_json::from_slice(&fs::read(path)?)
        .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
    Ok(Some(value))
}

/// Writes a file beside `path`, syncs it and puts it in its place. Only its owner may read it.
///
/// # Errors
/// When the folder cannot be written. The file is then as it was.
pub(crate) fn write<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = folder.join(name);
    let mut file = private_file(&temporary)?;
    file.write_all(&serde_json::to_vec_pretty(value)?)?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    sync_folder(folder)
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    File::create(path)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems do not open folders; a renamed file is theirs to keep.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Holds a lock beside a file, so that a command and a server, or two commands, do not write over each other.
///
/// # Errors
/// When the lock file cannot be made.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    let mut name: PathBuf = path.to_owned();
    name.as_mut_os_string().push(".lock");
    let file = private_file(&name)?;
    file.lock()?;
    Ok(file)
}
