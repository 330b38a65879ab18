//! What can be done for a batch before it is its turn: in the caller's thread, beside others.

use std::ops::Range;

use crate::hit::{self, DocumentTime};
use crate::ids::{ISSUED_BYTES, Identity, Key};
use crate::{AppendError, NewEvent};

/// The most bytes one event may have. Elasticsearch takes requests of 100 MB.
const MOST_EVENT_BYTES: usize = 100 << 20;

/// A batch of events as lines.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) text: Vec<u8>,
    pub(super) events: Vec<PreparedEvent>,
}

#[derive(Debug)]
pub(super) struct PreparedEvent {
    pub(super) line: Range<usize>,
    pub(super) time: DocumentTime,
    pub(super) id: EventId,
}

#[derive(Debug)]
pub(super) enum EventId {
    /// The sender gave it one. `issued` is the event that the log once gave this id, if it did.
    Given { id: String, key: Key, issued: Option<u64> },
    /// It gets one, which goes into the line `at` this place.
    New { index: String, at: usize },
}

impl Prepared {
    pub(crate) fn new(events: Vec<NewEvent>, identity: &Identity) -> Result<Self, AppendError> {
        let bytes = events.iter().map(|event| event.source.len() + event.index.len() + 64).sum();
        let mut prepared = Self { text: Vec::with_capacity(bytes), events: Vec::with_capacity(events.len()) };
        for (number, event) in events.into_iter().enumerate() {
            prepared.add(event, identity).map_err(|reason| {
                AppendError::Failed(format!("event {} of the batch cannot be stored: {reason}", number + 1))
            })?;
        }
        Ok(prepared)
    }

    fn add(&mut self, event: NewEvent, identity: &Identity) -> Result<(), &'static str> {
        let NewEvent { index, id, source } = event;
        let document = source.trim();
        if !document.starts_with('{') || !document.ends_with('}') {
            return Err("it is not a JSON object");
        }
        if document.len() + index.len() + id.as_ref().map_or(0, String::len) > MOST_EVENT_BYTES {
            return Err("it has more than 100 MiB");
        }
        let start = self.text.len();
        let placeholder = [b'-'; ISSUED_BYTES];
        let written = id.as_deref().or(std::str::from_utf8(&placeholder).ok()).unwrap_or_default();
        let id_at = hit::write_line(&mut self.text, &index, written, document);
        let id = match id {
            Some(id) => {
                let (key, issued) = (identity.key(&index, &id), identity.issued(&index, &id));
                EventId::Given { id, key, issued }
            }
            None => EventId::New { index, at: id_at - start },
        };
        let time = hit::time_of(document);
        self.events.push(PreparedEvent { line: start..self.text.len(), time, id });
        Ok(())
    }

    /// How much text it has.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }
}
