//! The events of alerts, read again.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use ecs::{EventHandle, EventStore, StoredEvent, Timestamp};
use foldhash::{HashMap, HashMapExt as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::alert::MatchedEvent;
use crate::parallel;

/// Reads events again and keeps the latest: alerts come in the order of time, so those on one event are near each other.
pub(super) struct Events<'s> {
    store: &'s dyn EventStore,
    ids: EventIds,
    /// Each with the number of the call of [`Self::read`] that last asked for it.
    kept: HashMap<EventHandle, (Arc<MatchedEvent>, u64)>,
    calls: u64,
}

/// An event that was read again, without its id yet.
struct Read {
    event: MatchedEvent,
    digest: Digest,
}

/// A part of the hash of a document's text.
type Digest = [u8; 20];

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
        let mut wanted: HashMap<EventHandle, ()> = HashMap::new();
        for &handle in handles {
            match self.kept.get_mut(&handle) {
                Some((_, call)) => *call = self.calls,
                None if wanted.insert(handle, ()).is_none() => missing.push(handle),
                None => {}
            }
        }
        self.kept.retain(|_, (_, call)| *call + 1 >= self.calls);
        let read = parallel::map(threads, &missing, |handle| read(self.store, *handle));
        for (handle, read) in missing.into_iter().zip(read) {
            let Read { event, digest } = read?;
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

fn read(store: &dyn EventStore, handle: EventHandle) -> io::Result<Read> {
    let StoredEvent { document, index } = store.event(handle)?;
    let text = serde_json::to_vec(&document).unwrap_or_default();
    let mut digest = [0; 20];
    digest.copy_from_slice(&Sha256::digest(&text)[..20]);
    let time = document.get("@timestamp").and_then(Value::as_str).and_then(Timestamp::parse);
    let event = MatchedEvent::new(document, String::new(), index, time.unwrap_or_default());
    Ok(Read { event, digest })
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
        let mut id: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        if *number > 0 {
            id.push_str(&format!("-{number}"));
        }
        id
    }
}
