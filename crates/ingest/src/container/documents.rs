//! Finds JSON documents that do not each have a line of their own: elements of an array, or pretty-printed documents
//! one after the other.

/// What comes next in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// An object, from its first byte to behind its last.
    Document { start: usize, end: usize },
    /// Text that is no document, up to where one may begin again.
    Broken { start: usize, resume: usize, reason: &'static str },
    /// No more whole documents; what is before `keep` is done with.
    Partial { keep: usize },
}

/// Looks for the next document from `at` on. `is_end` says that no more text will come.
pub(super) fn next_document(text: &[u8], at: usize, is_end: bool) -> Found {
    let Some(mut start) = skip_between(text, at) else { return Found::Partial { keep: text.len() } };
    while let Some(behind) = behind_number(text.get(start..).unwrap_or_default()) {
        match skip_between(text, start + behind) {
            Some(next) => start = next,
            None => return Found::Partial { keep: if is_end { text.len() } else { start } },
        }
    }
    if text.get(start) != Some(&b'{') {
        let next = text.get(start..).and_then(|rest| memchr::memchr(b'{', rest));
        let resume = next.map_or(text.len(), |next| start + next);
        return Found::Broken { start, resume, reason: "not a JSON object" };
    }
    match scan(text, start) {
        Scan::Closed(end) => Found::Document { start, end },
        Scan::Torn(resume) => Found::Broken { start, resume, reason: "the document breaks off" },
        Scan::Open if is_end => {
            Found::Broken { start, resume: text.len(), reason: "the text ends within a document" }
        }
        Scan::Open => Found::Partial { keep: line_start(text, start).max(at) },
    }
}

/// Looks for the end of a document that is too long to be kept, piece by piece.
#[derive(Debug, Default)]
pub(super) struct EndOfDocument {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

/// What a piece of such a document shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shown {
    /// It ends before this place.
    End(usize),
    /// A string goes over the end of a line here, so that nothing is known of what follows.
    Torn(usize),
    /// It goes on behind the piece.
    More,
}

impl EndOfDocument {
    /// Looks at the next piece.
    pub(super) fn look(&mut self, piece: &[u8]) -> Shown {
        for (at, byte) in piece.iter().enumerate() {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\n' if self.in_string => return Shown::Torn(at),
                b'\\' => self.is_escaped = self.in_string,
                b'"' => self.in_string = !self.in_string,
                b'{' | b'[' if !self.in_string => self.depth += 1,
                b'}' | b']' if !self.in_string => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Shown::End(at + 1);
                    }
                }
                _ => {}
            }
        }
        Shown::More
    }
}

/// The first byte that is not between documents: blanks, NULs, commas, an array's brackets.
fn skip_between(text: &[u8], at: usize) -> Option<usize> {
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0x1E | b',' | b'[' | b']');
    text.get(at..)?.iter().position(|byte| !is_between(byte)).map(|skipped| at + skipped)
}

/// The length of `Record 17`, which `evtx_dump` writes before every record, if that is what a text begins with.
pub(super) fn behind_number(text: &[u8]) -> Option<usize> {
    let number = text.strip_prefix(b"Record ")?;
    let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let ends = number.get(digits).is_none_or(u8::is_ascii_whitespace);
    (digits > 0 && ends).then_some("Record ".len() + digits)
}

enum Scan {
    Closed(usize),
    Open,
    /// The document cannot be whole: another begins at this place.
    Torn(usize),
}

/// Scans the object that begins at `start`. A string cannot reach over the end of a line, and in text that is indented
/// nothing within a document begins as far left as the document itself: so a damaged document does not swallow the
/// ones behind it.
fn scan(text: &[u8], start: usize) -> Scan {
    let indent = text.get(line_start(text, start)..start).unwrap_or_default();
    let begins_line = indent.iter().all(|byte| matches!(byte, b' ' | b'\t'));
    let (mut depth, mut at) = (0_usize, start);
    let mut is_indented = None;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(found) =
            rest.iter().position(|byte| matches!(byte, b'{' | b'}' | b'[' | b']' | b'"' | b'\n'))
        else {
            return Scan::Open;
        };
        at += found + 1;
        match rest.get(found) {
            Some(b'{' | b'[') => depth += 1,
            Some(b'}' | b']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Scan::Closed(at);
                }
            }
            Some(b'"') => match string_end(text, at) {
                StringEnd::Closed(end) => at = end,
                StringEnd::Open => return Scan::Open,
                StringEnd::Torn(newline) => return resume(text, newline, indent),
            },
            _ => {
                let line = text.get(at..).unwrap_or_default();
                let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                let is_deeper = *is_indented.get_or_insert(blanks > indent.len());
                if begins_line && is_deeper && blanks <= indent.len() && line.get(blanks) == Some(&b'{') {
                    return Scan::Torn(at + blanks);
                }
            }
        }
    }
}

enum StringEnd {
    Closed(usize),
    Open,
    Torn(usize),
}

fn string_end(text: &[u8], mut at: usize) -> StringEnd {
    while let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', text.get(at..).unwrap_or_default()) {
        match text.get(at + found) {
            Some(b'"') => return StringEnd::Closed(at + found + 1),
            Some(b'\\') => at += found + 2,
            _ => return StringEnd::Torn(at + found),
        }
    }
    StringEnd::Open
}

/// The next line that begins with an object no deeper than `indent`.
fn resume(text: &[u8], mut newline: usize, indent: &[u8]) -> Scan {
    loop {
        let line = text.get(newline + 1..).unwrap_or_default();
        let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if blanks <= indent.len() && line.get(blanks) == Some(&b'{') {
            return Scan::Torn(newline + 1 + blanks);
        }
        match memchr::memchr(b'\n', line) {
            Some(next) => newline += 1 + next,
            None => return Scan::Open,
        }
    }
}

fn line_start(text: &[u8], at: usize) -> usize {
    text.get(..at).and_then(|before| memchr::memrchr(b'\n', before)).map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(text: &str) -> (Vec<&str>, usize) {
        let (mut at, mut found, mut broken) = (0, Vec::new(), 0);
        loop {
            match next_document(text.as_bytes(), at, true) {
                Found::Document { start, end } => {
                    found.push(&text[start..end]);
                    at = end;
                }
                Found::Broken { resume, .. } => {
                    broken += 1;
                    at = resume;
                }
                Found::Partial { .. } => return (found, broken),
            }
        }
    }

    #[test]
    fn documents_are_found_in_arrays_and_after_each_other() {
        assert_eq!(documents(r#"[{"a":1},{"b":"}]"}]"#), (vec![r#"{"a":1}"#, r#"{"b":"}]"}"#], 0));
        assert_eq!(documents("{\n \"a\": {}\n}\n{\n}\n"), (vec!["{\n \"a\": {}\n}", "{\n}"], 0));
        assert_eq!(documents("[]"), (vec![], 0));
        assert_eq!(documents("Record 1\n{\n}\nRecord 22\r\n{\n}\nRecord 3"), (vec!["{\n}", "{\n}"], 0));
    }

    #[test]
    fn a_damaged_document_costs_only_itself() {
        assert_eq!(documents("{\n \"a\": \"torn\n}\n{\"b\":1}"), (vec!["{\"b\":1}"], 1));
        assert_eq!(documents("[\n  {\n    \"a\": {\n  },\n  {\"b\":1}\n]"), (vec!["{\"b\":1}"], 1));
        assert_eq!(documents("[1, {\"b\":1}, x]"), (vec!["{\"b\":1}"], 2));
        assert_eq!(documents("{\"a\":1} {\"b\""), (vec!["{\"a\":1}"], 1));
    }

    #[test]
    fn objects_at_the_left_edge_are_no_damage_where_nothing_is_indented() {
        assert_eq!(documents("{\n\"a\":\n{\n}\n}").0.len(), 1);
    }
}
