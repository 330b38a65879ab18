//! Other people's rules and query suites, where they are at hand.

use std::path::{Path, PathBuf};

/// The corpus folder; without it the calling test says that it is skipped.
pub(crate) fn folder(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TRIPLINE_CORPUS")
        .map(|root| Path::new(&root).join(what))
        .filter(|path| path.exists());
    if folder.is_none() {
        println!("skipped: TRIPLINE_CORPUS has no {what}");
    }
    folder
}

/// A rule's query and what else bears on it.
pub(crate) struct RuleQuery {
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) event_category_field: Option<String>,
}

/// The EQL queries of all rule files.
pub(crate) fn rules() -> Vec<RuleQuery> {
    let mut rules = Vec::new();
    if let Some(folder) = folder("rules") {
        collect(&folder, &mut rules);
        assert!(rules.len() > 100, "only {} rules", rules.len());
    }
    rules
}

fn collect(folder: &Path, rules: &mut Vec<RuleQuery>) {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, rules);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let table: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
            let Some(rule) = table.get("rule").and_then(|rule| rule.as_table()) else { continue };
            let text = |name: &str| rule.get(name).and_then(|value| value.as_str()).map(str::to_owned);
            if text("language").as_deref() == Some("eql") {
                rules.push(RuleQuery {
                    file: path.display().to_string(),
                    text: text("query").unwrap(),
                    event_category_field: text("event_category_override"),
                });
            }
        }
    }
}

/// The lines of one file of the query suites.
pub(crate) fn suite(name: &str) -> Vec<serde_json::Value> {
    let Some(folder) = folder("eql") else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The names of all files of query suites.
pub(crate) const SUITES: &[&str] = &[
    "additional_test_queries.ndjson",
    "test_extra.ndjson",
    "test_missing_events.ndjson",
    "test_queries.ndjson",
    "test_queries_date.ndjson",
    "test_sample.ndjson",
    "test_sample_multi.ndjson",
];
