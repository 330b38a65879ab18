//! Builds whole documents from a mapping's output.

use serde_json::{Map, Value};

use crate::{Document, EventSink, FieldId, Timestamp};

/// Collects every field a mapping sets into one nested document, as Elasticsearch's `_source` would show it.
#[derive(Debug, Default)]
pub struct DocumentBuilder {
    document: Document,
}

impl DocumentBuilder {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// A document that already has these fields: what the mapping sets is laid over it.
    pub fn over(document: Document) -> Self {
        Self { document }
    }

    /// The document as built.
    pub fn finish(self) -> Document {
        self.document
    }

    /// The texts that a field holds.
    pub fn texts_of(&self, field: FieldId) -> Vec<String> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match self.value(field) {
            Some(Value::Array(values)) => values.iter().filter_map(text).collect(),
            value => value.and_then(text).into_iter().collect(),
        }
    }

    fn value(&self, field: FieldId) -> Option<&Value> {
        let mut names = field.path().split('.');
        let first = names.next().and_then(|name| self.document.get(name));
        names.fold(first, |value, name| value?.get(name))
    }

    fn set(&mut self, path: &str, value: Value) {
        self.set_at(path.split('.'), value);
    }

    fn set_member(&mut self, object: FieldId, name: &str, value: Value) {
        self.set_at(object.path().split('.').chain([name]), value);
    }

    fn set_at<'p>(&mut self, path: impl Iterator<Item = &'p str>, value: Value) {
        match value {
            Value::Null => remove_path(&mut self.document, &path.collect::<Vec<_>>()),
            value => set_path(&mut self.document, path, value),
        }
    }
}

/// Removes the value at a path, and the objects on the way that have nothing else.
fn remove_path(object: &mut Document, path: &[&str]) {
    let Some((name, behind)) = path.split_first() else { return };
    if !behind.is_empty() {
        let Some(Value::Object(inner)) = object.get_mut(*name) else { return };
        remove_path(inner, behind);
        if !inner.is_empty() {
            return;
        }
    }
    object.remove(*name);
}

/// Sets the value at a path, making objects on the way. A scalar on the way is replaced.
fn set_path<'p>(object: &mut Document, mut path: impl Iterator<Item = &'p str>, value: Value) {
    let Some(mut name) = path.next() else { return };
    let mut object = object;
    for next in path {
        let inner = object.entry(name).or_insert_with(|| Value::Object(Map::new()));
        if !inner.is_object() {
            *inner = Value::Object(Map::new());
        }
        let Value::Object(inner) = inner else { return };
        object = inner;
        name = next;
    }
    object.insert(name.to_owned(), value);
}

/// Whether a value is one, or holds one in an array.
fn is_value(value: &Value) -> bool {
    match value {
        Value::Null | Value::Object(_) => false,
        Value::Array(elements) => elements.iter().any(is_value),
        _ => true,
    }
}

impl EventSink for DocumentBuilder {
    fn wants(&self, _: FieldId) -> bool {
        true
    }

    fn wants_member(&self, _: FieldId, _: &str) -> bool {
        true
    }

    fn wants_any_below(&self, _: FieldId) -> bool {
        true
    }

    fn has(&self, field: FieldId) -> bool {
        self.value(field).is_some_and(is_value)
    }

    fn text(&mut self, field: FieldId, value: &str) {
        self.set(field.path(), Value::from(value));
    }

    fn texts(&mut self, field: FieldId, values: &[&str]) {
        self.set(field.path(), Value::from(values));
    }

    fn long(&mut self, field: FieldId, value: i64) {
        self.set(field.path(), Value::from(value));
    }

    fn double(&mut self, field: FieldId, value: f64) {
        self.set(field.path(), Value::from(value));
    }

    fn boolean(&mut self, field: FieldId, value: bool) {
        self.set(field.path(), Value::from(value));
    }

    fn date(&mut self, field: FieldId, _: Timestamp, shown: &str) {
        self.set(field.path(), Value::from(shown));
    }

    fn json(&mut self, field: FieldId, value: &Value) {
        self.set(field.path(), value.clone());
    }

    fn member_text(&mut self, object: FieldId, name: &str, value: &str) {
        self.set_member(object, name, Value::from(value));
    }

    fn member_json(&mut self, object: FieldId, name: &str, value: &Value) {
        self.set_member(object, name, value.clone());
    }

    fn wants_path(&self, _: &str) -> bool {
        true
    }

    fn path_json(&mut self, path: &str, value: &Value) {
        self.set(path, value.clone());
    }

    fn path_text(&mut self, path: &str, value: &str) {
        self.set(path, Value::from(value));
    }
}
