//! Live detection against the hunt's fold, for random rules, events, orders of arrival, batches and restarts.

use std::collections::{BTreeMap, BTreeSet};

use detect::live::LiveMatch;
use proptest::prelude::*;
use serde_json::Value;

use crate::generate::{LATENESS, RandomRule, Step, rule, steps};
use crate::world::{Slots, World, compile, options, trimmed};

/// What is to be given, told by nothing but hunts over all events so far.
#[derive(Default)]
struct Model {
    given: BTreeSet<Slots>,
    waiting: BTreeMap<Slots, i64>,
}

impl Model {
    fn step(&mut self, world: &World, rule: &RandomRule) -> BTreeSet<Slots> {
        let found: BTreeSet<Slots> = world.hunt(None, None).into_iter().map(|(_, slots)| slots).collect();
        self.waiting.retain(|slots, _| found.contains(slots));
        let mut now_given = BTreeSet::new();
        for slots in found {
            if self.given.contains(&slots) {
                continue;
            }
            let (start, end) = world.span(&slots);
            let open = if rule.has_trailing { start + rule.maxspan.unwrap() - end } else { 0 };
            let absence_delay = options().absence_delay.as_millis() as i64;
            let due = world.now.max(end) + open + absence_delay;
            let due = *self.waiting.entry(slots.clone()).or_insert(due);
            if !rule.has_missing || due <= world.now {
                self.waiting.remove(&slots);
                self.given.insert(slots.clone());
                now_given.insert(slots);
            }
        }
        now_given
    }
}

fn as_set(found: &[LiveMatch]) -> BTreeSet<Slots> {
    found.iter().map(|found| trimmed(found.events.clone())).collect()
}

/// An event of one host only. One of two can be refuted for either, and the model does not tell matches of different
/// keys apart.
fn with_one_host(event: &Value) -> Value {
    let mut event = event.clone();
    if event["host"]["id"].is_array() {
        event["host"]["id"] = "0".into();
    }
    event
}

/// Runs all steps, compares after each, and gives what was given in all.
fn run(rule: &RandomRule, steps: &[(i64, Step)]) -> Result<(World, BTreeSet<Slots>), TestCaseError> {
    let mut world = World::new(compile(&[(&rule.query, "")]), options(), 1_000_000_000);
    let mut model = Model::default();
    for (number, (pause, step)) in steps.iter().enumerate() {
        world.now += pause;
        let found = match step {
            Step::Arrive(events) => {
                let now = world.now;
                let host =
                    |event: &Value| if rule.has_missing { with_one_host(event) } else { event.clone() };
                world.arrive(events.iter().map(|(delay, event)| (now - delay, host(event))).collect())
            }
            Step::Tick => world.tick(),
            Step::Restart => {
                world.restart();
                world.tick()
            }
        };
        let given = as_set(&found);
        prop_assert_eq!(given.len(), found.len(), "each once");
        prop_assert_eq!(given, model.step(&world, rule), "step {} at {}", number, world.now);
    }
    world.now += 1_000_000;
    let given = as_set(&world.tick());
    prop_assert_eq!(given, model.step(&world, rule), "at the end");
    prop_assert_eq!(world.live.loads().map(|load| load.dropped).sum::<u64>(), 0);
    Ok((world, model.given))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// After every step, live detection has given what hunts over the events after each step so far would have.
    #[test]
    fn gives_what_a_hunt_over_the_events_so_far_finds(rule in rule(), steps in steps(LATENESS, true)) {
        let (world, given) = run(&rule, &steps)?;
        let hunt: BTreeSet<Slots> = world.hunt(None, None).into_iter().map(|(_, slots)| slots).collect();
        prop_assert!(given.is_superset(&hunt), "nothing that a hunt finds is missing");
    }

    /// Where events arrive in the order in which they happened, the two are the same.
    #[test]
    fn gives_what_a_hunt_gives_where_events_come_in_order(rule in rule(), steps in steps(0, false)) {
        let (world, given) = run(&rule, &steps)?;
        let hunt: BTreeSet<Slots> = world.hunt(None, None).into_iter().map(|(_, slots)| slots).collect();
        prop_assert_eq!(given, hunt);
    }
}
