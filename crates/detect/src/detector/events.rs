//! The events of alerts, read again.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use ecs::{EventHandle, EventStore, StoredEvent};
use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use crate::alert::{Digest, MatchedEvent};
use crate::hex::hex;
use crate::parallel;

/// Reads events again and keeps the latest: alerts come in the order of time, so those on one event are near each other.
pub(super) struct Events<'s> {
    store: &'s dyn EventStore,
    ids: EventIds,
    /// Each with the number of the call of [`Self::read`] that last asked for it.
    kept: HashMap<EventHandle, (Arc<MatchedEvent>, u64)>,
    calls: u64,
}

impl<'s> Events<'s> {
    pub(super) fn new(store: &'s dyn EventStore) -> Self {
        Self { store, ids: EventIds::default(), kept: HashMap::new(), calls: 0 }
    }

    /// Has these events at hand, and of all others only those of the call before.
    pub(super) fn read<'h>(
        &mut self,
        handles: impl Iterator<Item = &'h EventHandle>,
        threads: NonZeroUsize,
    ) -> io::Result<()> {
        self.calls += 1;
        let mut missing = Vec::new();
        let mut wanted = HashSet::new();
        for &handle in handles {
            match self.kept.get_mut(&handle) {
                Some((_, call)) => *call = self.calls,
                None if wanted.insert(handle) => missing.push(handle),
                None => {}
            }
        }
        self.kept.retain(|_, (_, call)| *call + 1 >= self.calls);
        // Read as they lie in their inputs, which is cheaper; numbered as they were asked for.
        let mut places: Vec<(EventHandle, usize)> = missing.iter().copied().zip(0..).collect();
        places.sort_unstable();
        let read = parallel::map(threads, &places, |(handle, _)| read(self.store, *handle));
        let mut in_order: Vec<_> = places.into_iter().map(|(_, place)| place).zip(read).collect();
        in_order.sort_unstable_by_key(|(place, _)| *place);
        for (handle, (_, read)) in missing.into_iter().zip(in_order) {
            let (event, digest) = read?;
            let event = event.with_id(self.ids.of(handle, digest));
            self.kept.insert(handle, (Arc::new(event), self.calls));
        }
        Ok(())
    }

    /// An event of the last call.
    pub(super) fn get(&self, handle: EventHandle) -> Option<Arc<MatchedEvent>> {
        self.kept.get(&handle).map(|(event, _)| Arc::clone(event))
    }
}

fn read(store: &dyn EventStore, handle: EventHandle) -> io::Result<(MatchedEvent, Digest)> {
    let StoredEvent { document, index } = store.event(handle)?;
    Ok(MatchedEvent::hashed(document, index))
}

/// Ids of events that were never in an index: a hash of the content, numbered where two events are equal to the byte.
#[derive(Debug, Default)]
struct EventIds {
    of_handle: HashMap<EventHandle, (Digest, u32)>,
    seen: HashMap<Digest, u32>,
}

impl EventIds {
    fn of(&mut self, handle: EventHandle, digest: Digest) -> String {
        let Self { of_handle, seen } = self;
        let (digest, number) = of_handle.entry(handle).or_insert_with(|| {
            let seen = seen.entry(digest).or_default();
            *seen += 1;
            (digest, *seen - 1)
        });
        let mut id = hex(digest);
        if *number > 0 {
            id.push_str(&format!("-{number}"));
        }
        id
    }
}
