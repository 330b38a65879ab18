//! Detection as events arrive.
//!
//! ```text
//! Matcher: EventBatch → BatchMatches ─in order of arrival→ LiveDetector → LiveMatch, each once
//!                                                            └→ LiveRuns: whether it is an alert; a record of every run
//! ```
//!
//! **Face.** [`LiveDetector`], [`LiveRuns`], [`Clock`].
//!
//! **What is given.** A match is given as soon as the events that are there make it, by the same folds that a hunt uses:
//! after every batch, what the fold finds over all events so far and was not given before. So nothing is missing that a
//! hunt over the same events finds, as long as they arrived within [`LiveOptions::lateness`]; and what was given stays
//! given when an event arrives late that would have been chosen instead. Where events arrive in order the matches are
//! exactly those of a hunt. A match of a rule that says what must be missing is given when that has had its time to
//! occur and arrive, samples and rules with `head` or `tail` at the end of each run.
//!
//! **What is absent.** No thread, no clock of its own and no store: time, events and documents are the caller's.

mod clock;
mod detector;
mod held;
mod hit;
mod options;
mod rule;
mod runs;
mod sample;
mod schedule;
mod sequence;
mod snapshot;

pub use clock::{Clock, SimulatedClock, SystemClock};
pub use detector::{LiveDetector, LiveMatch, RuleLoad};
pub use options::LiveOptions;
pub use runs::{Admission, LiveRuns, RunKind, RunOutcome, RunRecord};
pub use snapshot::{InvalidSnapshot, Restored};
