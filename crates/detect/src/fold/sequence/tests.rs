use std::collections::BTreeMap;
use std::time::Duration;

use ecs::{EventHandle, Timestamp};
use lang::ir::{Filter, Presence, SequencePlan, SequenceStage};
use proptest::prelude::*;

use super::*;
use crate::fold::KeyValue;

/// A plan of stages without filters; `!` is a missing stage, anything else a required one.
fn plan(stages: &str, maxspan: Option<u64>) -> SequencePlan {
    let stage = |presence| SequenceStage { filter: Filter::All, keys: Vec::new(), presence };
    let stages = stages.chars().map(|mark| match mark {
        '!' => stage(Presence::Missing),
        _ => stage(Presence::Required),
    });
    SequencePlan {
        stages: stages.collect(),
        until: Some(stage(Presence::Required)),
        maxspan: maxspan.map(Duration::from_millis),
        pipes: Vec::new(),
    }
}

/// One hit: the event's number, its time in milliseconds, the stage and the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct TestHit {
    time: i64,
    event: u64,
    stage: usize,
    key: i64,
}

impl TestHit {
    fn hit(self) -> Hit {
        Hit {
            time: Timestamp::from_millis(self.time).unwrap(),
            tiebreaker: None,
            event: EventHandle { offset: self.event, ..EventHandle::default() },
            keys: [KeyValue::Long(self.key)].into_iter().collect(),
        }
    }
}

/// What was found, as event numbers with -1 for a missing stage.
fn fold(plan: &SequencePlan, hits: &[TestHit], max_keys: usize) -> (Vec<Vec<i64>>, SequenceStatistics) {
    let mut fold = SequenceFold::with_limit(plan, max_keys);
    let mut found = Vec::new();
    hits.iter().for_each(|hit| fold.push(hit.stage, hit.hit(), &mut found));
    let statistics = fold.finish(&mut found);
    let number = |event: &Option<EventHandle>| event.map_or(-1, |event| event.offset as i64);
    (found.iter().map(|found| found.events.iter().map(number).collect()).collect(), statistics)
}

/// `stage@time` or `stage:key@time`; each is an event of its own, numbered from 1, unless it follows a `+`.
fn hits(text: &str) -> Vec<TestHit> {
    let mut event = 0;
    let read = |part: &str| {
        event += u64::from(!part.starts_with('+'));
        let (stage, time) = part.trim_start_matches('+').split_once('@').unwrap();
        let (stage, key) = stage.split_once(':').unwrap_or((stage, "0"));
        TestHit {
            time: time.parse().unwrap(),
            event,
            stage: stage.parse().unwrap(),
            key: key.parse().unwrap(),
        }
    };
    text.split_whitespace().map(read).collect()
}

#[track_caller]
fn check(stages: &str, maxspan: Option<u64>, text: &str, expected: &[&[i64]]) {
    assert_eq!(fold(&plan(stages, maxspan), &hits(text), 1_000).0, expected);
}

#[test]
fn the_newest_partial_is_taken_and_older_ones_are_gone() {
    check("ab", None, "0@1 0@2 1@3 1@4", &[&[2, 3]]);
    check("aab", None, "0@1 0@2 1@3 1@4 2@5 2@6", &[&[2, 3, 5]]);
}

#[test]
fn an_event_never_follows_itself() {
    check("ab", None, "0@1 +1@1", &[]);
    check("ab", None, "0@1 +1@1 0@2 +1@2 0@3 +1@3", &[&[1, 2], &[2, 3]]);
}

#[test]
fn events_of_one_time_follow_one_another_by_arrival() {
    check("ab", None, "0@1 1@1", &[&[1, 2]]);
    check("ab", None, "1@1 0@1", &[]);
}

#[test]
fn keys_are_apart() {
    check("ab", None, "0:1@1 0:2@2 1:2@3 1:1@4", &[&[2, 3], &[1, 4]]);
    check("ab", None, "0:1@1 1:2@2", &[]);
    check("ab", None, "0:1@1 +0:2@1 1:2@2 +1:1@2", &[&[1, 2], &[1, 2]]);
}

#[test]
fn maxspan_may_be_reached_and_a_rejected_partial_is_gone() {
    check("ab", Some(10), "0@1 1@11", &[&[1, 2]]);
    check("ab", Some(10), "0@1 1@12 1@12", &[]);
}

#[test]
fn until_ends_what_is_pending() {
    check("ab", None, "0@1 2@2 1@3", &[]);
    check("ab", None, "0:1@1 2:2@2 1:1@3", &[&[1, 3]]);
    check("ab", None, "0@1 1@2 +2@2", &[&[1, 2]]);
    check("ab", None, "0@1 +2@1 1@2", &[]);
    check("ab", None, "2@1 0@2 1@3", &[&[2, 3]]);
}

#[test]
fn an_event_between_rejects_but_does_not_steer() {
    check("a!b", Some(100), "0@1 2@3", &[&[1, -1, 2]]);
    check("a!b", Some(100), "0@1 1@2 2@3", &[]);
    check("a!b", Some(100), "0@1 1@1 1@3 2@3", &[&[1, -1, 4]]);
    check("a!b", Some(100), "0@1 1@2 1@3 2@3", &[]);
    check("aa!b", Some(100), "0@1 0@2 +1@2 2@3 0@4 +1@4 +3@4 0@5 +1@5 +3@5", &[&[2, 4, -1, 5]]);
}

#[test]
fn a_leading_stage_must_be_further_than_maxspan_from_the_end() {
    check("!a", Some(10), "1@1", &[&[-1, 1]]);
    check("!a", Some(10), "0@1 1@11", &[]);
    check("!a", Some(10), "0@1 1@12", &[&[-1, 2]]);
    check("!a", Some(10), "1@1 0@1", &[&[-1, 1]]);
    check("!ab", Some(10), "0@1 1@5 2@11", &[]);
    check("!ab", Some(10), "0@1 1@5 2@12", &[&[-1, 2, 3]]);
}

#[test]
fn a_trailing_stage_must_be_further_than_maxspan_from_the_start() {
    check("a!", Some(10), "0@1", &[&[1, -1]]);
    check("a!", Some(10), "0@1 1@11", &[]);
    check("a!", Some(10), "0@1 1@12", &[&[1, -1]]);
    check("a!", Some(10), "0@1 1@1", &[&[1, -1]]);
    check("a!", Some(10), "0:1@1 0:2@2 1:1@3", &[&[2, -1]]);
}

#[test]
fn with_both_the_distance_of_their_hits_counts() {
    check("!a!", Some(10), "0@1 1@5 2@11", &[]);
    check("!a!", Some(10), "0@1 1@5 2@12", &[&[-1, 2, -1]]);
    check("!a!", Some(10), "1@5 2@6", &[&[-1, 1, -1]]);
    check("!a!", Some(10), "0@4 1@5", &[&[-1, 2, -1]]);
}

#[test]
fn keys_beyond_the_limit_are_given_up_and_counted() {
    let many: Vec<TestHit> =
        (0..40).map(|event| TestHit { time: event, event: event as u64, stage: 0, key: event }).collect();
    let last = TestHit { time: 50, event: 50, stage: 1, key: 39 };
    let first = TestHit { time: 51, event: 51, stage: 1, key: 0 };
    let (found, statistics) = fold(&plan("ab", None), &[&many[..], &[last, first]].concat(), 8);
    assert_eq!(found, [[39, 50]]);
    assert!(statistics.dropped_keys > 0);
    let (_, statistics) = fold(&plan("ab", Some(3)), &many, 8);
    assert_eq!(statistics.dropped_keys, 0, "maxspan lets them go first");
}

#[test]
fn hits_out_of_order_are_counted() {
    assert_eq!(fold(&plan("ab", None), &hits("0@5 1@3"), 8).1.late_hits, 1);
}

/// The matching as Elasticsearch does it on a whole index: stage after stage, with lists of all pending sequences, and
/// missing stages looked up afterwards.
fn reference(plan: &SequencePlan, hits: &[TestHit]) -> Vec<Vec<i64>> {
    let order = |hit: &TestHit| (hit.time, hit.event);
    let of_stage = |stage: usize| hits.iter().filter(move |hit| hit.stage == stage).copied();
    let required: Vec<usize> =
        (0..plan.stages.len()).filter(|stage| plan.stages[*stage].presence == Presence::Required).collect();
    let maxspan = plan.maxspan.map(|span| span.as_millis() as i64);
    let too_long = |from: i64, to: i64| maxspan.is_some_and(|maxspan| to - from > maxspan);
    let until_stage = plan.stages.len();

    let mut pending: BTreeMap<i64, Vec<Vec<TestHit>>> = BTreeMap::new();
    of_stage(required[0]).for_each(|hit| pending.entry(hit.key).or_default().push(vec![hit]));
    for stage in &required[1..] {
        let mut next: BTreeMap<i64, Vec<Vec<TestHit>>> = BTreeMap::new();
        for hit in of_stage(*stage) {
            let group = pending.entry(hit.key).or_default();
            let older = group.iter().filter(|sequence| order(sequence.last().unwrap()) < order(&hit)).count();
            let Some(mut taken) = group.drain(..older).next_back() else { continue };
            let last = order(taken.last().unwrap());
            let until =
                of_stage(until_stage).filter(|until| until.key == hit.key && order(until) < order(&hit));
            if !too_long(taken[0].time, hit.time) && until.map(|until| order(&until)).max() < Some(last) {
                taken.push(hit);
                next.entry(hit.key).or_default().push(taken);
            }
        }
        pending = next;
    }
    let mut whole: Vec<Vec<TestHit>> = pending.into_values().flatten().collect();
    whole.retain(|sequence| is_undisturbed(plan, &required, sequence, &of_stage, &too_long));
    whole.sort_by_key(|sequence| sequence.last().map(|hit| (order(hit), hit.key)));
    let number = |sequence: &Vec<TestHit>, stage: usize| {
        required.iter().position(|at| *at == stage).map_or(-1, |at| sequence[at].event as i64)
    };
    whole.iter().map(|found| (0..plan.stages.len()).map(|stage| number(found, stage)).collect()).collect()
}

fn is_undisturbed<H: Iterator<Item = TestHit>>(
    plan: &SequencePlan,
    required: &[usize],
    sequence: &[TestHit],
    of_stage: &impl Fn(usize) -> H,
    too_long: &impl Fn(i64, i64) -> bool,
) -> bool {
    let key = sequence[0].key;
    let (start, end) = (sequence[0].time, sequence.last().unwrap().time);
    let (first, last) = (required[0], *required.last().unwrap());
    let (mut leading, mut trailing) = (None, None);
    for stage in (0..plan.stages.len()).filter(|stage| !required.contains(stage)) {
        let times = of_stage(stage).filter(|hit| hit.key == key).map(|hit| hit.time);
        if stage < first {
            leading = leading.max(times.filter(|time| *time < start).max());
        } else if stage > last {
            trailing = [trailing, times.filter(|time| *time > end).min()].into_iter().flatten().min();
        } else {
            let after = required.iter().position(|at| *at > stage).unwrap();
            let (from, to) = (sequence[after - 1].time, sequence[after].time);
            if times.into_iter().any(|time| from < time && time < to) {
                return false;
            }
        }
    }
    match (first > 0, last + 1 < plan.stages.len()) {
        (true, true) => leading.zip(trailing).is_none_or(|(from, to)| too_long(from, to)),
        (true, false) => leading.is_none_or(|from| too_long(from, end)),
        (false, true) => trailing.is_none_or(|to| too_long(start, to)),
        (false, false) => true,
    }
}

fn any_hits(stages: usize) -> impl Strategy<Value = Vec<TestHit>> {
    let event = (0..30_i64, prop::collection::vec((0..=stages, 0..3_i64), 1..4));
    prop::collection::vec(event, 0..40).prop_map(|events| {
        let mut hits = Vec::new();
        for (number, (time, matched)) in events.into_iter().enumerate() {
            let hit = |(stage, key)| TestHit { time, event: number as u64 + 1, stage, key };
            hits.extend(matched.into_iter().map(hit));
        }
        hits.sort();
        hits.dedup();
        hits
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn agrees_with_the_reference(
        (stages, hits) in "(a|!){2,5}"
            .prop_filter("a stage is required", |stages| stages.contains('a'))
            .prop_flat_map(|stages| { let length = stages.len(); (Just(stages), any_hits(length)) }),
        maxspan in prop_oneof![Just(None), (1..12_u64).prop_map(Some)],
    ) {
        // Missing stages need maxspan.
        let maxspan = if stages.contains('!') { maxspan.or(Some(6)) } else { maxspan };
        let plan = plan(&stages, maxspan);
        prop_assert_eq!(fold(&plan, &hits, 1_000_000).0, reference(&plan, &hits));
    }
}
