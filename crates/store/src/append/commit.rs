//! What has to be decided in order: which events are new, and which seq and id each gets.

use super::prepare::{EventId, Prepared};
use crate::ids::{IdMap, Identity, Ids, Key};
use crate::log::GroupText;
use crate::{Appended, StoreError};

/// A group of batches on its way to disk.
pub(crate) struct Commit<'a> {
    identity: &'a Identity,
    ids: &'a Ids,
    /// The seq of the oldest event that is kept: ids of older ones are free again.
    oldest: u64,
    next_seq: u64,
    text: GroupText,
    /// Ids given by senders in this group.
    new_ids: IdMap,
}

impl<'a> Commit<'a> {
    pub(crate) fn new(
        next_seq: u64,
        oldest: u64,
        most_bytes: usize,
        identity: &'a Identity,
        ids: &'a Ids,
    ) -> Self {
        Self {
            identity,
            ids,
            oldest,
            next_seq,
            text: GroupText::new(next_seq, most_bytes),
            new_ids: IdMap::default(),
        }
    }

    /// Takes up a batch; says what becomes of its events once the group is on disk.
    pub(crate) fn add(&mut self, batch: &Prepared) -> Result<Vec<Appended>, StoreError> {
        let mut answers = Vec::with_capacity(batch.events.len());
        for event in &batch.events {
            let line = batch.text.get(event.line.clone()).unwrap_or_default();
            let id = match &event.id {
                EventId::Given { id, key, issued } => {
                    if self.is_stored(*key, *issued)? {
                        answers.push(Appended::Exists);
                        continue;
                    }
                    self.text.push(line, event.time);
                    self.new_ids.insert(*key, self.next_seq);
                    id.clone()
                }
                EventId::New { index, at } => {
                    let id = self.identity.issue(index, self.next_seq);
                    let written = self.text.push(line, event.time);
                    if let Some(place) = written.get_mut(*at..*at + id.len()) {
                        place.copy_from_slice(id.as_bytes());
                    }
                    id
                }
            };
            answers.push(Appended::Created { seq: self.next_seq, id });
            self.next_seq += 1;
        }
        Ok(answers)
    }

    fn is_stored(&self, key: Key, issued: Option<u64>) -> Result<bool, StoreError> {
        let kept = |seq: u64| seq >= self.oldest;
        if issued.is_some_and(|seq| kept(seq) && seq < self.next_seq) || self.new_ids.contains_key(&key) {
            return Ok(true);
        }
        Ok(self.ids.find(key, self.oldest)?.is_some())
    }

    /// The lines to write, and the ids to remember when they are on disk.
    pub(crate) fn finish(self) -> (GroupText, impl Iterator<Item = (Key, u64)>) {
        (self.text, self.new_ids.into_iter())
    }
}
