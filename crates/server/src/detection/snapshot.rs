//! What detection remembers between batches, as one value of the state database.

use detect::live::{LiveDetector, LiveRuns};

const MAGIC: &[u8; 8] = b"tripline";
const VERSION: u32 = 1;

/// The parts of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'b> {
    /// The number of the next event: all before it are in the state.
    pub(super) next: u64,
    pub(super) folds: &'b [u8],
    pub(super) runs: &'b [u8],
}

pub(super) fn write(next: u64, live: &LiveDetector, runs: &LiveRuns) -> Vec<u8> {
    let (folds, runs) = (live.snapshot(), runs.snapshot());
    let mut bytes = Vec::with_capacity(folds.len() + runs.len() + 40);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&next.to_le_bytes());
    bytes.extend_from_slice(&(folds.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&folds);
    bytes.extend_from_slice(&runs);
    bytes
}

/// The parts again; `None` where the bytes are none of a snapshot that this version reads.
pub(super) fn read(bytes: &[u8]) -> Option<Parts<'_>> {
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (version, rest) = rest.split_first_chunk::<4>()?;
    if magic != MAGIC || u32::from_le_bytes(*version) != VERSION {
        return None;
    }
    let (next, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (folds, runs) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    Some(Parts { next: u64::from_le_bytes(*next), folds, runs })
}
