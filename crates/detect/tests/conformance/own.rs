//! Our own suites.

use std::path::Path;

use serde_json::Value;
use testkit::eql::{Case, Dataset, Suite, run};

use crate::engines;

pub(crate) fn suites() -> Vec<Suite> {
    Suite::from_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance")).unwrap()
}

/// Runs all suites on an engine and fails with every case that failed.
#[track_caller]
pub(crate) fn check(suites: &[Suite], engine: fn(&Dataset, &Case) -> Result<Vec<Value>, String>) {
    assert!(!suites.is_empty(), "no suite");
    let failures: Vec<String> = suites.iter().filter_map(|suite| run(suite, engine).err()).collect();
    let cases: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    let failed: usize = failures.iter().map(|failures| failures.matches("--- ").count()).sum();
    assert!(failures.is_empty(), "{failed} of {cases} cases failed\n{}", failures.concat());
}

#[test]
fn naive() {
    check(&suites(), engines::naive);
}

#[test]
fn columnar() {
    check(&suites(), engines::columnar);
}

#[test]
fn columnar_in_pieces() {
    check(&suites(), engines::columnar_in_pieces);
}
