//! What filters come to. A line of `testdata/filters.txt` is a list of filters, ` => ` and either the events of the file's
//! head that pass, by number, or the reason why the filters are not understood.

use ecs::catalogue::EcsCatalogue;

use super::*;
use crate::detector::{RuleSet, RuleStatus};
use crate::eval::naive;
use crate::rule::load_rule_texts;

#[test]
fn filters_are_as_the_file_says() {
    let text = include_str!("../../testdata/filters.txt");
    let mut events = Vec::new();
    let mut cases = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let Some((filters, expected)) = line.split_once(" => ") else {
            events.push(serde_json::from_str(line).expect("an event"));
            continue;
        };
        let filters: Vec<Value> = serde_json::from_str(filters).expect(filters);
        let found = match lower_filters(&filters, &EcsCatalogue) {
            Err(reason) => reason.to_string(),
            Ok(filter) => {
                let passes = |(number, event): (usize, &ecs::Document)| {
                    naive::matches(&filter, event).then(|| (number + 1).to_string())
                };
                let passing: Vec<String> = events.iter().enumerate().filter_map(passes).collect();
                passing.join(" ")
            }
        };
        assert_eq!(found, expected, "{line}");
        cases += 1;
    }
    assert!(cases > 30, "{cases} cases");
}

#[test]
fn a_rule_with_a_filter_that_is_not_understood_does_not_run() {
    let rule = serde_json::json!({
        "rule_id": "r", "name": "R", "type": "eql", "language": "eql", "query": "any where true", "severity": "low",
        "risk_score": 1, "filters": [{"query": {"query_string": {"query": "a OR b"}}}],
    });
    let loaded = load_rule_texts([("rule.json".into(), rule.to_string().as_str())]);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let (set, outcomes) = RuleSet::compile(loaded.rules, &EcsCatalogue);
    let reason = "its `filters` have a `query_string` clause".to_owned();
    assert_eq!(outcomes[0].status, RuleStatus::NotSupported(reason));
    assert!(set.rules().is_empty());
}
