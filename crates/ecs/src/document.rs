//! Builds whole documents from a mapping's output.

use std::borrow::Cow;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use serde_json::Value;

use crate::{Document, EventSink, FieldId, Timestamp};

/// Collects every field a mapping sets into one nested document, as Elasticsearch's `_source` would show it.
///
/// A mapping sets dozens of fields with long common prefixes. So what it sets is gathered in objects that hash cheaply
/// and whose names are not copied; only the finished document is made of the maps that everybody knows.
#[derive(Debug, Default)]
pub struct DocumentBuilder {
    members: Members,
}

type Members = IndexMap<Cow<'static, str>, Node, RandomState>;

/// What a name stands for in a document under construction.
#[derive(Debug)]
enum Node {
    /// A value as it was set. One that is an object is taken apart when something below it is set.
    Value(Value),
    Object(Members),
}

impl Node {
    /// Its members, if it is an object.
    fn members_mut(&mut self) -> Option<&mut Members> {
        if let Self::Value(Value::Object(members)) = self {
            *self = Self::Object(gathered(std::mem::take(members)));
        }
        match self {
            Self::Object(members) => Some(members),
            Self::Value(_) => None,
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Object(members) => Value::Object(document_of(members)),
        }
    }
}

fn gathered(document: Document) -> Members {
    document.into_iter().map(|(name, value)| (Cow::Owned(name), Node::Value(value))).collect()
}

fn document_of(members: Members) -> Document {
    let mut document = Document::with_capacity(members.len());
    for (name, node) in members {
        document.insert(name.into_owned(), node.into_value());
    }
    document
}

impl DocumentBuilder {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// A document that already has these fields: what the mapping sets is laid over it.
    pub fn over(document: Document) -> Self {
        Self { members: gathered(document) }
    }

    /// The document as built.
    pub fn finish(self) -> Document {
        document_of(self.members)
    }

    /// The texts that a field holds.
    pub fn texts_of(&self, field: FieldId) -> Vec<String> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match self.value(field) {
            Some(Value::Array(values)) => values.iter().filter_map(text).collect(),
            value => value.and_then(text).into_iter().collect(),
        }
    }

    /// The value of a field that is no object.
    fn value(&self, field: FieldId) -> Option<&Value> {
        let (mut members, mut path) = (&self.members, field.path());
        loop {
            let (name, rest) = split(path);
            match (members.get(name)?, rest) {
                (Node::Value(value), None) => return Some(value),
                (Node::Object(inner), Some(rest)) => (members, path) = (inner, rest),
                (Node::Value(value), Some(rest)) => {
                    return rest.split('.').try_fold(value, |value, name| value.get(name));
                }
                (Node::Object(_), None) => return None,
            }
        }
    }

    fn set(&mut self, path: &'static str, value: Value) {
        self.set_named(Path::Known(path), value);
    }

    fn set_named(&mut self, path: Path<'_>, value: Value) {
        match value {
            Value::Null => remove(&mut self.members, path),
            value => set(&mut self.members, path, Node::Value(value)),
        }
    }

    fn set_member(&mut self, object: FieldId, name: &str, value: Value) {
        self.set_named(Path::Member(object.path(), name), value);
    }
}

/// The names on the way to a value.
#[derive(Clone, Copy)]
enum Path<'p> {
    /// A dotted name of the catalogue.
    Known(&'static str),
    /// A dotted name that only the event knows.
    Given(&'p str),
    /// The object of this dotted name, and in it a member, whose name may have dots.
    Member(&'static str, &'p str),
    /// Such a member.
    Last(&'p str),
}

/// A name on the way to a value: those of the catalogue are not copied.
enum Name<'p> {
    Known(&'static str),
    Given(&'p str),
}

impl<'p> Path<'p> {
    /// The first name, and the way behind it.
    fn split(self) -> (Name<'p>, Option<Self>) {
        match self {
            Self::Known(path) => {
                let (name, rest) = split(path);
                (Name::Known(name), rest.map(Self::Known))
            }
            Self::Given(path) => {
                let (name, rest) = split(path);
                (Name::Given(name), rest.map(Self::Given))
            }
            Self::Member(path, member) => {
                let (name, rest) = split(path);
                (Name::Known(name), Some(rest.map_or(Self::Last(member), |rest| Self::Member(rest, member))))
            }
            Self::Last(name) => (Name::Given(name), None),
        }
    }
}

impl Name<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Known(name) => name,
            Self::Given(name) => name,
        }
    }

    fn into_key(self) -> Cow<'static, str> {
        match self {
            Self::Known(name) => Cow::Borrowed(name),
            Self::Given(name) => Cow::Owned(name.to_owned()),
        }
    }
}

/// A dotted name's first part and the rest. Parts are so short that looking at each byte is fastest.
fn split(path: &str) -> (&str, Option<&str>) {
    match path.bytes().position(|byte| byte == b'.') {
        Some(dot) => (path.get(..dot).unwrap_or_default(), path.get(dot + 1..)),
        None => (path, None),
    }
}

/// Removes the value at a path, and the objects on the way that have nothing else.
fn remove(members: &mut Members, path: Path<'_>) {
    let (name, rest) = path.split();
    if let Some(rest) = rest {
        let Some(inner) = members.get_mut(name.as_str()).and_then(Node::members_mut) else { return };
        remove(inner, rest);
        if !inner.is_empty() {
            return;
        }
    }
    members.swap_remove(name.as_str());
}

/// Sets the value at a path, making objects on the way. A scalar on the way is replaced.
fn set(members: &mut Members, path: Path<'_>, node: Node) {
    let (mut members, mut path) = (members, path);
    loop {
        let (name, rest) = path.split();
        let place = match members.get_index_of(name.as_str()) {
            Some(place) => place,
            None => members.insert_full(name.into_key(), Node::Value(Value::Null)).0,
        };
        let Some((_, there)) = members.get_index_mut(place) else { return };
        let Some(rest) = rest else {
            *there = node;
            return;
        };
        if there.members_mut().is_none() {
            *there = Node::Object(Members::default());
        }
        let Some(inner) = there.members_mut() else { return };
        (members, path) = (inner, rest);
    }
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
        self.set_named(Path::Given(path), value.clone());
    }

    fn path_text(&mut self, path: &str, value: &str) {
        self.set_named(Path::Given(path), Value::from(value));
    }
}
