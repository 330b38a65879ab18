//! What is searched.

use ecs::Timestamp;

/// Where a document lies: events and alerts are kept apart and searched together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// Events, in the order of their arrival.
    Events,
    /// Alerts.
    Alerts,
}

/// The place of a document among all: the order of arrival, events before alerts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// Which part.
    pub part: Part,
    /// Its number there.
    pub seq: u64,
}

/// Documents that are read together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// Which part they are of.
    pub part: Part,
    /// The number of the first; the others follow without gaps.
    pub first: u64,
    /// How many they are.
    pub count: u64,
    /// The least and the greatest `@timestamp`; `None` where that is not known.
    pub times: Option<(Timestamp, Timestamp)>,
}

impl Block {
    /// Whether a document lies in it.
    pub fn holds(&self, place: Place) -> bool {
        self.part == place.part && place.seq >= self.first && place.seq - self.first < self.count
    }
}

/// Stored documents could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Stored documents. What a block holds never changes, but for alerts, which are updated in place.
pub trait SearchSource: Send + Sync {
    /// The blocks that may hold documents of a range of times, both ends included; all without one. By part and number.
    ///
    /// # Errors
    /// When the catalogue of blocks cannot be read.
    fn blocks(&self, range: Option<(Timestamp, Timestamp)>) -> Result<Vec<Block>, SourceError>;

    /// A block's documents, one hit a line: `{"_index":"…","_id":"…","_source":{…}}`.
    ///
    /// # Errors
    /// When the block cannot be read.
    fn read(&self, block: &Block) -> Result<Vec<u8>, SourceError>;

    /// The names of all indices and data streams that hold documents.
    ///
    /// # Errors
    /// When they cannot be read.
    fn indices(&self) -> Result<Vec<String>, SourceError>;

    /// An alert by its id, as a hit.
    ///
    /// # Errors
    /// When alerts cannot be read.
    fn alert(&self, id: &str) -> Result<Option<Vec<u8>>, SourceError>;
}
