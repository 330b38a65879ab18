//! Numbers the names of event data.

/// The number of "no such name" in a [`NameTable`].
const EMPTY: u16 = u16::MAX;
const SLOTS: usize = 1024;

/// The most names of a table, so that half of the slots stay free.
pub(crate) const MAX_NAMES: usize = SLOTS / 2;

/// A fixed set of names, each with its place in the list it was built from. A lookup hashes four bytes and compares one
/// name, usually.
pub(crate) struct NameTable {
    names: &'static [&'static str],
    slots: [u16; SLOTS],
}

impl NameTable {
    /// A table of these names, at most [`MAX_NAMES`].
    pub(crate) const fn new(names: &'static [&'static str]) -> Self {
        assert!(names.len() <= MAX_NAMES);
        let mut slots = [EMPTY; SLOTS];
        let mut index = 0;
        while index < names.len() {
            let mut slot = slot_of(names[index].as_bytes());
            while slots[slot] != EMPTY {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = index as u16;
            index += 1;
        }
        Self { names, slots }
    }

    /// The place of a name in the list.
    #[inline]
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let mut slot = slot_of(name.as_bytes());
        loop {
            let index = self.slots[slot];
            if index == EMPTY {
                return None;
            }
            let index = usize::from(index);
            if self.names[index] == name {
                return Some(index);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

const fn slot_of(name: &[u8]) -> usize {
    let length = name.len();
    if length == 0 {
        return 0;
    }
    let (first, middle, late, last) =
        (name[0], name[length / 2], name[length - 1 - length / 4], name[length - 1]);
    let hash = length
        .wrapping_mul(0x9E37)
        .wrapping_add((first as usize).wrapping_mul(0x85EB))
        .wrapping_add((middle as usize).wrapping_mul(0xC2B3))
        .wrapping_add((late as usize).wrapping_mul(0x27D5))
        .wrapping_add((last as usize).wrapping_mul(0x1657));
    (hash ^ (hash >> 9)) % SLOTS
}

/// Declares the names that a mapping knows, as an enum `Key` with its `NAME_TABLE`. Variants are spelled as the source
/// spells its names, or the spelling follows: `names! { SrcProcessName = "src.process.name" }`.
macro_rules! names {
    ($($name:ident)*) => {
        $crate::mapping::names::names! { $($name = stringify!($name))* }
    };
    ($($name:ident = $text:expr)*) => {
        #[allow(
            non_camel_case_types,
            clippy::upper_case_acronyms,
            clippy::enum_variant_names,
            reason = "spelled as the source spells them"
        )]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Key { $($name),* }

        impl Key {
            pub(super) const NAMES: &'static [&'static str] = &[$($text),*];
        }

        static NAME_TABLE: $crate::mapping::names::NameTable =
            $crate::mapping::names::NameTable::new(Key::NAMES);

        impl From<Key> for usize {
            fn from(key: Key) -> usize {
                key as usize
            }
        }
    };
}
pub(crate) use names;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_name_and_no_other() {
        static NAMES: &[&str] = &["Image", "ImageLoaded", "ProcessId", "ProcessID", "Hashes", "a"];
        static TABLE: NameTable = NameTable::new(NAMES);
        for (index, name) in NAMES.iter().enumerate() {
            assert_eq!(TABLE.find(name), Some(index));
        }
        for name in ["", "image", "Images", "b", "ProcessGuid"] {
            assert_eq!(TABLE.find(name), None, "{name}");
        }
    }
}
