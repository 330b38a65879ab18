//! The field catalogue against the public rules that `TRIPLINE_CORPUS` points at: every field that an EQL rule names is
//! known, with the type that the rule takes it for. Without the corpus the test says that it is skipped.

use detect::rule::load_rules;
use ecs::catalogue::EcsCatalogue;
use lang::EqlOptions;

/// What the checker says of habits, not of fields: `*` compared literally.
const OF_HABITS: &[&str] = &["EQL0312"];

#[test]
fn every_field_of_public_rules_is_known() {
    let Some(corpus) = testkit::corpus("every_field_of_public_rules_is_known") else { return };
    let loaded = load_rules(&[corpus.join("rules"), corpus.join("rules_api.ndjson")]);
    let mut compiled = 0;
    for rule in &loaded.rules {
        let Some(eql) = rule.rule.eql() else { continue };
        let result = lang::compile_eql(&eql.query, &EcsCatalogue, &EqlOptions::default());
        let said = result.diagnostics.iter().filter(|diagnostic| !OF_HABITS.contains(&diagnostic.code));
        let said: Vec<String> = said.map(|said| format!("{} {}", said.code, said.message)).collect();
        assert_eq!(said, Vec::<String>::new(), "{}", rule.origin);
        compiled += 1;
    }
    assert!(compiled > 600, "only {compiled} EQL rules in the corpus");
}
