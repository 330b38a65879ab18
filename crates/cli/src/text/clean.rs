//! Takes control characters and terminal escapes out of a text.

use std::borrow::Cow;

/// The text on one line and without anything a terminal would obey: escape sequences and control characters are taken
/// out, line breaks and tabs become blanks, and characters that change the reading direction or show nothing are
/// written as `\u{202e}`.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_harmless) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\u{1b}' => skip_escape(&mut rest),
            '\u{9b}' => skip_control_sequence(&mut rest),
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => push_blank(&mut cleaned),
            character if character.is_control() => {}
            character if is_invisible(character) => cleaned.extend(character.escape_unicode()),
            character => cleaned.push(character),
        }
    }
    Cow::Owned(cleaned)
}

fn is_harmless(character: char) -> bool {
    !character.is_control() && !is_invisible(character) && !matches!(character, '\u{2028}' | '\u{2029}')
}

/// Direction marks, embeddings, overrides and isolates; zero-width characters; the byte order mark.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

/// Line breaks in a row are one blank.
fn push_blank(cleaned: &mut String) {
    if !cleaned.ends_with(' ') {
        cleaned.push(' ');
    }
}

/// After ESC (ECMA-48): a control sequence, a string up to its terminator, or one more character.
fn skip_escape(rest: &mut std::str::Chars<'_>) {
    match rest.clone().next() {
        Some('[') => {
            rest.next();
            skip_control_sequence(rest);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => skip_string(rest),
        Some(' '..='/') => {
            rest.next();
            rest.next();
        }
        Some('0'..='~') => {
            rest.next();
        }
        _ => {}
    }
}

/// Parameter and intermediate bytes up to the final byte.
fn skip_control_sequence(rest: &mut std::str::Chars<'_>) {
    while let Some(next @ ' '..='~') = rest.clone().next() {
        rest.next();
        if matches!(next, '@'..='~') {
            return;
        }
    }
}

/// An operating system command or the like ends with BEL or ESC \. One that never ends is only an introducer: its text
/// is kept, for it may be what the analyst has to see.
fn skip_string(rest: &mut std::str::Chars<'_>) {
    rest.next();
    let mut ahead = rest.clone();
    while let Some(next) = ahead.next() {
        if next == '\u{7}' || next == '\u{9c}' || (next == '\u{1b}' && ahead.clone().next() == Some('\\')) {
            if next == '\u{1b}' {
                ahead.next();
            }
            *rest = ahead;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text), expected);
    }

    #[test]
    fn nothing_is_left_to_obey() {
        check("ssh -o ProxyCommand=\"cmd /c calc\"", "ssh -o ProxyCommand=\"cmd /c calc\"");
        check("a\x1b[31mb\x1b[0mc", "abc");
        check("a\x1b]0;title\x07b", "ab");
        check("a\x1b]0;title\x1b\\b", "ab");
        check("a\x1b]0;never ends", "a0;never ends");
        check("a\x1bcb", "ab");
        check("a\u{9b}31mb", "ab");
        check("one\r\ntwo\tthree", "one two three");
        check("nul\0bell\x07", "nulbell");
        check("exe\u{202e}gpj", "exe\\u{202e}gpj");
        check("naïve 日本", "naïve 日本");
        check("\x1b", "");
        check("\x1b[", "");
    }
}
