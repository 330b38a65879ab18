//! Where output goes: standard output, or a file that appears whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::interrupt::Unfinished;

/// Calls `write` with standard output or, when `path` is given, with a temporary file beside it that takes its name at
/// the end. A reader that goes away early (`tripline … | head`) is no error: what it wanted, it has.
pub(crate) fn write_output(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    match path {
        None => ignore_broken_pipe(buffered(io::stdout().lock(), write))
            .context("cannot write to standard output"),
        Some(path) => write_file(path, write).with_context(|| format!("cannot write {}", path.display())),
    }
}

fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let path = followed(path);
    // A device or named pipe is written to, not replaced.
    if path.exists() && !path.is_file() {
        let file = File::options().write(true).open(&path)?;
        return ignore_broken_pipe(buffered(file, write));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let (mut temporary, _unfinished) = Unfinished::create(|| named_temporary(folder))?;
    buffered(temporary.as_file_mut(), write)?;
    temporary.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// The file that a link points to, so that the link stays one.
fn followed(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// With the permissions that a file made directly would have: the umask decides.
fn named_temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tripline-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666)).tempfile_in(folder)
    }
    #[cfg(not(unix))]
    builder.tempfile_in(folder)
}

fn buffered(stream: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut stream = BufWriter::with_capacity(1 << 16, stream);
    let written = write(&mut stream).and_then(|()| stream.flush());
    if written.is_err() {
        // What is left in the buffer would be tried again when it is dropped.
        let _ = stream.into_parts();
    }
    written
}

fn ignore_broken_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.txt");
        write_output(Some(&path), |out| out.write_all(b"first")).unwrap();
        let failed = write_output(Some(&path), |out| {
            out.write_all(b"second")?;
            Err(io::Error::other("disk on fire"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_closed_pipe_is_quiet() {
        assert!(ignore_broken_pipe(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(ignore_broken_pipe(Err(io::ErrorKind::PermissionDenied.into())).is_err());
    }
}
