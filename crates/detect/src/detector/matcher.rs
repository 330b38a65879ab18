//! Which rows of a batch matched what: the stateless half of detection.

use std::sync::Arc;

use ecs::batch::Values;
use ecs::{EventBatch, EventHandle, IndexGroup, Slot, Timestamp};
use foldhash::{HashMap, HashMapExt as _};

use super::{CompiledRule, RuleSet};
use crate::eval::EvalScratch;
use crate::fold::join_keys::{combinations, values_in};
use crate::fold::{Hit, LoggedHit};

/// A span of event time; both ends optional and included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// The earliest event.
    pub from: Option<Timestamp>,
    /// The latest event.
    pub to: Option<Timestamp>,
}

impl TimeRange {
    fn contains(&self, time: Timestamp) -> bool {
        self.from.is_none_or(|from| time >= from) && self.to.is_none_or(|to| time <= to)
    }
}

/// What a matcher looks at.
#[derive(Clone, Copy, Debug, Default)]
pub struct MatchOptions {
    /// Whether every rule reads every event, whatever its index patterns say.
    pub any_index: bool,
    /// Events outside are not looked at.
    pub time: TimeRange,
}

/// What one batch came to.
#[derive(Debug, Default)]
pub struct BatchMatches {
    /// Events in the batch, matched or not.
    pub events: u64,
    /// The time of the newest event that was looked at.
    pub newest: Option<Timestamp>,
    pub(crate) hits: Vec<LoggedHit>,
}

impl BatchMatches {
    /// Events that matched, counted once for each stage of each rule.
    pub fn hits(&self) -> usize {
        self.hits.len()
    }
}

/// Matches batches against all rules; one a thread.
#[derive(Debug)]
pub struct Matcher {
    set: Arc<RuleSet>,
    options: MatchOptions,
    scratch: EvalScratch,
    /// For each group of index names met so far, which rules read it.
    readers: HashMap<IndexGroup, Arc<[bool]>>,
    /// The handles given for rows of the current batch.
    handles: Vec<Option<EventHandle>>,
}

impl Matcher {
    /// A matcher for these rules.
    pub fn new(set: Arc<RuleSet>, options: MatchOptions) -> Self {
        let scratch = set.filters().scratch();
        Self { set, options, scratch, readers: HashMap::new(), handles: Vec::new() }
    }

    /// Matches one batch, built for [`RuleSet::projection`].
    pub fn match_batch(&mut self, batch: &EventBatch) -> BatchMatches {
        let readers: Vec<Arc<[bool]>> = batch.groups().iter().map(|group| self.readers_of(group)).collect();
        self.handles.clear();
        self.handles.resize(batch.num_rows(), None);
        let set = Arc::clone(&self.set);
        let matches = set.filters().evaluate(batch, &mut self.scratch);
        let mut hits = Vec::new();
        for (filter, rows) in matches.iter() {
            let (rule, stage) = set.use_of(filter);
            let compiled = &set.rules()[rule as usize];
            for row in rows.iter() {
                let group = batch.group_of(row);
                let Some(time) = time_of(compiled, batch, row) else { continue };
                if !readers[group][rule as usize] || !self.options.time.contains(time) {
                    continue;
                }
                let event = *self.handles[row].get_or_insert_with(|| batch.keep(row));
                let tiebreaker = compiled.tiebreakers.iter().find_map(|slot| whole_number(batch, *slot, row));
                let keys = compiled.stages.get(stage as usize).map_or(&[][..], |stage| &stage.keys);
                let keys = keys.iter().map(|key| (values_in(batch, key.slot, row), key.optional));
                hits.extend(combinations(keys).into_iter().map(|keys| LoggedHit {
                    rule,
                    stage,
                    hit: Hit { time, tiebreaker, event, keys },
                }));
            }
        }
        BatchMatches { events: batch.num_rows() as u64, newest: self.newest(batch), hits }
    }

    fn newest(&self, batch: &EventBatch) -> Option<Timestamp> {
        let times = (0..batch.num_rows()).filter_map(|row| batch.timestamp(row));
        times.filter(|time| self.options.time.contains(*time)).max()
    }

    fn readers_of(&mut self, group: &IndexGroup) -> Arc<[bool]> {
        /// Groups are few; the limit keeps hostile data stream names from filling memory.
        const MOST_GROUPS: usize = 10_000;
        if let Some(readers) = self.readers.get(group) {
            return Arc::clone(readers);
        }
        let any_index = self.options.any_index;
        let rules = self.set.rules().iter();
        let readers: Arc<[bool]> = rules.map(|rule| any_index || group.is_read_by(&rule.patterns)).collect();
        if self.readers.len() < MOST_GROUPS {
            self.readers.insert(group.clone(), Arc::clone(&readers));
        }
        readers
    }
}

/// The time by which a rule orders the event. Events without one take no part, as in Elasticsearch; a rule about
/// single events needs no order, so there an unreadable time is the epoch.
fn time_of(rule: &CompiledRule, batch: &EventBatch, row: usize) -> Option<Timestamp> {
    let time = match rule.time {
        None => batch.timestamp(row),
        Some(slot) => whole_number(batch, slot, row).map(Timestamp::from_nanos),
    };
    time.or_else(|| rule.stages.is_empty().then(Timestamp::default))
}

/// The first value of a field as a whole number; text is read as one, a date is nanoseconds since the epoch.
fn whole_number(batch: &EventBatch, slot: Slot, row: usize) -> Option<i64> {
    let column = batch.column(slot)?;
    let first = column.range(row).next()?;
    match column.values {
        Values::Text(values) => values.value(first).parse().ok(),
        Values::Long(values) => Some(values.value(first)),
        Values::Double(values) => Some(values.value(first) as i64),
        Values::Date(values) => Some(values.value(first)),
        Values::Boolean(_) => None,
    }
}
