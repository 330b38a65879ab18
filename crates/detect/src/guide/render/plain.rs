//! Text that cannot do anything to a terminal.

/// The text without characters that a terminal acts on or that reorder what is read: control characters (a line break and
/// a tab become blanks), and the marks that override the direction of writing.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(' '),
            c if c.is_control() => None,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
            c => Some(c),
        })
        .collect()
}
