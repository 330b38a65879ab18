//! The rule model against public rules, which `TRIPLINE_CORPUS` points at; without it these tests say that they are
//! skipped.

use std::collections::BTreeMap;
use std::path::PathBuf;

use detect::guide::Guide;
use detect::rule::{LoadedRule, LoadedRules, Rule, RuleProblem, load_rules};
use serde_json::{Map, Value};

fn corpus(name: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("TRIPLINE_CORPUS") else {
        eprintln!("skipped: TRIPLINE_CORPUS is not set");
        return None;
    };
    Some(PathBuf::from(root).join(name))
}

fn load(name: &str) -> Option<LoadedRules> {
    let loaded = load_rules(&[corpus(name)?]);
    let problems: Vec<String> = loaded.problems.iter().map(RuleProblem::to_string).collect();
    assert_eq!(problems, Vec::<String>::new());
    Some(loaded)
}

#[test]
fn all_rule_files_load() {
    let Some(loaded) = load("rules") else { return };
    assert_eq!(loaded.passed_over, Vec::<PathBuf>::new());
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    let mut notes = Vec::new();
    for rule in &loaded.rules {
        *types.entry(rule.rule.rule_type.name()).or_default() += 1;
        notes.extend(rule.notes.iter().map(String::as_str));
        assert_eq!(rule.rule.metadata.maturity.as_deref(), Some("production"));
    }
    let expected = [
        ("eql", 667),
        ("esql", 138),
        ("machine_learning", 71),
        ("new_terms", 152),
        ("query", 319),
        ("threat_match", 4),
        ("threshold", 15),
    ];
    assert_eq!(types, BTreeMap::from(expected));
    // A slip in one published rule.
    assert_eq!(notes, ["the guide refers to $osquery_6, but the file has no such block"]);
}

#[test]
fn rules_in_api_form_load_and_come_back_the_same() {
    let Some(path) = corpus("rules_api.ndjson") else { return };
    let loaded = load("rules_api.ndjson").expect("the corpus is there");
    let text = std::fs::read_to_string(path).expect("the export");
    let originals: Vec<Map<String, Value>> =
        text.lines().map(|line| serde_json::from_str(line).expect("a rule")).collect();
    assert_eq!(loaded.rules.len(), originals.len());
    for (loaded, original) in loaded.rules.iter().zip(&originals) {
        assert_eq!(loaded.notes, Vec::<String>::new(), "{}", loaded.origin);
        let written = loaded.rule.to_api();
        for (key, value) in original {
            let one_as_list = Value::from(vec![value.clone()]);
            let same = written.get(key) == Some(value) || written.get(key) == Some(&one_as_list);
            assert!(same, "{}: {key}: {value} became {:?}", loaded.origin, written.get(key));
        }
        let defaults =
            ["interval", "from", "to", "max_signals", "language", "query", "exceptions_list", "threat"];
        for key in written.keys() {
            assert!(
                original.contains_key(key) || defaults.contains(&key.as_str()),
                "{}: {key}",
                loaded.origin
            );
        }
    }
}

#[test]
fn rules_survive_being_written_and_read() {
    let Some(loaded) = load("rules") else { return };
    for loaded in loaded.rules {
        let rule = loaded.rule;
        let read = Rule::from_api(rule.to_api()).expect("a written rule can be read");
        assert_eq!(Rule { metadata: rule.metadata.clone(), ..read }, rule, "{}", loaded.origin);
    }
}

#[test]
fn guides_are_read_whole() {
    let Some(loaded) = load("rules") else { return };
    let (mut with, mut blocks, mut conditions, mut osquery) = (0, 0, 0, 0);
    for LoadedRule { rule, origin, .. } in &loaded.rules {
        let guide = Guide::of(rule);
        assert_eq!(guide.problems().collect::<Vec<_>>(), Vec::<&str>::new(), "{origin}");
        with += usize::from(guide.investigations().next().is_some());
        blocks += guide.investigations().count();
        conditions += guide.investigations().flat_map(|one| &one.any_of).map(Vec::len).sum::<usize>();
        osquery += guide.osquery_queries().count();
        let html = guide.to_html(None, 2);
        assert!(!html.contains("!{investigate") && !html.contains("$investigate_"), "{origin}");
        guide.to_text(None, 100);
    }
    assert_eq!((with, blocks, conditions, osquery), (115, 511, 1677, 271));
}
