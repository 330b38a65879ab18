//! The functions of EQL, one file each, and the one list that names them all.
//!
//! What they compute is Elastic's EQL function reference; where that is silent, the function processors of
//! x-pack/plugin/eql. A null argument gives null unless a function says otherwise. Positions and lengths count UTF-16
//! units, as Java's strings do.

use std::fmt;

use crate::Value;
use crate::ir::Case;

mod add;
mod arithmetic;
mod between;
mod cidr_match;
mod concat;
mod divide;
mod ends_with;
mod index_of;
mod length;
mod match_;
mod modulo;
mod multiply;
mod number;
mod starts_with;
mod string;
mod string_contains;
mod substring;
mod subtract;
mod text;
mod wildcard;

pub(crate) use arithmetic::{compute, negate};

/// Every function, sorted by name regardless of case.
pub static FUNCTIONS: &[&Function] = &[
    &add::FUNCTION,
    &between::FUNCTION,
    &cidr_match::FUNCTION,
    &concat::FUNCTION,
    &divide::FUNCTION,
    &ends_with::FUNCTION,
    &index_of::FUNCTION,
    &length::FUNCTION,
    &match_::FUNCTION,
    &modulo::FUNCTION,
    &multiply::FUNCTION,
    &number::FUNCTION,
    &starts_with::FUNCTION,
    &string::FUNCTION,
    &string_contains::FUNCTION,
    &substring::FUNCTION,
    &subtract::FUNCTION,
    &wildcard::FUNCTION,
];

/// The function of this name, whatever its case.
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().copied().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// A function of EQL.
pub struct Function {
    /// The name as Elastic's reference has it.
    pub name: &'static str,
    /// What it computes, in a sentence or two.
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
    /// What it is for.
    pub summary: &'static str,
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

impl Function {
    /// The fewest and the most arguments.
    pub fn argument_counts(&self) -> (usize, usize) {
        let fewest = self.parameters.iter().filter(|parameter| parameter.arity != Arity::Optional).count();
        let many = self.parameters.last().is_some_and(|parameter| parameter.arity == Arity::Many);
        (fewest, if many { usize::MAX } else { self.parameters.len() })
    }

    /// The parameter that an argument stands for.
    pub fn parameter(&self, argument: usize) -> Option<&Parameter> {
        self.parameters
            .get(argument)
            .or_else(|| self.parameters.last().filter(|last| last.arity == Arity::Many))
    }

    /// How it is called: `substring(source, start[, end])`.
    pub fn signature(&self) -> String {
        let mut out = format!("{}(", self.name);
        for (index, parameter) in self.parameters.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            out += &match parameter.arity {
                Arity::Required => format!("{comma}{}", parameter.name),
                Arity::Optional => format!("[{comma}{}]", parameter.name),
                Arity::Many => format!("{comma}{}[, …]", parameter.name),
            };
        }
        out + ")"
    }
}

impl Kind {
    /// How it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Integer => "a whole number",
            Self::Boolean => "true or false",
            Self::Address => "an address",
        }
    }
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

/// A parameter that must be given.
const fn required(name: &'static str, kind: Kind, summary: &'static str) -> Parameter {
    Parameter { name, kind, arity: Arity::Required, summary }
}

/// A parameter that may be left out.
const fn optional(name: &'static str, kind: Kind, summary: &'static str) -> Parameter {
    Parameter { name, kind, arity: Arity::Optional, summary }
}

/// A last parameter that may be repeated.
const fn many(name: &'static str, kind: Kind, summary: &'static str) -> Parameter {
    Parameter { name, kind, arity: Arity::Many, summary }
}

/// An example.
const fn example(expression: &'static str, value: &'static str) -> Example {
    Example { expression, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_is_sorted_and_every_function_has_its_documentation() {
        assert!(FUNCTIONS.is_sorted_by_key(|function| function.name.to_ascii_lowercase()));
        for function in FUNCTIONS {
            assert!(!function.summary.is_empty() && function.examples.len() > 2, "{function:?}");
            assert!(
                function.parameters.iter().all(|parameter| !parameter.summary.is_empty()),
                "{function:?}"
            );
            let last = function.parameters.len() - 1;
            let early_many =
                function.parameters[..last].iter().any(|parameter| parameter.arity == Arity::Many);
            assert!(!early_many, "{function:?}");
        }
        assert_eq!(
            find("cidrmatch").map(Function::signature).as_deref(),
            Some("cidrMatch(address, network[, …])")
        );
        assert_eq!(
            find("SUBSTRING").map(Function::signature).as_deref(),
            Some("substring(source, start[, end])")
        );
    }

    #[test]
    fn every_file_is_in_the_list() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/functions");
        let helpers = ["mod.rs", "arithmetic.rs", "text.rs"];
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let functions = files.filter(|name| !helpers.contains(&name.to_str().unwrap())).count();
        assert_eq!(functions, FUNCTIONS.len());
    }
}
