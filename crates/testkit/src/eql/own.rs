//! Our own suites: one TOML file with a mapping, events and cases.
//!
//! ```toml
//! mapping = '{"user": {"type": "keyword"}}'   # of fields whose type cannot be seen from their values
//! events = '''
//! {"id": 1, "@timestamp": "1", "event.category": "process"}
//! '''
//!
//! [[case]]
//! name = "what it shows"
//! query = "process where true"
//! expected = [1]                # or `any_of = [[1], [2]]`, or `error = "EQL0101"`
//! join_keys = ["a", "b"]        # where they matter
//! size = 10                     # as many as there are unless given
//! ```
//!
//! Fields that are not said otherwise: `id`, `@timestamp`, `event.category`, no tiebreaker.

use std::path::Path;

use anyhow::{Context as _, Result};
use ecs::Document;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Case, Dataset, Suite, dynamic_mapping};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    mapping: String,
    events: String,
    timestamp_field: Option<String>,
    event_category_field: Option<String>,
    tiebreaker_field: Option<String>,
    #[serde(rename = "case")]
    cases: Vec<FileCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileCase {
    name: String,
    query: String,
    size: Option<u64>,
    #[serde(default)]
    expected: Vec<i64>,
    any_of: Option<Vec<Vec<i64>>>,
    join_keys: Option<Vec<String>>,
    error: Option<String>,
}

/// More than any suite has events.
const EVERYTHING: u64 = 1_000_000;

impl Suite {
    /// Reads one of our own suites.
    ///
    /// # Errors
    /// When the text is not one.
    pub fn from_toml(name: &str, text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).with_context(|| name.to_owned())?;
        let lines = file.events.lines().filter(|line| !line.trim().is_empty());
        let documents: Vec<Document> = lines
            .map(|line| serde_json::from_str(line).with_context(|| format!("{name}: {line}")))
            .collect::<Result<_>>()?;
        let known: Map<String, Value> = match file.mapping.trim() {
            "" => Map::new(),
            text => serde_json::from_str(text).with_context(|| format!("{name}: mapping"))?,
        };
        let or = |given: Option<String>, default: &str| given.unwrap_or_else(|| default.to_owned());
        let data = Dataset {
            mapping: with_timestamp(dynamic_mapping(&documents, &known)),
            documents,
            id_field: "id".to_owned(),
            timestamp_field: or(file.timestamp_field, "@timestamp"),
            event_category_field: or(file.event_category_field, "event.category"),
            tiebreaker_field: file.tiebreaker_field,
        };
        let cases = file.cases.into_iter().map(Case::from).collect();
        Ok(Self { name: name.to_owned(), data, cases })
    }

    /// Reads all suites of a folder.
    ///
    /// # Errors
    /// When a file cannot be read or is not a suite.
    pub fn from_folder(folder: &Path) -> Result<Vec<Self>> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).with_context(|| format!("{folder:?}"))? {
            paths.push(entry?.path());
        }
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        paths
            .iter()
            .map(|path| Self::from_toml(&path.display().to_string(), &std::fs::read_to_string(path)?))
            .collect()
    }
}

impl From<FileCase> for Case {
    fn from(case: FileCase) -> Self {
        Self {
            name: case.name,
            query: case.query,
            size: case.size.unwrap_or(EVERYTHING),
            expected: case.any_of.unwrap_or_else(|| vec![case.expected]),
            join_keys: case.join_keys,
            error: case.error,
        }
    }
}

/// The usual time field is a date though its values are texts and numbers.
fn with_timestamp(mut mapping: Value) -> Value {
    if let Some(field) = mapping.pointer_mut("/properties/@timestamp/type") {
        *field = Value::from("date");
    }
    mapping
}
