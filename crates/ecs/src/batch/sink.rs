//! A batch builder as the receiver of a source mapping's fields.

use std::sync::Arc;

use serde_json::Value;

use super::build::{EventBatchBuilder, MAX_LIST_VALUES, TIMESTAMP};
use crate::projection::PathEnd;
use crate::{EventSink, FieldId, Timestamp};

impl EventSink for EventBatchBuilder {
    fn wants(&self, field: FieldId) -> bool {
        field == TIMESTAMP || self.projection().slot_of(field).is_some()
    }

    fn wants_member(&self, object: FieldId, name: &str) -> bool {
        self.projection().member_of(object, name).is_some()
    }

    fn wants_any_below(&self, object: FieldId) -> bool {
        self.projection().below(object).is_some()
    }

    fn has(&self, field: FieldId) -> bool {
        self.projection().slot_of(field).is_some_and(|slot| self.has_values(slot))
    }

    fn text(&mut self, field: FieldId, value: &str) {
        if field == TIMESTAMP
            && let Some(timestamp) = Timestamp::parse(value)
        {
            self.set_timestamp(timestamp);
        }
        if let Some(slot) = self.projection().slot_of(field) {
            self.clear(slot);
            self.append_text(slot, value);
        }
    }

    fn texts(&mut self, field: FieldId, values: &[&str]) {
        if let Some(slot) = self.projection().slot_of(field) {
            self.clear(slot);
            self.drop_values(values.len().saturating_sub(MAX_LIST_VALUES));
            values.iter().take(MAX_LIST_VALUES).for_each(|value| self.append_text(slot, value));
        }
    }

    fn long(&mut self, field: FieldId, value: i64) {
        if let Some(slot) = self.projection().slot_of(field) {
            self.clear(slot);
            self.append_long(slot, value);
        }
    }

    fn double(&mut self, field: FieldId, value: f64) {
        if let Some(slot) = self.projection().slot_of(field) {
            self.clear(slot);
            self.append_double(slot, value);
        }
    }

    fn boolean(&mut self, field: FieldId, value: bool) {
        if let Some(slot) = self.projection().slot_of(field) {
            self.clear(slot);
            self.append_boolean(slot, value);
        }
    }

    fn date(&mut self, field: FieldId, value: Timestamp, shown: &str) {
        if field == TIMESTAMP {
            self.set_timestamp(value);
        }
        if let Some(slot) = self.projection().slot_of(field) {
            self.clear(slot);
            self.append_date(slot, value, shown);
        }
    }

    fn json(&mut self, field: FieldId, value: &Value) {
        let projection = Arc::clone(self.projection());
        if let Some(node) = projection.node(field) {
            self.replace_json(node, value);
        }
    }

    fn member_text(&mut self, object: FieldId, name: &str, value: &str) {
        let Some(member) = self.projection().member_of(object, name) else { return };
        if member.has_fields_below {
            self.member_json(object, name, &Value::Null);
        }
        if let Some(slot) = member.slot {
            self.clear(slot);
            self.append_text(slot, value);
        }
    }

    fn member_json(&mut self, object: FieldId, name: &str, value: &Value) {
        let projection = Arc::clone(self.projection());
        if let Some(node) = projection.below(object).and_then(|node| node.child(name)) {
            self.replace_json(node, value);
        }
    }

    fn wants_path(&self, path: &str) -> bool {
        self.projection().end(path).is_some()
    }

    fn path_text(&mut self, path: &str, value: &str) {
        match self.projection().end(path) {
            None => {}
            Some(PathEnd { slot: Some(slot), has_fields_below: false }) => {
                self.clear(slot);
                self.append_text(slot, value);
            }
            Some(_) => self.path_json(path, &Value::from(value)),
        }
    }

    fn path_json(&mut self, path: &str, value: &Value) {
        let projection = Arc::clone(self.projection());
        if let Some(node) = projection.root().descend(path) {
            self.replace_json(node, value);
        }
    }
}
