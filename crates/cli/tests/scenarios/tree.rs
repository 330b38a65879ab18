//! The process tree: from every start one can go up to where the story's knowledge ends, and never into another tree.

use std::collections::HashMap;

use ecs::{Document, Timestamp};
use serde_json::Value;
use testkit::scenario::{Deed, Dialect, Process, Scenario};

use crate::hunted::{Hunted, text};
use crate::{check_all, time_of};

#[test]
fn the_process_tree_is_whole() {
    check_all(problems);
}

fn problems(scenario: &Scenario, dialect: &Dialect) -> Vec<String> {
    let hunted = Hunted::of(scenario, dialect);
    let starts: HashMap<Timestamp, &Document> =
        hunted.documents.iter().filter(|document| is_start(document)).map(|it| (time_of(it), it)).collect();
    let mut by_entity_id: HashMap<&str, Timestamp> = HashMap::new();
    let mut problems = Vec::new();
    for process in told(scenario) {
        let Some(document) = starts.get(&process.started) else {
            problems.push(format!("not read: {}", scenario.describe(process.started)));
            continue;
        };
        match text(document, "process.entity_id") {
            None => problems.push(format!("no process.entity_id: {}", scenario.describe(process.started))),
            Some(id) => {
                if let Some(other) = by_entity_id.insert(id, process.started) {
                    let (one, other) = (scenario.describe(process.started), scenario.describe(other));
                    problems.push(format!("{one} and {other} have the same process.entity_id {id}"));
                }
            }
        }
    }
    for process in told(scenario) {
        let Some(document) = starts.get(&process.started) else { continue };
        let named = text(document, "process.parent.entity_id");
        let found = named.and_then(|id| by_entity_id.get(id));
        let expected = process.parent.as_ref().filter(|parent| parent.is_told).map(|parent| parent.started);
        if found.copied() != expected {
            let parent = |at: Option<Timestamp>| at.map_or("nothing".to_owned(), |at| scenario.describe(at));
            problems.push(format!(
                "the parent of {} is {} but leads to {} ({named:?})",
                scenario.describe(process.started),
                parent(expected),
                parent(found.copied())
            ));
        }
    }
    problems
}

pub(crate) fn told(scenario: &Scenario) -> impl Iterator<Item = &Process> {
    scenario.events.iter().filter_map(|event| match &event.deed {
        Deed::Start(process) => Some(&**process),
        _ => None,
    })
}

pub(crate) fn is_start(document: &Document) -> bool {
    let has = |field: &str, value: &str| {
        document.get("event").and_then(|event| event.get(field)).is_some_and(|values| match values {
            Value::Array(values) => values.iter().any(|one| one == value),
            one => one == value,
        })
    };
    has("category", "process") && has("type", "start")
}
