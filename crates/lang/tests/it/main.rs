//! The crate's tests from outside.
#![allow(clippy::print_stdout)]

mod corpus;
mod format;
