//! Rules over batches of stored events.

use std::sync::Arc;

use detect::detector::{BatchMatches, MatchOptions, Matcher, RuleSet};
use ingest::StoredEvents;

use super::batch::Batch;

/// Matches stored events; it remembers what makes the next batch cheaper.
#[derive(Debug)]
pub(super) struct Evaluator {
    matcher: Matcher,
    events: StoredEvents,
}

impl Evaluator {
    pub(super) fn new(set: &Arc<RuleSet>, options: MatchOptions) -> Self {
        let events = StoredEvents::new(Arc::clone(set.projection()));
        Self { matcher: Matcher::new(Arc::clone(set), options), events }
    }

    /// What the events of a batch match. A batch that cannot be read is said and matches nothing.
    pub(super) fn matches(&mut self, first: u64, text: Vec<u8>) -> BatchMatches {
        match self.events.decode(first, text) {
            Ok(Some(events)) => self.matcher.match_batch(&events),
            Ok(None) => BatchMatches::default(),
            Err(reason) => {
                tracing::error!(first, reason, "events are not evaluated");
                BatchMatches::default()
            }
        }
    }

    pub(super) fn batch_matches(&mut self, batch: &mut Batch) -> BatchMatches {
        self.matches(batch.first, std::mem::take(&mut batch.text))
    }
}
