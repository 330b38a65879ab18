//! Numbers and texts as bytes, little-endian, and back without trust.

/// Appends values.
#[derive(Debug, Default)]
pub(in crate::live) struct Writer(pub(in crate::live) Vec<u8>);

/// Takes values off the front; `None` where the bytes end too early.
#[derive(Clone, Copy, Debug)]
pub(in crate::live) struct Reader<'a>(&'a [u8]);

impl Writer {
    pub(in crate::live) fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub(in crate::live) fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub(in crate::live) fn u128(&mut self, value: u128) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub(in crate::live) fn i64(&mut self, value: i64) {
        self.u64(value as u64);
    }

    pub(in crate::live) fn length(&mut self, value: usize) {
        self.u64(value as u64);
    }

    /// A value that may be missing.
    pub(in crate::live) fn option(&mut self, value: Option<i64>) {
        self.0.push(u8::from(value.is_some()));
        if let Some(value) = value {
            self.i64(value);
        }
    }

    /// Bytes with their length before them.
    pub(in crate::live) fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// What `write` writes, with its length before it.
    pub(in crate::live) fn sized(&mut self, write: impl FnOnce(&mut Self)) {
        let at = self.0.len();
        self.length(0);
        write(self);
        let length = (self.0.len() - at - size_of::<u64>()) as u64;
        if let Some(place) = self.0.get_mut(at..at + size_of::<u64>()) {
            place.copy_from_slice(&length.to_le_bytes());
        }
    }
}

impl<'a> Reader<'a> {
    pub(in crate::live) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(in crate::live) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    pub(in crate::live) fn u8(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    pub(in crate::live) fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    pub(in crate::live) fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    pub(in crate::live) fn u128(&mut self) -> Option<u128> {
        self.take().map(u128::from_le_bytes)
    }

    pub(in crate::live) fn i64(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }

    pub(in crate::live) fn option(&mut self) -> Option<Option<i64>> {
        match self.u8()? {
            0 => Some(None),
            1 => self.i64().map(Some),
            _ => None,
        }
    }

    pub(in crate::live) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u64()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(in crate::live) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// So many values. A count that the bytes cannot hold fails at their end, without memory for it.
    pub(in crate::live) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = self.u64()?;
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(read(self)?);
        }
        Some(list)
    }
}
