//! Text with JSON documents or XML events in it, cut into blocks of whole ones.

use std::io::{ErrorKind, Read};
use std::sync::Arc;

use memchr::memmem;

use super::BlockStream;
use super::documents::{EndOfDocument, Found, Shown, behind_number, next_document};
use super::events::{EventTags, next_event};
use crate::block::{BlockContent, RecordPlace};
use crate::options::ReadContext;
use crate::report::{ProblemKind, RecordErrorKind};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Text that fills less than one in so many bytes of its buffer is copied out of it.
const MIN_FULLNESS: usize = 4;

/// How documents follow each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum TextKind {
    /// One a line.
    Lines,
    /// In an array, or one after the other over many lines.
    Documents,
    /// XML events, with these tags.
    Events(EventTags),
}

impl TextKind {
    /// Tells from the first bytes; nothing if there is neither JSON nor an event in them.
    pub(super) fn of(peek: &[u8]) -> Option<Self> {
        let peek = peek.strip_prefix(BYTE_ORDER_MARK).unwrap_or(peek);
        let start = peek.iter().position(|byte| !is_blank(*byte))?;
        let text = peek.get(start..)?;
        match text.first()? {
            b'[' => return Some(Self::Documents),
            b'<' => return EventTags::of(text).map(Self::Events),
            _ => {}
        }
        if let Some(behind) = behind_number(text) {
            return match text.get(behind..)?.trim_ascii_start().first()? {
                b'<' => EventTags::of(text).map(Self::Events),
                b'{' => Some(Self::Documents),
                _ => None,
            };
        }
        let mut lines = peek.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_start).peekable();
        let first = lines.by_ref().find(|line| line.first() == Some(&b'{'))?;
        // A whole document on its line, or a line that does not end here, or is damaged between whole ones.
        match lines.next() {
            None => Some(Self::Lines),
            Some(next) if next.first() == Some(&b'{') && first.trim_ascii_end() != b"{" => Some(Self::Lines),
            Some(_) if crate::decode::is_json(first) => Some(Self::Lines),
            Some(_) => Some(Self::Documents),
        }
    }
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0
}

/// What text that is not JSON begins with, in a few characters.
pub(super) fn describe(peek: &[u8]) -> String {
    match peek.get(..16.min(peek.len())).map(std::str::from_utf8) {
        Some(Ok(text)) if !text.contains(|letter: char| letter.is_control() && !letter.is_whitespace()) => {
            format!("begins with {text:?}")
        }
        _ => "not text of JSON documents".to_owned(),
    }
}

/// Cuts text into blocks.
pub(super) struct TextStream {
    reader: Box<dyn Read + Send>,
    kind: TextKind,
    is_addressable: bool,
    max_record: usize,
    block_bytes: usize,
    context: Arc<ReadContext>,
    /// What was read and not given, in its first `filled` bytes.
    buffer: Vec<u8>,
    filled: usize,
    /// Offset of the buffer in the text.
    offset: u64,
    is_end: bool,
}

/// How much may be the beginning of what a document begins with: a tag with a prefix.
const LONGEST_TAG: usize = 64;

type Report<'a> = &'a mut dyn FnMut(ProblemKind, u64, String);

impl TextStream {
    pub(super) fn new(
        reader: Box<dyn Read + Send>,
        kind: TextKind,
        is_addressable: bool,
        context: Arc<ReadContext>,
    ) -> Self {
        Self {
            reader,
            kind,
            is_addressable,
            max_record: context.options.max_record_bytes,
            block_bytes: context.options.block_bytes.max(1),
            buffer: context.buffers.take(),
            context,
            filled: 0,
            offset: 0,
            is_end: false,
        }
    }

    /// What was read and not given.
    fn pending(&self) -> &[u8] {
        self.buffer.get(..self.filled).unwrap_or_default()
    }

    /// Reads until at least `wanted` bytes are pending, or the end.
    fn fill(&mut self, wanted: usize, report: Report<'_>) {
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        while !self.is_end && self.filled < wanted {
            let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
            match self.reader.read(room) {
                Ok(0) => self.is_end = true,
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    let kind = match self.is_addressable {
                        true => ProblemKind::Unreadable,
                        false => ProblemKind::BrokenContainer,
                    };
                    report(kind, self.offset + self.filled as u64, error.to_string());
                    self.is_end = true;
                }
            }
        }
        if self.offset == 0 && self.pending().starts_with(BYTE_ORDER_MARK) {
            self.skip(BYTE_ORDER_MARK.len());
        }
    }

    /// Takes the first `length` pending bytes. Few bytes of a large buffer are copied out of it: loads of small inputs
    /// hold many of them at once.
    fn take(&mut self, length: usize) -> (u64, Vec<u8>) {
        if length < self.buffer.len() / MIN_FULLNESS {
            let taken = (self.offset, self.pending().get(..length).unwrap_or_default().to_vec());
            self.skip(length);
            return taken;
        }
        let mut rest = self.context.buffers.take();
        let kept = self.pending().get(length..).unwrap_or_default();
        if rest.len() < kept.len() {
            rest.resize(kept.len(), 0);
        }
        rest.iter_mut().zip(kept).for_each(|(to, from)| *to = *from);
        self.filled = kept.len();
        let offset = self.offset;
        self.offset += length as u64;
        let mut taken = std::mem::replace(&mut self.buffer, rest);
        taken.truncate(length);
        (offset, taken)
    }

    /// Drops the first `length` pending bytes.
    fn skip(&mut self, length: usize) {
        let length = length.min(self.filled);
        self.buffer.copy_within(length..self.filled, 0);
        self.filled -= length;
        self.offset += length as u64;
    }

    fn next_lines(&mut self, report: Report<'_>) -> Option<(u64, BlockContent)> {
        let mut wanted = self.block_bytes;
        loop {
            self.fill(wanted, report);
            let length = match memchr::memrchr(b'\n', self.pending()) {
                _ if self.is_end => self.filled,
                Some(newline) => newline + 1,
                None if self.filled > self.max_record => {
                    self.skip_line(report);
                    continue;
                }
                None => {
                    wanted = self.filled * 2;
                    continue;
                }
            };
            if length == 0 {
                return None;
            }
            let (offset, bytes) = self.take(length);
            return Some((offset, BlockContent::Lines(bytes)));
        }
    }

    /// Drops pending text up to the end of a line that is too long to be kept.
    fn skip_line(&mut self, report: Report<'_>) {
        let detail = format!("longer than {} bytes", self.max_record);
        report(ProblemKind::Record(RecordErrorKind::TooLarge), self.offset, detail);
        loop {
            match memchr::memchr(b'\n', self.pending()) {
                Some(newline) => {
                    self.skip(newline + 1);
                    return;
                }
                None if self.is_end => {
                    self.skip(self.filled);
                    return;
                }
                None => {
                    self.skip(self.filled);
                    self.fill(self.block_bytes, report);
                }
            }
        }
    }

    fn next_documents(&mut self, report: Report<'_>) -> Option<(u64, BlockContent)> {
        let mut wanted = self.block_bytes;
        let mut places = Vec::new();
        loop {
            self.fill(wanted, report);
            let mut at = 0;
            places.clear();
            loop {
                let found = match &self.kind {
                    TextKind::Events(tags) => next_event(self.pending(), at, self.is_end, tags),
                    _ => next_document(self.pending(), at, self.is_end),
                };
                match found {
                    Found::Document { start, end } => {
                        places.push(RecordPlace {
                            start: start as u32,
                            length: (end - start) as u32,
                            position: start as u64,
                        });
                        at = end;
                    }
                    Found::Broken { start, resume, reason } => {
                        if !places.is_empty() {
                            // Given with the next block, so that problems come in order.
                            break;
                        }
                        let kind = match self.kind {
                            TextKind::Events(_) => RecordErrorKind::NotXml,
                            _ => RecordErrorKind::NotJson,
                        };
                        report(ProblemKind::Record(kind), self.offset + start as u64, reason.to_owned());
                        at = resume;
                    }
                    Found::Partial { keep } => {
                        at = keep;
                        break;
                    }
                }
            }
            if places.is_empty() && self.is_end {
                return None;
            }
            if !places.is_empty() {
                let (offset, bytes) = self.take(at);
                return Some((offset, BlockContent::Records(bytes, places)));
            }
            self.skip(at);
            if self.filled > self.max_record {
                let detail = format!("longer than {} bytes", self.max_record);
                report(ProblemKind::Record(RecordErrorKind::TooLarge), self.offset, detail);
                self.skip_document(report);
            }
            wanted = self.block_bytes.max(self.filled * 2);
        }
    }

    /// Drops the document that pending text begins with, which is too long to be kept.
    fn skip_document(&mut self, report: Report<'_>) {
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let indent = self.pending().iter().take_while(is_blank).count();
        let mut line = vec![b'\n'];
        line.extend(self.pending().iter().take(indent));
        line.push(b'{');
        let mut end = EndOfDocument::default();
        let mut is_torn = matches!(self.kind, TextKind::Events(_));
        let mut from = 1;
        loop {
            let shown = match (&self.kind, is_torn) {
                (TextKind::Events(tags), _) => tags.open_tag(self.pending(), from).map(Shown::End),
                (_, false) => Some(end.look(self.pending())).filter(|shown| *shown != Shown::More),
                (_, true) => memmem::find(self.pending(), &line).map(|at| Shown::End(at + 1)),
            };
            match shown {
                Some(Shown::End(next)) => return self.skip(next),
                Some(Shown::Torn(at)) => {
                    self.skip(at);
                    is_torn = true;
                    continue;
                }
                Some(Shown::More) | None if is_torn => self.skip(self.filled.saturating_sub(LONGEST_TAG)),
                Some(Shown::More) | None => self.skip(self.filled),
            }
            if self.is_end {
                return self.skip(self.filled);
            }
            from = 0;
            self.fill(self.filled + self.block_bytes, report);
        }
    }
}

impl Drop for TextStream {
    fn drop(&mut self) {
        self.context.buffers.give(std::mem::take(&mut self.buffer));
    }
}

impl BlockStream for TextStream {
    fn next_block(&mut self, report: Report<'_>) -> Option<(u64, BlockContent)> {
        match self.kind {
            TextKind::Lines => self.next_lines(report),
            TextKind::Documents | TextKind::Events(_) => self.next_documents(report),
        }
    }

    fn is_done(&self) -> bool {
        self.is_end && self.filled == 0
    }

    fn end_position(&self) -> u64 {
        self.offset + self.filled as u64
    }

    fn is_addressable(&self) -> bool {
        self.is_addressable
    }
}
