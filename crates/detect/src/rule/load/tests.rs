//! Loading good and broken files.

use std::fs;

use super::super::ExceptionTest;
use super::*;

const RULE_TOML: &str = include_str!("../../../testdata/rules/whole.toml");

/// Loads files given as (name, text), from a folder.
fn load(files: &[(&str, &str)]) -> LoadedRules {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("folder made");
        fs::write(path, text).expect("file written");
    }
    let mut loaded = load_rules(&[folder.path().to_owned()]);
    for problem in &mut loaded.problems {
        problem.origin.path = problem.origin.path.strip_prefix(folder.path()).expect("inside").to_owned();
    }
    loaded
}

fn api(rule_id: &str, change: &str) -> String {
    format!(
        r#"{{"rule_id":"{rule_id}","name":"N {rule_id}","type":"eql","language":"eql","query":"any where true","severity":"low","risk_score":21{change}}}"#
    )
}

fn shown(loaded: &LoadedRules) -> Vec<String> {
    loaded.problems.iter().map(RuleProblem::to_string).collect()
}

fn ids(loaded: &LoadedRules) -> Vec<&str> {
    loaded.rules.iter().map(|loaded| loaded.rule.id.as_str()).collect()
}

#[test]
fn toml_has_every_field() {
    let loaded = load(&[("whole.toml", RULE_TOML)]);
    assert_eq!(shown(&loaded), Vec::<String>::new());
    let LoadedRule { rule, notes, .. } = &loaded.rules[0];
    assert_eq!(rule.name, "Whole");
    assert_eq!(rule.risk_score.to_json(), 73);
    assert_eq!(rule.threat[0].technique[0].subtechnique[0].id, "T1557.001");
    assert_eq!(rule.lookback().0.as_secs(), 4 * 60);
    assert_eq!(rule.investigation_fields.len(), 2);
    assert_eq!(rule.metadata.integration, ["endpoint"]);
    let note = rule.note.as_deref().expect("a note");
    assert!(
        note.contains(
            "!{investigate{\"description\":\"\",\"label\":\"Same host\",\"providers\":[[{\"excluded\":false"
        ),
        "{note}"
    );
    assert!(note.contains("costs $5 and $investigate_7"), "{note}");
    assert_eq!(
        notes[..],
        [
            "`from_the_future` is unknown to this version and has no effect".to_owned(),
            "the guide refers to $investigate_7, but the file has no such block".to_owned(),
        ]
    );
    assert_eq!(rule.unknown["from_the_future"], 1);
}

#[test]
fn exports_in_every_shape() {
    let lines = format!(
        "{}\n\n{}\n{}\n{}\n{}\n",
        api("a", ""),
        api("b", ",\"id\":\"saved\",\"enabled\":true,\"execution_summary\":{\"x\":1}"),
        r#"{"list_id":"l","name":"List","type":"rule_default","namespace_type":"single"}"#,
        r#"{"item_id":"i","list_id":"l","name":"Item","type":"simple","entries":[{"field":"process.name","operator":"included","type":"match_any","value":["a.exe","b.exe"]},{"field":"process.parent","type":"nested","entries":[{"field":"name","operator":"excluded","type":"wildcard","value":"*x"}]}]}"#,
        r#"{"exported_count":4,"exported_rules_count":2,"missing_rules":[]}"#
    );
    let array = format!("[\n{},\n{}]", api("c", ""), api("d", ""));
    let found = format!("{{\"page\":1,\"total\":1,\"data\":[{}]}}", api("e", ""));
    let package = format!("{{\n\"id\":\"x\",\"type\":\"security-rule\",\"attributes\":{}}}", api("f", ""));
    let loaded = load(&[
        ("1.ndjson", &lines),
        ("2.json", &array),
        ("deep/3", &found),
        ("deep/4.json", &package),
        ("README.md", "# Rules\n"),
        ("package.json", "{\"name\":\"not a rule\",\"version\":\"1\"}"),
        ("Cargo.toml", "[package]\nname = \"x\"\n"),
        (".hidden/5.json", "{"),
    ]);
    assert_eq!(shown(&loaded), Vec::<String>::new());
    assert_eq!(ids(&loaded), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(loaded.passed_over.len(), 3);
    assert_eq!(loaded.rules[1].origin.line, Some(3));
    assert_eq!(loaded.rules[1].rule.saved_object_id.as_deref(), Some("saved"));
    assert_eq!(loaded.exception_lists.len(), 1);
    let item = loaded.exceptions_of("l").next().expect("the item");
    assert_eq!(item.entries[0].test, ExceptionTest::MatchAny(vec!["a.exe".into(), "b.exe".into()]));
    assert!(matches!(&item.entries[1].test, ExceptionTest::Nested(inner) if inner.len() == 1));
}

#[test]
fn broken_rules_are_named_and_the_rest_loads() {
    let lines =
        format!("{}\n{{\"rule_id\": \n{}\n{}\n", api("a", ""), api("b", ",\"tags\":[1]"), api("c", ""));
    let bad_values = "[rule]\nname = \"Bad\"\nrule_id = \"x\"\ntype = \"eql\"\nseverity = \"dire\"\nrisk_score = 120\nfrom = \"yesterday\"\ninterval = \"5\"\nmax_signals = 0\n";
    let loaded =
        load(&[("1.ndjson", &lines), ("2.toml", bad_values), ("3.toml", "[rule]\nname = \"x\nrisk = 1\n")]);
    assert_eq!(ids(&loaded), ["a", "c"]);
    assert_eq!(loaded.invalid(), 4);
    let places: Vec<String> = shown(&loaded).join("\n").lines().map(str::to_owned).collect();
    let expected = include_str!("../../../testdata/rules/broken.expected");
    assert_eq!(places, expected.lines().collect::<Vec<_>>());
}

#[test]
fn later_duplicates_win() {
    let loaded = load(&[
        ("a.ndjson", &format!("{}\n{}", api("x", ""), api("y", ""))),
        ("b.json", &api("x", ",\"version\":2")),
    ]);
    assert_eq!(ids(&loaded), ["y", "x"]);
    assert_eq!(loaded.rules[1].rule.version.get(), 2);
    assert_eq!(loaded.invalid(), 0);
    assert_eq!(loaded.problems[0].kind, ProblemKind::Duplicate);
}

#[test]
fn paths_that_hold_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let prose = folder.path().join("prose.txt");
    fs::write(&prose, "no rule").expect("written");
    let loaded = load_rules(&[folder.path().join("missing"), prose]);
    let kinds: Vec<ProblemKind> = loaded.problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [ProblemKind::Unreadable, ProblemKind::NotRules]);
}

#[test]
fn every_type_is_named() {
    for name in super::super::RuleType::NAMES.into_iter().chain(["prophecy"]) {
        let extra = r#","saved_id":"s","threshold":{"field":[],"value":1},"new_terms_fields":["a"],"history_window_start":"now-7d","machine_learning_job_id":"j""#;
        let mut text = api("x", extra).replace("\"type\":\"eql\"", &format!("\"type\":\"{name}\""));
        if name != "eql" {
            text = text.replace("\"language\":\"eql\",", "");
        }
        let loaded = load(&[("x.json", &text)]);
        assert_eq!(shown(&loaded), Vec::<String>::new(), "{name}");
        let rule = &loaded.rules[0].rule;
        assert_eq!(rule.rule_type.name(), name);
        assert_eq!(rule.support() == super::super::Support::Runs, name == "eql", "{name}");
        assert_eq!(Rule::from_api(rule.to_api()).as_ref(), Ok(&**rule), "{name}");
    }
}

#[test]
fn hostile_files_are_problems_and_no_more() {
    let deep_toml = format!("[rule]\nmeta = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let deep_keys = format!("[rule]\n{}x = 1\n", "a.".repeat(100_000));
    let deep_json = format!("{{\"rule_id\":{}", "[".repeat(100_000));
    let deep_wrappers = "{\"data\":".repeat(100_000);
    let nested_entries = format!(
        r#"{{"item_id":"i","list_id":"l","entries":{}1{}}}"#,
        r#"[{"field":"f","type":"nested","entries":"#.repeat(50),
        "}]".repeat(50)
    );
    let loaded = load(&[
        ("1.toml", &deep_toml),
        ("2.toml", &deep_keys),
        ("3.json", &deep_json),
        ("4.json", &deep_wrappers),
        ("5.json", &nested_entries),
        ("6.json", &api("\\u0000", "")),
        ("7.json", &api("x", ",\"risk_score\":1e999")),
    ]);
    assert_eq!(ids(&loaded), Vec::<&str>::new());
    assert_eq!(loaded.invalid(), 7, "{:?}", shown(&loaded));
}
