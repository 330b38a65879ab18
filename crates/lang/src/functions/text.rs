//! What the functions of texts share: positions in UTF-16 units, folding of case, and texts of values.

use std::borrow::Cow;

use crate::Value;
use crate::ir::Case;

/// The text to search in: as it is, or in lower case where case does not count. Unlike index queries, Elasticsearch's
/// functions fold every letter.
pub(super) fn folded(text: &str, case: Case) -> Cow<'_, str> {
    match case {
        Case::Sensitive => Cow::Borrowed(text),
        Case::Insensitive if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            Cow::Borrowed(text)
        }
        Case::Insensitive => Cow::Owned(text.chars().map(lower).collect()),
    }
}

/// One character in lower case, kept as one character so that positions stay.
fn lower(character: char) -> char {
    let mut folded = character.to_lowercase();
    match (folded.next(), folded.next()) {
        (Some(single), None) => single,
        _ => character,
    }
}

/// Length in UTF-16 units.
pub(super) fn utf16_length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The byte where so many UTF-16 units have passed; the text's length where it has fewer. A position within a pair of
/// surrogates counts as the one after it.
pub(super) fn byte_of(text: &str, units: usize) -> usize {
    if text.is_ascii() {
        return units.min(text.len());
    }
    let mut passed = 0;
    for (byte, character) in text.char_indices() {
        if passed >= units {
            return byte;
        }
        passed += character.len_utf16();
    }
    text.len()
}

/// The UTF-16 position of a byte.
pub(super) fn units_of(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, utf16_length)
}

/// Whether one text has a place in another: begins it, ends it, lies in it. Null where either is none.
pub(super) fn compare_texts(
    arguments: &[Value<'_>],
    case: Case,
    test: fn(&str, &str) -> bool,
) -> Value<'static> {
    match arguments {
        [Value::Text(text), Value::Text(part)] => {
            Value::Boolean(test(&folded(text, case), &folded(part, case)))
        }
        _ => Value::Null,
    }
}

/// A value as a text, the way Java writes it; `None` for null.
pub(super) fn text_of<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    Some(match value {
        Value::Null => return None,
        Value::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        Value::Long(value) => Cow::Owned(value.to_string()),
        Value::Double(value) => Cow::Owned(double_text(*value)),
        Value::Text(text) => Cow::Borrowed(text),
        Value::Date(nanos) => Cow::Owned(ecs::Timestamp::from_nanos(*nanos).to_string()),
    })
}

/// As Java's `Double.toString` writes it: plainly between 0.001 and 10,000,000, else as 1.5E10.
fn double_text(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) || !value.is_finite() {
        return format!("{value:?}");
    }
    let scientific = format!("{value:e}");
    match scientific.split_once('e') {
        Some((digits, exponent)) if digits.contains('.') => format!("{digits}E{exponent}"),
        Some((digits, exponent)) => format!("{digits}.0E{exponent}"),
        None => scientific,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16_units() {
        let text = "a😀é";
        assert_eq!(utf16_length(text), 4);
        assert_eq!(byte_of(text, 3), 5);
        assert_eq!(byte_of(text, 99), text.len());
        assert_eq!(units_of(text, 5), 3);
    }

    #[test]
    fn doubles_look_like_java() {
        let text = |value| text_of(&Value::Double(value)).unwrap().into_owned();
        assert_eq!(text(2.1828), "2.1828");
        assert_eq!(text(4.0), "4.0");
        assert_eq!(text(1.5e10), "1.5E10");
        assert_eq!(text(1e-5), "1.0E-5");
    }
}
