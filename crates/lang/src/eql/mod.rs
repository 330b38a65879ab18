//! EQL, Elastic's event query language.
//!
//! Text → tokens → tree ([`ast`]) → checked and lowered to [`crate::ir::Plan`]. Each step collects [`Diagnostic`]s and
//! goes on.

use ecs::Catalogue;

use crate::Diagnostic;
use crate::ir::{Plan, Scalar};

pub mod ast;
mod dump;
mod format;
mod lexer;
mod lower;
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
pub fn compile_eql(text: &str, catalogue: &dyn Catalogue, options: &EqlOptions) -> Compiled {
    let parser::ParsedText { query, diagnostics, .. } = parser::parse_query(text);
    let (plan, diagnostics) = lower::lower_query(&query, catalogue, options, diagnostics);
    let plan = plan.filter(|_| !diagnostics.iter().any(Diagnostic::is_error));
    Compiled { plan, diagnostics }
}

/// Reads, checks and lowers a lone expression.
///
/// # Errors
/// What is wrong with it.
pub fn compile_eql_expression(text: &str, catalogue: &dyn Catalogue) -> Result<Scalar, Vec<Diagnostic>> {
    let (expression, diagnostics) = parser::parse_expression(text);
    let (scalar, diagnostics) = lower::lower_expression(&expression, catalogue, diagnostics);
    match diagnostics.iter().any(Diagnostic::is_error) {
        true => Err(diagnostics),
        false => Ok(scalar),
    }
}
