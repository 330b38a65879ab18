//! Rules told in Markdown: every file of `mdtest/` holds rules, events, and the alerts they must give.
//!
//! A case is a heading, a rule in a `toml` block, events in an `ndjson` block and an `alerts` block: one line an alert, the
//! `event.id` of each event joined by ` > `, `-` for a missing stage. Every case is run as one batch, as a batch an event,
//! and with the batches in reverse, which must all give the same alerts.

mod case;
mod events;

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use detect::alert::Alert;
use detect::detector::{DetectOptions, Detector, MatchOptions, Matcher, RuleSet, RuleStatus};
use detect::rule::load_rules;
use ecs::EventBatch;
use ecs::catalogue::EcsCatalogue;

use case::Case;
use events::Events;

/// How a case's events are cut into batches, and in what order the batches come.
#[derive(Clone, Copy, Debug)]
enum Split {
    Whole,
    OneEach,
    Reversed,
}

#[test]
fn rules_give_the_alerts_their_cases_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mdtest");
    let mut failures = Vec::new();
    let mut cases = 0;
    for case in case::read_folder(&folder) {
        for split in [Split::Whole, Split::OneEach, Split::Reversed] {
            let alerts = run(&case, split);
            if alerts != case.alerts {
                failures.push(format!(
                    "{} ({split:?}):\n  expected {:?}\n  got      {alerts:?}",
                    case.name, case.alerts
                ));
            }
        }
        cases += 1;
    }
    assert!(cases > 0, "no case in {}", folder.display());
    assert!(failures.is_empty(), "{} of {cases} cases fail:\n{}", failures.len(), failures.join("\n"));
}

fn run(case: &Case, split: Split) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("rule.toml");
    std::fs::write(&path, &case.rule).expect("the rule is written");
    let loaded = load_rules(&[path]);
    assert!(loaded.problems.is_empty(), "{}: {:?}", case.name, loaded.problems);
    let (set, outcomes) = RuleSet::compile(loaded.rules, &EcsCatalogue);
    for outcome in &outcomes {
        assert_eq!(outcome.status, RuleStatus::Runs, "{}: {:?}", case.name, outcome.diagnostics);
    }
    let set = Arc::new(set);
    let mut matcher = Matcher::new(Arc::clone(&set), MatchOptions::default());
    let mut detector = Detector::new(Arc::clone(&set), DetectOptions::default());
    let events = Arc::new(Events(case.events.clone()));
    let rows: Vec<usize> = (0..case.events.len()).collect();
    let batch = |rows: &[usize]| -> EventBatch { events::batch(&events, rows, set.projection()) };
    let batches: Vec<EventBatch> = match split {
        Split::Whole => vec![batch(&rows)],
        Split::OneEach => rows.chunks(1).map(batch).collect(),
        Split::Reversed => rows.chunks(1).rev().map(batch).collect(),
    };
    for batch in &batches {
        detector.add(matcher.match_batch(batch)).expect("hits are logged");
    }
    let mut alerts = Vec::new();
    let threads = NonZeroUsize::new(2).expect("some");
    let detections = detector.finish().expect("hits are read");
    let consume = |alert: String| {
        alerts.push(alert);
        Ok(())
    };
    detections.emit(events.as_ref(), threads, shown, consume).expect("alerts are made");
    alerts
}

/// The events of one alert: of its building blocks where it has any.
fn shown(mut alerts: Vec<Alert>) -> String {
    if alerts.len() > 1 {
        alerts.pop();
    }
    let id = |block: &Alert| block.get("event").and_then(|event| event["id"].as_str().map(str::to_owned));
    let ids: Vec<String> = alerts.iter().map(|block| id(block).unwrap_or("?".to_owned())).collect();
    ids.join(" > ")
}
