//! Rules over batches of events: the piece that ties matching, folding and alerts together.
//!
//! ```text
//! rules ─compile→ RuleSet ─one a thread→ Matcher: EventBatch → BatchMatches ─in any order→ Detector ─finish→ alerts
//! ```
//!
//! **Face.** [`RuleSet`], [`Matcher`], [`Detector`]. A matcher keeps nothing from one batch to the next but caches; all
//! that is remembered lies in the detector's hit log.
//!
//! **What is absent.** Reading events, and writing alerts.

mod collect;
mod emit;
mod events;
mod matcher;
mod rule_set;

pub use collect::{DetectOptions, Detector};
pub(crate) use collect::{apply_pipes, pipes_of};
pub use emit::{Detections, RuleCount};
pub use matcher::{BatchMatches, MatchOptions, Matcher, TimeRange};
pub use rule_set::{CompiledRule, RuleOutcome, RuleSet, RuleStatus};
