//! Which files to read, and in what order.

use std::path::{Path, PathBuf};

use crate::ReadOptions;
use crate::report::Problem;

/// The files of a run, in the order in which they are read: folders are walked and everything is sorted by name, so
/// that the same folder gives the same run everywhere.
#[derive(Debug)]
pub struct Inputs {
    pub(crate) entries: Vec<InputEntry>,
    pub(crate) problems: Vec<Problem>,
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
        let mut inputs = Self { entries: Vec::new(), problems: Vec::new(), options };
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
        }
    }
}
