//! Takes back the doubling of escapes.
//!
//! Cloud Funnel writes some texts with their backslashes escaped twice. The integration replaces four backslashes by two
//! wherever they stand in the record's text, before it reads the JSON, so a path that begins with two backslashes loses
//! one.

use bumpalo::collections::String as ArenaString;

use crate::mapping::Arena;

const FOUR: &str = r"\\\\";
const TWO: &str = r"\\";

/// The text with two backslashes for each four, if it has four anywhere.
pub(super) fn halved<'a>(text: &str, arena: &'a Arena) -> Option<&'a str> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), FOUR.as_bytes());
    let first = places.next()?;
    let mut halved = ArenaString::with_capacity_in(text.len(), arena);
    let mut rest = 0;
    for place in std::iter::once(first).chain(places) {
        halved.push_str(text.get(rest..place).unwrap_or_default());
        halved.push_str(TWO);
        rest = place + FOUR.len();
    }
    halved.push_str(text.get(rest..).unwrap_or_default());
    Some(halved.into_bump_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_each_four() {
        let arena = Arena::new();
        let check = |text, expected| assert_eq!(halved(text, &arena), expected, "{text}");
        check(r"C:\\x", None);
        check(r"C:\\\\x\\\\y", Some(r"C:\\x\\y"));
        check(r#"a \\\\\\\" b"#, Some(r#"a \\\\\" b"#));
        check(r"\\\\\\\\server\\\\share", Some(r"\\\\server\\share"));
        check("ü\\\\\\\\ü", Some("ü\\\\ü"));
    }
}
