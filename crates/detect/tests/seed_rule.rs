//! The rule that ships with Tripline against `seed_rule/cases.toml`: what it must and must not match.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use detect::eval::{FilterSetBuilder, naive};
use detect::rule::{Rule, load_rules};
use ecs::Document;
use lang::EqlOptions;
use lang::ir::{Case, FieldTest, Filter, Plan, Test};
use serde_json::{Value, json};
use testkit::EventsInMemory;

/// One case of the file; see its first lines.
struct SeedCase {
    name: String,
    event: Document,
    patterns: Option<BTreeSet<String>>,
    near: Option<String>,
    clause: Option<String>,
    matches: bool,
}

fn here(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn seed_rule() -> Arc<Rule> {
    let path = here("../../rules/windows/defense_evasion_proxy_execution_via_windows_openssh.toml");
    let loaded = load_rules(&[path]);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    assert_eq!(loaded.rules.len(), 1);
    loaded.rules.into_iter().next().expect("one rule").rule
}

fn seed_filter() -> Filter {
    let rule = seed_rule();
    let query = rule.query().expect("a query");
    let compiled = lang::compile_eql(query, &ecs::catalogue::EcsCatalogue, &EqlOptions::default());
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    match compiled.plan {
        Some(Plan::Events { filter, pipes }) if pipes.is_empty() => filter,
        other => panic!("not a query for single events: {other:?}"),
    }
}

fn cases() -> Vec<SeedCase> {
    let text = std::fs::read_to_string(here("tests/seed_rule/cases.toml")).expect("the cases");
    let file: toml::Table = toml::from_str(&text).expect("TOML");
    let base = serde_json::to_value(&file["event"]).expect("an event");
    let list = file["case"].as_array().expect("cases");
    list.iter().map(|case| seed_case(&base, case)).collect()
}

fn seed_case(base: &Value, case: &toml::Value) -> SeedCase {
    let text = |name: &str| case.get(name).and_then(toml::Value::as_str).map(str::to_owned);
    let mut event = base.as_object().expect("an object").clone();
    set(&mut event, "process.command_line", json!(text("command_line").expect("a command line")));
    for (path, value) in case.get("set").and_then(toml::Value::as_table).into_iter().flatten() {
        set(&mut event, path, serde_json::to_value(value).expect("a value"));
    }
    let list = case.get("patterns").and_then(toml::Value::as_array);
    let patterns = list.map(|list| list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect());
    let matches = case.get("matches").and_then(toml::Value::as_bool).unwrap_or(patterns.is_some());
    let name = text("name").expect("a name");
    SeedCase { name, event, patterns, near: text("near"), clause: text("clause"), matches }
}

/// Lays a value over a nested document; an empty text takes the field away.
fn set(event: &mut Document, path: &str, value: Value) {
    match path.split_once('.') {
        Some((object, rest)) => {
            let inner = event.entry(object).or_insert_with(|| json!({}));
            set(inner.as_object_mut().expect("an object"), rest, value);
        }
        None if value == json!("") => drop(event.remove(path)),
        None => drop(event.insert(path.to_owned(), value)),
    }
}

/// The wildcard patterns that the rule has for the command line, each as a filter of its own.
fn patterns(filter: &Filter) -> Vec<(String, Filter)> {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().flat_map(patterns).collect(),
        Filter::Test(FieldTest { field, test: Test::Wildcard { patterns, case } }) => {
            assert_eq!((field.path.as_str(), *case), ("process.command_line", Case::Insensitive));
            let alone = |pattern: &String| {
                let test = Test::Wildcard { patterns: vec![pattern.clone()], case: *case };
                (pattern.clone(), Filter::Test(FieldTest { field: field.clone(), test }))
            };
            patterns.iter().map(alone).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn every_pattern_and_clause_has_cases_for_and_against() {
    let all: BTreeSet<String> = patterns(&seed_filter()).into_iter().map(|(pattern, _)| pattern).collect();
    assert_eq!(all.len(), 12);
    let cases = cases();
    let hit: BTreeSet<String> =
        cases.iter().flat_map(|case| case.patterns.clone().unwrap_or_default()).collect();
    let missed: BTreeSet<String> = cases.iter().filter_map(|case| case.near.clone()).collect();
    assert_eq!((hit, missed), (all.clone(), all));
    for clause in ["event.category", "event.type", "host.os.type", "process.command_line", "process.name"] {
        let about = cases.iter().filter(|case| case.clause.as_deref() == Some(clause));
        assert!(about.clone().any(|case| !case.matches), "no case against {clause}");
        assert!(clause == "host.os.type" || about.clone().any(|case| case.matches), "no case for {clause}");
    }
}

#[test]
fn naive_interpreter() {
    let filter = seed_filter();
    for case in cases() {
        assert_eq!(naive::matches(&filter, &case.event), case.matches, "{}", case.name);
    }
}

#[test]
fn columnar_evaluator() {
    let cases = cases();
    let events = EventsInMemory::new(cases.iter().map(|case| case.event.clone()));
    let mut builder = FilterSetBuilder::new();
    let rule = builder.add(&seed_filter());
    let filters = builder.build();
    assert!(filters.problems().is_empty());
    let mut scratch = filters.scratch();
    // All events in one batch, and each in a batch of its own, where columns without a value are missing.
    for size in [cases.len(), 1] {
        for start in (0..cases.len()).step_by(size) {
            let batch = events.batch(filters.projection(), start..start + size);
            let matches = filters.evaluate(&batch, &mut scratch);
            for (row, case) in cases.iter().skip(start).take(size).enumerate() {
                let matched = matches.rows(rule).is_some_and(|rows| rows.contains(row));
                assert_eq!(matched, case.matches, "{} in a batch of {size}", case.name);
            }
        }
    }
}

#[test]
fn each_pattern_alone() {
    let single = patterns(&seed_filter());
    for case in cases().iter().filter(|case| case.clause.is_none()) {
        let matching = single.iter().filter(|(_, filter)| naive::matches(filter, &case.event));
        let matching: BTreeSet<String> = matching.map(|(pattern, _)| pattern.clone()).collect();
        assert_eq!(matching, case.patterns.clone().unwrap_or_default(), "{}", case.name);
    }
}

#[test]
fn the_published_facts_are_kept() {
    let rule = seed_rule().to_api();
    let text = std::fs::read_to_string(here("tests/seed_rule/facts.json")).expect("the facts");
    let facts: Document = serde_json::from_str(&text).expect("JSON");
    for (key, expected) in &facts {
        let held = rule.get(key).unwrap_or(&Value::Null);
        let same = held == expected || held.as_f64().is_some_and(|held| expected.as_f64() == Some(held));
        let trimmed = without_empty(held);
        assert!(same || trimmed == *expected, "{key}: {held}");
    }
    let note = rule["note"].as_str().expect("a guide");
    assert_eq!(note.matches("!{investigate{").count(), 5);
    assert!(!note.contains("$investigate_"));
}

/// The value without members that are empty lists: the API form spells out that a technique has no subtechniques.
fn without_empty(value: &Value) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(without_empty).collect(),
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, member)| **member != json!([]));
            Value::Object(kept.map(|(name, member)| (name.clone(), without_empty(member))).collect())
        }
        other => other.clone(),
    }
}
