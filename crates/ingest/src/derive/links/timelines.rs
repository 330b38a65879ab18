//! What was in force when: which process had a pid, which SID an account.
//!
//! A key's line holds what was told of it in order of time, whatever the order in which it was told: a value holds from
//! its moment until the next one, and an end leaves nothing in force. So an earlier holder of a pid is never found for
//! a moment after it ended or after the pid was given to another.
//!
//! What is held is limited in bytes. Values that are over are forgotten first, in the order in which that became known,
//! then the others in the order in which they were told. Where a value was forgotten, its end stays, so that the one
//! before it does not seem to hold on.

use std::collections::VecDeque;

use foldhash::{HashMap, HashMapExt as _};

/// What a point costs beside its value, in bytes: in its line and in the orders of forgetting.
const POINT_BYTES: usize = 160;

/// The order of forgetting is cleared of what is forgotten already when it is longer than twice the points, and this.
const MIN_ORDER: usize = 1024;

/// A time in nanoseconds, and a number that rises with what is told, so that no two are equal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Moment {
    pub(super) time: i64,
    pub(super) number: u64,
}

/// A value that is held.
pub(super) trait Held: PartialEq {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize;
}

/// The lines of all keys.
#[derive(Debug)]
pub(super) struct Timelines<K, V> {
    lines: HashMap<K, Vec<Point<V>>>,
    /// Values as they were told, some of them over or forgotten.
    told: VecDeque<(K, Moment)>,
    /// Those that are over, and ends before everything else.
    over: VecDeque<(K, Moment)>,
    points: usize,
    bytes: usize,
    limit: usize,
}

#[derive(Debug)]
struct Point<V> {
    at: Moment,
    /// Nothing where an end is.
    value: Option<V>,
}

impl<K: Copy + Eq + std::hash::Hash, V: Held> Timelines<K, V> {
    /// Lines that hold about so many bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            lines: HashMap::new(),
            told: VecDeque::new(),
            over: VecDeque::new(),
            points: 0,
            bytes: 0,
            limit,
        }
    }

    /// Notes that a value, or with `None` nothing, is in force from a moment on. What is in force already is not noted
    /// again.
    pub(super) fn insert(&mut self, key: K, at: Moment, value: Option<V>) {
        let line = self.lines.entry(key).or_default();
        let place = line.partition_point(|point| point.at < at);
        let before = place.checked_sub(1).and_then(|place| line.get(place));
        if before.is_some_and(|before| before.value == value) {
            return;
        }
        if let Some(before) = before.filter(|before| before.value.is_some()) {
            self.over.push_back((key, before.at));
        }
        if value.is_none() || place < line.len() {
            self.over.push_back((key, at));
        } else {
            self.told.push_back((key, at));
        }
        self.points += 1;
        self.bytes += POINT_BYTES + value.as_ref().map_or(0, Held::bytes);
        line.insert(place, Point { at, value });
        self.forget_the_oldest();
    }

    /// What was in force just before a moment, and since when.
    pub(super) fn before(&self, key: K, at: Moment) -> Option<(Moment, &V)> {
        let line = self.lines.get(&key)?;
        let place = line.partition_point(|point| point.at < at);
        let point = line.get(place.checked_sub(1)?)?;
        Some((point.at, point.value.as_ref()?))
    }

    /// What was in force just before a moment, else what was first after it. For what does not change, or seldom.
    pub(super) fn nearest(&self, key: K, at: Moment) -> Option<&V> {
        let line = self.lines.get(&key)?;
        let place = line.partition_point(|point| point.at < at);
        let (before, after) = line.split_at(place);
        before.iter().rev().chain(after).find_map(|point| point.value.as_ref())
    }

    fn forget_the_oldest(&mut self) {
        while self.bytes > self.limit {
            let Some((key, at)) = self.over.pop_front().or_else(|| self.told.pop_front()) else { return };
            self.forget(key, at);
        }
        if self.told.len() > 2 * self.points + MIN_ORDER {
            let lines = &self.lines;
            self.told.retain(|(key, at)| {
                let line = lines.get(key).map(Vec::as_slice).unwrap_or_default();
                line.iter().any(|point| point.at == *at && point.value.is_some())
            });
        }
    }

    /// Leaves an end in the place of a value. Ends that say nothing are dropped: the first of a line, and those behind
    /// another.
    fn forget(&mut self, key: K, at: Moment) {
        let Some(line) = self.lines.get_mut(&key) else { return };
        if let Some(point) = line.iter_mut().find(|point| point.at == at) {
            self.bytes -= point.value.take().as_ref().map_or(0, Held::bytes);
        }
        let points = line.len();
        let mut had_value = false;
        line.retain(|point| {
            std::mem::replace(&mut had_value, point.value.is_some()) || point.value.is_some()
        });
        self.points -= points - line.len();
        self.bytes -= (points - line.len()) * POINT_BYTES;
        if line.is_empty() {
            self.lines.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Held for &'static str {
        fn bytes(&self) -> usize {
            self.len()
        }
    }

    fn at(time: i64) -> Moment {
        Moment { time, number: 0 }
    }

    fn held(lines: &Timelines<u8, &'static str>, time: i64) -> Option<&'static str> {
        lines.before(1, at(time)).map(|(_, value)| *value)
    }

    #[test]
    fn the_order_of_telling_does_not_matter() {
        let told = [(10, Some("a")), (20, None), (30, Some("b")), (40, Some("c"))];
        for first in 0..told.len() {
            let mut lines = Timelines::new(10_000);
            for number in 0..told.len() {
                let (time, value) = told[(first + number) % told.len()];
                lines.insert(1, at(time), value);
            }
            for (time, expected) in
                [(10, None), (11, Some("a")), (20, Some("a")), (21, None), (31, Some("b")), (99, Some("c"))]
            {
                assert_eq!(held(&lines, time), expected, "at {time}");
            }
            assert_eq!(lines.nearest(1, at(5)), Some(&"a"));
            assert_eq!(lines.nearest(1, at(25)), Some(&"a"));
            assert_eq!(lines.nearest(2, at(25)), None);
        }
    }

    #[test]
    fn what_is_over_is_forgotten_first_and_nothing_takes_its_place() {
        let mut lines = Timelines::new(4 * POINT_BYTES);
        lines.insert(2, at(1), Some("long-lived"));
        lines.insert(1, at(1), Some("a"));
        for time in 2..2000 {
            lines.insert(1, at(time), (time % 2 == 0).then_some("b"));
        }
        assert_eq!(lines.before(2, at(5000)).map(|(_, value)| *value), Some("long-lived"));
        assert_eq!(held(&lines, 2), None);
        assert_eq!(held(&lines, 1999), Some("b"));
        assert_eq!(held(&lines, 5000), None);
        assert!(lines.bytes <= lines.limit && lines.points < 5);
        assert!(lines.told.len() + lines.over.len() < 2 * MIN_ORDER + 10);
    }
}
