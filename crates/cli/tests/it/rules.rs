//! Commands about rules.

use std::path::Path;

use serde_json::Value;

use crate::command::{check_golden, data, tripline};

#[test]
fn the_shipped_rules_are_fine() {
    let run = tripline(&["rules", "check", "rules"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stdout.lines().last(), Some("1 rules: 1 run, 0 not supported yet, 0 invalid"));
    check_golden("rules.list.txt", &tripline(&["rules", "list"]).stdout);
    check_golden("rules.show.txt", &tripline(&["rules", "show"]).stdout);
}

#[test]
fn problems_are_shown_and_counted() {
    let run = tripline(&["rules", "check", &data("rules")]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout.lines().last(), Some("4 rules: 1 run, 1 not supported yet, 2 invalid"));
    check_golden("rules.check.txt", &run.stdout);
}

#[test]
fn a_hunt_goes_on_without_invalid_rules() {
    let run = tripline(&["hunt", "--rules", &data("rules"), "samples"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("1 run, 1 not supported yet, 2 invalid"), "{}", run.stderr);
}

#[test]
fn coverage_is_a_navigator_layer() {
    let run = tripline(&["rules", "coverage", "rules"]);
    let layer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(layer["domain"], "enterprise-attack");
    assert_eq!(layer["versions"]["layer"], "4.5");
    assert_eq!(layer["techniques"][0]["techniqueID"], "T1202");
    assert_eq!(layer["techniques"][0]["tactic"], "defense-evasion");
    assert_eq!(layer["techniques"][0]["score"], 1);
}

#[test]
fn fmt_changes_the_query_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rule.toml");
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/rules/runs.toml"))
            .unwrap();
    let ugly = text.replace(" == ", "==");
    std::fs::write(&path, &ugly).unwrap();
    let path = path.to_str().unwrap();
    let check = tripline(&["rules", "fmt", "--check", path]);
    assert_eq!((check.code, check.stdout.trim()), (1, path), "{}", check.stderr);
    assert_eq!(std::fs::read_to_string(path).unwrap(), ugly);
    assert_eq!(tripline(&["rules", "fmt", path]).code, 0);
    let formatted = std::fs::read_to_string(path).unwrap();
    assert!(formatted.contains("event.type == \"start\"") && formatted.contains("# a comment that stays"));
    assert_eq!(tripline(&["rules", "fmt", "--check", path]).code, 0);
}
