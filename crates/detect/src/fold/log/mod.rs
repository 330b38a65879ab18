//! The hits of all rules, gathered in any order and given back in the order the folds need.
//!
//! Workers evaluate batches in whatever order threads take them, so hits come unordered. The log keeps them in memory
//! up to a limit; beyond it, it sorts what it has and writes it to a temporary file without a name, and at the end it
//! merges these runs. Memory therefore does not grow with the number of hits.

use std::cmp::Ordering;
use std::io;

use super::Hit;

mod codec;
mod merge;
mod run;

use merge::Merge;
use run::Run;

/// A hit with the rule and stage it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedHit {
    /// The rule's number, as the caller counts rules.
    pub rule: u32,
    /// The stage's number within the rule; 0 for a rule about single events.
    pub stage: u32,
    /// The hit itself.
    pub hit: Hit,
}

impl LoggedHit {
    /// Bytes held in memory.
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.hit.keys.heap_bytes()
    }
}

/// By rule, then in event order, then by stage and keys: total over different hits, so that the outcome does not
/// depend on the order of arrival in the log.
impl Ord for LoggedHit {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.rule, self.hit.order(), self.stage, &self.hit.keys).cmp(&(
            other.rule,
            other.hit.order(),
            other.stage,
            &other.hit.keys,
        ))
    }
}

impl PartialOrd for LoggedHit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// How much a [`HitLog`] holds before it writes to disk.
#[derive(Clone, Copy, Debug)]
pub struct HitLogLimits {
    /// Bytes of hits in memory.
    pub memory: usize,
    /// Runs on disk before they are merged into one: each takes a file descriptor and a buffer when it is read.
    pub runs: usize,
}

impl Default for HitLogLimits {
    fn default() -> Self {
        Self { memory: 48 << 20, runs: 64 }
    }
}

/// Gathers hits in any order, in bounded memory.
#[derive(Debug, Default)]
pub struct HitLog {
    limits: HitLogLimits,
    hits: Vec<LoggedHit>,
    bytes: usize,
    runs: Vec<Run>,
    total: u64,
}

impl HitLog {
    /// An empty log.
    pub fn new(limits: HitLogLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes hits; their order does not matter.
    ///
    /// # Errors
    /// When hits have to be written to a temporary file and cannot be.
    pub fn append(&mut self, hits: impl IntoIterator<Item = LoggedHit>) -> io::Result<()> {
        for hit in hits {
            self.bytes += hit.bytes();
            self.total += 1;
            self.hits.push(hit);
            if self.bytes > self.limits.memory {
                self.spill()?;
            }
        }
        Ok(())
    }

    /// How many hits were taken.
    pub fn len(&self) -> u64 {
        self.total
    }

    /// Whether no hit was taken.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// All hits, rule by rule, each rule's in event order.
    ///
    /// # Errors
    /// When a temporary file cannot be read again.
    pub fn into_hits(mut self) -> io::Result<LoggedHits> {
        self.hits.sort_unstable();
        Ok(LoggedHits(Merge::new(std::mem::take(&mut self.hits), self.runs)?))
    }

    fn spill(&mut self) -> io::Result<()> {
        self.hits.sort_unstable();
        self.runs.push(Run::write(self.hits.drain(..).map(Ok))?);
        self.bytes = 0;
        if self.runs.len() >= self.limits.runs.max(2) {
            let merged = Run::write(Merge::new(Vec::new(), std::mem::take(&mut self.runs))?)?;
            self.runs.push(merged);
        }
        Ok(())
    }
}

/// The hits of a [`HitLog`] in order.
#[derive(Debug)]
pub struct LoggedHits(Merge);

impl Iterator for LoggedHits {
    type Item = io::Result<LoggedHit>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

#[cfg(test)]
mod tests;
