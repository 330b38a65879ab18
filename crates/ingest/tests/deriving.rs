//! What is derived of events, by the cases of `data/derive/*.toml`.

#[path = "deriving/cases.rs"]
mod cases;
#[path = "deriving/derived.rs"]
mod derived;

use cases::{Case, cases};
use derived::{Reading, read};
use ingest::ReadOptions;

#[test]
fn cases_hold() {
    for case in cases() {
        let events = read(&[&case.input], &Reading::default());
        case.check(&events);
    }
}

#[test]
fn strict_ecs_derives_nothing() {
    for case in cases() {
        let reading = Reading {
            options: ReadOptions { strict_ecs: true, ..ReadOptions::default() },
            ..Reading::default()
        };
        for event in read(&[&case.input], &reading) {
            assert_eq!(event.derived, [""; 0], "{}", case.name);
        }
    }
}

#[test]
fn every_derivation_has_a_case() {
    let cases = cases();
    let covered = |name: &str| cases.iter().any(|case: &Case| case.fields().any(|field| field == name));
    for derivation in ingest::derivations() {
        let field = derivation.fields.iter().find(|field| covered(field.path()));
        assert!(field.is_some(), "no case has a field of {}", derivation.name);
    }
}

#[test]
fn the_documentation_lists_every_derivation() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sources.md");
    let text = std::fs::read_to_string(path).expect("the documentation of sources");
    let mut missing = String::new();
    for derivation in ingest::derivations() {
        let fields: Vec<_> = derivation.fields.iter().map(|field| format!("`{}`", field.path())).collect();
        let (fields, inputs) = (fields.join(", "), derivation.inputs.join("; "));
        let line = format!("| {} | {fields} | {inputs} | {} |\n", derivation.name, derivation.soundness);
        if !text.contains(&line) {
            missing += &line;
        }
    }
    assert!(missing.is_empty(), "docs/sources.md lacks\n{missing}");
}
