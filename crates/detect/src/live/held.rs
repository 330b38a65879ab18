//! Matches of rules with `head` or `tail`: held until the end of the run, as only then it is known which are the first or
//! the last.

use lang::ir::Pipe;

use super::sequence::Given;

/// More matches of one run are not held: the newest of them are left out and counted. A rule makes 100 alerts a run
/// unless it says otherwise.
const MOST_HELD: usize = 10_000;

/// The matches of one rule's current run.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) matches: Vec<Given>,
    /// Matches left out for the limit.
    pub(super) dropped: u64,
}

impl Held {
    pub(super) fn push(&mut self, given: Vec<Given>) {
        let room = MOST_HELD.saturating_sub(self.matches.len());
        self.dropped += given.len().saturating_sub(room) as u64;
        self.matches.extend(given.into_iter().take(room));
    }

    /// Ends the run: what the pipes leave of it, in the order of events.
    pub(super) fn finish(&mut self, pipes: &[Pipe]) -> Vec<Given> {
        let mut matches = std::mem::take(&mut self.matches);
        matches.sort_unstable_by(|left, right| (left.end, &left.slots).cmp(&(right.end, &right.slots)));
        crate::detector::apply_pipes(pipes, &mut matches);
        matches
    }
}
