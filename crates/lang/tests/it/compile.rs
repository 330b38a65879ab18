//! Public rules and query suites compile.

use std::collections::BTreeMap;
use std::time::Instant;

use ecs::catalogue::{EcsCatalogue, MappingCatalogue};
use lang::{Diagnostic, EqlOptions, compile_eql};

use crate::corpus;

#[test]
fn rules_compile_without_errors() {
    let rules = corpus::rules();
    let mut failures = Vec::new();
    let mut warnings: BTreeMap<&str, usize> = BTreeMap::new();
    let start = Instant::now();
    for rule in &rules {
        let mut options = EqlOptions::default();
        if let Some(field) = &rule.event_category_field {
            options.event_category_field = field.clone();
        }
        let compiled = compile_eql(&rule.text, &EcsCatalogue, &options);
        let errors: Vec<&Diagnostic> = compiled.diagnostics.iter().filter(|each| each.is_error()).collect();
        assert_eq!(errors.is_empty(), compiled.plan.is_some());
        failures.extend(errors.iter().map(|error| error.render(&rule.file, &rule.text, false)));
        for warning in compiled.diagnostics.iter().filter(|each| !each.is_error()) {
            *warnings.entry(warning.code).or_default() += 1;
            if std::env::var_os("SHOW_WARNINGS").is_some() {
                println!("{}", warning.render(&rule.file, &rule.text, false));
            }
        }
    }
    println!("{} rules in {:?}, warnings {warnings:?}", rules.len(), start.elapsed());
    assert!(failures.is_empty(), "{} errors\n{}", failures.len(), failures.join("\n"));
}

/// The mappings that the query suites are written for, as far as they matter here.
fn catalogue(data: &str) -> MappingCatalogue {
    let typed = |types: &[(&str, &str)]| -> serde_json::Value {
        let mut properties = serde_json::Map::new();
        for (name, field_type) in types {
            let definition = match *field_type {
                "text" => serde_json::json!({"type": "text", "fields": {"keyword": {"type": "keyword"}}}),
                alias if alias.starts_with("->") => serde_json::json!({"type": "alias", "path": &alias[2..]}),
                field_type => serde_json::json!({"type": field_type}),
            };
            properties.insert((*name).to_owned(), definition);
        }
        serde_json::json!({"properties": properties})
    };
    let mut types =
        vec![("@timestamp", "date"), ("event_type", "keyword"), ("event.category", "->event_type")];
    let (numbers, dates, others): (&[&str], &[&str], &[(&str, &str)]) = match data {
        "endgame" => (
            &["pid", "ppid", "opcode", "serial_event_id", "exit_code"],
            &["timestamp"],
            &[("source_address", "ip"), ("hostname", "text"), ("file_name", "text")],
        ),
        "extra" => (&["transID", "sequence"], &["date_tags"], &[("version", "version")]),
        _ => (
            &["uptime", "port", "id", "transID", "sequence"],
            &["@timestamp_pretty"],
            &[("ip", "ip"), ("host_ip", "ip"), ("bool", "boolean"), ("version", "version")],
        ),
    };
    types.extend(numbers.iter().map(|name| (*name, "long")));
    types.extend(dates.iter().map(|name| (*name, "date")));
    types.extend(others);
    MappingCatalogue::from_mapping(&typed(&types)).unwrap()
}

#[test]
fn suites_compile_without_errors() {
    for suite in corpus::SUITES {
        for case in corpus::suite(suite) {
            let (name, query) = (case["name"].as_str().unwrap(), case["query"].as_str().unwrap());
            let compiled =
                compile_eql(query, &catalogue(case["data"].as_str().unwrap()), &EqlOptions::default());
            let rendered: Vec<String> = compiled
                .diagnostics
                .iter()
                .filter(|each| each.is_error())
                .map(|each| each.render(name, query, false))
                .collect();
            assert!(compiled.plan.is_some(), "{}", rendered.join("\n"));
        }
    }
}
