//! `max_signals`: a rule that finds too much at once is cut short, and what is cut is counted.
//!
//! Elastic counts per run. A hunt has no runs, so it counts per `interval` of event time: the windows start at multiples
//! of the interval since 1970. Of each rule and window the earliest alerts are kept, by (time, arrival); alerts may be
//! offered in any order and the same ones stay, so the result depends neither on threads nor on how input is split.
//! No more than `max_signals` alerts are held for a window at any time.

use std::collections::{BTreeMap, BinaryHeap};

use ecs::Timestamp;

use crate::rule::{Interval, MaxSignals};

/// A rule's number in an [`AlertLimiter`]: the order in which rules were added.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleSlot(usize);

impl RuleSlot {
    /// The number.
    pub fn index(self) -> usize {
        self.0
    }
}

/// Keeps at most `max_signals` alerts for each rule and window of event time. `K` breaks ties between alerts of equal
/// time and must tell them apart (the arrival of their last event, say); `T` is whatever makes the alert later.
#[derive(Debug)]
pub struct AlertLimiter<K, T> {
    rules: Vec<RuleLimit<K, T>>,
}

#[derive(Debug)]
struct RuleLimit<K, T> {
    /// `None` keeps everything.
    max_signals: Option<usize>,
    interval_nanos: i64,
    windows: BTreeMap<i64, BinaryHeap<Entry<K, T>>>,
    surplus: u64,
}

/// One alert, ordered by (time, arrival) alone.
#[derive(Debug)]
struct Entry<K, T> {
    time: Timestamp,
    arrival: K,
    alert: T,
}

impl<K: Ord, T> Ord for Entry<K, T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.time.cmp(&other.time).then_with(|| self.arrival.cmp(&other.arrival))
    }
}

impl<K: Ord, T> PartialOrd for Entry<K, T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord, T> PartialEq for Entry<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<K: Ord, T> Eq for Entry<K, T> {}

/// What an [`AlertLimiter`] kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptAlerts<T> {
    /// The alerts, by rule, and of each rule by (time, arrival).
    pub alerts: Vec<KeptAlert<T>>,
    /// How many alerts of each rule were over the limit, by the number of its slot.
    pub surplus: Vec<u64>,
}

/// An alert that was kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptAlert<T> {
    /// Its rule.
    pub rule: RuleSlot,
    /// Its time.
    pub time: Timestamp,
    /// What was offered.
    pub alert: T,
}

impl<K: Ord, T> Default for AlertLimiter<K, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord, T> AlertLimiter<K, T> {
    /// Without rules.
    pub fn new() -> Self {
        Self { rules: Vec::new() }
    }

    /// Adds a rule with its limit.
    pub fn add_rule(&mut self, max_signals: MaxSignals, interval: &Interval) -> RuleSlot {
        let max_signals = usize::try_from(max_signals.get()).unwrap_or(usize::MAX);
        self.add(Some(max_signals), i64::try_from(interval.length().as_nanos()).unwrap_or(i64::MAX))
    }

    /// Adds a rule whose alerts are all kept.
    pub fn add_unlimited_rule(&mut self) -> RuleSlot {
        self.add(None, i64::MAX)
    }

    fn add(&mut self, max_signals: Option<usize>, interval_nanos: i64) -> RuleSlot {
        let windows = BTreeMap::new();
        self.rules.push(RuleLimit {
            max_signals,
            interval_nanos: interval_nanos.max(1),
            windows,
            surplus: 0,
        });
        RuleSlot(self.rules.len() - 1)
    }

    /// Whether an alert of this time would be kept if it came earlier than all others of equal time: a cheap question
    /// before the costly work of making one. Does not count.
    pub fn would_keep(&self, rule: RuleSlot, time: Timestamp) -> bool {
        let Some(limit) = self.rules.get(rule.0) else { return false };
        let Some(max_signals) = limit.max_signals else { return true };
        match limit.windows.get(&limit.window(time)) {
            Some(window) => {
                window.len() < max_signals || window.peek().is_none_or(|latest| time <= latest.time)
            }
            None => true,
        }
    }

    /// Offers an alert. Returns what had to give way: this alert, a later one that was kept so far, or nothing.
    pub fn offer(&mut self, rule: RuleSlot, time: Timestamp, arrival: K, alert: T) -> Option<T> {
        let Some(limit) = self.rules.get_mut(rule.0) else { return Some(alert) };
        let window = limit.window(time);
        let entries = limit.windows.entry(window).or_default();
        entries.push(Entry { time, arrival, alert });
        if limit.max_signals.is_some_and(|max| entries.len() > max) {
            limit.surplus += 1;
            return entries.pop().map(|entry| entry.alert);
        }
        None
    }

    /// How many alerts of a rule were over the limit so far.
    pub fn surplus(&self, rule: RuleSlot) -> u64 {
        self.rules.get(rule.0).map_or(0, |limit| limit.surplus)
    }

    /// What was kept.
    pub fn finish(self) -> KeptAlerts<T> {
        let surplus = self.rules.iter().map(|limit| limit.surplus).collect();
        let mut alerts = Vec::new();
        for (slot, limit) in self.rules.into_iter().enumerate() {
            // Windows come in order of time, and so do the entries of each.
            for entries in limit.windows.into_values() {
                alerts.extend(entries.into_sorted_vec().into_iter().map(|entry| KeptAlert {
                    rule: RuleSlot(slot),
                    time: entry.time,
                    alert: entry.alert,
                }));
            }
        }
        KeptAlerts { alerts, surplus }
    }
}

impl<K, T> RuleLimit<K, T> {
    fn window(&self, time: Timestamp) -> i64 {
        time.nanos().div_euclid(self.interval_nanos)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limiter(max: u64, interval: &str) -> (AlertLimiter<u32, u32>, RuleSlot) {
        let mut limiter = AlertLimiter::new();
        let max = MaxSignals::new(max).expect("a limit");
        let slot = limiter.add_rule(max, &interval.parse().expect("an interval"));
        (limiter, slot)
    }

    fn second(seconds: i64) -> Timestamp {
        Timestamp::from_nanos(seconds * 1_000_000_000)
    }

    #[test]
    fn earliest_stay() {
        let (mut limiter, slot) = limiter(2, "1m");
        assert_eq!(limiter.offer(slot, second(30), 0, 0), None);
        assert_eq!(limiter.offer(slot, second(10), 1, 1), None);
        assert!(limiter.would_keep(slot, second(20)));
        assert!(!limiter.would_keep(slot, second(31)));
        assert_eq!(limiter.offer(slot, second(10), 2, 2), Some(0));
        assert_eq!(limiter.offer(slot, second(61), 3, 3), None);
        assert_eq!(limiter.offer(slot, second(-1), 4, 4), None);
        assert_eq!(limiter.surplus(slot), 1);
        let kept = limiter.finish();
        assert_eq!(kept.alerts.iter().map(|kept| kept.alert).collect::<Vec<_>>(), [4, 1, 2, 3]);
        assert_eq!(kept.surplus, [1]);
    }

    #[test]
    fn unlimited_keeps_all() {
        let mut limiter: AlertLimiter<u32, u32> = AlertLimiter::new();
        let slot = limiter.add_unlimited_rule();
        (0..1000).for_each(|n| assert_eq!(limiter.offer(slot, second(0), n, n), None));
        assert_eq!(limiter.finish().alerts.len(), 1000);
    }

    proptest! {
        #[test]
        fn order_of_offers_does_not_matter(times in prop::collection::vec(0..300_i64, 0..60), seed in any::<u64>()) {
            let offers: Vec<(i64, u32)> = times.iter().copied().zip(0..).collect();
            let mut shuffled = offers.clone();
            shuffled.sort_by_key(|(time, arrival)| (u64::from(*arrival) ^ seed).wrapping_mul(0x9e37_79b9 + *time as u64));
            let run = |offers: &[(i64, u32)]| {
                let (mut limiter, slot) = limiter(3, "1m");
                for &(time, arrival) in offers {
                    limiter.offer(slot, second(time), arrival, arrival);
                }
                limiter.finish()
            };
            prop_assert_eq!(run(&offers), run(&shuffled));
        }
    }
}
