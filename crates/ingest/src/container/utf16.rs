//! Text in UTF-16, as Windows tools write it, read as UTF-8.

use std::io::{self, Read};

/// Byte order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Endian {
    Little,
    Big,
}

/// Whether text is UTF-16: by its byte order mark, or because every other byte of its first characters is zero.
pub(super) fn detect(peek: &[u8]) -> Option<Endian> {
    match peek {
        [0xFF, 0xFE, ..] => Some(Endian::Little),
        [0xFE, 0xFF, ..] => Some(Endian::Big),
        [b'{' | b'[' | b'<' | b'"', 0, second, 0, ..] if *second != 0 => Some(Endian::Little),
        [0, b'{' | b'[' | b'<' | b'"', 0, second, ..] if *second != 0 => Some(Endian::Big),
        _ => None,
    }
}

/// Turns UTF-16 into UTF-8. Unpaired surrogates become U+FFFD, the byte order mark is dropped.
pub(super) struct Utf16Reader<R> {
    inner: R,
    endian: Endian,
    /// Bytes read and not decoded: at most a unit and a half surrogate pair once a read is done.
    raw: Vec<u8>,
    /// Decoded and not handed out.
    ready: Vec<u8>,
    given: usize,
    is_at_start: bool,
}

const READ_BYTES: usize = 32 << 10;

impl<R: Read> Utf16Reader<R> {
    pub(super) fn new(inner: R, endian: Endian) -> Self {
        Self { inner, endian, raw: Vec::new(), ready: Vec::new(), given: 0, is_at_start: true }
    }

    /// Decodes more; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        let before = self.raw.len();
        self.raw.resize(before + READ_BYTES, 0);
        let read = self.inner.read(self.raw.get_mut(before..).unwrap_or_default())?;
        self.raw.truncate(before + read);
        let is_end = read == 0;
        let mut whole = self.raw.len() & !1;
        if !is_end && self.unit(whole.wrapping_sub(2)).is_some_and(|unit| unit & 0xFC00 == 0xD800) {
            whole -= 2;
        }
        let units = (0..whole).step_by(2).filter_map(|at| self.unit(at)).collect::<Vec<_>>();
        let mut text = String::with_capacity(units.len());
        text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
        if is_end && self.raw.len() > whole {
            text.push(char::REPLACEMENT_CHARACTER);
            whole = self.raw.len();
        }
        self.raw.drain(..whole);
        let mut shown = text.as_str();
        if self.is_at_start && !shown.is_empty() {
            self.is_at_start = false;
            shown = shown.strip_prefix('\u{FEFF}').unwrap_or(shown);
        }
        self.ready.clear();
        self.ready.extend_from_slice(shown.as_bytes());
        self.given = 0;
        Ok(!is_end || !self.ready.is_empty())
    }

    fn unit(&self, at: usize) -> Option<u16> {
        let bytes = self.raw.get(at..)?.first_chunk::<2>()?;
        Some(match self.endian {
            Endian::Little => u16::from_le_bytes(*bytes),
            Endian::Big => u16::from_be_bytes(*bytes),
        })
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if !self.fill()? {
                return Ok(0);
            }
        }
        let mut ready = self.ready.get(self.given..).unwrap_or_default();
        let count = ready.read(buffer)?;
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte a read, so that every unit is torn.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }

    fn check(bytes: &[u8], expected: &str) {
        let endian = detect(bytes).expect("UTF-16");
        for slow in [false, true] {
            let mut text = String::new();
            let inner: Box<dyn Read> = if slow { Box::new(Slow(bytes)) } else { Box::new(bytes) };
            Utf16Reader::new(inner, endian).read_to_string(&mut text).expect("UTF-8");
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn both_byte_orders_are_read() {
        let text = "{\"a\":\"ü😀\"}\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&little, text);
        check(&big, text);
        check(&[&[0xFF, 0xFE], &little[..]].concat(), text);
        check(&[&[0xFE, 0xFF], &big[..]].concat(), text);
        check(&[0xFF, 0xFE, 0x3D, 0xD8, b'a', 0, b'b'], "\u{FFFD}a\u{FFFD}");
    }
}
