//! Lone expressions and their values.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::Value;

/// An expression without fields and the value it must have.
#[derive(Clone, Debug, Deserialize)]
pub struct ExpressionCase {
    /// The expression's text.
    pub expression: String,
    /// Its value; null where the file does not say.
    #[serde(default)]
    pub expected: Value,
}

/// Reads a file with one case a line.
///
/// # Errors
/// When the file cannot be read or is not what it should be.
pub fn read_expressions(path: &Path) -> Result<Vec<ExpressionCase>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{path:?}"))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).with_context(|| format!("{path:?}: {line}"))).collect()
}
