//! What the bytes of a block are, as bits.
//!
//! The method is that of Langdale and Lemire, "Parsing Gigabytes of JSON per Second" (2019), section 3.1: backslashes
//! decide which quotes count, and the exclusive or of all bits up to each quote decides what lies within strings.

use wide::u8x16;

/// Bytes in a block.
pub(super) const BLOCK: usize = 64;

/// One bit a byte, lowest first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Masks {
    /// Quotes that begin or end a string.
    pub(super) quotes: u64,
    /// Backslashes, those that are escaped too.
    pub(super) backslashes: u64,
    /// All ones where the block begins within a string.
    in_string: u64,
}

impl Masks {
    /// `{` and `[` outside strings, and `}` and `]`. Only who steps over whole objects asks, so they are not kept.
    #[inline(always)]
    pub(super) fn brackets(self, block: &[u8; BLOCK]) -> (u64, u64) {
        let [mut opening, mut closing] = [0_u64; 2];
        let (parts, _) = block.as_chunks::<16>();
        for (number, part) in parts.iter().enumerate() {
            // `[` and `]` are `{` and `}` but for this bit, and no other byte becomes either by it.
            let folded = u8x16::new(*part) | u8x16::splat(0x20);
            let bits = |mask: u8x16| u64::from(mask.to_bitmask()) << (16 * number);
            opening |= bits(folded.simd_eq(u8x16::splat(b'{')));
            closing |= bits(folded.simd_eq(u8x16::splat(b'}')));
        }
        let outside = !(prefix_xor(self.quotes) ^ self.in_string);
        (opening & outside, closing & outside)
    }
}

/// What a block takes over from the one before it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Carry {
    /// All ones within a string.
    in_string: u64,
    /// One where the first byte is escaped.
    escaped: u64,
}

impl Carry {
    /// Reads a block.
    #[inline(always)]
    pub(super) fn masks(&mut self, block: &[u8; BLOCK]) -> Masks {
        let [mut quotes, mut backslashes] = [0_u64; 2];
        let (parts, _) = block.as_chunks::<16>();
        for (number, part) in parts.iter().enumerate() {
            let bytes = u8x16::new(*part);
            let bits = |mask: u8x16| u64::from(mask.to_bitmask()) << (16 * number);
            quotes |= bits(bytes.simd_eq(u8x16::splat(b'"')));
            backslashes |= bits(bytes.simd_eq(u8x16::splat(b'\\')));
        }
        quotes &= !self.escaped_bytes(backslashes);
        let masks = Masks { quotes, backslashes, in_string: self.in_string };
        // An odd number of quotes ends on the other side.
        self.in_string ^= u64::from(quotes.count_ones() & 1).wrapping_neg();
        masks
    }

    /// The bytes behind a backslash that is not escaped itself.
    #[inline(always)]
    fn escaped_bytes(&mut self, backslashes: u64) -> u64 {
        if backslashes == 0 {
            return std::mem::take(&mut self.escaped);
        }
        const ODD_BITS: u64 = 0xAAAA_AAAA_AAAA_AAAA;
        let starts = backslashes & !self.escaped;
        // In a run of backslashes every other one escapes. Subtracting carries through each run from its start, which
        // leaves alternating bits whose phase tells an even start from an odd one.
        let code = ((starts << 1) | ODD_BITS).wrapping_sub(starts) ^ ODD_BITS;
        let escaped = code ^ (backslashes | self.escaped);
        self.escaped = (code & backslashes) >> 63;
        escaped
    }
}

/// Bit by bit, the exclusive or of all bits up to it.
#[inline(always)]
fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, byte by byte.
    fn plain(text: &[u8]) -> Vec<(bool, bool, bool)> {
        let (mut in_string, mut is_escaped) = (false, false);
        let mut kinds = Vec::new();
        for &byte in text {
            let escaped = std::mem::take(&mut is_escaped);
            let is_quote = byte == b'"' && !escaped;
            is_escaped = byte == b'\\' && !escaped;
            in_string ^= is_quote;
            let outside = !in_string && !is_quote;
            kinds.push((
                is_quote,
                matches!(byte, b'{' | b'[') && outside,
                matches!(byte, b'}' | b']') && outside,
            ));
        }
        kinds
    }

    proptest! {
        #[test]
        fn masks_are_what_reading_byte_by_byte_gives(text in "[\\\\\"{}\\[\\]a;=]{0,300}") {
            let mut padded = text.clone().into_bytes();
            padded.resize(text.len().next_multiple_of(BLOCK), b' ');
            let mut carry = Carry::default();
            let (blocks, _) = padded.as_chunks::<BLOCK>();
            let kinds: Vec<_> = blocks.iter().flat_map(|block| {
                let masks = carry.masks(block);
                let (opening, closing) = masks.brackets(block);
                let bit = |mask: u64, at: usize| mask >> at & 1 == 1;
                (0..BLOCK)
                    .map(move |at| (bit(masks.quotes, at), bit(opening, at), bit(closing, at)))
                    .collect::<Vec<_>>()
            }).collect();
            prop_assert_eq!(kinds, plain(&padded));
        }
    }
}
