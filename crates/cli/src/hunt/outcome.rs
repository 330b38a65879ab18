//! What a hunt found and did.

use ecs::Document;

/// What a hunt found and did.
#[derive(Clone, Debug, Default)]
pub(crate) struct HuntOutcome {
    /// One document an alert, building blocks and shells included, in an order that depends on the input only.
    pub(crate) alerts: Vec<Document>,
    /// What was read and run.
    pub(crate) report: HuntReport,
}

/// What a hunt read and ran.
#[derive(Clone, Debug, Default)]
pub(crate) struct HuntReport {
    /// What was read and what was skipped.
    pub(crate) read: ingest::Report,
    /// What became of the rules.
    pub(crate) rules: RuleCounts,
    /// What is odd about rules that ran, a line each: unknown fields and the like.
    pub(crate) warnings: Vec<String>,
    /// Alerts that were left out because of `max_signals`, by rule.
    pub(crate) surplus: Vec<Surplus>,
}

/// What became of the rules.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RuleCounts {
    /// They ran.
    pub(crate) run: usize,
    /// Their type is not supported yet.
    pub(crate) not_yet: usize,
    /// They could not be loaded or compiled.
    pub(crate) invalid: usize,
}

/// Alerts of one rule beyond its `max_signals`.
#[derive(Clone, Debug)]
pub(crate) struct Surplus {
    /// The rule's name.
    pub(crate) rule: String,
    /// How many alerts were left out.
    pub(crate) alerts: u64,
}
