//! A log's secret, and the ids that it gives to events that come without one.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::Key;
use crate::StoreError;
use crate::disk::{Disk, read_exactly, write_whole};

const FILE: &str = "secret";
const SECRET_BYTES: usize = 32;
/// How long an id is that the log gives.
pub(crate) const ISSUED_BYTES: usize = 20;
/// What it is of: a seq, and a tag that only this log can make of index and seq.
const SEQ_BYTES: usize = 7;
const TAG_BYTES: usize = 8;

/// A log's secret.
///
/// An id that the log gives has the event's seq in it, with a tag of index, seq and secret: whether it was given, and to
/// which event, is seen from the id, and nothing has to be remembered for it.
pub(crate) struct Identity {
    secret: [u8; SECRET_BYTES],
}

impl Identity {
    /// Where the secret of a log's folder is.
    pub(crate) fn file(folder: &Path) -> PathBuf {
        folder.join(FILE)
    }

    /// Reads the secret of a log's folder; draws one when there is none.
    pub(crate) fn open(disk: &dyn Disk, folder: &Path) -> Result<Self, StoreError> {
        let path = Self::file(folder);
        let file = match disk.open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let secret = random_bytes();
                write_whole(disk, &path, &[&secret]).map_err(StoreError::io("write", &path))?;
                return Ok(Self { secret });
            }
            Err(error) => return Err(StoreError::io("open", &path)(error)),
        };
        let bytes = read_exactly(&*file, SECRET_BYTES, 0).map_err(StoreError::io("read", &path))?;
        let secret = bytes.try_into().unwrap_or_default();
        Ok(Self { secret })
    }

    /// What an index and id are remembered by.
    pub(crate) fn key(&self, index: &str, id: &str) -> Key {
        let digest = self.hash(b"id", index, id.as_bytes());
        digest.first_chunk().copied().map(u128::from_be_bytes).unwrap_or_default()
    }

    /// The id for the event with this seq.
    pub(crate) fn issue(&self, index: &str, seq: u64) -> String {
        let seq_bytes = seq.to_be_bytes();
        let mut bytes = [0; SEQ_BYTES + TAG_BYTES];
        let (place, tag_place) = bytes.split_at_mut(SEQ_BYTES);
        place.copy_from_slice(seq_bytes.get(8 - SEQ_BYTES..).unwrap_or_default());
        tag_place.copy_from_slice(&self.tag(index, seq));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The seq of the event that this log gave this id, if it did or will.
    pub(crate) fn issued(&self, index: &str, id: &str) -> Option<u64> {
        if id.len() != ISSUED_BYTES {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
        let (seq, tag) = bytes.split_at_checked(SEQ_BYTES)?;
        let seq = seq.iter().fold(0, |seq, byte| seq << 8 | u64::from(*byte));
        (tag == self.tag(index, seq)).then_some(seq)
    }

    fn tag(&self, index: &str, seq: u64) -> [u8; TAG_BYTES] {
        let digest = self.hash(b"seq", index, &seq.to_be_bytes());
        digest.first_chunk().copied().unwrap_or_default()
    }

    fn hash(&self, what: &[u8], index: &str, rest: &[u8]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.secret);
        hasher.update(what);
        hasher.update((index.len() as u64).to_be_bytes());
        hasher.update(index);
        hasher.update(rest);
        hasher.finalize().into()
    }
}

/// Bytes that nobody can foresee. The standard library seeds its hash tables with 128 bits from the system; SHA-256 spreads
/// them over as many bytes as are wanted.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut hasher = Sha256::new();
    for number in 0..4u64 {
        hasher.update(RandomState::new().hash_one(number).to_le_bytes());
    }
    let digest: [u8; 32] = hasher.finalize().into();
    digest.first_chunk().copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::SimulatedDisk;

    #[test]
    fn ids_that_the_log_gave_are_known_again_and_others_are_not() {
        let disk = SimulatedDisk::default();
        let identity = Identity::open(&disk, Path::new("/log")).unwrap();
        let again = Identity::open(&disk, Path::new("/log")).unwrap();
        let other = Identity::open(&SimulatedDisk::default(), Path::new("/log")).unwrap();
        let id = identity.issue("logs", 123_456);
        assert_eq!(id.len(), ISSUED_BYTES);
        assert_eq!(again.issued("logs", &id), Some(123_456));
        assert_eq!(again.issued("logs2", &id), None);
        assert_eq!(other.issued("logs", &id), None);
        assert_eq!(identity.issued("logs", "AAAAAAAAAAAAAAAAAAAA"), None);
        assert_ne!(identity.key("a", "bc"), identity.key("ab", "c"));
    }
}
