//! EQL, Elastic's event query language.
//!
//! Text → tokens → tree ([`ast`]) → checked and lowered to [`crate::ir::Plan`]. Each step collects [`Diagnostic`]s and
//! goes on.

use ecs::Catalogue;

use crate::ir::{Plan, Scalar};
use crate::{Diagnostic, Span};

pub mod ast;
mod dump;
mod format;
mod lexer;
mod parser;
mod text;
mod token;

pub use format::format_eql;

/// The longest query text that is read. The longest public rule has some 20,000 bytes.
pub const MAX_QUERY_BYTES: usize = 1 << 20;

/// What a text was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The tree, with error nodes where the text could not be read.
    pub query: ast::Query,
    /// What there is to say about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a query text does not say itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqlOptions {
    /// The field that `process where` is about.
    pub event_category_field: String,
    /// The field that orders events.
    pub timestamp_field: String,
}

impl Default for EqlOptions {
    fn default() -> Self {
        Self { event_category_field: "event.category".to_owned(), timestamp_field: "@timestamp".to_owned() }
    }
}

/// A query made ready to run, or why it cannot be.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// What to run; `None` exactly where a diagnostic is an error.
    pub plan: Option<Plan>,
    /// Errors and warnings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a query. Never fails: what cannot be read becomes an error node and a diagnostic.
pub fn parse_eql(text: &str) -> Parsed {
    let parser::ParsedText { query, diagnostics, .. } = parser::parse_query(text);
    Parsed { query, diagnostics }
}

/// Reads, checks and lowers a query.
pub fn compile_eql(text: &str, _catalogue: &dyn Catalogue, _options: &EqlOptions) -> Compiled {
    Compiled { plan: None, diagnostics: vec![not_yet(text)] }
}

/// Reads, checks and lowers a lone expression.
///
/// # Errors
/// What is wrong with it.
pub fn compile_eql_expression(text: &str, _catalogue: &dyn Catalogue) -> Result<Scalar, Vec<Diagnostic>> {
    Err(vec![not_yet(text)])
}

fn not_yet(text: &str) -> Diagnostic {
    Diagnostic::error("EQL0000", Span::new(0, text.len()), "the language is being built")
}
