//! Rule types that this version has never heard of.

use serde_json::{Map, Value};

use super::super::decode::Fields;
use super::RuleType;

/// A rule of an unknown type. Its own members are among the rule's unknown ones ([`super::super::Rule::unknown`]),
/// but for the query, which is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct UnknownRule {
    /// The type's name on the wire.
    pub name: String,
    query: Option<String>,
}

impl UnknownRule {
    pub(super) fn read(name: &str, fields: &mut Fields<'_>) -> Self {
        Self { name: name.to_owned(), query: fields.text("query") }
    }

    pub(super) fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    pub(super) fn reason(&self) -> String {
        format!("this version knows no rule type `{}`, only {}", self.name, RuleType::NAMES.join(", "))
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        super::super::encode::put(api, "query", &self.query);
    }
}
