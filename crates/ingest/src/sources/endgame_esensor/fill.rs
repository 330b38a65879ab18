//! Adds to a document what it does not say itself.

use ecs::{EventSink, FieldId, Timestamp};
use serde_json::Value;

/// A sink for fields that the open event lacks: what it has stays as it is. Members of objects with open names, which
/// documents of the platform do not have, are passed on.
pub(super) struct Fill<'f> {
    sink: &'f mut dyn EventSink,
    /// Fields that stay empty.
    withheld: &'static [FieldId],
}

impl<'f> Fill<'f> {
    pub(super) fn new(sink: &'f mut dyn EventSink) -> Self {
        Self { sink, withheld: &[] }
    }

    /// Sets a field, whatever the event has.
    pub(super) fn replace(&mut self, field: FieldId, value: &str) {
        self.sink.text(field, value);
    }

    /// Leaves these fields as they are.
    pub(super) fn withhold(&mut self, fields: &'static [FieldId]) {
        self.withheld = fields;
    }
}

impl EventSink for Fill<'_> {
    fn wants(&self, field: FieldId) -> bool {
        self.sink.wants(field) && !self.sink.has(field) && !self.withheld.contains(&field)
    }

    fn wants_member(&self, object: FieldId, name: &str) -> bool {
        self.sink.wants_member(object, name)
    }

    fn wants_any_below(&self, object: FieldId) -> bool {
        self.sink.wants_any_below(object)
    }

    fn has(&self, field: FieldId) -> bool {
        self.sink.has(field)
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
        self.sink.member_text(object, name, value);
    }

    fn member_json(&mut self, object: FieldId, name: &str, value: &Value) {
        self.sink.member_json(object, name, value);
    }

    fn wants_path(&self, path: &str) -> bool {
        self.sink.wants_path(path)
    }

    fn path_json(&mut self, path: &str, value: &Value) {
        self.sink.path_json(path, value);
    }

    fn path_text(&mut self, path: &str, value: &str) {
        self.sink.path_text(path, value);
    }
}
