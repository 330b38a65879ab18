//! What was read, what was not, and why.

use std::collections::BTreeMap;

use crate::RecordError;

/// How many examples of each kind of problem a report keeps.
const SAMPLES_PER_KIND: usize = 8;

/// What a run read. Nothing is lost: every record of every input is an event or is counted under a reason.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Inputs that were read, in whole or in part; a member of an archive is an input of its own.
    pub files: u64,
    /// Bytes read from the inputs as they lie on disk.
    pub bytes: u64,
    /// Records that became events.
    pub events: u64,
    /// Events by the source they were read as.
    pub events_by_source: BTreeMap<&'static str, u64>,
    /// Values that did not fit their field's type, or were beyond a limit, and were left out of their event.
    pub dropped_values: u64,
    /// Everything that could not be read, by kind: records, chunks, whole inputs.
    pub problems: BTreeMap<ProblemKind, SkipCount>,
}

impl Report {
    /// Records (or undivided pieces of an input: chunks, files) that did not become events.
    pub fn skipped(&self) -> u64 {
        self.problems.iter().filter(|(kind, _)| kind.skips()).map(|(_, count)| count.count).sum()
    }

    pub(crate) fn add_problem(&mut self, problem: Problem) {
        let count = self.problems.entry(problem.kind.clone()).or_default();
        count.count += 1;
        if count.samples.len() < SAMPLES_PER_KIND {
            count.samples.push(problem);
        }
    }
}

/// How often something went wrong, and where first.
#[derive(Clone, Debug, Default)]
pub struct SkipCount {
    /// How often.
    pub count: u64,
    /// The first few, in input order.
    pub samples: Vec<Problem>,
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The input as the user would name it: a path, `archive.zip!member`, or `-`.
    pub input: String,
    /// Where in the (decompressed) input, if it has a place.
    pub offset: Option<u64>,
    /// What went wrong.
    pub kind: ProblemKind,
    /// What the parser or the operating system said of it.
    pub detail: String,
}

/// What can go wrong; ordered from whole inputs to parts of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// A file or folder could not be opened or read on.
    Unreadable,
    /// Nothing in the input is of a known shape.
    Unrecognised,
    /// The input's container (gzip, zstd, zip, EVTX header) is damaged from here on.
    BrokenContainer,
    /// An EVTX chunk could not be read.
    BrokenChunk,
    /// A record could not be read.
    Record(RecordErrorKind),
    /// A record had bytes that are not UTF-8; they were replaced and the record was read.
    MendedText,
}

impl ProblemKind {
    /// Whether something was left out because of it.
    pub fn skips(&self) -> bool {
        !matches!(self, Self::MendedText)
    }
}

/// [`RecordError`] without its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordErrorKind {
    /// The text is not JSON, or stops midway.
    NotJson,
    /// It is JSON, but not of a known shape.
    WrongShape,
    /// The record has no readable time.
    NoTimestamp,
    /// A limit was exceeded.
    TooLarge,
}

impl From<&RecordError> for RecordErrorKind {
    fn from(error: &RecordError) -> Self {
        match error {
            RecordError::NotJson(_) => Self::NotJson,
            RecordError::WrongShape(_) => Self::WrongShape,
            RecordError::NoTimestamp => Self::NoTimestamp,
            RecordError::TooLarge(_) => Self::TooLarge,
        }
    }
}

impl std::fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "unreadable",
            Self::Unrecognised => "not recognised",
            Self::BrokenContainer => "damaged container",
            Self::BrokenChunk => "damaged EVTX chunk",
            Self::Record(RecordErrorKind::NotJson) => "not valid JSON",
            Self::Record(RecordErrorKind::WrongShape) => "not of a known shape",
            Self::Record(RecordErrorKind::NoTimestamp) => "no readable time",
            Self::Record(RecordErrorKind::TooLarge) => "over a limit",
            Self::MendedText => "invalid UTF-8, replaced",
        })
    }
}

/// `path at byte 1234: reason`, as a summary shows it.
impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.input)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        write!(f, ": {}", self.kind)?;
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}
