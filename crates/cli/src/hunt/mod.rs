//! A hunt: rules over event logs, from loaded rules and opened inputs to alert documents.

mod options;
mod outcome;
mod run;
pub(crate) mod summary;
mod tally;

pub(crate) use options::HuntOptions;
pub(crate) use outcome::{HuntOutcome, HuntReport, Surplus};
pub(crate) use run::run_hunt;
pub(crate) use tally::Tally;
