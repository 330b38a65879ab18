//! Which events are stored: by index and id.

mod identity;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use identity::{ISSUED_BYTES, Identity, random_bytes};

use crate::StoreError;

/// An index and id, hashed: 128 bits of a keyed SHA-256, so that two events that a sender chose cannot share one.
pub(crate) type Key = u128;

/// The ids that senders gave, with the seq of the event that has each.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    recent: Mutex<HashMap<Key, u64, foldhash::fast::RandomState>>,
}

impl Ids {
    /// The seq of the event with this id, if one was stored.
    pub(crate) fn find(&self, key: Key) -> Result<Option<u64>, StoreError> {
        Ok(self.recent().get(&key).copied())
    }

    pub(crate) fn insert(&self, ids: impl IntoIterator<Item = (Key, u64)>) {
        self.recent().extend(ids);
    }

    fn recent(&self) -> MutexGuard<'_, HashMap<Key, u64, foldhash::fast::RandomState>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
