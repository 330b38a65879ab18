//! What names a rule.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::decode::InvalidValue;

/// Elastic's rule ids are UUIDs, but any text is allowed; this bounds what a file can make us carry around.
const MAX_LENGTH: usize = 512;

/// The stable id of a rule (`rule_id`): the same in every installation, unlike the id of its saved object.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct RuleId(String);

impl RuleId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RuleId {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let help = "give the rule a UUID of its own";
        if text.trim().is_empty() {
            return Err(InvalidValue::new("is empty", help));
        }
        if text.len() > MAX_LENGTH {
            return Err(InvalidValue::new(format!("is longer than {MAX_LENGTH} bytes"), help));
        }
        if text.chars().any(char::is_control) {
            return Err(InvalidValue::new("has control characters in it", help));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
