//! Fits a text into columns of a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a clean text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `columns`, with an ellipsis where it was cut.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut taken = 0;
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if taken + wide + 1 > columns {
            break;
        }
        taken += wide;
        kept.push(character);
    }
    if columns > 0 {
        kept.push('…');
    }
    kept
}

/// The text filled up with blanks to `columns`, or cut to them.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    let mut text = cut(text, columns);
    let missing = columns.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// A command line in at most `columns`: where it does not fit, the folder of its program goes first, for the arguments
/// say more than it.
pub(crate) fn cut_command_line(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    cut(&without_folder(text), columns)
}

/// `"C:\Windows\System32\cmd.exe" /c calc` as `"…\cmd.exe" /c calc`.
fn without_folder(text: &str) -> String {
    let (quote, rest) = match text.strip_prefix('"') {
        Some(rest) => ("\"", rest),
        None => ("", text),
    };
    let end = if quote.is_empty() { rest.find(' ') } else { rest.find('"') };
    let (program, arguments) = rest.split_at(end.unwrap_or(rest.len()));
    match program.rfind(['\\', '/']) {
        Some(at) if at > 0 && is_rooted(program) => {
            format!("{quote}…{}{arguments}", program.get(at..).unwrap_or_default())
        }
        _ => text.to_owned(),
    }
}

/// `C:\…`, `\??\C:\…`, `/usr/…`, `%SystemRoot%\…`
fn is_rooted(program: &str) -> bool {
    program.starts_with(['\\', '/', '%']) || program.get(1..2) == Some(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_columns() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("abc", 0), "");
        assert_eq!(pad("ab", 4), "ab  ");
        assert_eq!(pad("日本語", 4), "日… ");
    }

    #[test]
    fn the_folder_goes_first() {
        let line = r#""C:\Windows\System32\OpenSSH\ssh.exe" -o ProxyCommand=calc"#;
        assert_eq!(cut_command_line(line, 200), line);
        assert_eq!(cut_command_line(line, 35), r#""…\ssh.exe" -o ProxyCommand=calc"#);
        assert_eq!(cut_command_line(line, 20), r#""…\ssh.exe" -o Prox…"#);
        assert_eq!(cut_command_line("/usr/bin/env sh -c true", 20), "…/env sh -c true");
    }
}
