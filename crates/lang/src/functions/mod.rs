//! The functions of EQL, one file each, and the one list that names them all.

use std::fmt;

use crate::Value;
use crate::ir::Case;

/// Every function, sorted by name.
pub static FUNCTIONS: &[&Function] = &[];

/// The function of this name, whatever its case.
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().copied().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// A function of EQL.
pub struct Function {
    /// The name as Elastic's reference has it.
    pub name: &'static str,
    /// One line about what it computes.
    pub summary: &'static str,
    /// What it takes, in order.
    pub parameters: &'static [Parameter],
    /// What it gives.
    pub returns: Kind,
    /// Whether it may be written with `~` to ignore case.
    pub case_form: bool,
    /// Expressions and their values, for the reference and for tests.
    pub examples: &'static [Example],
    /// Computes it. There are as many arguments as were written.
    pub evaluate: fn(&[Value<'_>], Case) -> Value<'static>,
}

/// One parameter of a function.
#[derive(Debug)]
pub struct Parameter {
    /// Its name in the reference.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// How often it may be given.
    pub arity: Arity,
}

/// How often a parameter may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// Once.
    Required,
    /// Once or not at all.
    Optional,
    /// Once or more; only the last parameter.
    Many,
}

/// What kind of value a parameter takes or a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any value.
    Any,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// A boolean.
    Boolean,
    /// An address.
    Address,
}

/// An expression and its value, both in EQL.
#[derive(Debug)]
pub struct Example {
    /// The expression.
    pub expression: &'static str,
    /// Its value as a literal.
    pub value: &'static str,
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
