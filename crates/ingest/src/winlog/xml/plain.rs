//! Takes events apart that are written as Windows and nearly all tools write them: tags, attributes in quotes, text with
//! entities, and nothing else.

use super::super::event_data::Guids;
use super::super::raw_event::RawEvent;
use super::reading::{MAX_DEPTH, Reading};
use crate::mapping::Arena;

/// The longest entity that is resolved here, without `&` and `;`.
const MAX_ENTITY: usize = 10;

/// Reads an event; nothing if any of its text is not plain, so that the general reader has to say what it is.
pub(super) fn read<'a>(text: &'a str, arena: &'a Arena, guids: Guids) -> Option<RawEvent<'a>> {
    let mut cursor = Cursor { text, at: 0 };
    let mut reading = Reading::new(arena, guids);
    let mut open = [""; MAX_DEPTH];
    let mut depth = 0;
    if text.as_bytes().first() != Some(&b'<') {
        return None;
    }
    loop {
        // At a `<`, always.
        match cursor.peek(1) {
            b'/' => {
                let name = cursor.end_tag()?;
                depth = usize::checked_sub(depth, 1)?;
                if open.get(depth) != Some(&name) {
                    return None;
                }
                reading.end();
                if depth == 0 {
                    return cursor.rest().trim_ascii().is_empty().then(|| reading.finish().ok())?;
                }
            }
            _ => {
                let (name, is_empty) = cursor.start_tag(&mut reading)?;
                if is_empty {
                    reading.end();
                    if depth == 0 {
                        return None;
                    }
                } else {
                    *open.get_mut(depth)? = name;
                    depth += 1;
                }
            }
        }
        cursor.text(&mut reading)?;
    }
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The byte this far on; zero, which no tag has, at the end.
    #[inline]
    fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The name at the cursor, without a prefix.
    #[inline]
    fn name(&mut self) -> Option<&'a str> {
        let start = self.at;
        while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'_' {
            self.at += 1;
        }
        self.text.get(start..self.at).filter(|name| !name.is_empty())
    }

    #[inline]
    fn skip_blanks(&mut self) -> bool {
        let start = self.at;
        while matches!(self.peek(0), b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
        self.at > start
    }

    /// Steps over `</name>`.
    #[inline]
    fn end_tag(&mut self) -> Option<&'a str> {
        self.at += 2;
        let name = self.name()?;
        self.eat(b'>')?;
        Some(name)
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek(0) == byte).then(|| self.at += 1)
    }

    /// Steps over `<name key='value' …>`, and says whether it ends in `/>`.
    #[inline]
    fn start_tag(&mut self, reading: &mut Reading<'a>) -> Option<(&'a str, bool)> {
        self.at += 1;
        let name = self.name()?;
        if self.peek(0) == b':' {
            return None;
        }
        reading.start(name).ok()?;
        loop {
            let has_blank = self.skip_blanks();
            match self.peek(0) {
                b'>' => {
                    self.at += 1;
                    return Some((name, false));
                }
                b'/' => {
                    self.at += 1;
                    self.eat(b'>')?;
                    return Some((name, true));
                }
                _ if has_blank => {
                    let key = self.name()?;
                    self.eat(b'=')?;
                    let quote = self.peek(0);
                    if !matches!(quote, b'\'' | b'"') {
                        return None;
                    }
                    self.at += 1;
                    let length = memchr::memchr3(quote, b'<', b'>', self.rest())?;
                    let value = self.text.get(self.at..self.at + length)?;
                    self.at += length;
                    self.eat(quote)?;
                    reading.attribute(key, value);
                }
                _ => return None,
            }
        }
    }

    /// Steps over text up to the next tag.
    #[inline]
    fn text(&mut self, reading: &mut Reading<'a>) -> Option<()> {
        if self.peek(0) == b'<' {
            return Some(());
        }
        loop {
            let length = memchr::memchr2(b'<', b'&', self.rest())?;
            if length > 0 {
                reading.piece(self.text.get(self.at..self.at + length)?);
                self.at += length;
            }
            if self.peek(0) == b'<' {
                return Some(());
            }
            self.at += 1;
            let length = self.rest().iter().take(MAX_ENTITY + 1).position(|byte| *byte == b';')?;
            let name = self.text.get(self.at..self.at + length)?;
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
            if name.is_empty() || !name.bytes().all(is_name) {
                return None;
            }
            self.at += length + 1;
            reading.reference(name);
        }
    }
}
