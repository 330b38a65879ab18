//! Limits on what a record may ask of a parser.

use super::json::Malformed;
use crate::RecordError;

/// How deep a record may nest. Elasticsearch itself takes mappings of 20 levels.
const MAX_DEPTH: usize = 100;

/// Records shorter than this are not looked at: even brackets alone could not nest deep enough to exhaust a stack.
const SHORT_RECORD: usize = 4096;

/// Whether brackets nest beyond the limit. Parsers recurse, so this is asked before they see the text.
pub(super) fn nests_too_deep(text: &[u8]) -> bool {
    text.len() >= SHORT_RECORD
        && memchr::memchr2_iter(b'{', b'[', text).nth(MAX_DEPTH).is_some()
        && depth(text) > MAX_DEPTH
}

/// Refuses what nests beyond the limit.
pub(crate) fn check_nesting(text: &str) -> Result<(), RecordError> {
    match nests_too_deep(text.as_bytes()) {
        true => Err(RecordError::TooLarge("nested too deep")),
        false => Ok(()),
    }
}

fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => at += string_length(bytes.get(at..).unwrap_or_default()),
            _ => {}
        }
    }
    deepest
}

/// Length of the rest of a string, its closing quote included.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        if bytes.get(at + found) == Some(&b'"') {
            return at + found + 1;
        }
        at += found + 2;
    }
    bytes.len()
}

/// The error of a record that is not JSON. The text around the place is not shown: telemetry is hostile.
pub(crate) fn malformed(error: Malformed) -> RecordError {
    RecordError::NotJson(format!("{} at byte {}", error.reason, error.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_outside_strings() {
        assert_eq!(depth(br#"{"a":[{"b":"[[[[\"[[["}]}"#), 3);
        assert!(nests_too_deep("[".repeat(5000).as_bytes()));
        assert!(!nests_too_deep(format!("\"{}\"", "[".repeat(5000)).as_bytes()));
        assert_eq!(depth(b"]]]\"unclosed \\"), 0);
    }
}
