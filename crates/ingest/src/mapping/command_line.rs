//! Splitting a command line into arguments.

use bumpalo::collections::{String as ArenaString, Vec as ArenaVec};
use ecs::{EventSink, FieldId};

use super::Arena;

/// Arguments beyond this many are left out.
const MAX_ARGUMENTS: usize = 10_000;

/// Sets the argument list and its length, if either is wanted.
pub(crate) fn set_arguments(
    command_line: &str,
    arguments: FieldId,
    count: FieldId,
    arena: &Arena,
    sink: &mut dyn EventSink,
) {
    if !sink.wants(arguments) && !sink.wants(count) {
        return;
    }
    let split = windows_arguments(command_line, arena);
    sink.texts(arguments, &split);
    sink.long(count, split.len() as i64);
}

/// The same for pipelines that drop empty values at their end: empty arguments are counted, but not in the list.
pub(crate) fn set_filled_arguments(
    command_line: &str,
    arguments: FieldId,
    count: FieldId,
    arena: &Arena,
    sink: &mut dyn EventSink,
) {
    if !sink.wants(arguments) && !sink.wants(count) {
        return;
    }
    let mut split = windows_arguments(command_line, arena);
    sink.long(count, split.len() as i64);
    split.retain(|argument| !argument.is_empty());
    if !split.is_empty() {
        sink.texts(arguments, &split);
    }
}

/// Splits as `CommandLineToArgvW` does, with the rule from before 2008 for doubled quotes inside quotes (which Go's
/// `syscall` package and Elastic's pipelines follow).
pub(crate) fn windows_arguments<'a>(command_line: &'a str, arena: &'a Arena) -> ArenaVec<'a, &'a str> {
    let mut arguments = ArenaVec::new_in(arena);
    let mut rest = command_line;
    while arguments.len() < MAX_ARGUMENTS {
        let Some(start) = rest.bytes().position(|byte| !matches!(byte, b' ' | b'\t')) else { break };
        rest = rest.get(start..).unwrap_or_default();
        let (argument, after) = next_argument(rest, arena);
        arguments.push(argument);
        rest = after;
    }
    arguments
}

/// The first argument and what follows the blank after it.
fn next_argument<'a>(text: &'a str, arena: &'a Arena) -> (&'a str, &'a str) {
    // An argument without quotes has its backslashes as they are.
    let plain_end = memchr::memchr3(b' ', b'\t', b'"', text.as_bytes()).unwrap_or(text.len());
    if text.as_bytes().get(plain_end) != Some(&b'"') {
        let (argument, rest) = text.split_at(plain_end);
        return (argument, rest.get(1..).unwrap_or_default());
    }
    if let Some(quoted) = quoted(text) {
        return quoted;
    }
    let mut argument = ArenaString::with_capacity_in(text.len().min(256), arena);
    let mut in_quotes = false;
    let mut backslashes = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            ' ' | '\t' if !in_quotes => {
                push_backslashes(&mut argument, backslashes);
                return (argument.into_bump_str(), text.get(at + 1..).unwrap_or_default());
            }
            '"' => {
                push_backslashes(&mut argument, backslashes / 2);
                if backslashes % 2 == 1 {
                    argument.push('"');
                } else {
                    if in_quotes && characters.next_if(|(_, next)| *next == '"').is_some() {
                        argument.push('"');
                    }
                    in_quotes = !in_quotes;
                }
                backslashes = 0;
            }
            '\\' => backslashes += 1,
            other => {
                push_backslashes(&mut argument, backslashes);
                backslashes = 0;
                argument.push(other);
            }
        }
    }
    push_backslashes(&mut argument, backslashes);
    (argument.into_bump_str(), "")
}

/// An argument that is one pair of quotes around all of it, and what follows the blank after it. Backslashes in it are as
/// they are: none is before a quote.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let end = memchr::memchr(b'"', inner.as_bytes())?;
    let (argument, rest) = (inner.get(..end)?, inner.get(end + 1..)?);
    let stands_alone = matches!(rest.as_bytes().first(), None | Some(b' ' | b'\t'));
    (stands_alone && !argument.ends_with('\\')).then(|| (argument, rest.get(1..).unwrap_or_default()))
}

fn push_backslashes(argument: &mut ArenaString<'_>, count: usize) {
    argument.extend(std::iter::repeat_n('\\', count));
}

/// Splits at every single white space outside double quotes, as the Security pipelines do: quotes are kept, and two
/// blanks have an empty argument between them.
pub(crate) fn blank_separated<'a>(command_line: &'a str, arena: &'a Arena) -> ArenaVec<'a, &'a str> {
    let mut arguments = ArenaVec::new_in(arena);
    let mut in_quotes = false;
    let mut start = 0;
    for (at, character) in command_line.char_indices() {
        if character == '"' {
            in_quotes = !in_quotes;
        }
        if !in_quotes && is_java_white_space(character) && arguments.len() < MAX_ARGUMENTS {
            arguments.push(command_line.get(start..at).unwrap_or_default());
            start = at + character.len_utf8();
        }
    }
    if !command_line.is_empty() {
        arguments.push(command_line.get(start..).unwrap_or_default());
    }
    arguments
}

/// `Character.isWhitespace`: no non-breaking blanks.
fn is_java_white_space(character: char) -> bool {
    match character {
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{85}' => false,
        '\u{1c}'..='\u{1f}' => true,
        other => other.is_whitespace(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command_line: &str, expected: &[&str]) {
        let arena = Arena::new();
        assert_eq!(windows_arguments(command_line, &arena).as_slice(), expected, "{command_line}");
    }

    #[test]
    fn splits_as_windows_does() {
        check("", &[]);
        check("  ", &[]);
        check(r"cmd.exe /c dir", &["cmd.exe", "/c", "dir"]);
        check(r#""C:\Program Files\a.exe" -x "#, &[r"C:\Program Files\a.exe", "-x"]);
        check(r#"a "b c"d"e f" g"#, &["a", "b cde f", "g"]);
        check(r#"a \\\"b c\ d"#, &["a", r#"\"b"#, r"c\", "d"]);
        check(r#"a "b\\" c"#, &["a", r"b\", "c"]);
        check(r#"a "b ""c d"" e"#, &["a", r#"b "c"#, "d", "e"]);
        check("\ta\t\"\" b", &["a", "", "b"]);
        check(r#""a b\" c" d"#, &[r#"a b" c"#, "d"]);
        check(r#""a b"c "d\e""#, &["a bc", r"d\e"]);
        check(r#""a"" b" c"#, &["a\"", "b c"]);
        check(r#"ssh -o "ProxyCommand=x ü" host"#, &["ssh", "-o", "ProxyCommand=x ü", "host"]);
    }

    #[test]
    fn splits_as_the_security_pipeline_does() {
        let arena = Arena::new();
        let split = |text| blank_separated(text, &arena).to_vec();
        assert_eq!(split(r#""C:\a b.exe" cl  Security"#), [r#""C:\a b.exe""#, "cl", "", "Security"]);
        assert_eq!(split("a "), ["a", ""]);
        assert!(split("").is_empty());
    }
}
