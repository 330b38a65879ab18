//! What random sequences do not show: samples, pipes, limits, hot changes of rules, damaged snapshots.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use detect::live::{InvalidSnapshot, LiveDetector, LiveOptions};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::generate::{Step, steps};
use crate::world::{Slots, World, compile, options, time};

const START: i64 = 1_200_000_000;

fn event(name: &str, host: u64) -> Value {
    json!({"process": {"name": name}, "host": {"id": host.to_string()}})
}

/// Lets events arrive as they happen, one a batch, so many milliseconds after the start; gives what each gave.
fn arrive(world: &mut World, events: &[(i64, &str, u64)]) -> Vec<Slots> {
    let mut found = Vec::new();
    for (at, name, host) in events {
        world.now = START + at;
        found.extend(world.arrive(vec![(world.now, event(name, *host))]));
    }
    found.into_iter().map(|found| found.events).collect()
}

fn tick(world: &mut World, at: i64) -> Vec<Slots> {
    world.now = START + at;
    world.tick().into_iter().map(|found| found.events).collect()
}

fn world(query: &str) -> World {
    World::new(compile(&[(query, "interval = \"5m\"\nfrom = \"now-9m\"")]), options(), START)
}

#[test]
fn a_single_event_is_a_match_at_once() {
    let mut world = world(r#"any where process.name == "a""#);
    assert_eq!(arrive(&mut world, &[(0, "a", 1), (1, "b", 1), (2, "a", 2)]), [[Some(0)], [Some(2)]]);
}

#[test]
fn an_absence_is_believed_after_its_time_and_a_delay() {
    let query = r#"sequence by host.id with maxspan=5s [any where process.name == "a"]
        ![any where process.name == "m"]"#;
    let mut world = world(query);
    assert!(arrive(&mut world, &[(0, "a", 1), (100, "a", 2), (4_000, "m", 1)]).is_empty());
    assert!(tick(&mut world, 7_099).is_empty());
    assert_eq!(tick(&mut world, 7_100), [[Some(1), None]]);
    assert!(tick(&mut world, 60_000).is_empty());
}

#[test]
fn a_late_event_refutes_an_absence_that_was_not_given_yet() {
    let query = r#"sequence by host.id with maxspan=5s [any where process.name == "a"]
        ![any where process.name == "m"] [any where process.name == "b"]"#;
    let mut world = world(query);
    assert!(arrive(&mut world, &[(0, "a", 1), (0, "a", 2), (1_000, "b", 1), (1_000, "b", 2)]).is_empty());
    world.now = START + 2_000;
    assert!(world.arrive(vec![(START + 500, event("m", 1))]).is_empty());
    assert_eq!(tick(&mut world, 3_000), [[Some(1), None, Some(3)]]);
}

#[test]
fn what_was_given_stays_when_a_late_event_is_chosen_instead() {
    let mut world = world(
        r#"sequence by host.id with maxspan=5s [any where process.name == "a"] [any where process.name == "b"]"#,
    );
    assert_eq!(arrive(&mut world, &[(0, "a", 1), (1_000, "b", 1)]), [[Some(0), Some(1)]]);
    let found = world.arrive(vec![(START + 500, event("a", 1))]);
    assert_eq!(found[0].events, [Some(2), Some(1)]);
    let again = world.arrive(vec![(START + 500, event("c", 1))]);
    assert!(again.is_empty());
}

#[test]
fn pipes_count_within_a_run() {
    let head = r#"any where process.name == "a" | head 1"#;
    let tail = r#"any where process.name == "a" | tail 2"#;
    for (query, expected) in [(head, vec![0]), (tail, vec![1, 2])] {
        let mut world = world(query);
        // The epoch's intervals of five minutes: the start is the start of one.
        assert!(arrive(&mut world, &[(0, "a", 1), (1_000, "a", 1), (2_000, "a", 1)]).is_empty());
        assert!(tick(&mut world, 299_999).is_empty());
        let given: Vec<u64> = tick(&mut world, 300_000).into_iter().filter_map(|slots| slots[0]).collect();
        assert_eq!(given, expected, "{query}");
        assert!(arrive(&mut world, &[(300_001, "a", 1)]).is_empty());
        assert_eq!(tick(&mut world, 600_000), [[Some(3)]], "the next run counts anew");
    }
}

#[test]
fn samples_are_looked_for_at_the_end_of_each_run() {
    let mut world =
        world(r#"sample by host.id [any where process.name == "a"] [any where process.name == "b"]"#);
    assert!(arrive(&mut world, &[(0, "b", 1), (1_000, "a", 1), (100_000, "a", 2)]).is_empty());
    assert_eq!(tick(&mut world, 300_000), [[Some(1), Some(0)]]);
    assert!(arrive(&mut world, &[(500_000, "b", 2), (590_000, "b", 1)]).is_empty());
    world.restart();
    // Nine minutes back is after the events of the first sample.
    assert_eq!(tick(&mut world, 600_000), [[Some(2), Some(3)]]);
    assert!(tick(&mut world, 900_000).is_empty());
}

#[test]
fn the_oldest_key_is_given_up_beyond_a_limit() {
    let query = r#"sequence by host.id [any where process.name == "a"] [any where process.name == "b"]"#;
    for options in [LiveOptions { hits_per_rule: 2, ..options() }, LiveOptions { hits: 2, ..options() }] {
        let mut world = World::new(compile(&[(query, "")]), options, START);
        assert!(arrive(&mut world, &[(0, "a", 1), (1, "a", 2), (2, "a", 3)]).is_empty());
        assert_eq!(arrive(&mut world, &[(3, "b", 3)]), [[Some(2), Some(3)]]);
        let load = world.live.loads().next().unwrap();
        assert!(load.dropped >= 1 && load.hits <= 2, "{load:?}");
    }
    // Hits that only matter for earlier events to come are given up first, and are no loss.
    let mut world = World::new(compile(&[(query, "")]), LiveOptions { hits_per_rule: 2, ..options() }, START);
    assert!(arrive(&mut world, &[(0, "a", 1), (1, "b", 2), (2, "b", 3)]).is_empty());
    assert_eq!(arrive(&mut world, &[(3, "b", 1)]), [[Some(0), Some(3)]]);
    assert_eq!(world.live.loads().next().unwrap().dropped, 0);
    let options_of_idle = LiveOptions { idle_hits: 2, ..options() };
    let mut world = World::new(compile(&[(query, "")]), options_of_idle, START);
    assert!(arrive(&mut world, &[(0, "b", 1), (1, "b", 2), (2, "b", 3), (3, "a", 4)]).is_empty());
    let load = world.live.loads().next().unwrap();
    assert!(load.dropped == 0 && (2..=3).contains(&load.hits), "{load:?}");
    assert_eq!(world.arrive(vec![(START + 1, event("a", 3))])[0].events, [Some(4), Some(2)]);
    // One key alone.
    let options = LiveOptions { hits_per_key: 3, ..options() };
    let mut world = World::new(compile(&[(query, "")]), options, START);
    let same: Vec<(i64, &str, u64)> = (0..10).map(|at| (at, "a", 1)).collect();
    assert!(arrive(&mut world, &same).is_empty());
    assert_eq!(arrive(&mut world, &[(20, "b", 1)]), [[Some(9), Some(10)]]);
    let load = world.live.loads().next().unwrap();
    assert!(load.dropped == 8 && load.hits == 3, "{load:?}");
}

#[test]
fn state_outlives_a_change_of_other_rules_only() {
    let first = r#"sequence by host.id [any where process.name == "a"] [any where process.name == "b"]"#;
    let second = r#"sequence by host.id [any where process.name == "a"] [any where process.name == "c"]"#;
    let changed =
        r#"sequence by host.id [any where process.name == "a"] [any where process.name in ("c", "d")]"#;
    let mut world = World::new(compile(&[(first, ""), (second, "")]), options(), START);
    assert!(arrive(&mut world, &[(0, "a", 1)]).is_empty());
    let set = compile(&[(first, "tags = [\"new\"]"), (changed, "")]);
    let mut other = world.live.beside(Arc::clone(&set));
    let restored = other.restore(&world.live.snapshot()).unwrap();
    assert_eq!(restored.rules, [0], "tags do not matter to state, the query does");
    let hits: Vec<usize> = other.loads().map(|load| load.hits).collect();
    assert_eq!(hits, [1, 0]);
}

#[test]
fn a_damaged_snapshot_is_refused_and_changes_nothing() {
    let query = r#"sequence by host.id [any where process.name == "a"] [any where process.name == "b"]"#;
    let mut world = World::new(compile(&[(query, "")]), options(), START);
    arrive(&mut world, &[(0, "a", 1), (1, "b", 1), (2, "a", 1), (3, "a", 2)]);
    let bytes = world.live.snapshot();
    for length in 0..bytes.len() {
        let mut live = LiveDetector::new(Arc::clone(&world.set), options());
        // Cut just before a rule, it is a snapshot of fewer rules.
        if live.restore(&bytes[..length]).is_ok_and(|restored| !restored.rules.is_empty()) {
            panic!("{length} of {} bytes were taken", bytes.len());
        }
        assert_eq!(live.loads().map(|load| load.hits).sum::<usize>(), 0);
    }
    // Whatever else is wrong with them: nothing to panic about.
    for at in 0..bytes.len() {
        let mut other = bytes.clone();
        other[at] ^= 0x81;
        let mut live = LiveDetector::new(Arc::clone(&world.set), options());
        if live.restore(&other).is_ok() {
            live.tick(time(START + 1_000));
            live.snapshot();
        }
    }
    let mut other = bytes.clone();
    other[8] += 1;
    let mut live = LiveDetector::new(Arc::clone(&world.set), options());
    assert_eq!(live.restore(&other), Err(InvalidSnapshot::Version(2)));
    assert_eq!(
        world.live.restore(&LiveDetector::new(world.set.clone(), options()).snapshot()),
        Err(InvalidSnapshot::OtherSeed)
    );
}

#[test]
fn memory_is_given_back_as_time_passes() {
    let query = r#"sequence by host.id with maxspan=5s [any where process.name == "a"] [any where process.name == "b"]"#;
    let options = LiveOptions { lateness: Duration::from_secs(10), ..options() };
    let mut world = World::new(compile(&[(query, "")]), options, START);
    let events: Vec<(i64, &str, u64)> =
        (0..200).map(|at| (at * 1_000, ["a", "b", "c"][at as usize % 3], at as u64 % 7)).collect();
    arrive(&mut world, &events);
    assert!(world.live.loads().next().unwrap().hits <= 20);
    tick(&mut world, 300_000);
    assert_eq!(world.live.loads().next().unwrap(), Default::default());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Samples: what hunts over each run's window find, each once.
    #[test]
    fn samples_are_those_of_the_windows_of_all_runs(steps in steps(9_000, false)) {
        let query = r#"sample by host.id [any where process.name in ("a", "c")] [any where process.name == "b"]"#;
        let mut world = World::new(compile(&[(query, "interval = \"10s\"\nfrom = \"now-15s\"")]), options(), START);
        world.tick();
        let mut expected: BTreeSet<Slots> = BTreeSet::new();
        let mut given: BTreeSet<Slots> = BTreeSet::new();
        for (pause, step) in &steps {
            let due = (world.now / 10_000 + 1) * 10_000;
            world.now += pause;
            if due <= world.now {
                expected.extend(world.hunt(Some(due - 15_000), Some(due)).into_iter().map(|(_, slots)| slots));
            }
            let found = match step {
                Step::Arrive(events) => {
                    let now = world.now;
                    world.arrive(events.iter().map(|(delay, event)| (now - delay, event.clone())).collect())
                }
                Step::Tick => world.tick(),
                Step::Restart => {
                    world.restart();
                    world.tick()
                }
            };
            for found in found {
                prop_assert!(given.insert(found.events), "each once");
            }
            prop_assert_eq!(&given, &expected, "at {}", world.now);
        }
    }
}

#[test]
fn time_never_goes_back() {
    let mut world = world(r#"any where process.name == "a" | head 1"#);
    arrive(&mut world, &[(0, "a", 1)]);
    assert_eq!(tick(&mut world, 300_000).len(), 1);
    assert!(tick(&mut world, 0).is_empty());
    assert!(world.live.end_runs(time(START)).is_empty());
}
