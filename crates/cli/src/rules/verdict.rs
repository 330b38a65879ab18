//! Whether a rule runs.

use detect::rule::{EqlRule, Rule, Support};
use ecs::catalogue::EcsCatalogue;
use lang::{Compiled, Diagnostic, EqlOptions, compile_eql};

/// What becomes of a rule.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// It runs; there may be warnings.
    Runs(Vec<Diagnostic>),
    /// Its type is not supported yet, and why.
    NotYet(String),
    /// Its query cannot be compiled.
    Invalid(Vec<Diagnostic>),
}

impl Verdict {
    /// Compiles the rule's query to find out.
    pub(crate) fn of(rule: &Rule) -> Self {
        match (rule.support(), rule.eql()) {
            (Support::NotYet(reason), _) => Self::NotYet(reason),
            (Support::Runs, None) => Self::Runs(Vec::new()),
            (Support::Runs, Some(eql)) => {
                let compiled = compile(eql);
                match compiled.plan {
                    Some(_) => Self::Runs(compiled.diagnostics),
                    None => Self::Invalid(compiled.diagnostics),
                }
            }
        }
    }

    /// In one word or two.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Runs(_) => "runs",
            Self::NotYet(_) => "not yet",
            Self::Invalid(_) => "invalid",
        }
    }
}

/// The query of a rule, compiled against the built-in catalogue.
pub(crate) fn compile(eql: &EqlRule) -> Compiled {
    compile_eql(&eql.query, &EcsCatalogue, &options_of(eql))
}

/// What the rule says beside its query.
pub(crate) fn options_of(eql: &EqlRule) -> EqlOptions {
    let mut options = EqlOptions::default();
    if let Some(field) = &eql.event_category_override {
        options.event_category_field = field.to_string();
    }
    if let Some(field) = &eql.timestamp_field {
        options.timestamp_field = field.to_string();
    }
    options
}
