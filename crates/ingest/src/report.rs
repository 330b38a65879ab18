//! What was read, what was not, and why.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Sources that records were read as, each with another that they fit as well.
    pub also_fits: BTreeSet<(&'static str, &'static str)>,
    /// Values that did not fit their field's type, or were beyond a limit, and were left out of their event.
    pub dropped_values: u64,
    /// Everything that could not be read, by kind: records, chunks, whole inputs.
    pub problems: BTreeMap<ProblemKind, SkipCount>,
}

impl Report {
    /// Records and EVTX chunks that did not become events.
    pub fn skipped(&self) -> u64 {
        self.problems.iter().filter(|(kind, _)| kind.skips_records()).map(|(_, count)| count.count).sum()
    }

    /// How often something of this kind happened.
    pub fn count(&self, kind: &ProblemKind) -> u64 {
        self.problems.get(kind).map_or(0, |count| count.count)
    }

    pub(crate) fn add(&mut self, tally: Tally) {
        self.events += tally.events;
        self.dropped_values += tally.dropped_values;
        self.also_fits.extend(tally.also_fits);
        for (source, events) in tally.by_source {
            *self.events_by_source.entry(source).or_default() += events;
        }
        for (kind, count) in tally.problems.0 {
            let total = self.problems.entry(kind).or_default();
            total.count += count.count;
            let room = SAMPLES_PER_KIND.saturating_sub(total.samples.len());
            total.samples.extend(count.samples.into_iter().take(room));
        }
    }
}

/// Problems of a part of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Problems(BTreeMap<ProblemKind, SkipCount>);

impl Problems {
    /// Counts a problem; only the first few of a kind are described.
    pub(crate) fn add(&mut self, kind: ProblemKind, describe: impl FnOnce() -> Problem) {
        let count = self.0.entry(kind).or_default();
        count.count += 1;
        if count.samples.len() < SAMPLES_PER_KIND {
            count.samples.push(describe());
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first problem of a record, as an example of why an input gave nothing.
    pub(crate) fn first_record_problem(&self) -> Option<&Problem> {
        self.0.iter().find(|(kind, _)| kind.skips_records()).and_then(|(_, count)| count.samples.first())
    }
}

/// What became of the records of one block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) events: u64,
    pub(crate) dropped_values: u64,
    pub(crate) problems: Problems,
    pub(crate) by_source: Vec<(&'static str, u64)>,
    pub(crate) also_fits: BTreeSet<(&'static str, &'static str)>,
}

impl Tally {
    /// Counts an event of a source.
    pub(crate) fn count(&mut self, source: &'static str) {
        match self.by_source.iter_mut().find(|(known, _)| std::ptr::eq(*known, source)) {
            Some((_, events)) => *events += 1,
            None => self.by_source.push((source, 1)),
        }
    }

    /// Turns the events counted so far into skipped records: their batch could not be built.
    pub(crate) fn lose_batch(&mut self, input: &str, detail: &str) {
        let kind = ProblemKind::Record(RecordErrorKind::TooLarge);
        for _ in 0..std::mem::take(&mut self.events) {
            self.problems.add(kind.clone(), || Problem {
                input: input.to_owned(),
                offset: None,
                kind: kind.clone(),
                detail: detail.to_owned(),
            });
        }
        self.by_source.clear();
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
    /// A record of an EVTX chunk could not be read.
    BrokenRecord,
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

    /// Whether each stands for a record, or a chunk of records, that did not become an event.
    pub fn skips_records(&self) -> bool {
        matches!(self, Self::BrokenChunk | Self::BrokenRecord | Self::Record(_))
    }
}

/// [`RecordError`] without its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordErrorKind {
    /// The text is not JSON, or stops midway.
    NotJson,
    /// The text is not XML, or stops midway.
    NotXml,
    /// A row of a table that does not fit its columns.
    NotRow,
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
            RecordError::NotXml(_) => Self::NotXml,
            RecordError::NotRow(_) => Self::NotRow,
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
            Self::BrokenRecord => "damaged EVTX record",
            Self::Record(RecordErrorKind::NotJson) => "not valid JSON",
            Self::Record(RecordErrorKind::NotXml) => "not valid XML",
            Self::Record(RecordErrorKind::NotRow) => "not a row of the table",
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
