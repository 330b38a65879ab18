//! Stored lines as hits.

use ecs::Document;
use serde_json::Value;

/// A hit as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hit {
    pub(crate) index: String,
    pub(crate) id: String,
    pub(crate) source: Document,
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

/// The lines of a block with what stands beside each document in it, too, so that columns can have `_id` and `_index`.
///
/// Lines are as they are stored: `{"_index":"…","_id":"…","_source":{…}}`. Quotes within a text are escaped, so that the
/// first place where a document may begin is where it does.
pub(super) fn lines_with_metadata(text: &[u8]) -> Vec<u8> {
    const BEGIN: &[u8] = br#","_source":{"#;
    let mut whole = Vec::with_capacity(text.len() + text.len() / 8);
    for line in lines(text) {
        let found = memchr::memmem::find(line, BEGIN);
        let parts = found.and_then(|at| Some((line.get(1..at)?, line.split_at_checked(at + BEGIN.len())?)));
        match parts {
            Some((metadata, (before, document))) => {
                whole.extend_from_slice(before);
                whole.extend_from_slice(metadata);
                if document.first() != Some(&b'}') {
                    whole.push(b',');
                }
                whole.extend_from_slice(document);
            }
            None => whole.extend_from_slice(line),
        }
        whole.push(b'\n');
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_put_into_documents() {
        let check = |line: &str, expected: &str| {
            assert_eq!(String::from_utf8(lines_with_metadata(line.as_bytes())).unwrap(), expected);
        };
        check(
            "{\"_index\":\"a\",\"_id\":\"1\",\"_source\":{\"b\":2}}\n{\"_index\":\"a\",\"_id\":\"2\",\"_source\":{}}\n",
            "{\"_index\":\"a\",\"_id\":\"1\",\"_source\":{\"_index\":\"a\",\"_id\":\"1\",\"b\":2}}\n\
             {\"_index\":\"a\",\"_id\":\"2\",\"_source\":{\"_index\":\"a\",\"_id\":\"2\"}}\n",
        );
        check("\nno hit\n", "\nno hit\n");
    }
}
