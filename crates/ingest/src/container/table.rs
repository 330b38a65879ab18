//! Tables: text with a row of names and rows of values, as CSV (RFC 4180).
//!
//! Every row becomes a JSON object, name by name, which is read as any other record: so a product that exports CSV needs
//! a source for its records and nothing else. Rows are cut by the `csv-core` crate. A row that does not fit the columns
//! is passed over up to the end of its first line, so that a quote that is never closed costs a line.

use std::io::{ErrorKind, Read};
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::BlockStream;
use crate::block::{BlockContent, RecordPlace};
use crate::options::ReadContext;
use crate::report::{ProblemKind, RecordErrorKind};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The most columns that a table may have, and the longest name of one.
const MAX_COLUMNS: usize = 4096;
const MAX_NAME_BYTES: usize = 128;

/// How much is read at once.
const READ_BYTES: usize = 256 << 10;

/// What stands in the first row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Columns {
    delimiter: u8,
    names: Vec<String>,
    /// The names as the beginnings of JSON members: `"name":`.
    members: Vec<Vec<u8>>,
    /// Length of the row.
    header_bytes: usize,
}

impl Columns {
    /// The columns of the table that a text begins with, if it looks like one: names with letters in them, two at least.
    pub(super) fn of(peek: &[u8]) -> Option<Self> {
        let start = if peek.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let text = peek.get(start..)?;
        let line_end = memchr::memchr(b'\n', text)?;
        let line = text.get(..line_end)?;
        let count = |delimiter: &u8| memchr::memchr_iter(*delimiter, line).count();
        let delimiter = [b'\t', b';', b','].into_iter().max_by_key(count)?;
        let mut row = Row::new(delimiter);
        let (Next::Row, length) = row.read(text, false) else { return None };
        let names =
            row.values().map(|value| std::str::from_utf8(value).ok().map(|name| name.trim().to_owned()));
        let names = names.collect::<Option<Vec<String>>>()?;
        let is_name = |name: &String| {
            (1..=MAX_NAME_BYTES).contains(&name.len())
                && name.starts_with(|letter: char| letter.is_alphabetic() || matches!(letter, '_' | '@'))
                && !name.contains(char::is_control)
        };
        if !(2..=MAX_COLUMNS).contains(&names.len()) || !names.iter().all(is_name) {
            return None;
        }
        let members = names.iter().map(|name| {
            let mut member = Vec::new();
            push_json_string(&mut member, name.as_bytes());
            member.push(b':');
            member
        });
        Some(Self { delimiter, members: members.collect(), names, header_bytes: start + length })
    }

    /// The names, for people.
    pub(super) fn shown(&self) -> String {
        const SHOWN: usize = 12;
        let shown = self.names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        match self.names.len() > SHOWN {
            true => format!("{shown}, …"),
            false => shown,
        }
    }

    /// The first row behind the names as the object it becomes; an object with no values where there is none.
    pub(super) fn first_object(&self, peek: &[u8]) -> String {
        let mut row = Row::new(self.delimiter);
        let mut json = Vec::new();
        row.read(peek.get(self.header_bytes..).unwrap_or_default(), true);
        self.push_object(&row, &mut json);
        String::from_utf8_lossy(&json).into_owned()
    }

    fn push_object(&self, row: &Row, json: &mut Vec<u8>) {
        json.push(b'{');
        let mut separator: &[u8] = b"";
        for (member, value) in self.members.iter().zip(row.values()) {
            json.extend_from_slice(separator);
            json.extend_from_slice(member);
            push_json_string(json, value);
            separator = b",";
        }
        json.push(b'}');
    }
}

/// Bytes as a JSON string. What is not UTF-8 stays so, to be mended where records are read.
fn push_json_string(json: &mut Vec<u8>, text: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    json.push(b'"');
    for &byte in text {
        match byte {
            b'"' | b'\\' => json.extend_from_slice(&[b'\\', byte]),
            b'\n' => json.extend_from_slice(b"\\n"),
            b'\r' => json.extend_from_slice(b"\\r"),
            b'\t' => json.extend_from_slice(b"\\t"),
            0..=0x1F => {
                let digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
                json.extend_from_slice(b"\\u00");
                json.extend_from_slice(&digits);
            }
            _ => json.push(byte),
        }
    }
    json.push(b'"');
}

/// One row, and the memory to read it into.
struct Row {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Row,
    /// There is a part of a row, and the text ends.
    Partial,
    End,
}

impl Row {
    fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { reader, text: vec![0; 4096], ends: vec![0; 64], count: 0 }
    }

    /// Reads the row that `text` begins with, and says how long it is. `is_end` says that no more text will come.
    fn read(&mut self, text: &[u8], is_end: bool) -> (Next, usize) {
        self.reader.reset();
        let (mut at, mut written, mut ended) = (0, 0, 0);
        loop {
            let input = text.get(at..).unwrap_or_default();
            if input.is_empty() && !is_end {
                return (Next::Partial, at);
            }
            let (Some(output), Some(ends)) = (self.text.get_mut(written..), self.ends.get_mut(ended..))
            else {
                return (Next::End, at);
            };
            let (result, read, wrote, end_count) = self.reader.read_record(input, output, ends);
            at += read;
            written += wrote;
            ended += end_count;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.text.resize(2 * self.text.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record => {
                    self.count = ended;
                    return (Next::Row, at);
                }
                ReadRecordResult::End => {
                    self.count = 0;
                    return (Next::End, at);
                }
            }
        }
    }

    fn values(&self) -> impl Iterator<Item = &[u8]> {
        let ends = self.ends.get(..self.count).unwrap_or_default();
        let starts = std::iter::once(&0).chain(ends);
        starts.zip(ends).map(|(start, end)| self.text.get(*start..*end).unwrap_or_default())
    }
}

/// Cuts a table into blocks of rows.
pub(super) struct TableStream {
    reader: Box<dyn Read + Send>,
    columns: Columns,
    row: Row,
    max_record: usize,
    block_bytes: usize,
    /// What was read, and how much of it was given.
    buffer: Vec<u8>,
    given: usize,
    /// Offset of the buffer in the text.
    offset: u64,
    is_end: bool,
}

type Report<'a> = &'a mut dyn FnMut(ProblemKind, u64, String);

impl TableStream {
    pub(super) fn new(reader: Box<dyn Read + Send>, columns: Columns, context: &Arc<ReadContext>) -> Self {
        Self {
            reader,
            row: Row::new(columns.delimiter),
            given: columns.header_bytes,
            columns,
            max_record: context.options.max_record_bytes,
            block_bytes: context.options.block_bytes.max(1),
            buffer: Vec::new(),
            offset: 0,
            is_end: false,
        }
    }

    fn pending(&self) -> &[u8] {
        self.buffer.get(self.given..).unwrap_or_default()
    }

    /// Reads more.
    fn fill(&mut self, report: Report<'_>) {
        if self.given <= self.buffer.len() {
            self.buffer.drain(..self.given);
            self.offset += self.given as u64;
            self.given = 0;
        }
        let before = self.buffer.len();
        self.buffer.resize(before + READ_BYTES, 0);
        let read = loop {
            match self.reader.read(self.buffer.get_mut(before..).unwrap_or_default()) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    report(ProblemKind::Unreadable, self.offset + before as u64, error.to_string());
                    break 0;
                }
                Ok(read) => break read,
            }
        };
        self.buffer.truncate(before + read);
        self.is_end = read == 0;
    }

    /// Reads the next row; nothing at the end. A row that cannot be used is none of the table's, and is told.
    fn next_row(&mut self, report: Report<'_>) -> Option<Found> {
        loop {
            let text = self.buffer.get(self.given..).unwrap_or_default();
            let (next, length) = self.row.read(text, self.is_end);
            match next {
                Next::End => return None,
                Next::Partial if text.len() <= self.max_record => self.fill(report),
                Next::Row if length <= self.max_record => return Some(Found::Row(length)),
                _ => return Some(Found::TooLong),
            }
        }
    }

    /// Drops what is left of a line.
    fn skip_line(&mut self, report: Report<'_>) {
        loop {
            match memchr::memchr(b'\n', self.pending()) {
                Some(newline) => {
                    self.given += newline + 1;
                    return;
                }
                None => self.given = self.buffer.len(),
            }
            if self.is_end {
                return;
            }
            self.fill(report);
        }
    }
}

enum Found {
    Row(usize),
    TooLong,
}

impl BlockStream for TableStream {
    fn next_block(&mut self, report: Report<'_>) -> Option<(u64, BlockContent)> {
        let mut json = Vec::new();
        let mut places = Vec::new();
        let mut first = None;
        while json.len() < self.block_bytes {
            self.skip_blank_lines();
            let Some(found) = self.next_row(report) else { break };
            let position = self.offset + self.given as u64;
            let expected = self.columns.names.len();
            match found {
                Found::Row(length) if self.row.count == expected => {
                    let start = json.len();
                    self.columns.push_object(&self.row, &mut json);
                    let first = *first.get_or_insert(position);
                    places.push(RecordPlace {
                        start: start as u32,
                        length: (json.len() - start) as u32,
                        position: position - first,
                    });
                    self.given += length;
                }
                // Given with the next block, so that problems come in order.
                _ if !places.is_empty() => break,
                Found::Row(_) => {
                    let detail = format!("{} values for {expected} columns", self.row.count);
                    report(ProblemKind::Record(RecordErrorKind::NotRow), position, detail);
                    self.skip_line(report);
                }
                Found::TooLong => {
                    let detail = format!("longer than {} bytes", self.max_record);
                    report(ProblemKind::Record(RecordErrorKind::TooLarge), position, detail);
                    self.skip_line(report);
                }
            }
        }
        first.map(|first| (first, BlockContent::Records(json, places)))
    }

    fn is_done(&self) -> bool {
        self.is_end && self.pending().is_empty()
    }

    fn end_position(&self) -> u64 {
        self.offset + self.buffer.len() as u64
    }
}

impl TableStream {
    /// Blank lines before a row belong to no row.
    fn skip_blank_lines(&mut self) {
        let blank = self.pending().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.given += blank;
    }
}
