//! What filters and queries come to. A line of `testdata/filters.txt` is a list of filters, one of `testdata/queries.txt` a
//! query; ` => ` and either the events of the file's head that pass, by number, or the reason why it is not understood.

use ecs::catalogue::EcsCatalogue;

use super::*;
use crate::detector::{RuleSet, RuleStatus};
use crate::eval::naive;
use crate::rule::load_rule_texts;

/// Checks every case of a file, and that there are as many as there should be.
fn check(text: &str, least: usize, lower: impl Fn(&Value) -> Result<Filter, DslError>) {
    let mut events = Vec::new();
    let mut cases = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let Some((query, expected)) = line.split_once(" =>") else {
            events.push(serde_json::from_str(line).expect("an event"));
            continue;
        };
        let query: Value = serde_json::from_str(query).expect(query);
        let found = match lower(&query) {
            Err(reason) => reason.to_string(),
            Ok(filter) => {
                let passes = |(number, event): (usize, &ecs::Document)| {
                    naive::matches(&filter, event).then(|| (number + 1).to_string())
                };
                let passing: Vec<String> = events.iter().enumerate().filter_map(passes).collect();
                passing.join(" ")
            }
        };
        assert_eq!(found, expected.trim(), "{line}");
        cases += 1;
    }
    assert!(cases >= least, "{cases} cases");
}

#[test]
fn filters_are_as_the_file_says() {
    check(include_str!("../../testdata/filters.txt"), 30, |filters| {
        lower_filters(filters.as_array().expect("a list"), &EcsCatalogue)
    });
}

#[test]
fn queries_are_as_the_file_says() {
    let context = DslContext {
        catalogue: &EcsCatalogue,
        now: Timestamp::parse("2026-05-15T12:00:00Z"),
        default_fields: &["message", "process.name"],
        knows_objects: true,
    };
    check(include_str!("../../testdata/queries.txt"), 80, |query| lower_query(query, &context));
}

#[test]
fn hostile_queries_are_refused() {
    let context =
        DslContext { catalogue: &EcsCatalogue, now: None, default_fields: &[], knows_objects: true };
    let reason = |query: Value| lower_query(&query, &context).expect_err("too much").to_string();
    let term = serde_json::json!({"term": {"a": 1}});
    let mut deep = term.clone();
    for _ in 0..40 {
        deep = serde_json::json!({"bool": {"must": deep}});
    }
    assert!(reason(deep).contains("maximum nested depth"));
    assert!(
        reason(serde_json::json!({"bool": {"should": vec![term.clone(); 5000]}}))
            .contains("too_many_clauses")
    );
    assert!(reason(serde_json::json!({"terms": {"a": vec![1; 70_000]}})).contains("Terms Query"));
    assert!(reason(serde_json::json!({"regexp": {"a": "a".repeat(1001)}})).contains("length of regex"));
    assert!(reason(serde_json::json!({"regexp": {"a": "(a{1,900}){1,900}"}})).contains("too large"));
    assert!(reason(serde_json::json!({"wildcard": {"a": "*".repeat(20_000)}})).contains("longer than"));
    let nested = "(".repeat(5000);
    assert!(reason(serde_json::json!({"query_string": {"query": nested}})).contains("too deep"));
    let simple = serde_json::json!({"simple_query_string": {"query": "(".repeat(9000), "fields": ["a"]}});
    assert!(lower_query(&simple, &context).is_ok());
    let few_of_many = serde_json::json!({"bool": {"should": vec![term; 40], "minimum_should_match": 20}});
    assert!(reason(few_of_many).contains("combinations"));
}

#[test]
fn a_rule_with_a_filter_that_is_not_understood_does_not_run() {
    let rule = serde_json::json!({
        "rule_id": "r", "name": "R", "type": "eql", "language": "eql", "query": "any where true", "severity": "low",
        "risk_score": 1, "filters": [{"query": {"script": {"script": "true"}}}],
    });
    let loaded = load_rule_texts([("rule.json".into(), rule.to_string().as_str())]);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let (set, outcomes) = RuleSet::compile(loaded.rules, &EcsCatalogue);
    let reason = "its `filters` cannot be evaluated: [script] queries are not supported".to_owned();
    assert_eq!(outcomes[0].status, RuleStatus::NotSupported(reason));
    assert!(set.rules().is_empty());
}
