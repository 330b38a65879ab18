//! The names a decoder looks for, as a tree of small hash tables.
//!
//! Built once a run from the projection, plus the few names that say what a document is: its data stream, and whether it
//! is an ECS document or a raw Windows event at all.

use ecs::{Projection, Slot};

/// A part of a document that says which index it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GroupPart {
    Index,
    StreamType,
    StreamDataset,
    StreamNamespace,
    EventDataset,
    EventModule,
    AgentType,
}

impl GroupPart {
    pub(crate) const ALL: [(Self, &str); 7] = [
        (Self::Index, "_index"),
        (Self::StreamType, "data_stream.type"),
        (Self::StreamDataset, "data_stream.dataset"),
        (Self::StreamNamespace, "data_stream.namespace"),
        (Self::EventDataset, "event.dataset"),
        (Self::EventModule, "event.module"),
        (Self::AgentType, "agent.type"),
    ];
}

/// What was seen of a document, as bits.
pub(crate) mod seen {
    /// A field that only ECS documents have.
    pub(crate) const ECS: u8 = 1;
    /// The `winlog` object.
    pub(crate) const WINLOG: u8 = 2;
    /// `event.category`: the document went through normalisation.
    pub(crate) const CATEGORY: u8 = 4;
    /// The timestamp field.
    pub(crate) const TIMESTAMP: u8 = 8;
    /// `_index` or `_id`: the document is a search hit.
    pub(crate) const HIT: u8 = 16;
    /// A member that may hold the raw record as a shipper got it.
    pub(crate) const ORIGINAL: u8 = 32;
    /// The `endgame` object: an event of Elastic Endgame's sensor.
    pub(crate) const ENDGAME: u8 = 64;
}

/// Field sets of ECS that a document may show at its top: an object under any of these names marks it as ECS.
const FIELD_SETS: &[&str] = &[
    "agent",
    "cloud",
    "container",
    "data_stream",
    "destination",
    "dll",
    "dns",
    "ecs",
    "email",
    "event",
    "file",
    "group",
    "host",
    "http",
    "network",
    "observer",
    "orchestrator",
    "organization",
    "process",
    "registry",
    "rule",
    "server",
    "source",
    "threat",
    "tls",
    "url",
    "user",
    "winlog",
];

/// One name on the way to a projected field, or its end.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// The field that ends here.
    pub(crate) slot: Option<Slot>,
    /// The part of the index name that ends here.
    pub(crate) group: Option<GroupPart>,
    /// What a value here shows of the document.
    pub(crate) scalar_mark: u8,
    /// What an object here shows of the document.
    pub(crate) object_mark: u8,
    /// Whether the event's time is here.
    pub(crate) is_timestamp: bool,
    children: NameTable,
}

impl Node {
    /// The node one name further.
    #[inline]
    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.children.get(name.as_bytes())
    }

    /// Whether nothing below is of interest.
    pub(crate) fn is_leaf(&self) -> bool {
        self.children.entries.is_empty()
    }

    fn insert(&mut self, path: &str) -> &mut Node {
        path.split('.').fold(self, |node, name| node.children.insert(name))
    }
}

/// Builds the tree of a projection. `timestamp_field` is the field that says when an event happened.
pub(crate) fn build(projection: &Projection, timestamp_field: &str) -> Node {
    let mut root = Node::default();
    for slot in projection.slots() {
        root.insert(projection.field(slot).path.as_str()).slot = Some(slot);
    }
    for (part, path) in GroupPart::ALL {
        root.insert(path).group = Some(part);
    }
    for name in FIELD_SETS {
        root.insert(name).object_mark |= seen::ECS;
    }
    root.insert("winlog").object_mark |= seen::WINLOG;
    root.insert("endgame").object_mark |= seen::ENDGAME;
    root.insert("event.category").scalar_mark |= seen::CATEGORY;
    root.insert("_index").scalar_mark |= seen::HIT;
    root.insert("_id").scalar_mark |= seen::HIT;
    for name in ["event.original", "json.result._raw", "message"] {
        root.insert(name).scalar_mark |= seen::ORIGINAL;
    }
    let timestamp = root.insert(timestamp_field);
    timestamp.is_timestamp = true;
    timestamp.scalar_mark |= seen::TIMESTAMP;
    root
}

/// A hash table from names to nodes, open addressing, at most half full.
#[derive(Debug, Default)]
struct NameTable {
    entries: Vec<(Box<[u8]>, Node)>,
    /// Index into `entries` plus one; zero is empty. A power of two of them, or none.
    buckets: Vec<u16>,
}

impl NameTable {
    #[inline]
    fn get(&self, name: &[u8]) -> Option<&Node> {
        let mask = self.buckets.len().checked_sub(1)?;
        let mut bucket = hash(name) & mask;
        loop {
            let (known, node) = self.entries.get(usize::from(*self.buckets.get(bucket)?).checked_sub(1)?)?;
            if **known == *name {
                return Some(node);
            }
            bucket = (bucket + 1) & mask;
        }
    }

    fn insert(&mut self, name: &str) -> &mut Node {
        let position = match self.entries.iter().position(|(known, _)| **known == *name.as_bytes()) {
            Some(position) => position,
            None => {
                self.entries.push((name.as_bytes().into(), Node::default()));
                self.rehash();
                self.entries.len() - 1
            }
        };
        &mut self.entries[position].1
    }

    fn rehash(&mut self) {
        let size = (self.entries.len() * 2).next_power_of_two().max(8);
        self.buckets = vec![0; size];
        for (number, (name, _)) in self.entries.iter().enumerate() {
            let mut bucket = hash(name) & (size - 1);
            while self.buckets[bucket] != 0 {
                bucket = (bucket + 1) & (size - 1);
            }
            self.buckets[bucket] = number as u16 + 1;
        }
    }
}

/// Mixes the length and three letters: names of one object rarely share all four, and no byte more is read.
#[inline]
fn hash(name: &[u8]) -> usize {
    let first = name.first().copied().unwrap_or(0);
    let middle = name.get(name.len() / 2).copied().unwrap_or(0);
    let last = name.last().copied().unwrap_or(0);
    let word = u32::from_le_bytes([first, middle, last, name.len() as u8]);
    (word.wrapping_mul(0x9E37_79B1) >> 16) as usize
}

#[cfg(test)]
mod tests {
    use ecs::{FieldType, ProjectedField};

    use super::*;

    #[test]
    fn finds_every_projected_name_and_nothing_else() {
        let paths = ["process.name", "process.parent.name", "process.name.text", "winlog.event_data.LogonId"];
        let fields = paths.map(|path| ProjectedField { path: path.into(), field_type: FieldType::Keyword });
        let projection = Projection::new(fields);
        let root = build(&projection, "@timestamp");
        for path in paths {
            let node = path.split('.').try_fold(&root, |node, name| node.child(name));
            assert_eq!(node.and_then(|node| node.slot), projection.slot(path), "{path}");
        }
        assert!(root.child("process").and_then(|node| node.child("pid")).is_none());
        assert!(root.child("proces").is_none());
        assert!(root.child("").is_none());
    }
}
