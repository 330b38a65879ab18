//! One attack, told by every product: the shipped rule sees it, and its guide finds what belongs to it.
//!
//! `testkit` tells the scenario and renders it into each product's raw format; what is tested here is the way from those
//! bytes to alerts and answers. An event is known by its time, which no other has, in whatever form it comes back.

#[path = "scenarios/hunted.rs"]
mod hunted;
#[path = "scenarios/starts.rs"]
mod starts;
#[path = "scenarios/table.rs"]
mod table;
#[path = "scenarios/tree.rs"]
mod tree;

use std::collections::BTreeSet;

use detect::guide::PivotContext;
use ecs::{Document, Timestamp};
use testkit::scenario::{
    DIALECTS, Dialect, EventKind, Extent, Investigation, Scenario, proxy_execution_via_openssh,
};

use hunted::Hunted;

/// Of a dialect with more problems only so many are told.
const MOST_PROBLEMS: usize = 12;

/// Checks every dialect, and says of each what is wrong with it. `DIALECT=sysmon` checks that one only.
fn check_all(check: impl Fn(&Scenario, &Dialect) -> Vec<String>) {
    let only = std::env::var("DIALECT").ok();
    let is_wanted = |dialect: &Dialect| only.as_ref().is_none_or(|name| dialect.name == name);
    let scenario = proxy_execution_via_openssh();
    let mut report = String::new();
    for dialect in DIALECTS.iter().filter(|dialect| is_wanted(dialect)) {
        for problem in check(&scenario, dialect).iter().take(MOST_PROBLEMS) {
            report.push_str(&format!("{}: {problem}\n", dialect.name));
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn every_event_is_read() {
    check_all(|scenario, dialect| {
        let hunted = Hunted::of(scenario, dialect);
        let read: BTreeSet<Timestamp> = hunted.documents.iter().map(time_of).collect();
        let recorded =
            scenario.events.iter().filter(|event| dialect.extent(event.deed.kind()) != Extent::Absent);
        let mut told: BTreeSet<Timestamp> = recorded.map(|event| event.at).collect();
        // What describes machines and accounts is no event of theirs, and is dated before all.
        told.extend(read.get(&scenario.begins));
        let mut problems = differences(scenario, "read", &read, &told);
        problems.extend(hunted.unread.clone());
        problems
    });
}

#[test]
fn the_rule_fires_on_the_guilty_start_only() {
    check_all(|scenario, dialect| {
        let hunted = Hunted::of(scenario, dialect);
        let alerts = hunted.alerts.iter().map(event_time).collect();
        let guilty = scenario.events.iter().filter(|event| event.is_guilty).map(|event| event.at).collect();
        let mut problems = differences(scenario, "alerts", &alerts, &guilty);
        if hunted.alerts.len() != guilty.len() {
            problems.push(format!("{} alerts for {} guilty starts", hunted.alerts.len(), guilty.len()));
        }
        problems
    });
}

#[test]
fn the_investigations_return_what_belongs_to_the_attack() {
    check_all(|scenario, dialect| {
        let hunted = Hunted::of(scenario, dialect);
        let Some(alert) = hunted.alerts.first() else { return vec!["there is no alert".to_owned()] };
        let context = PivotContext { alert, now: scenario.ends };
        let mut problems = Vec::new();
        let guide = hunted.investigations();
        assert_eq!(guide.len(), Investigation::ALL.len(), "every investigation of the guide is tested");
        for investigation in Investigation::ALL {
            let wanted = guide.iter().find(|one| one.label == investigation.label());
            let pivot = wanted.expect("the guide has it").pivot(context);
            let Some(question) = pivot.to_eql() else {
                if expected(scenario, dialect, investigation).is_empty() {
                    continue;
                }
                problems.push(format!("{investigation:?} cannot be asked: {:?}", pivot.gaps));
                continue;
            };
            let answer = hunted.ask(&question);
            let expected = expected(scenario, dialect, investigation);
            let different = differences(scenario, &format!("{investigation:?}"), &answer, &expected);
            if !different.is_empty() {
                problems.extend(different);
                problems.push(format!("asked {question}"));
            }
            if hunted.select(&pivot) != answer {
                problems.push(format!("{investigation:?}: the filter selects otherwise than {question}"));
            }
        }
        problems
    });
}

#[test]
fn blocks_and_threads_change_nothing() {
    check_all(|scenario, dialect| {
        let hunted = Hunted::of(scenario, dialect);
        let mut problems = Vec::new();
        for (block_bytes, threads) in [(1 << 12, 1), (1 << 13, 3)] {
            let documents = hunted.documents_of_blocks(block_bytes, threads);
            let different = hunted.documents.iter().zip(&documents).find(|(one, other)| one != other);
            if let Some((one, other)) = different {
                problems.push(format!("{block_bytes} bytes, {threads} threads: {one:?} became {other:?}"));
            } else if hunted.documents.len() != documents.len() {
                problems.push(format!("{block_bytes} bytes, {threads} threads: {} events", documents.len()));
            }
        }
        problems
    });
}

/// The times of the events and earlier alerts that an investigation must return.
fn expected(scenario: &Scenario, dialect: &Dialect, investigation: Investigation) -> BTreeSet<Timestamp> {
    let events = scenario.events.iter().filter(|event| dialect.answers(event, investigation));
    let mut expected: BTreeSet<Timestamp> = events.map(|event| event.at).collect();
    let alerts = scenario.earlier_alerts.iter().filter(|alert| alert.answers.contains(&investigation));
    expected.extend(alerts.map(|alert| alert.at));
    // Where an end says who had started the process, it is found as well as the start.
    if investigation == Investigation::Children && dialect.extent(EventKind::End) == Extent::Recorded {
        let ends = scenario.ends_of(|process| expected.contains(&process.started));
        if dialect.ends_name_parent {
            expected.extend(ends);
        }
    }
    expected
}

/// What is missing and what should not be there, in words.
fn differences(
    scenario: &Scenario,
    what: &str,
    found: &BTreeSet<Timestamp>,
    expected: &BTreeSet<Timestamp>,
) -> Vec<String> {
    let missing = expected.difference(found).map(|at| format!("{what}: missing {}", scenario.describe(*at)));
    let surplus = found.difference(expected).map(|at| format!("{what}: surplus {}", scenario.describe(*at)));
    missing.chain(surplus).collect()
}

fn time_of(document: &Document) -> Timestamp {
    time_in(document, "@timestamp")
}

/// When the event of an alert happened.
fn event_time(alert: &Document) -> Timestamp {
    time_in(alert, "kibana.alert.original_time")
}

fn time_in(document: &Document, field: &str) -> Timestamp {
    let text = document.get(field).and_then(|value| value.as_str()).unwrap_or_default();
    Timestamp::parse(text).unwrap_or_else(|| panic!("no time in {field}: {document:?}"))
}
