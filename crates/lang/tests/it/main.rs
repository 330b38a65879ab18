//! The crate's tests from outside.
#![allow(clippy::print_stdout)]

mod compile;
mod corpus;
mod diagnostics;
mod evaluate;
mod format;
mod functions;
mod golden;
mod plan;
mod round_trip;
