//! Differences that are right as they are.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::compare::Difference;

/// The list of `justified_differences.toml`.
#[derive(Deserialize)]
pub(crate) struct Justified {
    #[serde(default)]
    difference: Vec<Entry>,
}

/// One entry: which differences, and why.
#[derive(Deserialize)]
struct Entry {
    /// The source or `evtx/<module>`; `*` stands for any run of characters, in the other patterns too.
    source: String,
    #[serde(default = "anything")]
    case: String,
    field: String,
    /// What is expected, as JSON; anything if absent, `nothing` for an absent field.
    expected: Option<String>,
    /// What is found, likewise.
    found: Option<String>,
    reason: String,
    #[serde(skip)]
    used: Cell<bool>,
}

fn anything() -> String {
    "*".to_owned()
}

impl Justified {
    pub(crate) fn load(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("the list of justified differences");
        let justified: Self = toml::from_str(&text).expect("a list of differences");
        assert!(
            justified.difference.iter().all(|entry| entry.reason.len() > 20),
            "every difference has a reason"
        );
        justified
    }

    /// Whether an entry covers the difference.
    pub(crate) fn covers(&self, source: &str, case: &str, difference: &Difference) -> bool {
        let entry = self.difference.iter().find(|entry| {
            matches(&entry.source, source)
                && matches(&entry.case, case)
                && matches(&entry.field, &difference.path)
                && value_matches(entry.expected.as_deref(), difference.expected.as_ref())
                && value_matches(entry.found.as_deref(), difference.found.as_ref())
        });
        if let Some(entry) = entry {
            entry.used.set(true);
        }
        entry.is_some()
    }

    /// Names the entries that no case needed.
    pub(crate) fn report_unused(&self) {
        for entry in self.difference.iter().filter(|entry| !entry.used.get()) {
            println!("unused: {} {} {}", entry.source, entry.case, entry.field);
        }
    }
}

fn value_matches(pattern: Option<&str>, value: Option<&Value>) -> bool {
    match (pattern, value) {
        (None, _) => true,
        (Some("nothing"), value) => value.is_none(),
        (Some(pattern), Some(value)) => matches(pattern, &value.to_string()),
        (Some(_), None) => false,
    }
}

/// Whether a text matches a pattern with stars.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            text.char_indices().map(|(at, _)| at).chain([text.len()]).any(|at| matches(rest, &text[at..]))
        }),
    }
}
