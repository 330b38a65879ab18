//! Detection: rules over batches of events, alerts out.
//!
//! **Face.** The rule model and its loaders, the compiled rule set, the detector that batches are pushed through, and the
//! alert documents it gives. Everything that evaluates is one of two steps: stateless matching of all filters together
//! ([`eval`]), and stateful folding over the few events that matched (sequences, samples, `max_signals`).
//!
//! **What is absent.** No file of telemetry is opened here, no HTTP is spoken, and nothing of DataFusion is named: batches
//! come from whoever has them.

pub mod alert;
pub mod attack;
pub mod detector;
pub mod dsl;
pub mod eval;
pub mod fold;
pub mod guide;
mod hex;
pub mod live;
mod parallel;
pub mod query;
pub mod rule;
