//! What a run came to.

use std::time::Duration;

use ecs::Timestamp;

use crate::rule::RuleId;

/// Why a run took place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// One interval of the rule, after the other.
    Scheduled,
    /// All that came in while nothing was evaluated, in one run.
    CatchUp,
}

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    /// Its interval is not over.
    Running,
    /// Everything was evaluated, and every match is an alert.
    Succeeded,
    /// Something was left out, as its warnings say.
    PartialFailure,
    /// Matches could not be made alerts, as its warnings say.
    Failed,
}

/// What a rule did in one of its intervals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRecord {
    /// The rule.
    pub rule_id: RuleId,
    /// Why it took place.
    pub kind: RunKind,
    /// When it began.
    pub started: Timestamp,
    /// When it ended; none while it runs.
    pub finished: Option<Timestamp>,
    /// The events it is about, as the rule's `from` and `to` say at its end, and for a catch-up from what they say at its
    /// start. Events that came late are evaluated, too, wherever they lie.
    pub window: (Timestamp, Timestamp),
    /// Events that arrived; all of them were evaluated.
    pub events: u64,
    /// Matches that were found.
    pub matches: u64,
    /// Matches that became alerts.
    pub alerts: u64,
    /// Matches beyond `max_signals`.
    pub suppressed: u64,
    /// How it went.
    pub outcome: RunOutcome,
    /// What was left out or went wrong.
    pub warnings: Vec<String>,
    /// How long evaluating took, of all rules together: they are evaluated at once.
    pub duration: Duration,
}
