//! Raw records of the corpus must become the documents that Elastic's pipelines make of them.
//!
//! The corpus is found by the variable `TRIPLINE_CORPUS`; without it, this says so and passes. What may differ, and why,
//! is in `justified_differences.toml`; everything else fails. `TRIPLINE_DIFFERENCES=N` shows the first N differences of
//! each source.

#![allow(clippy::print_stdout, reason = "the counts are the point")]

#[path = "conformance/cases.rs"]
mod cases;
#[path = "conformance/compare.rs"]
mod compare;
#[path = "conformance/justified.rs"]
mod justified;

use std::collections::BTreeMap;
use std::path::PathBuf;

use cases::Case;
use compare::Difference;
use ecs::{Document, DocumentBuilder};
use ingest::winlog::{Arena, WinlogRecord};
use ingest::{JsonMapping, JsonObject, Mapping, Source};
use justified::Justified;

#[test]
fn documents_equal_the_pipelines() {
    let Some(corpus) = std::env::var_os("TRIPLINE_CORPUS").map(PathBuf::from) else {
        println!("skipped: TRIPLINE_CORPUS is not set");
        return;
    };
    let justified =
        Justified::load(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/justified_differences.toml"));
    let shown = std::env::var("TRIPLINE_DIFFERENCES").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let mut failed = 0;
    for (group, cases) in cases::load(&corpus.join("sources")) {
        failed += run(&group, &cases, &justified, shown);
    }
    justified.report_unused();
    assert_eq!(failed, 0, "cases with differences that nothing justifies");
}

/// Runs the cases of one source; says how many failed.
fn run(group: &str, cases: &[Case], justified: &Justified, shown: usize) -> usize {
    let mut failed = 0;
    let mut excused = 0;
    let mut by_path: BTreeMap<String, usize> = BTreeMap::new();
    let mut first: Vec<(String, Difference)> = Vec::new();
    for case in cases {
        let differences = match normalise(case) {
            Ok(document) => compare::differences(&case.expected, &document),
            Err(error) => vec![Difference::failure(&error)],
        };
        let (allowed, wrong): (Vec<_>, Vec<_>) =
            differences.into_iter().partition(|difference| justified.covers(group, &case.name, difference));
        excused += usize::from(!allowed.is_empty());
        failed += usize::from(!wrong.is_empty());
        for difference in wrong {
            *by_path.entry(difference.path.clone()).or_default() += 1;
            first.push((case.name.clone(), difference));
        }
    }
    println!(
        "{group}: {} of {} pass, {excused} with justified differences",
        cases.len() - failed,
        cases.len()
    );
    if failed > 0 {
        println!("    {by_path:?}");
        first.iter().take(shown).for_each(|(case, difference)| println!("    {case}: {difference}"));
    }
    failed
}

fn normalise(case: &Case) -> Result<Document, String> {
    let source = match &case.source {
        Some(name) => Some(ingest::source(name).ok_or_else(|| format!("no source {name}"))?),
        None => None,
    };
    match source.map(|source| source.mapping) {
        Some(Mapping::Json(mapping)) => normalise_json(case, &mapping),
        _ => normalise_winlog(case, source),
    }
}

fn normalise_json(case: &Case, mapping: &JsonMapping) -> Result<Document, String> {
    let arena = Arena::new();
    let object = JsonObject::parse(&case.input, &arena).map_err(|error| error.to_string())?;
    if !(mapping.recognises)(&object) {
        return Err("the source does not know its own record".to_owned());
    }
    let mut builder = DocumentBuilder::new();
    (mapping.map)(&object, &mut builder).map_err(|error| error.to_string())?;
    Ok(builder.finish())
}

fn normalise_winlog(case: &Case, source: Option<&Source>) -> Result<Document, String> {
    let arena = Arena::new();
    let record = match case.is_evtx {
        true => WinlogRecord::parse_evtx_json(&case.input, &arena),
        false => WinlogRecord::parse_json(&case.input, &arena),
    };
    let mut record = record.map_err(|error| error.to_string())?;
    if case.is_evtx {
        record.expand_message_numbers();
    }
    let source = source.unwrap_or_else(|| ingest::source_for(&record));
    let Mapping::Winlog(map) = source.mapping else {
        return Err(format!("{} reads no records", source.name));
    };
    let mut builder = DocumentBuilder::new();
    map(&record, &mut builder).map_err(|error| error.to_string())?;
    Ok(builder.finish())
}
