//! The `related.*` lists: values in the order they were met, each once.

use ecs::{EventSink, FieldId};
use smallvec::SmallVec;

/// One such list.
#[derive(Default)]
pub(crate) struct Related<'a>(SmallVec<[&'a str; 6]>);

impl<'a> Related<'a> {
    /// Adds a value unless it is there.
    pub(crate) fn add(&mut self, value: &'a str) {
        if !self.0.contains(&value) {
            self.0.push(value);
        }
    }

    /// Adds the value, if there is one.
    pub(crate) fn add_some(&mut self, value: Option<&'a str>) {
        if let Some(value) = value {
            self.add(value);
        }
    }

    /// Whether there is nothing to say.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets the field, if there is anything to say.
    pub(crate) fn set(&self, sink: &mut dyn EventSink, field: FieldId) {
        if !self.0.is_empty() {
            sink.texts(field, &self.0);
        }
    }
}
