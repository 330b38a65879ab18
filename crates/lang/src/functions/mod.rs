//! The functions of EQL, one file each. Placeholder face: the registry comes with the language.

/// A function of EQL.
#[derive(Debug, PartialEq)]
pub struct Function {
    /// The name as Elastic's reference has it.
    pub name: &'static str,
}
