//! Finding the files.

use std::fs;
use std::path::{Path, PathBuf};

use super::RuleProblem;

/// The largest rule file that is read. All of Elastic's rules as one export are a tenth of it.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// A file that may hold rules.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    pub(super) given: Given,
}

/// How a file was come by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Given {
    /// A person named it: it ought to hold rules.
    ByName,
    /// It lay in a folder: it may be anything.
    InFolder,
}

/// The files at or below a path, in the order of their names. Hidden files and folders are passed over.
pub(super) fn candidates(path: &Path, problems: &mut Vec<RuleProblem>) -> Vec<Candidate> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return vec![Candidate { path: path.to_owned(), given: Given::ByName }],
        Err(error) => {
            problems.push(RuleProblem::unreadable(path, &error));
            return Vec::new();
        }
    }
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    let walk = walkdir::WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    let mut found = Vec::new();
    for entry in walk.filter_entry(visible) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                found.push(Candidate { path: entry.into_path(), given: Given::InFolder });
            }
            Ok(_) => {}
            Err(error) => {
                let place = error.path().unwrap_or(path).to_owned();
                problems.push(RuleProblem::unreadable(&place, &std::io::Error::from(error)));
            }
        }
    }
    found
}

/// The text of a file, without a byte order mark.
pub(super) fn read(path: &Path) -> Result<String, RuleProblem> {
    let size = fs::metadata(path).map_err(|error| RuleProblem::unreadable(path, &error))?.len();
    if size > MAX_FILE_BYTES {
        return Err(RuleProblem::too_large(path, size, MAX_FILE_BYTES));
    }
    let text = fs::read_to_string(path).map_err(|error| RuleProblem::unreadable(path, &error))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}
