//! Says at once of most ids that a run does not have them: a Bloom filter in blocks of one cache line (Putze et al., "Cache-,
//! Hash- and Space-Efficient Bloom Filters", 2007), so that asking reads 64 bytes, from memory or from disk.
//!
//! ```text
//! block = bits:60 crc:4
//! ```

use super::Key;

/// How long a block is.
pub(super) const BLOCK_BYTES: usize = 64;
const BIT_BYTES: usize = 60;
const BITS: u64 = 8 * BIT_BYTES as u64;
/// Of the ids that a run does not have, this many bits an id leave about one in a hundred to be looked for.
const BITS_PER_ID: u64 = 10;
const PROBES: u32 = 7;
/// Bits of the key that one probe takes: its place is in 0..512, scaled to the block's 480 bits.
const PROBE_BITS: u32 = 9;

/// How many blocks a filter for this many ids has.
pub(super) fn blocks_for(ids: u64) -> u64 {
    ids.saturating_mul(BITS_PER_ID) / BITS + 1
}

/// The block that an id belongs to.
pub(super) fn block_of(key: Key, blocks: u64) -> u64 {
    let high = key >> 64;
    u64::try_from((high * u128::from(blocks)) >> 64).unwrap_or(0)
}

/// The bits of a block that stand for an id.
fn bits_of(key: Key) -> impl Iterator<Item = usize> {
    (0..PROBES).map(move |probe| {
        let place = (key >> (probe * PROBE_BITS)) as u64 & ((1 << PROBE_BITS) - 1);
        ((place * BITS) >> PROBE_BITS) as usize
    })
}

/// Whether an id can be in the run; `None` when the block is damaged.
pub(super) fn may_hold(block: &[u8], key: Key) -> Option<bool> {
    let (bits, crc) = block.split_at_checked(BIT_BYTES)?;
    if crc32fast::hash(bits).to_le_bytes() != crc {
        return None;
    }
    Some(bits_of(key).all(|bit| bits.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)))
}

/// A filter that is being made.
#[derive(Debug)]
pub(super) struct FilterBuilder {
    bytes: Vec<u8>,
    blocks: u64,
}

impl FilterBuilder {
    /// For at most this many ids.
    pub(super) fn new(ids: u64) -> Self {
        let blocks = blocks_for(ids);
        Self { bytes: vec![0; blocks as usize * BLOCK_BYTES], blocks }
    }

    pub(super) fn insert(&mut self, key: Key) {
        let start = block_of(key, self.blocks) as usize * BLOCK_BYTES;
        for bit in bits_of(key) {
            if let Some(byte) = self.bytes.get_mut(start + bit / 8) {
                *byte |= 1 << (bit % 8);
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        for block in self.bytes.chunks_exact_mut(BLOCK_BYTES) {
            let (bits, crc) = block.split_at_mut(BIT_BYTES);
            crc.copy_from_slice(&crc32fast::hash(bits).to_le_bytes());
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_put_in_and_little_else() {
        const IDS: u64 = 50_000;
        let key = |number: u64| {
            let spread = u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
            spread ^ (spread >> 61) ^ (spread << 47)
        };
        let mut filter = FilterBuilder::new(IDS);
        (0..IDS).for_each(|number| filter.insert(key(number)));
        let bytes = filter.finish();
        let asked = |number| {
            let start = block_of(key(number), blocks_for(IDS)) as usize * BLOCK_BYTES;
            may_hold(&bytes[start..start + BLOCK_BYTES], key(number)).unwrap()
        };
        assert!((0..IDS).all(asked));
        let wrong = (IDS..2 * IDS).filter(|number| asked(*number)).count();
        assert!(wrong < IDS as usize * 3 / 100, "{wrong}");
        let mut damaged = bytes[..BLOCK_BYTES].to_vec();
        damaged[7] ^= 4;
        assert_eq!(may_hold(&damaged, 0), None);
    }
}
