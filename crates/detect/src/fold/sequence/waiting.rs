//! Sequences that are matched, in order, and wait for what a trailing missing stage will say.

use std::collections::VecDeque;

use ecs::Timestamp;
use foldhash::{HashMap, HashMapExt as _};
use smallvec::SmallVec;

use super::SequenceMatch;
use super::missing::Verdict;
use super::shape::is_within;
use crate::fold::JoinKeys;

/// A queue of matches in the order they are to be given. A decided match behind an undecided one waits with it, at most
/// for maxspan.
#[derive(Debug)]
pub(super) struct Waiting {
    maxspan: Option<i64>,
    max_waiting: usize,
    queue: VecDeque<Entry>,
    /// How many have left the queue: the number of its first entry.
    released: u64,
    /// The numbers of the undecided entries of a key.
    undecided: HashMap<JoinKeys, SmallVec<[u64; 1]>>,
}

#[derive(Debug)]
struct Entry {
    found: SequenceMatch,
    verdict: Verdict,
}

impl Waiting {
    pub(super) fn new(maxspan: Option<i64>, max_waiting: usize) -> Self {
        Self { maxspan, max_waiting, queue: VecDeque::new(), released: 0, undecided: HashMap::new() }
    }

    pub(super) fn add(&mut self, found: SequenceMatch, verdict: Verdict) {
        if let Verdict::Waits { .. } = verdict {
            let number = self.released + self.queue.len() as u64;
            self.undecided.entry(found.keys.clone()).or_default().push(number);
        }
        self.queue.push_back(Entry { found, verdict });
    }

    /// Lets the first hit of a trailing stage after a sequence's last event decide it.
    pub(super) fn trailing_hit(&mut self, keys: &JoinKeys, time: Timestamp) {
        let Some(numbers) = self.undecided.get_mut(keys) else { return };
        let (queue, released, maxspan) = (&mut self.queue, self.released, self.maxspan);
        numbers.retain(|number| {
            let Some(entry) = queue.get_mut((*number - released) as usize) else { return false };
            let Verdict::Waits { since } = entry.verdict else { return false };
            if time.millis() <= entry.found.end.millis() {
                return true;
            }
            entry.verdict = if is_within(maxspan, since, time) { Verdict::Rejected } else { Verdict::Found };
            false
        });
        if numbers.is_empty() {
            self.undecided.remove(keys);
        }
    }

    /// Gives the matches that no hit at `now` or later can reject.
    pub(super) fn pass_time(&mut self, now: Timestamp, found: &mut Vec<SequenceMatch>) {
        let maxspan = self.maxspan;
        self.release_while(found, |entry| match entry.verdict {
            Verdict::Waits { since } => !is_within(maxspan, since, now),
            _ => true,
        });
    }

    /// Gives the decided matches at the front; beyond the limit, gives up undecided ones and counts them.
    pub(super) fn release(&mut self, found: &mut Vec<SequenceMatch>) -> u64 {
        let mut given_up = 0;
        loop {
            self.release_while(found, |entry| !matches!(entry.verdict, Verdict::Waits { .. }));
            if self.queue.len() <= self.max_waiting {
                return given_up;
            }
            if let Some(first) = self.queue.front_mut() {
                first.verdict = Verdict::Rejected;
                given_up += 1;
            }
        }
    }

    /// Gives all that were not rejected: no more hits come.
    pub(super) fn finish(&mut self, found: &mut Vec<SequenceMatch>) {
        self.release_while(found, |_| true);
    }

    fn release_while(&mut self, found: &mut Vec<SequenceMatch>, is_ready: impl Fn(&Entry) -> bool) {
        while self.queue.front().is_some_and(&is_ready) {
            let Some(entry) = self.queue.pop_front() else { return };
            let number = self.released;
            self.released += 1;
            if let Some(numbers) = self.undecided.get_mut(&entry.found.keys) {
                numbers.retain(|other| *other != number);
                if numbers.is_empty() {
                    self.undecided.remove(&entry.found.keys);
                }
            }
            if entry.verdict != Verdict::Rejected {
                found.push(entry.found);
            }
        }
    }
}
