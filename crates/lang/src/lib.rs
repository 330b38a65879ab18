//! Query languages: EQL to begin with.
//!
//! **Face.** Parsing to a tree with diagnostics ([`parse_eql`]), checking against a field catalogue and lowering to the
//! one [`ir::Filter`] that every language shares, plus [`ir::Plan`] for sequences and samples ([`compile_eql`]),
//! formatting ([`format_eql`]), and computing what a filter cannot ask of a single field ([`Evaluator`],
//! [`TestMatcher`]).
//!
//! **What is absent.** No arrow, no rule, no input or output: this crate never sees an event stored anywhere.

pub mod codes;
mod diagnostic;
pub mod eql;
mod evaluate;
pub mod functions;
pub mod ir;
mod lucene_regex;
mod matcher;
mod network;
mod span;
mod value;
mod version;
mod wildcard;

pub use diagnostic::{Diagnostic, Label, Severity};
pub use eql::{Compiled, EqlOptions, Parsed, compile_eql, compile_eql_expression, format_eql, parse_eql};
pub use evaluate::{Evaluator, FieldValues, MAX_COMBINATIONS};
pub use matcher::TestMatcher;
pub use span::Span;
pub use value::Value;
pub use version::compare_versions;
pub use wildcard::wildcard_match;
