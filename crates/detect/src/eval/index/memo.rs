//! Values met before, with the predicates that are true for them.
//!
//! Columns repeat themselves: a few hundred process names make up nearly all rows. The memo remembers a value from its
//! second appearance on, so that values which never come back (command lines with an id in them) do not fill it.
//!
//! **Soundness.** An entry is found only by comparing the whole value, and predicates depend on nothing else.

use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::RandomState;

use crate::eval::compile::PredicateId;

/// The most values that are remembered of one field; when they are reached, all are forgotten.
const MAX_ENTRIES: usize = 4096;
/// The most bytes of text that are remembered of one field.
const MAX_TEXT: usize = 256 << 10;
/// Longer values are not remembered.
const MAX_VALUE: usize = 4096;
/// Number of places that note whether a value was met once.
const ONCE: usize = 8192;

/// Places for short values met lately; a power of two.
const SHORT: usize = 64;
/// The length of the longest value that lies in its string view.
const INLINE_BYTES: u32 = 12;
/// No view of a short value: its length would be too large.
const NO_SHORT: (u128, u32) = (u128::MAX, 0);

/// The remembered values of one field.
#[derive(Debug)]
pub(crate) struct ValueMemo {
    /// Entry number plus one by hash, open addressing.
    table: Vec<u32>,
    entries: Vec<Entry>,
    text: Vec<u8>,
    predicates: Vec<PredicateId>,
    /// A piece of the hash of the last value met for each place.
    once: Vec<u16>,
    /// String views of short values met lately, and their entries.
    short: Vec<(u128, u32)>,
    /// Seeded by chance: whoever writes the events cannot choose values that collide.
    hashes: RandomState,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u64,
    text: (u32, u32),
    predicates: (u32, u32),
}

/// What the memo says of a value.
pub(crate) enum Remembered {
    /// The entry's number.
    Known(u32),
    /// Not met before, or only long ago.
    New,
    /// Met before: worth remembering.
    Again(u64),
}

impl ValueMemo {
    pub(crate) fn new() -> Self {
        Self {
            table: vec![0; 64],
            entries: Vec::new(),
            text: Vec::new(),
            predicates: Vec::new(),
            once: Vec::new(),
            short: vec![NO_SHORT; SHORT],
            hashes: RandomState::default(),
        }
    }

    /// The entry of a value that lies in its string view and was met lately.
    ///
    /// Soundness: a view of up to twelve bytes is the length and the text itself, so equal views are equal values. A
    /// longer value's view is never noted.
    #[inline]
    pub(crate) fn find_short(&self, view: u128) -> Option<u32> {
        let (known, entry) = self.short[short_place(view)];
        (known == view).then_some(entry)
    }

    /// Notes the entry of a value with this view, for [`Self::find_short`].
    #[inline]
    pub(crate) fn note_short(&mut self, view: u128, entry: u32) {
        if view as u32 <= INLINE_BYTES {
            self.short[short_place(view)] = (view, entry);
        }
    }

    /// Looks for a value.
    #[inline]
    pub(crate) fn find(&mut self, value: &[u8]) -> Remembered {
        let hash = self.hash_of(value);
        let mask = self.table.len() - 1;
        let mut place = hash as usize & mask;
        while let Some(number) = self.table[place].checked_sub(1) {
            let entry = &self.entries[number as usize];
            if entry.hash == hash && self.text_of(entry) == value {
                return Remembered::Known(number);
            }
            place = (place + 1) & mask;
        }
        if self.once.is_empty() {
            self.once.resize(ONCE, 0);
        }
        let tag = (hash >> 48) as u16 | 1;
        if std::mem::replace(&mut self.once[(hash >> 32) as usize % ONCE], tag) == tag {
            Remembered::Again(hash)
        } else {
            Remembered::New
        }
    }

    /// The predicates of an entry.
    #[inline]
    pub(crate) fn predicates(&self, entry: u32) -> &[PredicateId] {
        let (start, end) = self.entries[entry as usize].predicates;
        &self.predicates[start as usize..end as usize]
    }

    /// Number of entries.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether another value of this length fits.
    pub(crate) fn has_room(&self, length: usize) -> bool {
        length <= MAX_VALUE && self.entries.len() < MAX_ENTRIES && self.text.len() + length <= MAX_TEXT
    }

    /// Forgets everything. Entry numbers given before mean nothing any more.
    pub(crate) fn clear(&mut self) {
        self.table.fill(0);
        self.short.fill(NO_SHORT);
        self.entries.clear();
        self.text.clear();
        self.predicates.clear();
    }

    /// Remembers a value that [`Self::find`] just did not find; there must be room.
    pub(crate) fn insert(&mut self, hash: u64, value: &[u8], predicates: &[PredicateId]) -> u32 {
        if (self.entries.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let number = self.entries.len() as u32;
        let text = (self.text.len() as u32, (self.text.len() + value.len()) as u32);
        let range = (self.predicates.len() as u32, (self.predicates.len() + predicates.len()) as u32);
        self.text.extend_from_slice(value);
        self.predicates.extend_from_slice(predicates);
        self.entries.push(Entry { hash, text, predicates: range });
        self.place(hash, number);
        number
    }

    fn grow(&mut self) {
        let size = self.table.len() * 2;
        self.table.clear();
        self.table.resize(size, 0);
        for number in 0..self.entries.len() {
            self.place(self.entries[number].hash, number as u32);
        }
    }

    fn place(&mut self, hash: u64, number: u32) {
        let mask = self.table.len() - 1;
        let mut place = hash as usize & mask;
        while self.table[place] != 0 {
            place = (place + 1) & mask;
        }
        self.table[place] = number + 1;
    }

    #[inline]
    fn hash_of(&self, value: &[u8]) -> u64 {
        let mut hasher = self.hashes.build_hasher();
        hasher.write(value);
        hasher.finish()
    }

    fn text_of(&self, entry: &Entry) -> &[u8] {
        &self.text[entry.text.0 as usize..entry.text.1 as usize]
    }
}

#[inline]
fn short_place(view: u128) -> usize {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let halves = (view as u64).rotate_left(32) ^ (view >> 64) as u64;
    (halves.wrapping_mul(MIX) >> (64 - SHORT.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_remembered_when_they_come_again() {
        let mut memo = ValueMemo::new();
        assert!(matches!(memo.find(b"cmd.exe"), Remembered::New));
        let Remembered::Again(hash) = memo.find(b"cmd.exe") else { panic!("not met") };
        let entry = memo.insert(hash, b"cmd.exe", &[PredicateId(3)]);
        assert!(matches!(memo.find(b"cmd.exe"), Remembered::Known(found) if found == entry));
        assert_eq!(memo.predicates(entry), [PredicateId(3)]);
        for number in 0..1000u32 {
            let value = number.to_string();
            memo.find(value.as_bytes());
            if let Remembered::Again(hash) = memo.find(value.as_bytes()) {
                memo.insert(hash, value.as_bytes(), &[]);
            }
        }
        assert_eq!(memo.len(), 1001);
        assert!(matches!(memo.find(b"777"), Remembered::Known(_)));
    }
}
