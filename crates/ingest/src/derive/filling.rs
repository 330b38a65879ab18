//! Lets a mapping fill what another left empty.

use ecs::{EventSink, FieldId, Timestamp};
use serde_json::Value;
use smallvec::SmallVec;

/// A sink that takes only what the event lacks, and only fields of their own: members of objects are the other mapping's.
pub(super) struct Filling<'f> {
    pub(super) sink: &'f mut dyn EventSink,
    /// The names of the fields that were filled.
    pub(super) derived: &'f mut SmallVec<[&'static str; 16]>,
}

impl Filling<'_> {
    fn fill(&mut self, field: FieldId, set: impl FnOnce(&mut dyn EventSink)) {
        if self.wants(field) {
            set(self.sink);
            self.derived.push(field.path());
        }
    }
}

impl EventSink for Filling<'_> {
    fn wants(&self, field: FieldId) -> bool {
        self.sink.wants(field) && !self.sink.has(field)
    }

    fn wants_member(&self, _: FieldId, _: &str) -> bool {
        false
    }

    fn wants_any_below(&self, _: FieldId) -> bool {
        false
    }

    fn has(&self, field: FieldId) -> bool {
        self.sink.has(field)
    }

    fn text(&mut self, field: FieldId, value: &str) {
        self.fill(field, |sink| sink.text(field, value));
    }

    fn texts(&mut self, field: FieldId, values: &[&str]) {
        self.fill(field, |sink| sink.texts(field, values));
    }

    fn long(&mut self, field: FieldId, value: i64) {
        self.fill(field, |sink| sink.long(field, value));
    }

    fn double(&mut self, field: FieldId, value: f64) {
        self.fill(field, |sink| sink.double(field, value));
    }

    fn boolean(&mut self, field: FieldId, value: bool) {
        self.fill(field, |sink| sink.boolean(field, value));
    }

    fn date(&mut self, field: FieldId, value: Timestamp, shown: &str) {
        self.fill(field, |sink| sink.date(field, value, shown));
    }

    fn json(&mut self, field: FieldId, value: &Value) {
        self.fill(field, |sink| sink.json(field, value));
    }

    fn member_text(&mut self, _: FieldId, _: &str, _: &str) {}

    fn member_json(&mut self, _: FieldId, _: &str, _: &Value) {}

    fn wants_path(&self, _: &str) -> bool {
        false
    }

    fn path_json(&mut self, _: &str, _: &Value) {}

    fn path_text(&mut self, _: &str, _: &str) {}
}
