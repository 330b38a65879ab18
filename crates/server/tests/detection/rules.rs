//! Rules that come, change, break and go while events arrive.

use std::time::Duration;

use crate::world::{World, event, now_millis, options, rule_text, until, write};

const BAD: &str = r#"process where process.name == "bad.exe""#;
const WORSE: &str = r#"process where process.name == "worse.exe""#;

#[test]
fn a_new_rule_is_evaluated_over_its_look_back_at_once() {
    let world = World::new();
    world.rule(1, BAD, "");
    let detection = world.start_watched();
    let start = now_millis();
    world.append([
        (0, event(start, -3_600_000, "worse.exe", 1)),
        (1, event(start, 0, "worse.exe", 1)),
        (2, event(start, 1, "first.exe", 1)),
    ]);
    world.settle();
    assert!(world.alerts().is_empty());
    world.rule(2, WORSE, "from = \"now-9m\"");
    until("the event that it looks back at is an alert", || world.lines() == ["Rule 2: event-1"]);
    // A sequence goes on from what the look-back has seen.
    world.rule(
        3,
        r#"sequence by host.id [process where process.name == "first.exe"] [process where process.name == "second.exe"]"#,
        "",
    );
    until("the rule is loaded", || detection.rules().outcomes.len() == 3);
    world.append([(3, event(start, 2, "second.exe", 1)), (4, event(start, 3, "bad.exe", 1))]);
    until("all are evaluated", || {
        world.lines() == ["Rule 1: event-4", "Rule 2: event-1", "Rule 3: event-2 event-3"]
    });
}

#[test]
fn a_rule_that_changed_while_nothing_ran_is_evaluated_over_its_look_back() {
    let world = World::new();
    world.rule(1, BAD, "");
    let start = now_millis();
    let detection = world.start(options());
    world.append([(0, event(start, 0, "worse.exe", 1)), (1, event(start, 0, "bad.exe", 1))]);
    world.settle();
    detection.stop();
    world.rule(1, WORSE, "");
    let _detection = world.start(options());
    until("there is another alert", || world.lines() == ["Rule 1: event-0", "Rule 1: event-1"]);
}

#[test]
fn a_broken_rule_keeps_its_last_good_version_and_says_so() {
    let world = World::new();
    world.rule(1, BAD, "");
    world.rule(2, WORSE, "");
    let detection = world.start_watched();
    until("the rules are loaded", || detection.rules().outcomes.len() == 2);
    let start = now_millis();
    // One is no TOML any more, the other's query has an error.
    write(&world.rules().join("1.toml"), "[rule\nname = ");
    write(&world.rules().join("2.toml"), &rule_text(2, "process where", ""));
    until("both are told", || detection.rules().kept.len() == 2);
    world.append([(0, event(start, 0, "bad.exe", 1)), (1, event(start, 0, "worse.exe", 1))]);
    until("both still run", || world.lines() == ["Rule 1: event-0", "Rule 2: event-1"]);
    // Mended.
    world.rule(1, r#"process where process.name == "good.exe""#, "");
    world.rule(2, WORSE, "");
    until("none is kept", || detection.rules().kept.is_empty());
    world.append([(2, event(start, 0, "good.exe", 1)), (3, event(start, 0, "bad.exe", 1))]);
    until("the new version runs", || world.lines().contains(&"Rule 1: event-2".to_owned()));
    world.settle();
    assert_eq!(world.lines().len(), 3);
}

#[test]
fn a_rule_that_is_gone_or_disabled_does_not_run() {
    let world = World::new();
    world.rule(1, BAD, "");
    world.rule(2, WORSE, "enabled = false");
    let detection = world.start_watched();
    let start = now_millis();
    world.append([(0, event(start, 0, "bad.exe", 1)), (1, event(start, 0, "worse.exe", 1))]);
    until("the first runs", || world.lines() == ["Rule 1: event-0"]);
    std::fs::remove_file(world.rules().join("1.toml")).unwrap();
    until("it is gone", || detection.rules().outcomes.is_empty());
    world.append([(2, event(start, 0, "bad.exe", 1))]);
    world.settle();
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!(world.lines(), ["Rule 1: event-0"]);
}
