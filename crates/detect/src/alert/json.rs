//! Values as JSON text: what `serde_json` writes, without its steps for each piece of a text.

use std::io::Write as _;
use std::ops::Range;

use ecs::Document;
use serde::Serialize;
use serde_json::Value;

/// A document as JSON, and where in it each of its members is, name and value.
pub(super) struct WholeJson {
    pub(super) text: Vec<u8>,
    pub(super) members: Vec<Range<usize>>,
}

impl WholeJson {
    pub(super) fn of(document: &Document) -> Self {
        /// Events are rarely longer as text.
        const USUAL_LENGTH: usize = 4096;
        let (mut text, mut members) = (Vec::with_capacity(USUAL_LENGTH), Vec::with_capacity(document.len()));
        text.push(b'{');
        for (name, value) in document {
            if text.len() > 1 {
                text.push(b',');
            }
            let start = text.len();
            put_text(&mut text, name);
            text.push(b':');
            put_value(&mut text, value);
            members.push(start..text.len());
        }
        text.push(b'}');
        Self { text, members }
    }

    /// The text of a member.
    pub(super) fn member(&self, span: &Range<usize>) -> &[u8] {
        self.text.get(span.clone()).unwrap_or_default()
    }
}

/// A member of a JSON object, behind a comma where something stands before it.
pub(super) fn put_member(json: &mut Vec<u8>, name: &str, value: &Value) {
    put_name(json, name);
    put_value(json, value);
}

/// The name of a member, behind a comma where something stands before it.
pub(super) fn put_name(json: &mut Vec<u8>, name: &str) {
    if !json.is_empty() {
        json.push(b',');
    }
    put_text(json, name);
    json.push(b':');
}

/// A value as JSON. Documents are at most as deep as their parser allows, so this recursion is bounded.
pub(super) fn put_value(json: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => json.extend_from_slice(b"null"),
        Value::Bool(true) => json.extend_from_slice(b"true"),
        Value::Bool(false) => json.extend_from_slice(b"false"),
        Value::String(text) => put_text(json, text),
        Value::Number(number) => {
            // Memory takes all that is written.
            let _ = write!(json, "{number}");
        }
        Value::Array(elements) => {
            json.push(b'[');
            for (position, element) in elements.iter().enumerate() {
                if position > 0 {
                    json.push(b',');
                }
                put_value(json, element);
            }
            json.push(b']');
        }
        Value::Object(members) => put_object(json, members.iter()),
    }
}

/// Members as a JSON object.
pub(super) fn put_object<'v>(json: &mut Vec<u8>, members: impl Iterator<Item = (&'v String, &'v Value)>) {
    json.push(b'{');
    for (position, (name, value)) in members.enumerate() {
        if position > 0 {
            json.push(b',');
        }
        put_text(json, name);
        json.push(b':');
        put_value(json, value);
    }
    json.push(b'}');
}

/// A text as JSON. Most have nothing to be escaped.
pub(super) fn put_text(json: &mut Vec<u8>, text: &str) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    // No early end, so that many bytes are looked at together.
    if text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        json.reserve(text.len() + 2);
        json.push(b'"');
        json.extend_from_slice(text.as_bytes());
        json.push(b'"');
    } else {
        put_by_serde(json, text);
    }
}

fn put_by_serde(json: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    let before = json.len();
    // Values of JSON can be written as JSON, and memory takes them: this does not fail.
    if serde_json::to_writer(&mut *json, value).is_err() {
        json.truncate(before);
        json.extend_from_slice(b"null");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_serde_writes() {
        let document = serde_json::json!({
            "": null, "a\"b": [true, false, [], {}, -1, 18_446_744_073_709_551_615_u64, 0.1, 1e300, -0.0, 5e-324, 100.0],
            "texts": ["", "plain", "C:\\x", "\u{0}\u{1f}\u{7f}\n\t\r\u{8}\u{c}/", "grün 😀", "\"", "a\u{2028}"],
            "nested": {"x": {"y.z": {"list": [{"n": 1}, null]}}},
        });
        let document = document.as_object().expect("an object");
        let whole = WholeJson::of(document);
        let expected = serde_json::to_string(document).expect("JSON");
        assert_eq!(String::from_utf8(whole.text.clone()).expect("UTF-8"), expected);
        let members: Vec<&[u8]> = whole.members.iter().map(|span| whole.member(span)).collect();
        assert_eq!([b"{", members.join(&b',').as_slice(), b"}"].concat(), expected.as_bytes());
        assert_eq!(WholeJson::of(&Document::new()).text, b"{}");
    }
}
