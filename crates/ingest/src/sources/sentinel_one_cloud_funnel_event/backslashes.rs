//! Takes back the doubling of escapes.
//!
//! Cloud Funnel writes some texts with their backslashes escaped twice. The integration replaces four backslashes by two
//! wherever they stand in the record's text, before it reads the JSON, so a path that begins with two backslashes loses
//! one.
//!
//! Here the values are mended that were read already. A run of backslashes in a value stands for twice as many in the text
//! (and one more before another escape, which is no part of any four), so of each two in a value one is left.

use bumpalo::collections::{String as ArenaString, Vec as ArenaVec};

use crate::JsonObject;
use crate::mapping::{Arena, DataItem, DataValue};

/// Four, as the record's text has them; and as the text of an object in it, which is not read yet.
const FOUR: &str = r"\\\\";
const TWO: &str = r"\\";

/// The record with its values mended, if there is anything to mend.
pub(super) fn halved<'a>(record: &JsonObject<'a>) -> Option<JsonObject<'a>> {
    memchr::memmem::find(record.source_text.as_bytes(), FOUR.as_bytes())?;
    let mut members = ArenaVec::with_capacity_in(record.members.len(), record.arena);
    for item in record.members {
        let value = match item.value {
            // What had no escapes lies in the record's text, and has no backslashes.
            DataValue::Text(text) if !lies_in(text, record.source_text) => {
                DataValue::Text(replaced(text, TWO, "\\", record.arena))
            }
            DataValue::Json(json) => DataValue::Json(replaced(json, FOUR, TWO, record.arena)),
            value => value,
        };
        members.push(DataItem { name: item.name, value });
    }
    Some(record.with_members(members.into_bump_slice()))
}

fn lies_in(text: &str, whole: &str) -> bool {
    whole.as_bytes().as_ptr_range().contains(&text.as_ptr())
}

/// The text with each `from` replaced.
fn replaced<'a>(text: &'a str, from: &str, to: &str, arena: &'a Arena) -> &'a str {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), from.as_bytes());
    let Some(first) = places.next() else { return text };
    let mut mended = ArenaString::with_capacity_in(text.len(), arena);
    let mut rest = 0;
    for place in std::iter::once(first).chain(places) {
        mended.push_str(text.get(rest..place).unwrap_or_default());
        mended.push_str(to);
        rest = place + from.len();
    }
    mended.push_str(text.get(rest..).unwrap_or_default());
    mended.into_bump_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the integration does, to the letter.
    fn by_text(text: &str) -> String {
        text.replace(FOUR, TWO)
    }

    #[test]
    fn values_are_what_the_mended_text_says() {
        for value in [
            r"C:\\\\x\\\\y",
            r#"a \\\\\\\" b"#,
            r"\\\\\\\\server\\\\share",
            r"\\\\srv\\x",
            r"\\\\\\x",
            r"\\\\\n\\\\n",
            r"\\\\\u00fc",
            "ü\\\\\\\\ü",
        ] {
            let text = format!(r#"{{"plain":"x","a":"{value}","o":{{"b":"{value}"}}}}"#);
            let mended = by_text(&text);
            let arena = Arena::new();
            let record = JsonObject::parse(&text, &arena).expect("JSON");
            let expected = JsonObject::parse(&mended, &arena).expect("JSON");
            let found = halved(&record).expect("four backslashes");
            for name in ["plain", "a", "o"] {
                assert_eq!(found.get(name), expected.get(name), "{value}");
            }
        }
    }

    #[test]
    fn nothing_is_done_for_nothing() {
        let arena = Arena::new();
        let record = JsonObject::parse(r#"{"a":"C:\\x","b":1}"#, &arena).expect("JSON");
        assert!(halved(&record).is_none());
    }
}
