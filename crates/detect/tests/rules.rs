//! The rule model against public rules, which `TRIPLINE_CORPUS` points at; without it these tests say that they are
//! skipped.

use std::collections::BTreeMap;
use std::path::PathBuf;

use detect::guide::{ConditionTest, Guide, Investigation, PivotContext};
use detect::rule::{LoadedRule, LoadedRules, Rule, RuleProblem, load_rules};
use ecs::catalogue::EcsCatalogue;
use ecs::{Catalogue, Document, FieldType, Timestamp};
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
        assert_eq!(Rule { metadata: rule.metadata.clone(), ..read }, *rule, "{}", loaded.origin);
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

#[test]
fn guides_of_the_api_form_are_read_whole() {
    let Some(loaded) = load("rules_api.ndjson") else { return };
    let guides: Vec<Guide> = loaded.rules.iter().map(|loaded| Guide::of(&loaded.rule)).collect();
    assert_eq!(guides.iter().flat_map(Guide::problems).collect::<Vec<_>>(), Vec::<&str>::new());
    assert_eq!(guides.iter().flat_map(Guide::investigations).count(), 104);
    assert_eq!(guides.iter().flat_map(Guide::osquery_queries).count(), 64);
}

#[test]
fn shipped_rules_load_and_their_guides_can_be_filled_in() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let loaded = load_rules(&[folder]);
    assert_eq!(loaded.problems.iter().map(RuleProblem::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    assert!(!loaded.rules.is_empty());
    for LoadedRule { rule, notes, origin } in &loaded.rules {
        assert_eq!(notes, &Vec::<String>::new(), "{origin}");
        let guide = Guide::of(rule);
        assert_eq!(guide.problems().collect::<Vec<_>>(), Vec::<&str>::new(), "{origin}");
        assert!(guide.investigations().next().is_some(), "{origin}");
    }
    let seed = loaded.rules.iter().find(|loaded| loaded.rule.name == "Proxy Execution via Windows OpenSSH");
    let seed = &seed.expect("the rule is shipped").rule;
    assert_eq!(Guide::of(seed).investigations().count(), 5);
}

#[test]
fn filled_in_queries_are_valid_eql() {
    let Some(loaded) = load("rules") else { return };
    let now = Timestamp::parse("2026-05-14T07:00:00Z").expect("a time");
    for LoadedRule { rule, origin, .. } in &loaded.rules {
        for investigation in Guide::of(rule).investigations() {
            let alert = alert_with_all_fields(investigation);
            let pivot = investigation.pivot(PivotContext { alert: &alert, now });
            assert_eq!(pivot.gaps, [], "{origin}");
            let eql = pivot.to_eql().expect("nothing is missing");
            let compiled = lang::compile_eql(&eql, &EcsCatalogue, &lang::EqlOptions::default());
            assert!(compiled.plan.is_some(), "{origin}: {eql}: {:?}", compiled.diagnostics);
        }
    }
}

/// An alert with a value for every place of a query, of the type that the field has.
fn alert_with_all_fields(investigation: &Investigation) -> Document {
    let mut alert = Document::new();
    for condition in investigation.any_of.iter().flatten() {
        let ConditionTest::Phrase(value) = &condition.test else { continue };
        for field in value.template.fields() {
            let field_type = EcsCatalogue.field(field.as_str()).map(|info| info.field_type);
            let value = match field_type {
                Some(FieldType::Long | FieldType::Double) => Value::from(7),
                Some(FieldType::Ip) => Value::from("10.0.0.1"),
                Some(FieldType::Boolean) => Value::from(true),
                Some(FieldType::Date) => Value::from("2026-05-14T07:00:00Z"),
                _ => Value::from("a \"text\" in C:\\x\ty"),
            };
            alert.insert(field.to_string(), value);
        }
    }
    alert
}
