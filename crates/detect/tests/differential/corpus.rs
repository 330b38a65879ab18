//! All public EQL rules over the documents that the corpus expects of its sources, on both evaluators.

use std::path::{Path, PathBuf};

use detect::rule::{Language, load_rules};
use ecs::Document;
use ecs::catalogue::EcsCatalogue;
use lang::ir::{Filter, Plan};
use lang::{EqlOptions, compile_eql};
use serde_json::Value;

use crate::{compile, evaluate, interpret};

#[test]
fn rules_select_the_same_events() {
    let Some(corpus) = std::env::var_os("TRIPLINE_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: TRIPLINE_CORPUS is not set");
        return;
    };
    let filters = filters(&corpus);
    let events = events(&corpus);
    assert!(filters.len() > 600 && events.len() > 700, "{} filters, {} events", filters.len(), events.len());
    let set = compile(&filters);
    assert!(set.problems().is_empty(), "{:?}", set.problems());
    let mut scratch = set.scratch();
    let mut matched = 0;
    for _ in 0..2 {
        for events in events.chunks(100) {
            let columnar = evaluate(&set, &mut scratch, events);
            for (index, naive) in interpret(&filters, events).into_iter().enumerate() {
                assert_eq!(columnar[index], naive, "{:#?}", filters[index]);
                matched += naive.len();
            }
        }
    }
    assert!(matched > 0);
}

fn filters(corpus: &Path) -> Vec<Filter> {
    let loaded = load_rules(&[corpus.join("rules")]);
    let rules = loaded.rules.iter().filter(|loaded| loaded.rule.language() == Some(Language::Eql));
    let plans = rules
        .filter_map(|loaded| compile_eql(loaded.rule.query()?, &EcsCatalogue, &EqlOptions::default()).plan);
    let filters = plans.flat_map(|plan| match plan {
        Plan::Events { filter, .. } => vec![filter],
        Plan::Sequence(plan) => plan.stages.into_iter().chain(plan.until).map(|stage| stage.filter).collect(),
        Plan::Sample(plan) => plan.filters.into_iter().map(|stage| stage.filter).collect(),
    });
    filters.collect()
}

fn events(corpus: &Path) -> Vec<Document> {
    let mut events = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(corpus.join("sources"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ndjson"))
        .collect();
    files.sort();
    for file in files {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let mut line: Value = serde_json::from_str(line).unwrap();
            if let Value::Object(mut event) = line["expected"].take() {
                // What the shipper adds, without which no rule matches.
                event.entry("host.os.type").or_insert_with(|| Value::from("windows"));
                events.push(event);
            }
        }
    }
    events
}
