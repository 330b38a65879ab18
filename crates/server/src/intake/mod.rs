//! The way of events into the store: read, checked, normalised, written, answered.
//!
//! ```text
//! body ─bulk→ items ─check→ records of one index ─ingest::Intake→ documents ─Store::append→ outcomes ─answer→ JSON
//! ```

mod answer;
mod bulk;
mod index_name;
mod outcome;
mod queue;
mod storing;

pub(crate) use answer::{bulk_answer, document_answer};
pub(crate) use bulk::{Action, BulkDefaults, BulkItem, parse_bulk};
pub(crate) use index_name::check_index_name;
pub(crate) use outcome::Outcome;
pub(crate) use queue::IntakeQueue;
pub(crate) use storing::{Posted, Rules, Storing, place_of};

/// What fuzzing calls: a body through the reader of bulk requests. Returns how many items were read.
#[doc(hidden)]
pub fn read_bulk_body(body: &[u8]) -> Option<usize> {
    let defaults = BulkDefaults { index: Some("logs-fuzz-default"), ..BulkDefaults::default() };
    parse_bulk(body, &defaults).ok().map(|items| items.len())
}
