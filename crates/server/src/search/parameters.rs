//! Parameters of a request's query string.

use std::collections::HashMap;

use super::{IndexOptions, SearchError};

/// Parameters by name.
#[derive(Clone, Debug, Default)]
pub struct Parameters(HashMap<String, String>);

impl Parameters {
    /// Of decoded names and values; of several with one name the last counts.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// A parameter's text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter that is on or off; there without a value it is on.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, SearchError> {
        match self.text(name) {
            None => Ok(None),
            Some("" | "true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(SearchError::argument(format!(
                "Failed to parse value [{other}] as only [true] or [false] are allowed."
            ))),
        }
    }

    /// A parameter that is a whole number.
    pub fn number(&self, name: &str) -> Result<Option<u64>, SearchError> {
        self.text(name)
            .map(|text| {
                let wrong = || {
                    SearchError::argument(format!(
                        "Failed to parse int parameter [{name}] with value [{text}]"
                    ))
                };
                text.parse().map_err(|_| wrong())
            })
            .transpose()
    }

    /// How the request wants its index expression read.
    pub fn index_options(&self) -> Result<IndexOptions, SearchError> {
        let default = IndexOptions::default();
        let expand = self.text("expand_wildcards").unwrap_or_default();
        Ok(IndexOptions {
            ignore_unavailable: self.flag("ignore_unavailable")?.unwrap_or(default.ignore_unavailable),
            allow_no_indices: self.flag("allow_no_indices")?.unwrap_or(default.allow_no_indices),
            hidden: expand.split(',').any(|state| matches!(state, "hidden" | "all")),
        })
    }
}
