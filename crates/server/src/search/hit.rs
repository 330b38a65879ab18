//! Stored lines as hits.

use ecs::Document;
use serde_json::Value;

/// A hit as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hit {
    pub(super) index: String,
    pub(super) id: String,
    pub(super) source: Document,
}

impl Hit {
    /// Reads a line; none where it is no hit.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let Ok(Value::Object(mut hit)) = serde_json::from_slice(line) else { return None };
        let mut text = |name: &str| match hit.remove(name) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        let (index, id) = (text("_index"), text("_id"));
        match hit.remove("_source") {
            Some(Value::Object(source)) => Some(Self { index, id, source }),
            _ => None,
        }
    }

    /// The document with its metadata as fields, as filters on `_id` and `_index` want it.
    pub(super) fn with_metadata(&self) -> Document {
        let mut document = self.source.clone();
        document.insert(super::field::ID.to_owned(), self.id.as_str().into());
        document.insert(super::field::INDEX.to_owned(), self.index.as_str().into());
        document
    }
}

/// The lines of a block.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.strip_suffix(b"\n").unwrap_or(text).split(|byte| *byte == b'\n')
}
