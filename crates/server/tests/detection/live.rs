//! Events in, alerts and runs out.

use std::sync::Arc;
use std::time::Duration;

use detect::live::SimulatedClock;
use ecs::Timestamp;
use serde_json::Value;
use server::detection::{ALERTS_INDEX, DetectionOptions};
use store::{RunKind, RunStatus};

use crate::world::{World, event, now_millis, options, until};

const SEQUENCE: &str = r#"sequence by host.id with maxspan=1m
    [process where process.name == "first.exe"] [process where process.name == "second.exe"]"#;

#[test]
fn an_event_is_an_alert_as_elastic_writes_it() {
    let world = World::new();
    world.rule(1, r#"process where process.name == "bad.exe""#, "");
    let detection = world.start(options());
    let start = now_millis();
    world.append([(0, event(start, 0, "good.exe", 1)), (1, event(start, 1, "bad.exe", 1))]);
    until("there is an alert", || !world.alerts().is_empty());
    let alert = &world.alerts()[0];
    assert_eq!(
        (alert.index.as_str(), alert.rule_id.as_str()),
        (ALERTS_INDEX, "00000000-0000-4000-8000-000000000001")
    );
    let document: Value = serde_json::from_str(&alert.document).unwrap();
    assert_eq!(document["kibana.alert.uuid"], alert.id.as_str());
    assert_eq!(document["@timestamp"], document["kibana.alert.start"]);
    assert_eq!(document["@timestamp"], document["kibana.alert.intended_timestamp"]);
    assert_eq!(
        document["kibana.alert.original_time"],
        Timestamp::from_millis(start + 1).unwrap().to_string()
    );
    assert_eq!(document["kibana.alert.rule.execution.type"], "scheduled");
    let ancestor = &document["kibana.alert.ancestors"][0];
    assert_eq!(ancestor["id"], "event-1");
    assert_eq!(ancestor["index"], "logs-endpoint.events.process-default");
    assert_eq!(document["process"]["name"], "bad.exe");
    world.settle();
    until("statistics are told", || detection.statistics().alerts == 1);
    let statistics = detection.statistics();
    assert_eq!((statistics.events, statistics.matches, statistics.rules), (2, 1, 1));
    assert!(statistics.latency_quantile(0.99).is_some_and(|millis| millis <= 1_000), "{statistics:?}");
}

#[test]
fn a_rule_reads_the_indices_that_it_names() {
    let world = World::new();
    let query = r#"process where process.name == "bad.exe""#;
    world.rule(1, query, r#"index = ["logs-endpoint.events.*"]"#);
    world.rule(2, query, r#"index = ["winlogbeat-*", "logs-windows.*"]"#);
    let _detection = world.start(options());
    world.append([(0, event(now_millis(), 0, "bad.exe", 1))]);
    world.settle();
    assert_eq!(world.lines(), ["Rule 1: event-0"]);
}

#[test]
fn a_sequence_goes_on_after_a_restart() {
    let world = World::new();
    world.rule(1, SEQUENCE, "");
    let start = now_millis();
    let detection = world.start(options());
    world.append([(0, event(start, 0, "first.exe", 1))]);
    world.settle();
    detection.stop();
    assert!(!detection.is_running());
    world.append([(1, event(start, 10, "second.exe", 1)), (2, event(start, 20, "second.exe", 1))]);
    let detection = world.start(options());
    world.settle();
    detection.stop();
    assert_eq!(world.lines(), ["Rule 1: event-0 event-1"]);
    assert_eq!(world.alerts().len(), 3, "two building blocks and the shell");
    let detection = world.start(options());
    world.append([(3, event(start, 30, "second.exe", 1))]);
    world.settle();
    drop(detection);
    assert_eq!(world.alerts().len(), 3);
}

#[test]
fn a_late_event_completes_a_sequence() {
    let world = World::new();
    world.rule(1, SEQUENCE, "");
    let _detection = world.start(options());
    let start = now_millis();
    world.append([(0, event(start, 10, "second.exe", 1))]);
    world.settle();
    world.append([(1, event(start, 0, "first.exe", 1))]);
    until("there is an alert", || world.lines() == ["Rule 1: event-1 event-0"]);
}

#[test]
fn runs_are_recorded_and_limit_alerts() {
    let world = World::new();
    world.rule(
        1,
        r#"process where process.name == "bad.exe""#,
        "interval = \"1s\"\nfrom = \"now-1m\"\nmax_signals = 2",
    );
    let detection = world.start(options());
    // Runs begin with each second: the events are to be of one.
    let millis = 1_000 - now_millis().rem_euclid(1_000) as u64;
    std::thread::sleep(Duration::from_millis(millis + 50));
    let start = now_millis();
    world.append((0..5).map(|number| (number, event(start, number as i64, "bad.exe", 1))));
    until("there are alerts", || world.alerts().len() == 2);
    let runs = || world.store.state().runs(Some("00000000-0000-4000-8000-000000000001"), 100).unwrap();
    until("the run has ended", || runs().iter().any(|run| run.matches == 5));
    let runs = runs();
    let run = runs.iter().find(|run| run.matches == 5).unwrap();
    assert_eq!((run.events, run.alerts, run.suppressed), (5, 2, 3));
    assert_eq!(run.status, RunStatus::PartialFailure);
    assert!(run.warnings[0].contains("max_signals"), "{:?}", run.warnings);
    let finished = run.finished.unwrap();
    assert_eq!(run.window.1, finished);
    assert_eq!(finished.nanos() - run.window.0.nanos(), 60_000_000_000);
    assert_eq!(finished.nanos() % 1_000_000_000, 0);
    assert!(runs.iter().any(|run| run.status == RunStatus::Succeeded && run.events == 0));
    until("the current run is shown", || {
        detection.runs().len() == 1 && detection.runs()[0].finished.is_none()
    });
    assert_eq!(world.alerts().len(), 2);
}

#[test]
fn downtime_is_one_run_that_catches_up() {
    let world = World::new();
    world.rule(1, r#"process where process.name == "bad.exe""#, "interval = \"1m\"\nfrom = \"now-2m\"");
    world.start(options()).stop();
    let start = now_millis();
    world.append([(0, event(start, 0, "bad.exe", 1))]);
    // An hour later by the clock.
    let clock = SimulatedClock::at(Timestamp::from_millis(start + 3_600_000).unwrap());
    let detection = world.start(DetectionOptions { clock: Arc::new(clock), ..options() });
    until("there is an alert", || !world.alerts().is_empty());
    let runs = || world.store.state().runs(None, 100).unwrap();
    until("the run has ended", || runs().iter().any(|run| run.matches == 1));
    drop(detection);
    let runs: Vec<_> = runs().into_iter().filter(|run| run.finished.is_some()).collect();
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert_eq!(runs[0].kind, RunKind::CatchUp);
    assert!(runs[0].finished.unwrap().millis() >= start + 3_600_000);
    assert!(runs[0].window.0.millis() <= start - 110_000);
}
