//! What a file is, and how the blocks of records are got out of it.
//!
//! Everything is told from content, never from a name. Compressed data is opened and looked at again; archives give
//! their members one after the other.

mod bytes;
mod documents;
mod events;
pub(crate) mod evtx;
pub(crate) mod evtx_text;
mod table;
mod text;
mod utf16;
mod zip;

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use crate::block::BlockContent;
use crate::decode::{is_known_object, json_sources};
use crate::options::ReadContext;
use crate::report::ProblemKind;
use crate::winlog::Shape;

use bytes::Bytes;
pub(crate) use bytes::{Counted, ReadSeek};
use table::{Columns, TableStream};
use text::TextKind;

/// How many containers may lie in each other: a zip of gzip of zip is as far as anybody goes.
const MAX_NESTING: usize = 4;

/// How much of an input is looked at to tell its container.
const MAGIC_BYTES: u64 = 512;

/// How much of a text is looked at to tell how documents follow each other.
const TEXT_BYTES: u64 = 64 << 10;

/// What was looked for, for the message about an input that is nothing of it.
pub(crate) fn looked_for() -> String {
    let mut known: Vec<&str> = Shape::ALL.iter().map(|shape| shape.shown_by()).collect();
    known.extend(json_sources().map(|(_, _, mapping)| mapping.shown_by));
    format!(
        "looked for EVTX, for ECS documents (@timestamp and a field set), and for records that show themselves by {}; as \
         NDJSON, a JSON array, documents one after the other, XML, CSV; and gzip, zstd or zip of these",
        known.join(", or ")
    )
}

/// Gives the blocks of one file or archive member.
pub(crate) trait BlockStream: Send {
    /// The next block with its offset in the (decompressed) data, or nothing at the end. What cannot be read is
    /// reported and passed over.
    fn next_block(
        &mut self,
        problems: &mut dyn FnMut(ProblemKind, u64, String),
    ) -> Option<(u64, BlockContent)>;

    /// Whether the last block was given. Where this is not known without reading on it is false.
    fn is_done(&self) -> bool;

    /// A number above all positions given so far.
    fn end_position(&self) -> u64;

    /// Whether offsets are those of a plain file.
    fn is_addressable(&self) -> bool {
        false
    }
}

/// An input that was recognised.
pub(crate) enum Opened {
    Stream(Box<dyn BlockStream>),
    Archive(zip::Members),
}

/// Why an input gives nothing at all.
pub(crate) type OpenError = (ProblemKind, String);

/// Opens a seekable file.
pub(crate) fn open_file(file: Box<dyn ReadSeek>, context: &Arc<ReadContext>) -> Result<Opened, OpenError> {
    open(Bytes::Seekable(file), context, 0)
}

/// Opens data that can be read once, such as standard input.
pub(crate) fn open_stream(
    stream: Box<dyn Read + Send>,
    context: &Arc<ReadContext>,
) -> Result<Opened, OpenError> {
    open(Bytes::Stream(stream), context, 1)
}

fn open(bytes: Bytes, context: &Arc<ReadContext>, nesting: usize) -> Result<Opened, OpenError> {
    let (bytes, peek) = bytes.peek(MAGIC_BYTES).map_err(unreadable)?;
    if nesting > MAX_NESTING {
        return Err((ProblemKind::Unrecognised, "too many containers in each other".to_owned()));
    }
    match magic(&peek) {
        Magic::Empty => Err((ProblemKind::Unrecognised, "the file is empty".to_owned())),
        Magic::Evtx => {
            let file = bytes.seekable().map_err(unreadable)?;
            let stream = evtx::EvtxStream::new(file, Arc::clone(context), nesting == 0);
            stream.map(|stream| Opened::Stream(Box::new(stream))).map_err(broken)
        }
        Magic::Zip => zip::Members::new(bytes.seekable().map_err(unreadable)?, nesting).map(Opened::Archive),
        Magic::Gzip => {
            let decoder =
                flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, bytes.reader()));
            open(Bytes::Stream(Box::new(decoder)), context, nesting + 1).map_err(in_compressed)
        }
        Magic::Zstd => {
            let decoder = zstd::stream::read::Decoder::new(bytes.reader()).map_err(broken)?;
            open(Bytes::Stream(Box::new(decoder)), context, nesting + 1).map_err(in_compressed)
        }
        Magic::Utf16(endian) => {
            let reader = utf16::Utf16Reader::new(BufReader::new(bytes.reader()), endian);
            open(Bytes::Stream(Box::new(reader)), context, nesting + 1)
        }
        Magic::Text => open_text(bytes, context, nesting == 0),
    }
}

fn open_text(bytes: Bytes, context: &Arc<ReadContext>, is_addressable: bool) -> Result<Opened, OpenError> {
    let (bytes, peek) = bytes.peek(TEXT_BYTES).map_err(unreadable)?;
    match TextKind::of(&peek) {
        Some(kind) => {
            let reader = bytes.reader();
            let stream = text::TextStream::new(reader, kind, is_addressable, Arc::clone(context));
            Ok(Opened::Stream(Box::new(stream)))
        }
        None => open_table(bytes, &peek, context),
    }
}

fn open_table(bytes: Bytes, peek: &[u8], context: &Arc<ReadContext>) -> Result<Opened, OpenError> {
    let unrecognised = |what: String| Err((ProblemKind::Unrecognised, format!("{what}; {}", looked_for())));
    let Some(columns) = Columns::of(peek) else { return unrecognised(text::describe(peek)) };
    if context.options.source.is_none() && !is_known_object(&columns.first_object(peek)) {
        return unrecognised(format!("a table with the columns {}", columns.shown()));
    }
    Ok(Opened::Stream(Box::new(TableStream::new(bytes.reader(), columns, context))))
}

enum Magic {
    Empty,
    Evtx,
    Gzip,
    Zstd,
    Zip,
    Utf16(utf16::Endian),
    Text,
}

/// Zstandard frames begin with this number, or with one of sixteen for frames to be skipped (RFC 8878, 3.1).
fn is_zstd(peek: &[u8]) -> bool {
    peek.starts_with(&[0x28, 0xB5, 0x2F, 0xFD])
        || matches!(peek, [first, 0x2A, 0x4D, 0x18, ..] if (0x50..=0x5F).contains(first))
}

fn magic(peek: &[u8]) -> Magic {
    match peek {
        [] => Magic::Empty,
        peek if peek.starts_with(b"ElfFile\0") => Magic::Evtx,
        [0x1F, 0x8B, ..] => Magic::Gzip,
        peek if is_zstd(peek) => Magic::Zstd,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Magic::Zip,
        peek => utf16::detect(peek).map_or(Magic::Text, Magic::Utf16),
    }
}

fn unreadable(error: io::Error) -> OpenError {
    (ProblemKind::Unreadable, error.to_string())
}

fn broken(error: io::Error) -> OpenError {
    (ProblemKind::BrokenContainer, error.to_string())
}

/// An error from the first bytes of compressed data means that the compressed data is damaged.
fn in_compressed((kind, detail): OpenError) -> OpenError {
    match kind {
        ProblemKind::Unreadable => (ProblemKind::BrokenContainer, detail),
        kind => (kind, detail),
    }
}
