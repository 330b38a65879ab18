//! How a log file is laid out.
//!
//! ```text
//! file    = header frame* [index footer]          numbers are little-endian
//! header  = magic:8 version:4 crc:4 marker:8 first:8 created:8
//! frame   = marker:8 header-crc:4 body-crc:4 body-length:4 text-length:4 first:8 group:8 count:4 kind:4
//!           ingested:8 least:8 greatest:8 body       body = zstd of `text-length` bytes of NDJSON hits
//! index   = a frame of kind 1: its body is the headers of all frames before it, with their offsets; written when the file is closed
//! footer  = marker:8 offset of index:8 crc:4
//! ```
//!
//! Checksums are CRC-32 (ISO-HDLC). `marker` is drawn at random for every file, so that nobody who only writes events
//! can make bytes that look like a frame; by it, reading finds the next frame behind damaged ones.
//!
//! `group` is the `first` of the first of those frames that were written and synced together. Only the last group of a
//! log can be torn, so a bad frame that a frame of a *later* group follows is damage, not a torn tail.

use ecs::Timestamp;

const MAGIC: &[u8; 8] = b"TRIPLOG\n";
/// The version of the format that this program writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;
pub(super) const HEADER_BYTES: usize = 40;
pub(super) const FRAME_BYTES: usize = 72;
pub(super) const FOOTER_BYTES: usize = 20;
/// The most text one frame may have; a longer claim is damage. An event is far below.
pub(super) const MOST_TEXT: u32 = 256 << 20;

pub(super) type Marker = [u8; 8];

/// The beginning of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileHeader {
    pub(super) marker: Marker,
    /// The seq of its first event.
    pub(super) first: u64,
    pub(super) created: Timestamp,
}

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Events,
    Index,
}

/// The beginning of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FrameHeader {
    pub(super) body_crc: u32,
    pub(super) body_length: u32,
    pub(super) text_length: u32,
    pub(super) first: u64,
    pub(super) group: u64,
    pub(super) count: u32,
    pub(super) kind: Kind,
    pub(super) ingested: Timestamp,
    pub(super) times: Option<(Timestamp, Timestamp)>,
}

/// Why a file's beginning cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadHeader {
    Version(u32),
    Damaged,
}

impl FileHeader {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut rest = Vec::with_capacity(HEADER_BYTES);
        rest.extend_from_slice(&self.marker);
        rest.extend_from_slice(&self.first.to_le_bytes());
        rest.extend_from_slice(&self.created.nanos().to_le_bytes());
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&crc32fast::hash(&rest).to_le_bytes());
        bytes.extend_from_slice(&rest);
        bytes
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, BadHeader> {
        let mut reader = Fields(bytes);
        let read = (|| Some((reader.array::<8>()?, reader.u32()?, reader.u32()?, reader.0.get(..24)?)))();
        let (magic, version, crc, rest) = read.ok_or(BadHeader::Damaged)?;
        if &magic != MAGIC || crc32fast::hash(rest) != crc {
            return Err(BadHeader::Damaged);
        }
        if version > VERSION {
            return Err(BadHeader::Version(version));
        }
        let mut rest = Fields(rest);
        let read = (|| Some(Self { marker: rest.array()?, first: rest.u64()?, created: rest.time()? }))();
        read.ok_or(BadHeader::Damaged)
    }
}

impl FrameHeader {
    pub(super) fn write(&self, marker: &Marker, into: &mut Vec<u8>) {
        let mut fields = Vec::with_capacity(FRAME_BYTES);
        self.write_fields(&mut fields);
        into.extend_from_slice(marker);
        into.extend_from_slice(&crc32fast::hash(&fields).to_le_bytes());
        into.extend_from_slice(&fields);
    }

    pub(super) fn write_fields(&self, fields: &mut Vec<u8>) {
        let kind: u32 = match self.kind {
            Kind::Events => 0,
            Kind::Index => 1,
        };
        // A range that holds nothing stands for unknown.
        let (least, greatest) =
            self.times.map_or((i64::MAX, i64::MIN), |(least, greatest)| (least.nanos(), greatest.nanos()));
        for number in [self.body_crc, self.body_length, self.text_length] {
            fields.extend_from_slice(&number.to_le_bytes());
        }
        fields.extend_from_slice(&self.first.to_le_bytes());
        fields.extend_from_slice(&self.group.to_le_bytes());
        fields.extend_from_slice(&self.count.to_le_bytes());
        fields.extend_from_slice(&kind.to_le_bytes());
        for number in [self.ingested.nanos(), least, greatest] {
            fields.extend_from_slice(&number.to_le_bytes());
        }
    }

    /// Reads a frame's beginning; `None` unless it is one of this file, undamaged.
    pub(super) fn parse(bytes: &[u8], marker: &Marker) -> Option<Self> {
        let mut reader = Fields(bytes);
        if &reader.array::<8>()? != marker {
            return None;
        }
        let crc = reader.u32()?;
        let fields = reader.0.get(..FRAME_BYTES - 12)?;
        if crc32fast::hash(fields) != crc {
            return None;
        }
        Self::read_fields(&mut Fields(fields))
    }

    pub(super) fn read_fields(reader: &mut Fields<'_>) -> Option<Self> {
        let (body_crc, body_length, text_length) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let (first, group, count) = (reader.u64()?, reader.u64()?, reader.u32()?);
        let kind = match reader.u32()? {
            0 => Kind::Events,
            1 => Kind::Index,
            _ => return None,
        };
        let (ingested, least, greatest) = (reader.time()?, reader.time()?, reader.time()?);
        let times = (least <= greatest).then_some((least, greatest));
        // Seqs beyond this cannot be counted on from.
        let plausible = first.checked_add(u64::from(count))? < 1 << 56 && text_length <= MOST_TEXT;
        plausible.then_some(Self {
            body_crc,
            body_length,
            text_length,
            first,
            group,
            count,
            kind,
            ingested,
            times,
        })
    }

    /// How many bytes the frame has.
    pub(super) fn length(&self) -> u64 {
        FRAME_BYTES as u64 + u64::from(self.body_length)
    }

    /// The seq after its last event.
    pub(super) fn end(&self) -> u64 {
        match self.kind {
            Kind::Events => self.first + u64::from(self.count),
            Kind::Index => self.first,
        }
    }
}

/// The end of a closed file, which says where its index is.
pub(super) fn footer(marker: &Marker, offset: u64) -> Vec<u8> {
    let mut bytes = marker.to_vec();
    bytes.extend_from_slice(&offset.to_le_bytes());
    let crc = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

/// Reads a footer: where the index is.
pub(super) fn parse_footer(bytes: &[u8], marker: &Marker) -> Option<u64> {
    let mut reader = Fields(bytes);
    let (found, offset, crc) = (reader.array::<8>()?, reader.u64()?, reader.u32()?);
    (&found == marker && crc == crc32fast::hash(bytes.get(..16)?)).then_some(offset)
}

/// Numbers one behind the other.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl Fields<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn time(&mut self) -> Option<Timestamp> {
        self.array().map(i64::from_le_bytes).map(Timestamp::from_nanos)
    }
}

/// The name of the log file whose first event has this seq.
pub(super) fn file_name(first: u64) -> String {
    format!("{first:020}.log")
}

/// The seq in a log file's name.
pub(super) fn seq_of_name(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".log")?;
    (digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}
