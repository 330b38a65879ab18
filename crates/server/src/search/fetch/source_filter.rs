//! `_source`: which members of a document are shown.

use ecs::Document;
use lang::ir::Case;
use lang::wildcard_match;
use serde_json::{Map, Value};

use super::super::SearchError;

/// The most patterns of one request.
const MAX_PATTERNS: usize = 1024;
/// How deep documents are followed.
const MAX_DEPTH: usize = 64;

/// Which members of a document are shown.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct SourceFilter {
    hidden: bool,
    /// All, where there is none.
    includes: Vec<String>,
    excludes: Vec<String>,
}

impl SourceFilter {
    /// Reads `_source`: a boolean, a pattern, a list of them, or `includes` and `excludes`.
    pub(in super::super) fn read(value: Option<&Value>) -> Result<Self, SearchError> {
        let mut filter = Self::default();
        match value {
            None | Some(Value::Null | Value::Bool(true)) => {}
            Some(Value::Bool(false)) => filter.hidden = true,
            Some(patterns @ (Value::String(_) | Value::Array(_))) => filter.includes = patterns_of(patterns)?,
            Some(Value::Object(parts)) => {
                for (name, patterns) in parts {
                    match name.as_str() {
                        "includes" | "include" => filter.includes = patterns_of(patterns)?,
                        "excludes" | "exclude" => filter.excludes = patterns_of(patterns)?,
                        "exclude_vectors" => {}
                        other => {
                            let reason = format!("Unknown key for a {} in [{other}].", token(patterns));
                            return Err(SearchError::parsing(reason));
                        }
                    }
                }
            }
            Some(other) => {
                let reason = format!(
                    "Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but \
                                      found [{}]",
                    token(other)
                );
                return Err(SearchError::parsing(reason));
            }
        }
        Ok(filter)
    }

    /// Includes and excludes from a request's parameters.
    pub(in super::super) fn of_parameters(&mut self, includes: Option<&str>, excludes: Option<&str>) {
        let split = |list: &str| list.split(',').map(str::to_owned).take(MAX_PATTERNS).collect();
        if let Some(list) = includes {
            self.includes = split(list);
        }
        if let Some(list) = excludes {
            self.excludes = split(list);
        }
    }

    /// What is left of a document; nothing where documents are not shown at all.
    pub(in super::super) fn apply(&self, document: Document) -> Option<Document> {
        if self.hidden {
            return None;
        }
        if self.includes.is_empty() && self.excludes.is_empty() {
            return Some(document);
        }
        Some(self.filtered(document, "", self.includes.is_empty(), 0))
    }

    /// `included`: whether what the members lie in is included as a whole.
    fn filtered(&self, object: Document, path: &str, included: bool, depth: usize) -> Document {
        let mut left = Map::new();
        for (name, value) in object {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if self.excludes.iter().any(|pattern| covers(pattern, &path)) {
                continue;
            }
            let included = included || self.includes.iter().any(|pattern| covers(pattern, &path));
            if let Some(value) = self.value(value, &path, included, depth) {
                left.insert(name, value);
            }
        }
        left
    }

    fn value(&self, value: Value, path: &str, included: bool, depth: usize) -> Option<Value> {
        match value {
            _ if depth > MAX_DEPTH => None,
            Value::Object(object) => {
                let had_members = !object.is_empty();
                let left = self.filtered(object, path, included, depth + 1);
                (!left.is_empty() || (included && !had_members)).then_some(Value::Object(left))
            }
            Value::Array(elements) if elements.iter().any(Value::is_object) => {
                let kept =
                    elements.into_iter().filter_map(|element| self.value(element, path, included, depth + 1));
                let kept: Vec<Value> = kept.collect();
                (!kept.is_empty()).then_some(Value::Array(kept))
            }
            other => included.then_some(other),
        }
    }
}

/// Whether a pattern covers a member: its name, or that of an object it lies in.
fn covers(pattern: &str, path: &str) -> bool {
    wildcard_match(pattern, path, Case::Sensitive)
        || path.match_indices('.').any(|(dot, _)| {
            path.get(..dot).is_some_and(|parent| wildcard_match(pattern, parent, Case::Sensitive))
        })
}

fn patterns_of(value: &Value) -> Result<Vec<String>, SearchError> {
    let patterns = match value {
        Value::Array(patterns) => patterns.as_slice(),
        single => std::slice::from_ref(single),
    };
    if patterns.len() > MAX_PATTERNS {
        return Err(SearchError::argument(format!("[_source] has at most {MAX_PATTERNS} patterns")));
    }
    let text = |pattern: &Value| match pattern {
        Value::String(text) => Ok(text.clone()),
        other => Err(SearchError::parsing(format!("Unknown key for a {} in [_source].", token(other)))),
    };
    patterns.iter().map(text).collect()
}

/// What Elasticsearch's parser calls a value.
pub(in super::super) fn token(value: &Value) -> &'static str {
    match value {
        Value::Null => "VALUE_NULL",
        Value::Bool(_) => "VALUE_BOOLEAN",
        Value::Number(_) => "VALUE_NUMBER",
        Value::String(_) => "VALUE_STRING",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    }
}
