//! Events as they are given and as they are read back.

use ecs::Timestamp;

/// An event to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The data stream or index that it was sent to.
    pub index: String,
    /// The id its sender gave it. Without one it gets one.
    pub id: Option<String>,
    /// One JSON object. Line ends between its tokens become blanks; otherwise it is kept byte for byte.
    pub source: String,
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// It is on disk.
    Created {
        /// Its place in the order of arrival, from 0.
        seq: u64,
        /// Its id.
        id: String,
    },
    /// An event with this index and id is stored already, and this one was left out.
    Exists,
}

/// Events that were stored together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventBlock {
    /// The seq of the first line's event; the others follow without gaps.
    pub first: u64,
    /// When they were stored.
    pub ingested: Timestamp,
    /// One hit a line, each with its line end: `{"_index":"…","_id":"…","_source":{…}}`.
    pub text: Vec<u8>,
    /// How many lines there are.
    pub count: u64,
    /// The least and the greatest `@timestamp` of the block as it was stored; `None` where that is not known, and the
    /// block has to be looked into.
    pub times: Option<(Timestamp, Timestamp)>,
}

/// What is known of a block without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockInfo {
    /// The seq of its first event.
    pub first: u64,
    /// How many events it has.
    pub count: u64,
    /// When they were stored.
    pub ingested: Timestamp,
    /// As in [`EventBlock::times`].
    pub times: Option<(Timestamp, Timestamp)>,
}

/// The order of blocks, by arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As they came.
    OldestFirst,
    /// The last that came first.
    NewestFirst,
}

/// An event that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHit {
    /// The data stream or index that it was sent to.
    pub index: String,
    /// Its id.
    pub id: String,
    /// One JSON object, as it was given.
    pub source: String,
}

impl BlockInfo {
    /// The seq after its last event.
    pub fn end(&self) -> u64 {
        self.first + self.count
    }

    /// Whether an event of a time between these, both included, can be in it.
    pub fn may_hold(&self, from: Timestamp, to: Timestamp) -> bool {
        self.times.is_none_or(|(least, greatest)| least <= to && greatest >= from)
    }
}
