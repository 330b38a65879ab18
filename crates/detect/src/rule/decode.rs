//! Reads the fields of a rule out of a JSON object, noting everything that is wrong and everything left over.
//!
//! TOML and JSON rules both pass through here. Unlike a derived deserialiser it does not stop at the first mistake,
//! says where each one is and what to write instead, and keeps keys that this version does not know.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// A member of an object.
    Key(String),
    /// An element of an array.
    Index(usize),
}

/// Where in a document a value is: `rule.threat[0].tactic.id`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValuePath(pub Vec<PathStep>);

impl ValuePath {
    pub(crate) fn key(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(PathStep::Key(key.to_owned()));
        Self(steps)
    }

    pub(crate) fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(PathStep::Index(index));
        Self(steps)
    }
}

impl fmt::Display for ValuePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) if position == 0 => f.write_str(key)?,
                PathStep::Key(key) => write!(f, ".{key}")?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// What is wrong with one value of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Which value.
    pub path: ValuePath,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Why a text is not a valid value of some kind, and what would be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct InvalidValue {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl InvalidValue {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }
}

/// The members of one object, taken out one by one. What is not taken is in [`Fields::rest`].
pub(crate) struct Fields<'p> {
    map: Map<String, Value>,
    path: ValuePath,
    problems: &'p mut Vec<FieldProblem>,
}

impl<'p> Fields<'p> {
    pub(crate) fn new(map: Map<String, Value>, path: ValuePath, problems: &'p mut Vec<FieldProblem>) -> Self {
        Self { map, path, problems }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.map.get(key).is_some_and(|value| !value.is_null())
    }

    /// Everything that was not taken: keys of a newer format, or misspelt ones.
    pub(crate) fn rest(self) -> Map<String, Value> {
        self.map
    }

    pub(crate) fn problem(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let path = self.path.key(key);
        self.problems.push(FieldProblem { path, message: message.into(), help: Some(help.into()) });
    }

    fn wrong_type(&mut self, key: &str, found: &Value, expected: &str) {
        self.problem(key, format!("`{key}` is {}", kind_of(found)), format!("write {expected}"));
    }

    /// The value of a key; null counts as absent.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        self.map.shift_remove(key).filter(|value| !value.is_null())
    }

    /// The text of a key, which stays there.
    pub(crate) fn peek_text(&self, key: &str) -> Option<&str> {
        self.map.get(key).and_then(Value::as_str)
    }

    pub(crate) fn text(&mut self, key: &str) -> Option<String> {
        match self.take(key)? {
            Value::String(text) => Some(text),
            // A bare TOML date comes as an object with one member, its text.
            Value::Object(date) if date.len() == 1 && date.keys().any(|key| key.starts_with("$__toml")) => {
                date.into_iter().next().and_then(|(_, text)| text.as_str().map(str::to_owned))
            }
            other => {
                self.wrong_type(key, &other, "a text in quotes");
                None
            }
        }
    }

    /// A text that must be there; an empty one where it is not, with the problem noted.
    pub(crate) fn required_text(&mut self, key: &str, help: &str) -> String {
        if !self.has(key) {
            self.problem(key, format!("`{key}` is missing"), help);
            return String::new();
        }
        let text = self.text(key).unwrap_or_default();
        if text.trim().is_empty() {
            self.problem(key, format!("`{key}` is empty"), help);
        }
        text
    }

    pub(crate) fn boolean(&mut self, key: &str) -> Option<bool> {
        match self.take(key)? {
            Value::Bool(value) => Some(value),
            other => {
                self.wrong_type(key, &other, "true or false");
                None
            }
        }
    }

    pub(crate) fn whole_number(&mut self, key: &str) -> Option<u64> {
        let value = self.take(key)?;
        let number = value
            .as_u64()
            .or_else(|| value.as_f64().filter(|n| n.fract() == 0.0 && *n >= 0.0).map(|n| n as u64));
        if number.is_none() {
            self.wrong_type(key, &value, "a whole number, zero or more");
        }
        number
    }

    /// A list of texts; one text alone stands for a list of one.
    pub(crate) fn texts(&mut self, key: &str) -> Vec<String> {
        let items = match self.take(key) {
            None => return Vec::new(),
            Some(Value::String(text)) => return vec![text],
            Some(Value::Array(items)) => items,
            Some(other) => {
                self.wrong_type(key, &other, "a list of texts");
                return Vec::new();
            }
        };
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            match item {
                Value::String(text) => texts.push(text),
                other => self.problems.push(FieldProblem {
                    path: self.path.key(key).index(index),
                    message: format!("an item of `{key}` is {}", kind_of(&other)),
                    help: Some("write texts in quotes".into()),
                }),
            }
        }
        texts
    }

    /// Any list; its items are kept as they are.
    pub(crate) fn values(&mut self, key: &str) -> Vec<Value> {
        match self.take(key) {
            None => Vec::new(),
            Some(Value::Array(items)) => items,
            Some(other) => {
                self.wrong_type(key, &other, "a list");
                Vec::new()
            }
        }
    }

    /// A text of a kind that checks itself.
    pub(crate) fn parse<T: FromStr<Err = InvalidValue>>(&mut self, key: &str) -> Option<T> {
        let text = self.text(key)?;
        self.checked(key, text.parse())
    }

    /// A value that was checked: its problem is noted here.
    pub(crate) fn checked<T>(&mut self, key: &str, result: Result<T, InvalidValue>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(InvalidValue { message, help }) => {
                let path = self.path.key(key);
                self.problems.push(FieldProblem { path, message: format!("`{key}`: {message}"), help });
                None
            }
        }
    }

    /// An object, read by `read`.
    pub(crate) fn object<T>(&mut self, key: &str, read: impl FnOnce(&mut Fields<'_>) -> T) -> Option<T> {
        match self.take(key)? {
            Value::Object(map) => Some(read(&mut Fields::new(map, self.path.key(key), self.problems))),
            other => {
                self.wrong_type(key, &other, "a table (an object)");
                None
            }
        }
    }

    /// A list of objects, each read by `read`; one object alone stands for a list of one.
    pub(crate) fn objects<T>(&mut self, key: &str, mut read: impl FnMut(&mut Fields<'_>) -> T) -> Vec<T> {
        let items = match self.take(key) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(Value::Object(item)) => vec![Value::Object(item)],
            Some(other) => {
                self.wrong_type(key, &other, "a list of tables (objects)");
                return Vec::new();
            }
        };
        let mut read_items = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let path = self.path.key(key).index(index);
            match item {
                Value::Object(map) => read_items.push(read(&mut Fields::new(map, path, self.problems))),
                other => self.problems.push(FieldProblem {
                    path,
                    message: format!("an item of `{key}` is {}", kind_of(&other)),
                    help: Some("write a table (an object)".into()),
                }),
            }
        }
        read_items
    }

    /// A list of lists of objects, each object read by `read`.
    pub(crate) fn object_lists<T>(&mut self, key: &str, read: impl Fn(&mut Fields<'_>) -> T) -> Vec<Vec<T>> {
        let path = self.path.key(key);
        let mut lists = Vec::new();
        for (index, list) in self.values(key).into_iter().enumerate() {
            let mut inner = Map::new();
            inner.insert(String::new(), list);
            let mut fields = Fields::new(inner, path.index(index), self.problems);
            lists.push(fields.objects("", &read));
        }
        lists
    }
}

/// What a value is, in words.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table (an object)",
    }
}
