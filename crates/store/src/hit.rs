//! The line that an event is kept as: `{"_index":"…","_id":"…","_source":{…}}`.

use ecs::Timestamp;

use crate::StoredHit;

const INDEX: &str = "{\"_index\":";
const ID: &str = ",\"_id\":";
const SOURCE: &str = ",\"_source\":";

/// Writes an event's line; gives where in it the id's text begins.
pub(crate) fn write_line(into: &mut Vec<u8>, index: &str, id: &str, source: &str) -> usize {
    into.extend_from_slice(INDEX.as_bytes());
    write_string(into, index);
    into.extend_from_slice(ID.as_bytes());
    let id_at = into.len() + 1;
    write_string(into, id);
    into.extend_from_slice(SOURCE.as_bytes());
    let start = into.len();
    into.extend_from_slice(source.trim().as_bytes());
    // In JSON a line end can only stand between tokens, where a blank is as good.
    let mut rest = into.get_mut(start..).unwrap_or_default();
    while let Some(at) = memchr::memchr2(b'\n', b'\r', rest) {
        let Some((end, after)) = rest.get_mut(at..).and_then(<[u8]>::split_first_mut) else { break };
        *end = b' ';
        rest = after;
    }
    into.extend_from_slice(b"}\n");
    id_at
}

/// The lines of a text, without their ends.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', text)
        .map(move |end| text.get(std::mem::replace(&mut start, end + 1)..end).unwrap_or_default())
}

/// Reads an event's line back, with or without its line end.
pub(crate) fn read_line(line: &[u8]) -> Option<StoredHit> {
    let (index, id, source) = parts(line)?;
    Some(StoredHit { index, id, source: source.to_owned() })
}

/// The index and id of a line, without a look at the rest.
pub(crate) fn key_of(line: &[u8]) -> Option<(String, String)> {
    head(line).map(|(index, id, _)| (index, id))
}

fn parts(line: &[u8]) -> Option<(String, String, &str)> {
    let (index, id, rest) = head(line)?;
    let source = rest.strip_suffix(b"\n").unwrap_or(rest).strip_suffix(b"}")?;
    Some((index, id, std::str::from_utf8(source).ok()?))
}

/// The index, the id, and what follows `"_source":`.
fn head(line: &[u8]) -> Option<(String, String, &[u8])> {
    let (index, rest) = read_string(line.strip_prefix(INDEX.as_bytes())?)?;
    let (id, rest) = read_string(rest.strip_prefix(ID.as_bytes())?)?;
    Some((index, id, rest.strip_prefix(SOURCE.as_bytes())?))
}

fn write_string(into: &mut Vec<u8>, text: &str) {
    let plain = |byte: &u8| *byte >= b' ' && *byte != b'"' && *byte != b'\\';
    if text.as_bytes().iter().all(plain) {
        into.push(b'"');
        into.extend_from_slice(text.as_bytes());
        into.push(b'"');
    } else if serde_json::to_writer(&mut *into, text).is_err() {
        // Neither a string nor a vector can refuse.
        into.extend_from_slice(b"\"\"");
    }
}

/// A JSON string at the beginning of a text, and what follows it.
fn read_string(text: &[u8]) -> Option<(String, &[u8])> {
    let end = string_end(text, 1)?;
    let (quoted, rest) = text.split_at_checked(end)?;
    let inner = quoted.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let read = if inner.contains(&b'\\') {
        serde_json::from_slice(quoted).ok()?
    } else {
        std::str::from_utf8(inner).ok()?.to_owned()
    };
    Some((read, rest))
}

/// Where a string ends, from any place in it: the place after its quotation mark.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(found) == Some(&b'"') {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

/// What a document says of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentTime {
    /// Its `@timestamp`.
    At(Timestamp),
    /// It has none, so no range of times holds it.
    Absent,
    /// It may have one that cannot be read here.
    Unclear,
}

const TIME: &[u8] = b"@timestamp";

/// The `@timestamp` of a document, without reading the rest of it: it is the first field of what Tripline normalised.
pub(crate) fn time_of(source: &str) -> DocumentTime {
    find_time(source.as_bytes()).unwrap_or(DocumentTime::Unclear)
}

fn find_time(bytes: &[u8]) -> Option<DocumentTime> {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b'"' => {
                let end = string_end(bytes, at)?;
                let text = bytes.get(at..end - 1)?;
                at = end;
                if depth == 1 && next_token(bytes, at) == Some(b':') {
                    if text == TIME {
                        return Some(read_time(bytes.get(at..)?));
                    }
                    if text.contains(&b'\\') {
                        return None;
                    }
                }
            }
            _ => {}
        }
    }
    Some(DocumentTime::Absent)
}

fn next_token(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at..)?.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// The time after a key, from its colon on.
fn read_time(rest: &[u8]) -> DocumentTime {
    let value = rest.trim_ascii_start().strip_prefix(b":").unwrap_or_default().trim_ascii_start();
    let text = match value.split_first() {
        Some((b'"', text)) => text.split(|byte| *byte == b'"').next(),
        _ => value.split(|byte| !byte.is_ascii_digit() && *byte != b'-').next(),
    };
    let time = text.and_then(|text| std::str::from_utf8(text).ok()).and_then(Timestamp::parse);
    time.map_or(DocumentTime::Unclear, DocumentTime::At)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_back() {
        for (index, id, source) in [
            ("logs-endpoint.events.process-default", "abc", r#"{"a":1}"#),
            ("in\"dex\\", "i\nd\u{1}é", r#"{"a":"}\n\"","b":[{}]}"#),
            ("", "", "{}"),
        ] {
            let mut line = Vec::new();
            let at = write_line(&mut line, index, id, source);
            assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
            assert!(id.is_empty() || line[at] == id.as_bytes()[0]);
            let hit = StoredHit { index: index.into(), id: id.into(), source: source.into() };
            assert_eq!(read_line(&line), Some(hit));
        }
    }

    #[test]
    fn line_ends_between_tokens_become_blanks() {
        let mut line = Vec::new();
        write_line(&mut line, "i", "1", "\n{\n \"a\": 1\r\n}\n");
        assert_eq!(read_line(&line).unwrap().source, "{  \"a\": 1  }");
    }

    #[test]
    fn times_are_found_at_the_top_only() {
        let at = |text: &str| DocumentTime::At(Timestamp::parse(text).unwrap());
        let cases = [
            (r#"{"@timestamp":"2026-05-14T07:00:30.891Z","a":1}"#, at("2026-05-14T07:00:30.891Z")),
            (r#"{"x":{"@timestamp":"1999-01-01"},"@timestamp" : 1700000000000}"#, at("1700000000000")),
            (r#"{"x":"@timestamp","y":["@timestamp"],"z":"\""}"#, DocumentTime::Absent),
            (r#"{"@timestamp":"yesterday"}"#, DocumentTime::Unclear),
            (r#"{"@timestamp":null}"#, DocumentTime::Unclear),
            (r#"{"\u0040timestamp":"2026-05-14"}"#, DocumentTime::Unclear),
            (r#"{"a":"#, DocumentTime::Absent),
            (r#"{"a":"b"#, DocumentTime::Unclear),
            ("}", DocumentTime::Unclear),
        ];
        for (source, expected) in cases {
            assert_eq!(time_of(source), expected, "{source}");
        }
    }
}
