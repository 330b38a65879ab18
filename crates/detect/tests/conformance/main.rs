//! EQL as a whole: suites of queries run on the naive interpreter and on the columnar evaluator.
//!
//! Our own suites are in `testdata/conformance`; those of the corpus need `TRIPLINE_CORPUS`.

mod corpus;
mod engines;
mod expressions;
mod own;
mod properties;
