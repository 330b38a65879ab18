//! Walks one JSON document once and puts the values of projected fields into the open row of a batch.
//!
//! Names that no projected field passes through are skipped without being decoded (but checked to be JSON). A dotted
//! name means the same as nesting, at every level; arrays of objects are flattened; strings without escapes are not
//! copied: the batch refers to them where they lie.

use std::fmt;

use ecs::{EventBatchBuilder, Timestamp};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::tree::{Node, seen};

/// What a walk learns of a document beside its fields.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    /// Bits of [`seen`].
    pub(crate) seen: u8,
    /// The parts of the index name as they came: a letter for the part, its value, a zero.
    pub(crate) group_key: String,
    has_timestamp: bool,
}

impl Learned {
    pub(crate) fn reset(&mut self) {
        self.seen = 0;
        self.has_timestamp = false;
        self.group_key.clear();
    }
}

/// The state of one walk.
pub(crate) struct Walk<'w> {
    pub(crate) root: &'w Node,
    pub(crate) builder: &'w mut EventBatchBuilder,
    pub(crate) learned: &'w mut Learned,
}

/// Reads the document that `json` is.
///
/// # Errors
/// When it is not one JSON object, with nothing behind it.
pub(crate) fn walk_document(walk: &mut Walk<'_>, json: &str) -> Result<(), sonic_rs::Error> {
    let mut deserializer = sonic_rs::Deserializer::from_str(json);
    let root = walk.root;
    (&mut deserializer).deserialize_map(Values { walk, node: root, is_top: true })?;
    deserializer.end()
}

/// Visits a value that lies under `node`.
struct Values<'a, 'w> {
    walk: &'a mut Walk<'w>,
    node: &'w Node,
    is_top: bool,
}

impl Values<'_, '_> {
    #[inline]
    fn note_scalar(&mut self) {
        self.walk.learned.seen |= self.node.scalar_mark;
    }

    #[inline]
    fn text(mut self, text: &str) {
        self.note_scalar();
        if let Some(slot) = self.node.slot {
            self.walk.builder.append_text(slot, text);
        }
        if self.node.is_timestamp {
            self.timestamp(|| Timestamp::parse(text));
        }
        if let Some(part) = self.node.group {
            let key = &mut self.walk.learned.group_key;
            key.push((b'a' + part as u8) as char);
            key.push_str(text);
            key.push('\0');
        }
    }

    fn timestamp(&mut self, read: impl FnOnce() -> Option<Timestamp>) {
        if !self.walk.learned.has_timestamp
            && let Some(timestamp) = read()
        {
            self.walk.learned.has_timestamp = true;
            self.walk.builder.set_timestamp(timestamp);
        }
    }

    fn long(mut self, value: i64) {
        self.note_scalar();
        if let Some(slot) = self.node.slot {
            self.walk.builder.append_long(slot, value);
        }
        if self.node.is_timestamp {
            self.timestamp(|| Timestamp::from_millis(value));
        }
    }

    fn double(mut self, value: f64) {
        self.note_scalar();
        if let Some(slot) = self.node.slot {
            self.walk.builder.append_double(slot, value);
        }
        if self.node.is_timestamp {
            self.timestamp(|| Timestamp::from_millis(value as i64));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Values<'_, '_> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Values<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    #[inline]
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.text(text);
        Ok(())
    }

    fn visit_bool<E>(mut self, value: bool) -> Result<(), E> {
        self.note_scalar();
        if let Some(slot) = self.node.slot {
            self.walk.builder.append_boolean(slot, value);
        }
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.long(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.long(value),
            Err(_) => self.double(value as f64),
        }
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.double(value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        if let Some(slot) = self.node.slot {
            self.walk.builder.append_null(slot);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Self { walk, node, .. } = self;
        while elements.next_element_seed(Values { walk: &mut *walk, node, is_top: false })?.is_some() {}
        Ok(())
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { walk, node, is_top } = self;
        walk.learned.seen |= node.object_mark;
        if node.is_leaf() {
            while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        while let Some(found) = members.next_key_seed(Name { walk: &mut *walk, node, is_top })? {
            match found {
                Some(child) => {
                    members.next_value_seed(Values { walk: &mut *walk, node: child, is_top: false })?
                }
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads a member's name and finds the node that it leads to.
struct Name<'a, 'w> {
    walk: &'a mut Walk<'w>,
    node: &'w Node,
    is_top: bool,
}

impl<'de, 'w> DeserializeSeed<'de> for Name<'_, 'w> {
    type Value = Option<&'w Node>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, 'w> Visitor<'de> for Name<'_, 'w> {
    type Value = Option<&'w Node>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    #[inline]
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        if let Some(child) = self.node.child(name) {
            return Ok(Some(child));
        }
        Ok(self.dotted_or_hit(name))
    }
}

impl<'w> Name<'_, 'w> {
    /// A search hit holds the document under `_source`, or its values under `fields`. Other names may be dotted.
    fn dotted_or_hit(self, name: &str) -> Option<&'w Node> {
        if self.is_top && (name == "_source" || name == "fields" && self.walk.learned.seen & seen::HIT != 0) {
            return Some(self.walk.root);
        }
        memchr::memchr(b'.', name.as_bytes())?;
        let mut node = self.node;
        let mut names = name.split('.').peekable();
        while let Some(name) = names.next() {
            node = node.child(name)?;
            if names.peek().is_some() {
                self.walk.learned.seen |= node.object_mark;
            }
        }
        Some(node)
    }
}
