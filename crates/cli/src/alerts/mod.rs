//! Alert documents as people read them: the few fields that say what happened, and which alerts belong together.

mod field;
mod group;
mod summarised;
mod summary;

pub(crate) use field::{display, find, text};
pub(crate) use group::{Entry, RuleGroup, rule_groups};
pub(crate) use summarised::summarised;
pub(crate) use summary::{EventSummary, rule_name, severity, techniques};
