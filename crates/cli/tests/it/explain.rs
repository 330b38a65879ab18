//! Why an event did or did not match.

use crate::command::{check_golden, data, tripline};

#[test]
fn the_filter_is_a_tree_with_values_and_verdicts() {
    let rule = data("rules/runs.toml");
    let run = tripline(&["explain", "--rule", &rule, &data("explain.ndjson")]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    check_golden("explain.txt", &run.stdout);
}

#[test]
fn one_event_is_chosen_by_id_or_place() {
    let rule = data("rules/runs.toml");
    let events = data("explain.ndjson");
    let by_id = tripline(&["explain", "--rule", &rule, "--id", "second", &events]);
    let by_place = tripline(&["explain", "--rule", &rule, "--id", "#2", &events]);
    assert_eq!(by_id.stdout, by_place.stdout);
    assert_eq!(by_id.stdout.matches("Event #").count(), 1);
    assert_eq!(tripline(&["explain", "--rule", &rule, "--id", "third", &events]).code, 2);
}
