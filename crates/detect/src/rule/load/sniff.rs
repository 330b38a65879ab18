//! What a file is, by its content.

use std::path::Path;

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    /// It has a `[rule]` table.
    Toml,
    /// It starts as JSON does.
    Json,
    /// Something else.
    Neither,
}

/// Looks at the first character that counts, and for TOML at the lines that start a table.
pub(super) fn format_of(text: &str) -> Format {
    let start = text.trim_start();
    if start.starts_with('{') {
        return Format::Json;
    }
    // Both a JSON list and a TOML table header start so; what follows differs.
    if let Some(rest) = start.strip_prefix('[')
        && rest.trim_start().starts_with(['{', ']'])
    {
        return Format::Json;
    }
    if text.lines().any(starts_rule_table) { Format::Toml } else { Format::Neither }
}

fn starts_rule_table(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix("[rule") else { return false };
    rest.starts_with([']', '.', ' '])
}

/// Whether the name says that the file holds rules, so that one that cannot be read is a problem even in a folder.
pub(super) fn named_like_rules(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml" || extension == "ndjson")
}
