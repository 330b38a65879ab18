//! Alerts as documents, with the field names of Elastic's alert index.
//!
//! A match of one event gives one alert. A match of several (a sequence, a sample) gives a *building block* for each
//! event and one *shell* alert that holds them together by `kibana.alert.group.id`. The source event's fields are kept
//! as they are; what the alert adds is under dotted names that begin with `kibana.alert.`. `docs/alerts.md` lists the
//! fields. The same rule, events and context always give the same documents, ids included.
//!
//! **What is absent.** No clock and no random number: the time of creation comes from the caller.

mod ancestors;
mod builder;
mod context;
mod document;
mod event;
mod id;
mod json;
pub(crate) mod lookup;
mod overrides;
mod reason;
mod shell;
mod snapshot;

use std::sync::Arc;

use ecs::{Document, Timestamp};

use crate::rule::Rule;
pub use builder::AlertBuilder;
pub use context::{AlertContext, ExecutionType, SpaceId};
pub use document::Alert;
pub(crate) use event::Digest;
pub use event::MatchedEvent;

/// What a rule matched.
#[derive(Clone, Debug)]
pub enum Matched {
    /// One event.
    Event(Arc<MatchedEvent>),
    /// The events of a sequence or sample, one a stage in order; `None` where a stage's event must not occur.
    Group(Vec<Option<Arc<MatchedEvent>>>),
}

/// The alerts of one match: one document, or the building blocks and the shell, which comes last. None where the match
/// has no event, or goes back to an alert of the same rule.
pub fn alert_documents(rule: &Rule, matched: &Matched, context: &AlertContext) -> Vec<Document> {
    AlertBuilder::new(rule, context).alerts(matched).iter().map(Alert::to_document).collect()
}

/// A time as Elastic's documents write it, to the millisecond.
fn milliseconds(time: Timestamp) -> String {
    Timestamp::from_millis(time.millis()).unwrap_or(time).to_string()
}

#[cfg(test)]
mod tests;
