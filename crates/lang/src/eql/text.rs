//! Reading and writing the texts of EQL.

use crate::codes;
use crate::{Diagnostic, Span};

/// A text as read.
pub(crate) struct ReadText {
    pub(crate) value: String,
    /// One past its closing quote.
    pub(crate) end: usize,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads a text that begins at `start` with `quote` and ends with it, on one line.
pub(crate) fn read_text(text: &str, start: usize, quote: u8) -> ReadText {
    let mut read = ReadText { value: String::new(), end: start + 1, diagnostics: Vec::new() };
    loop {
        let rest = text.get(read.end..).unwrap_or_default();
        let special = |byte: u8| byte == quote || matches!(byte, b'\\' | b'\n' | b'\r');
        let length = rest.bytes().position(special).unwrap_or(rest.len());
        read.value.push_str(&rest[..length]);
        read.end += length;
        match rest.as_bytes().get(length) {
            Some(&byte) if byte == quote => {
                read.end += 1;
                return read;
            }
            Some(b'\\') => escape(text, &mut read),
            _ => {
                let message = "this text has no closing quote on its line";
                let error = Diagnostic::error(codes::UNTERMINATED_TEXT, Span::new(start, read.end), message);
                let help = "a line break is written `\\n`; a quote inside is written `\\\"`";
                read.diagnostics.push(error.with_help(help));
                return read;
            }
        }
    }
}

/// Reads what follows a backslash at `read.end`. An escape that EQL does not know keeps its backslash, as in
/// Elasticsearch.
fn escape(text: &str, read: &mut ReadText) {
    let start = read.end;
    let Some(character) = text.get(start + 1..).and_then(|rest| rest.chars().next()) else {
        read.value.push('\\');
        read.end += 1;
        return;
    };
    read.end = start + 1 + character.len_utf8();
    match character {
        't' => read.value.push('\t'),
        'b' => read.value.push('\u{8}'),
        'f' => read.value.push('\u{c}'),
        'n' => read.value.push('\n'),
        'r' => read.value.push('\r'),
        '"' | '\'' | '\\' => read.value.push(character),
        'u' if text.as_bytes().get(read.end) == Some(&b'{') => unicode_escape(text, start, read),
        '\n' | '\r' => {
            // The line ends here: leave it to the caller to say so.
            read.value.push('\\');
            read.end = start + 1;
        }
        _ => {
            read.value.push('\\');
            read.value.push(character);
            let span = Span::new(start, read.end);
            let message = format!("`\\{character}` is not an escape; the backslash is kept");
            let help =
                format!("write `\\\\{character}` for a backslash, or use a raw text in three double quotes");
            read.diagnostics.push(Diagnostic::warning(codes::UNKNOWN_ESCAPE, span, message).with_help(help));
        }
    }
}

/// `\u{…}` with two to eight hexadecimal digits; surrogates are no characters.
fn unicode_escape(text: &str, start: usize, read: &mut ReadText) {
    let rest = text.get(read.end + 1..).unwrap_or_default();
    let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
    let closed = rest.as_bytes().get(digits) == Some(&b'}');
    read.end += 1 + digits + usize::from(closed);
    let character = match closed && (2..=8).contains(&digits) {
        true => u32::from_str_radix(&rest[..digits], 16).ok().and_then(char::from_u32),
        false => None,
    };
    match character {
        Some(character) => read.value.push(character),
        None => {
            let span = Span::new(start, read.end);
            let error = Diagnostic::error(codes::BAD_UNICODE_ESCAPE, span, "this escape names no character");
            let help = "write two to eight hexadecimal digits, as in `\\u{200f}`; surrogates (d800 to dfff) are no characters";
            read.diagnostics.push(error.with_help(help));
        }
    }
}

/// Reads a raw text that begins at `start` with three quotes. Up to two quotes before the closing three belong to it.
pub(crate) fn read_raw_text(text: &str, start: usize) -> ReadText {
    let body = start + 3;
    let rest = text.get(body..).unwrap_or_default();
    let line = rest.find(['\n', '\r']).map_or(rest, |end| &rest[..end]);
    let Some(length) = line.find("\"\"\"") else {
        let end = body + line.len();
        let span = Span::new(start, end);
        let error =
            Diagnostic::error(codes::UNTERMINATED_TEXT, span, "this raw text is not closed on its line")
                .with_help("close it with three double quotes");
        return ReadText { value: line.to_owned(), end, diagnostics: vec![error] };
    };
    let extra = line[length + 3..].bytes().take_while(|byte| *byte == b'"').count().min(2);
    ReadText {
        value: line[..length + extra].to_owned(),
        end: body + length + extra + 3,
        diagnostics: Vec::new(),
    }
}

/// Writes a text so that it reads back the same: raw where it was raw and can be.
pub(crate) fn write_text(value: &str, raw: bool, out: &mut String) {
    if raw && can_be_raw(value) {
        out.push_str("\"\"\"");
        out.push_str(value);
        out.push_str("\"\"\"");
        return;
    }
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            _ if character.is_control() || is_invisible(character) => {
                out.push_str(&format!("\\u{{{:04x}}}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// Whether three quotes can enclose a text: it is one line without three quotes in a
/// row.
pub(crate) fn can_be_raw(value: &str) -> bool {
    !value.contains("\"\"\"") && !value.contains(['\n', '\r'])
}

/// Characters that a reader of a rule would not see or that turn the direction of writing.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, usize) {
        let read = if text.starts_with("\"\"\"") { read_raw_text(text, 0) } else { read_text(text, 0, b'"') };
        (read.value, read.diagnostics.len())
    }

    #[test]
    fn escapes() {
        assert_eq!(read(r#""a\tb\\c\"d\'""#), ("a\tb\\c\"d'".to_owned(), 0));
        assert_eq!(read(r#""\u{200F}\u{41}""#), ("\u{200f}A".to_owned(), 0));
        assert_eq!(read(r#""C:\Windows""#), ("C:\\Windows".to_owned(), 1));
        assert_eq!(read(r#""\u{d800}""#).1, 1);
        assert_eq!(read(r#""\u{4}""#).1, 1);
        assert_eq!(read("\"a").1, 1);
        assert_eq!(read("\"a\\").1, 1);
    }

    #[test]
    fn raw_texts_may_end_in_quotes() {
        assert_eq!(read(r#""""a\d"b""""" x"#), (r#"a\d"b""#.to_owned() + "\"", 0));
        assert_eq!(read(r#""""""" "#), (String::new(), 0));
    }

    #[test]
    fn written_texts_read_back() {
        for value in ["", "a\"b", "\\", "tab\t", "\u{200f}", "é", "\"", "x\"\"", "\"\"\"", "a\nb"] {
            for raw in [false, true] {
                let mut out = String::new();
                write_text(value, raw, &mut out);
                assert_eq!(read(&out).0, value, "{out}");
            }
        }
    }
}
