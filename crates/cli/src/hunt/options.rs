//! What a hunt is asked to do.

use std::num::NonZeroUsize;

use detect::rule::LoadedRules;
use ecs::Timestamp;
use ingest::Inputs;

/// What a hunt is asked to do.
#[derive(Debug)]
pub(crate) struct HuntOptions {
    /// Which rules. Those that do not run are counted in the report.
    pub(crate) rules: LoadedRules,
    /// What is read, and as what.
    pub(crate) inputs: Inputs,
    /// Let every rule see every event, whatever its index patterns.
    pub(crate) any_index: bool,
    /// Keep alerts beyond `max_signals`.
    pub(crate) keep_surplus: bool,
    /// Leave out events before this time.
    pub(crate) from: Option<Timestamp>,
    /// Leave out events at or after this time.
    pub(crate) to: Option<Timestamp>,
    /// How many threads evaluate. The outcome does not depend on it.
    pub(crate) threads: NonZeroUsize,
}
