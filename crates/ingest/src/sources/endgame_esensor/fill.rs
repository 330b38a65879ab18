//! Adds to a document what it does not say itself.

use std::cell::RefCell;

use ecs::{EventSink, FieldId, Timestamp};
use serde_json::Value;
use smallvec::SmallVec;

use crate::JsonObject;

/// A sink for fields that a document lacks: what it has stays as it is.
pub(super) struct Fill<'f, 'a> {
    document: &'f JsonObject<'a>,
    sink: &'f mut dyn EventSink,
    /// Fields that stay empty.
    withheld: &'static [FieldId],
    /// The objects that were looked into.
    opened: RefCell<SmallVec<[Opened<'f, 'a>; 8]>>,
}

/// The name of a member, and what it holds if that is an object.
type Opened<'f, 'a> = (&'f str, Option<JsonObject<'a>>);

impl<'f, 'a> Fill<'f, 'a> {
    pub(super) fn new(document: &'f JsonObject<'a>, sink: &'f mut dyn EventSink) -> Self {
        Self { document, sink, withheld: &[], opened: RefCell::default() }
    }

    /// Leaves these fields as they are.
    pub(super) fn withhold(&mut self, fields: &'static [FieldId]) {
        self.withheld = fields;
    }

    /// Whether the document has the field of this dotted name, or anything in its place.
    pub(super) fn says(&self, path: &str) -> bool {
        let Some((first, rest)) = path.split_once('.') else { return self.document.has(path) };
        let opened = self.opened.borrow().iter().find(|(name, _)| *name == first).map(|(_, object)| *object);
        let object = match opened {
            Some(object) => object,
            None => match self.document.members.iter().rev().find(|member| member.name == first) {
                Some(member) => {
                    let object = self.document.object(first);
                    self.opened.borrow_mut().push((member.name, object));
                    object
                }
                None => None,
            },
        };
        object.is_some_and(|object| has(&object, rest)) || self.document.has(path)
    }
}

fn has(object: &JsonObject<'_>, path: &str) -> bool {
    if object.has(path) {
        return true;
    }
    let Some((first, rest)) = path.split_once('.') else { return false };
    object.object(first).is_some_and(|inner| has(&inner, rest))
}

impl EventSink for Fill<'_, '_> {
    fn wants(&self, field: FieldId) -> bool {
        self.sink.wants(field) && !self.withheld.contains(&field) && !self.says(field.path())
    }

    fn wants_member(&self, object: FieldId, name: &str) -> bool {
        self.sink.wants_member(object, name) && !self.says(&format!("{}.{name}", object.path()))
    }

    fn wants_any_below(&self, object: FieldId) -> bool {
        self.sink.wants_any_below(object)
    }

    fn has(&self, field: FieldId) -> bool {
        self.sink.has(field) || self.says(field.path())
    }

    fn text(&mut self, field: FieldId, value: &str) {
        if self.wants(field) {
            self.sink.text(field, value);
        }
    }

    fn texts(&mut self, field: FieldId, values: &[&str]) {
        if self.wants(field) {
            self.sink.texts(field, values);
        }
    }

    fn long(&mut self, field: FieldId, value: i64) {
        if self.wants(field) {
            self.sink.long(field, value);
        }
    }

    fn double(&mut self, field: FieldId, value: f64) {
        if self.wants(field) {
            self.sink.double(field, value);
        }
    }

    fn boolean(&mut self, field: FieldId, value: bool) {
        if self.wants(field) {
            self.sink.boolean(field, value);
        }
    }

    fn date(&mut self, field: FieldId, value: Timestamp, shown: &str) {
        if self.wants(field) {
            self.sink.date(field, value, shown);
        }
    }

    fn json(&mut self, field: FieldId, value: &Value) {
        if self.wants(field) {
            self.sink.json(field, value);
        }
    }

    fn member_text(&mut self, object: FieldId, name: &str, value: &str) {
        if self.wants_member(object, name) {
            self.sink.member_text(object, name, value);
        }
    }

    fn member_json(&mut self, object: FieldId, name: &str, value: &Value) {
        if self.wants_member(object, name) {
            self.sink.member_json(object, name, value);
        }
    }

    fn wants_path(&self, path: &str) -> bool {
        self.sink.wants_path(path) && !self.says(path)
    }

    fn path_json(&mut self, path: &str, value: &Value) {
        if self.wants_path(path) {
            self.sink.path_json(path, value);
        }
    }

    fn path_text(&mut self, path: &str, value: &str) {
        if self.wants_path(path) {
            self.sink.path_text(path, value);
        }
    }
}
