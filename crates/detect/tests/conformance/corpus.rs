//! The query suites of the corpus.

use testkit::eql::{Suite, corpus_suites};

use crate::engines;
use crate::own::check;

fn suites(test: &str) -> Option<Vec<Suite>> {
    Some(corpus_suites(&testkit::corpus(test)?.join("eql")).unwrap())
}

#[test]
fn naive() {
    if let Some(suites) = suites("corpus::naive") {
        check(&suites, engines::naive);
    }
}

#[test]
fn columnar() {
    if let Some(suites) = suites("corpus::columnar") {
        check(&suites, engines::columnar);
    }
}

#[test]
fn columnar_in_pieces() {
    if let Some(suites) = suites("corpus::columnar_in_pieces") {
        check(&suites, engines::columnar_in_pieces);
    }
}
