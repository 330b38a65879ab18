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

/// Sets each of these lists that is wanted, if it has a value.
pub(crate) fn set_lists<'a, const N: usize>(
    lists: impl IntoIterator<Item = (FieldId, [Option<&'a str>; N])>,
    sink: &mut dyn EventSink,
) {
    for (field, values) in lists {
        if sink.wants(field) {
            let mut list = Related::default();
            values.into_iter().for_each(|value| list.add_some(value));
            list.set(sink, field);
        }
    }
}
