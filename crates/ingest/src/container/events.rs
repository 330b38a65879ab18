//! Finds `Event` elements in XML: one or many, below a root element or without one, on lines of their own or not.

use memchr::memmem;

use super::documents::{Found, behind_number};

/// How much text that is no event is kept, in case that it turns out to be the beginning of something.
const MAX_STRANGE: usize = 64 << 10;

/// A length that `Record 17` does not have: the numbers have 64 bits.
const LONGEST_NUMBER: usize = 32;

/// The tags of an `Event` element as a file spells them: with its prefix of the namespace, if it has one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct EventTags {
    open: Box<[u8]>,
    close: Box<[u8]>,
}

impl EventTags {
    /// The tags of the first event in a text, if there is any before `at_most` bytes.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let mut at = 0;
        loop {
            let start = at + memchr::memchr(b'<', text.get(at..)?)?;
            let tag = text.get(start + 1..)?;
            let name_end = tag.iter().position(|byte| !is_name(*byte))?;
            let (name, behind) = tag.split_at(name_end);
            let (prefix, local) = match memchr::memchr(b':', name) {
                Some(colon) => (name.get(..=colon)?, name.get(colon + 1..)?),
                None => (&b""[..], name),
            };
            if local == b"Event" && behind.first().is_some_and(|byte| ends_name(*byte)) {
                return Some(Self {
                    open: [b"<", prefix, b"Event"].concat().into(),
                    close: [b"</", prefix, b"Event>"].concat().into(),
                });
            }
            at = start + 1;
        }
    }

    /// Whether a text begins with an event.
    fn begins(&self, text: &[u8]) -> bool {
        text.strip_prefix(&*self.open).and_then(<[u8]>::first).is_some_and(|byte| ends_name(*byte))
    }

    /// Where the next event begins, from `at` on.
    pub(super) fn open_tag(&self, text: &[u8], mut at: usize) -> Option<usize> {
        loop {
            let start = at + memmem::find(text.get(at..)?, &self.open)?;
            at = start + self.open.len();
            if text.get(at).is_some_and(|byte| ends_name(*byte)) {
                return Some(start);
            }
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.')
}

fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')
}

/// Looks for the next event from `at` on. `is_end` says that no more text will come.
pub(super) fn next_event(text: &[u8], at: usize, is_end: bool, tags: &EventTags) -> Found {
    let start = match between(text, at, tags) {
        Between::Event(start) => start,
        Between::Strange(start) => {
            return match tags.open_tag(text, start) {
                Some(resume) => Found::Broken { start, resume, reason: "not an event" },
                None if is_end => Found::Broken { start, resume: text.len(), reason: "not an event" },
                // An opening tag may be cut in two.
                None if text.len() - start > MAX_STRANGE => {
                    let resume = text.len() - tags.open.len();
                    Found::Broken { start, resume, reason: "not an event" }
                }
                None => Found::Partial { keep: at },
            };
        }
        Between::Cut(_) if is_end => return Found::Partial { keep: text.len() },
        Between::Cut(keep) => return Found::Partial { keep },
    };
    let next = tags.open_tag(text, start + 1);
    let element = text.get(start..next.unwrap_or(text.len())).unwrap_or_default();
    let close = memmem::find(element, &tags.close).map(|close| close + tags.close.len());
    let end = match close {
        Some(end) if !is_marked(element.get(..end).unwrap_or_default()) => Some(start + end),
        // No event holds another, save as text that is marked as such.
        None if next.is_some() && !is_marked(element) => None,
        None if next.is_none() && !is_end => return Found::Partial { keep: start },
        None if next.is_none() => None,
        _ => match marked_end(text, start, tags) {
            None if !is_end => return Found::Partial { keep: start },
            end => end,
        },
    };
    match end {
        Some(end) => Found::Document { start, end },
        None => Found::Broken { start, resume: next.unwrap_or(text.len()), reason: "the event breaks off" },
    }
}

/// Whether a text has parts in which tags are no tags.
fn is_marked(text: &[u8]) -> bool {
    memmem::find(text, b"<![CDATA[").is_some() || memmem::find(text, b"<!--").is_some()
}

/// The end of the event that begins at `start`, where some of its text is marked.
fn marked_end(text: &[u8], start: usize, tags: &EventTags) -> Option<usize> {
    let rest = text.get(start..)?;
    let mut at = 0;
    loop {
        at += memchr::memchr(b'<', rest.get(at..)?)?;
        let tag = rest.get(at..)?;
        at += match tag {
            tag if tag.starts_with(&tags.close) => return Some(start + at + tags.close.len()),
            tag if tag.starts_with(b"<![CDATA[") => memmem::find(tag, b"]]>")?,
            tag if tag.starts_with(b"<!--") => memmem::find(tag, b"-->")?,
            _ => 1,
        };
    }
}

/// What comes behind an event.
enum Between {
    /// The next event, which begins here.
    Event(usize),
    /// Text that is not to be expected there, from here on.
    Strange(usize),
    /// Nothing, or a part of something that may go on behind the end of the text.
    Cut(usize),
}

/// Steps over what is to be expected between events: blanks, declarations, comments, tags of elements that hold events,
/// and the numbers that `evtx_dump` writes before records.
fn between(text: &[u8], mut at: usize, tags: &EventTags) -> Between {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | b',');
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(blank) = rest.iter().position(|byte| !is_blank(byte)) else {
            return Between::Cut(text.len());
        };
        at += blank;
        let rest = text.get(at..).unwrap_or_default();
        let length = match rest {
            rest if tags.begins(rest) => return Between::Event(at),
            rest if rest.starts_with(&tags.close) => return Between::Strange(at),
            rest if rest.starts_with(b"<?") => end_behind(rest, b"?>"),
            rest if rest.starts_with(b"<!--") => end_behind(rest, b"-->"),
            rest if rest.starts_with(b"<") => end_behind(rest, b">"),
            rest if rest.starts_with(b"\xEF\xBB\xBF") => Some(3),
            rest => match behind_number(rest) {
                Some(length) => Some(length),
                None if rest.len() < LONGEST_NUMBER
                    && b"Record ".starts_with(rest.get(..7).unwrap_or(rest)) =>
                {
                    None
                }
                None => return Between::Strange(at),
            },
        };
        match length {
            Some(length) => at += length,
            None if rest.len() > MAX_STRANGE => return Between::Strange(at),
            None => return Between::Cut(at),
        }
    }
}

fn end_behind(text: &[u8], end: &[u8]) -> Option<usize> {
    memmem::find(text, end).map(|at| at + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> (Vec<&str>, usize) {
        let tags = EventTags::of(text.as_bytes()).expect("an event");
        let (mut at, mut found, mut broken) = (0, Vec::new(), 0);
        loop {
            match next_event(text.as_bytes(), at, true, &tags) {
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
    fn events_are_found_wherever_they_lie() {
        let one = "<Event xmlns='x'><EventData><Data>1</Data></EventData></Event>";
        for (text, count) in [
            (one.to_owned(), 1),
            (format!("{one}{one}\r\n{one}"), 3),
            (format!("<?xml version=\"1.0\"?>\n<Events>\n{one}\n<!-- <Event> -->{one}</Events>\n"), 2),
            (format!("Record 1\n<?xml version='1.0'?>\n{one}\nRecord 2\n{one}"), 2),
            (one.replace("<", "<n:").replace("<n:/", "</n:"), 1),
            ("<Event>\n  <a><![CDATA[</Event><Event >]]></a><!-- </Event> --></Event>".to_owned(), 1),
        ] {
            let (found, broken) = events(&text);
            assert_eq!((found.len(), broken), (count, 0), "{text}");
            assert!(found.iter().all(|event| event.ends_with("Event>")));
        }
    }

    #[test]
    fn a_torn_event_costs_only_itself() {
        let one = "<Event><System/></Event>";
        assert_eq!(events(&format!("<Event><System>{one}")), (vec![one], 1));
        assert_eq!(events(&format!("{one}<Event><System>")), (vec![one], 1));
        assert_eq!(events(&format!("{one} garbage {one}")), (vec![one, one], 1));
        assert_eq!(events(&format!("{one}</Data></Event>{one}")), (vec![one, one], 1));
        assert_eq!(events(&format!("<Event><![CDATA[{one}")), (vec![one], 1));
    }
}
