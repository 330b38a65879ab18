//! Reading cases, and comparing answers with what they must have.

use std::path::Path;

use serde_json::Value;

/// A request and its answer.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: String,
    pub(crate) expected: Value,
}

impl Case {
    /// Whether the answer has something that no two answers share.
    pub(crate) fn is_volatile(&self) -> bool {
        self.path.contains("_pit") || self.path.contains("keep_on_completion")
    }
}

/// The documents and cases of every file.
pub(crate) fn read_cases() -> Vec<(String, Vec<String>, Vec<Case>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/cases");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("cases").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a case file");
        let mut parts = text.split("\n=== ");
        let head = parts.next().unwrap_or_default();
        let documents = head.lines().filter(|line| line.starts_with('{')).map(str::to_owned).collect();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, documents, parts.map(case).collect())
    };
    files.iter().map(read).collect()
}

fn case(text: &str) -> Case {
    let (request, expected) =
        text.split_once("\n---\n").unwrap_or_else(|| panic!("a case without answer: {text}"));
    let mut lines = request.lines();
    let name = lines.next().unwrap_or_default().trim().to_owned();
    let (method, path) =
        lines.next().and_then(|line| line.split_once(' ')).unwrap_or_else(|| panic!("{name}: no request"));
    let mut body: Vec<&str> = lines.collect();
    body.push("");
    let expected = serde_json::from_str(expected).unwrap_or_else(|error| panic!("{name}: {error}"));
    Case { name, method: method.to_owned(), path: path.trim().to_owned(), body: body.join("\n"), expected }
}

/// Where an answer lacks something of what it must have.
pub(crate) fn lacking(expected: &Value, found: &Value, at: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected.iter().find_map(|(name, expected)| {
            let at = format!("{at}/{name}");
            match (expected, found.get(name)) {
                (Value::String(text), None) if text == "(absent)" => None,
                (_, None) => Some(format!("{at} is missing")),
                (expected, Some(found)) => lacking(expected, found, &at),
            }
        }),
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => expected
            .iter()
            .zip(found)
            .enumerate()
            .find_map(|(index, (expected, found))| lacking(expected, found, &format!("{at}/{index}"))),
        (expected, found) if expected == found => None,
        (expected, found) => Some(format!("{at} is {found}, not {expected}")),
    }
}
