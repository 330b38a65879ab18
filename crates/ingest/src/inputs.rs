//! Which files to read, and in what order.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::ReadOptions;
use crate::report::{Problem, ProblemKind, Problems};

/// The files of a run, in the order in which they are read: folders are walked and everything is sorted by name, but for
/// the folders that tell of others, so that the same folder gives the same run everywhere.
#[derive(Debug)]
pub struct Inputs {
    pub(crate) entries: Vec<InputEntry>,
    pub(crate) problems: Problems,
    pub(crate) options: ReadOptions,
}

/// One file, or standard input.
#[derive(Clone, Debug)]
pub(crate) struct InputEntry {
    pub(crate) name: String,
    pub(crate) place: InputPlace,
    /// Length on disk, where it is known.
    pub(crate) bytes: Option<u64>,
}

/// Where an input's bytes come from.
#[derive(Clone, Debug)]
pub(crate) enum InputPlace {
    File(PathBuf),
    Stdin,
}

impl Inputs {
    /// The files that these paths name: files as given, folders recursively, `-` for standard input. What cannot be
    /// looked at becomes a problem of the run's report.
    pub fn open<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>, options: ReadOptions) -> Self {
        let mut inputs = Self { entries: Vec::new(), problems: Problems::default(), options };
        for path in paths {
            inputs.add(path.as_ref());
        }
        inputs
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The sum of the files' lengths on disk, for a progress bar; `None` where one is not known (standard input).
    pub fn total_bytes(&self) -> Option<u64> {
        self.entries.iter().map(|entry| entry.bytes).sum()
    }

    fn add(&mut self, path: &Path) {
        if path == Path::new("-") {
            self.entries.push(InputEntry { name: "-".to_owned(), place: InputPlace::Stdin, bytes: None });
            return;
        }
        // Links are followed; one that leads back to a folder above itself is an error of the walk, not a loop.
        let in_order = |left: &DirEntry, right: &DirEntry| order_key(left).cmp(&order_key(right));
        for entry in WalkDir::new(path).follow_links(true).sort_by(in_order) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() || is_marker(&entry) => {}
                Ok(entry) => {
                    let bytes = entry.metadata().ok().filter(|data| data.is_file()).map(|data| data.len());
                    // Pipes and devices inside a folder may never end; one that is named is meant.
                    if bytes.is_none() && entry.depth() > 0 {
                        self.add_problem(entry.path(), "not a regular file".to_owned());
                        continue;
                    }
                    let name = entry.path().display().to_string();
                    let place = InputPlace::File(entry.into_path());
                    self.entries.push(InputEntry { name, place, bytes });
                }
                Err(error) => {
                    let path = error.path().unwrap_or(path).to_owned();
                    let detail = match error.loop_ancestor() {
                        Some(_) => "a link that leads back to a folder above it".to_owned(),
                        None => error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
                    };
                    self.add_problem(&path, detail);
                }
            }
        }
    }

    fn add_problem(&mut self, path: &Path, detail: String) {
        let kind = ProblemKind::Unreadable;
        let input = path.display().to_string();
        self.problems.add(kind.clone(), || Problem { input, offset: None, kind, detail });
    }
}

/// Folders that are read before those beside them: what CrowdStrike's Falcon Data Replicator puts there tells of the
/// machines and users that events elsewhere name by id.
const READ_FIRST: &[&str] = &["fdrv2", "aidmaster", "userinfo"];

fn order_key(entry: &DirEntry) -> (bool, &OsStr) {
    let name = entry.file_name();
    (!READ_FIRST.iter().any(|first| name == *first), name)
}

/// Whether a file is only there to say that those beside it are complete, as Hadoop's writers leave it.
fn is_marker(entry: &DirEntry) -> bool {
    entry.depth() > 0
        && entry.file_name() == "_SUCCESS"
        && entry.metadata().is_ok_and(|data| data.is_file() && data.len() == 0)
}
