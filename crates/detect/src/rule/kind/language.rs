//! Query languages.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::super::decode::{Fields, InvalidValue};

/// What a query is written in (`language`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Event Query Language.
    Eql,
    /// Kibana Query Language.
    Kuery,
    /// Lucene query strings.
    Lucene,
    /// The piped language.
    Esql,
}

impl Language {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eql => "eql",
            Self::Kuery => "kuery",
            Self::Lucene => "lucene",
            Self::Esql => "esql",
        }
    }

    /// The language of a query rule: KQL unless it says otherwise.
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        fields.parse("language").unwrap_or(Self::Kuery)
    }

    /// Notes a problem where a rule names another language than its type has.
    pub(super) fn expect(self, fields: &mut Fields<'_>) {
        if let Some(other) = fields.parse::<Self>("language").filter(|other| *other != self) {
            let message = format!("a rule of this type is written in {self}, not {other}");
            fields.problem("language", message, format!("write `{self}`, or change the rule's type"));
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        [Self::Eql, Self::Kuery, Self::Lucene, Self::Esql]
            .into_iter()
            .find(|language| language.as_str() == text)
            .ok_or_else(|| {
                InvalidValue::new(
                    format!("no language is called `{text}`"),
                    "write eql, kuery, lucene or esql",
                )
            })
    }
}
