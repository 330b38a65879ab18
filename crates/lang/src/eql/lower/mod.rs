//! Tree → [`Plan`]: checks meaning against the catalogue and lowers, in one pass.
//!
//! What Elasticsearch does with a condition decides what becomes of it here (x-pack/plugin/eql: `Optimizer`,
//! `QueryTranslator`; x-pack/plugin/ql: `ExpressionTranslators`):
//! - a plain field against constants is an index query: a [`Filter::Test`], false where the field is missing;
//! - anything else is a script: a [`Filter::Scalar`]. With several values it selects when any combination is true; null
//!   does not select;
//! - `and`, `or` and `not` are translated as they stand. `not` is the complement: of a script too, since
//!   `Scripts.multiValueDocValuesRewrite` takes `not` out to where the script has been made null-safe. So `not f > 1` and
//!   `not length(f) > 1` select where `f` is missing, while `length(f) != 1` does not.

use ecs::Catalogue;
use foldhash::{HashMap, HashSet};

use super::EqlOptions;
use super::ast::{Expression, Query};
use super::parser::MAX_DIAGNOSTICS;
use crate::ir::{FieldRef, Filter, Literal, Plan, Scalar};
use crate::{Diagnostic, Span, Value};

mod call;
mod comparison;
mod condition;
mod dates;
mod fields;
mod inference;
mod literals;
mod membership;
mod query;
mod simplify;
mod value;

use fields::{KnownFields, ResolvedField};

/// Lowers a whole query. The plan is of use only where no diagnostic is an error.
pub(super) fn lower_query(
    query: &Query,
    catalogue: &dyn Catalogue,
    options: &EqlOptions,
    diagnostics: Vec<Diagnostic>,
) -> (Option<Plan>, Vec<Diagnostic>) {
    let mut lowerer = Lowerer::new(catalogue, options, diagnostics);
    lowerer.inferred = inference::infer_query(query, &mut lowerer.known);
    let plan = lowerer.query(query);
    (plan, lowerer.finish())
}

/// Lowers a lone expression to the value that it computes.
pub(super) fn lower_expression(
    expression: &Expression,
    catalogue: &dyn Catalogue,
    diagnostics: Vec<Diagnostic>,
) -> (Scalar, Vec<Diagnostic>) {
    let options = EqlOptions::default();
    let mut lowerer = Lowerer::new(catalogue, &options, diagnostics);
    lowerer.inferred = inference::infer_expression(expression, &mut lowerer.known);
    let scalar = lowerer.value(expression).scalar;
    (scalar, lowerer.finish())
}

struct Lowerer<'c> {
    known: KnownFields<'c>,
    options: &'c EqlOptions,
    /// Types of fields that the catalogue does not know.
    inferred: HashMap<String, ecs::FieldType>,
    /// Fields that a diagnostic has been given for: one is enough for each.
    remarked: HashSet<String>,
    diagnostics: Vec<Diagnostic>,
}

/// What kind of value an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueKind {
    /// Always null.
    Null,
    Boolean,
    Long,
    Double,
    Text,
    Date,
    Address,
    Version,
    /// Nothing can be said, often after an error.
    Unknown,
}

impl ValueKind {
    fn is_number(self) -> bool {
        matches!(self, Self::Long | Self::Double)
    }

    fn is_textual(self) -> bool {
        matches!(self, Self::Text | Self::Address | Self::Version)
    }

    fn is_open(self) -> bool {
        matches!(self, Self::Null | Self::Unknown)
    }

    fn of_literal(literal: &Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Boolean(_) => Self::Boolean,
            Literal::Long(_) => Self::Long,
            Literal::Double(_) => Self::Double,
            Literal::Text(_) => Self::Text,
            Literal::Date(_) => Self::Date,
        }
    }

    /// How it is called in messages.
    fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Long => "a whole number",
            Self::Double => "a number",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Address => "an address",
            Self::Version => "a version",
            Self::Unknown => "a value",
        }
    }
}

/// A lowered value.
struct Typed {
    scalar: Scalar,
    kind: ValueKind,
    span: Span,
    /// Set where the value is that of a plain field.
    field: Option<Box<ResolvedField>>,
}

impl Typed {
    fn new(scalar: Scalar, kind: ValueKind, span: Span) -> Self {
        Self { scalar: folded(scalar), kind, span, field: None }
    }

    fn literal(literal: Literal, span: Span) -> Self {
        Self { kind: ValueKind::of_literal(&literal), scalar: Scalar::Literal(literal), span, field: None }
    }

    fn error(span: Span) -> Self {
        Self { scalar: Scalar::Literal(Literal::Null), kind: ValueKind::Unknown, span, field: None }
    }

    fn constant(&self) -> Option<&Literal> {
        match &self.scalar {
            Scalar::Literal(literal) => Some(literal),
            _ => None,
        }
    }
}

/// A lowered condition.
enum Condition {
    /// Neither true nor false whatever the event: not selected, and its `not` is not either.
    Null,
    Is(Filter),
}

impl Condition {
    fn filter(self) -> Filter {
        match self {
            Self::Null => Filter::Nothing,
            Self::Is(filter) => filter,
        }
    }

    fn of_constant(literal: &Literal) -> Self {
        match literal {
            Literal::Boolean(true) => Self::Is(Filter::All),
            Literal::Boolean(false) => Self::Is(Filter::Nothing),
            _ => Self::Null,
        }
    }
}

impl<'c> Lowerer<'c> {
    fn new(catalogue: &'c dyn Catalogue, options: &'c EqlOptions, diagnostics: Vec<Diagnostic>) -> Self {
        let (inferred, remarked) = (HashMap::default(), HashSet::default());
        let known = KnownFields::new(catalogue);
        Self { known, options, inferred, remarked, diagnostics }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        // A part that is lowered twice, as a value and as a condition, is remarked on once. Errors always have a place,
        // since a query without one runs.
        let has_place = self.diagnostics.len() < MAX_DIAGNOSTICS || diagnostic.is_error();
        if has_place
            && self.diagnostics.len() < 2 * MAX_DIAGNOSTICS
            && !self.diagnostics.contains(&diagnostic)
        {
            self.diagnostics.push(diagnostic);
        }
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.code));
        self.diagnostics
    }
}

/// An expression without fields, computed; any other as it is.
fn folded(scalar: Scalar) -> Scalar {
    if matches!(scalar, Scalar::Literal(_) | Scalar::Field(_)) || reads_fields(&scalar) {
        return scalar;
    }
    let nothing = |_: &FieldRef| Vec::<Value<'static>>::new();
    Scalar::Literal(Literal::from(scalar.evaluate(&nothing)))
}

fn reads_fields(scalar: &Scalar) -> bool {
    let mut found = false;
    scalar.for_each_field(&mut |_| found = true);
    found
}
