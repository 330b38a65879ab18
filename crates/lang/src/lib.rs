//! Query languages: EQL to begin with.
//!
//! **Face.** Parsing to a tree with diagnostics, checking against a field catalogue, formatting, and lowering to the one
//! [`ir::Filter`] that every language shares, plus [`ir::Plan`] for sequences and samples.
//!
//! **What is absent.** No arrow, no rule, no input or output: this crate never sees an event stored anywhere.

pub mod functions;
pub mod ir;
