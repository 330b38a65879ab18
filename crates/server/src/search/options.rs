//! Limits of searches.

use std::time::Duration;

use ecs::Timestamp;

use super::Engine;

/// Limits of searches, and what tests set.
#[derive(Clone, Copy, Debug)]
pub struct SearchOptions {
    /// The longest that one search may run; what was found until then is the answer, which says so.
    pub timeout: Duration,
    /// How much the aggregations of one request may remember, in bytes.
    pub aggregation_bytes: usize,
    /// How much the documents of one answer may be, in bytes.
    pub answer_bytes: usize,
    /// How many searches may run at once; further ones are refused.
    pub max_running: usize,
    /// How documents are evaluated.
    pub engine: Engine,
    /// What now is; the clock's time without it.
    pub now: Option<Timestamp>,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            aggregation_bytes: 256 << 20,
            answer_bytes: 100 << 20,
            max_running: 32,
            engine: Engine::default(),
            now: None,
        }
    }
}
