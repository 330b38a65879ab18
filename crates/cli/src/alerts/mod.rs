//! Alert documents as people read them: the few fields that say what happened, and which alerts belong together.

mod field;
mod group;
mod slim;
mod summary;

pub(crate) use field::{display, find, text};
pub(crate) use group::{Entry, RuleGroup, rule_groups};
pub(crate) use slim::{Keep, Slimmer};
pub(crate) use summary::{EventSummary, rule_name, severity, techniques};
