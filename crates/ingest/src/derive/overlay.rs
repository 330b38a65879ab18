//! What was derived of a row from other records: laid over its document whenever that is made.

use std::collections::BTreeMap;
use std::sync::Arc;

use ecs::{Document, DocumentBuilder, EventBatchBuilder, EventSink as _, FieldId, LateValue};
use serde_json::Value;
use smallvec::SmallVec;

use super::DERIVED;

/// A derived value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Derived {
    Text(Arc<str>),
    Texts(Box<[Box<str>]>),
    Long(i64),
}

/// The values derived of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Overlay(SmallVec<[(FieldId, Derived); 8]>);

impl Overlay {
    pub(super) fn text(&mut self, field: FieldId, value: impl Into<Arc<str>>) {
        self.0.push((field, Derived::Text(value.into())));
    }

    pub(super) fn texts<'v>(&mut self, field: FieldId, values: impl IntoIterator<Item = &'v str>) {
        self.0.push((field, Derived::Texts(values.into_iter().map(Box::from).collect())));
    }

    pub(super) fn long(&mut self, field: FieldId, value: i64) {
        self.0.push((field, Derived::Long(value)));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lays the values over the row's document, where that has none.
    pub(crate) fn apply(&self, document: Document) -> Document {
        let mut builder = DocumentBuilder::over(document);
        let mut names: Vec<String> = builder.texts_of(DERIVED);
        for (field, value) in &self.0 {
            if builder.has(*field) {
                continue;
            }
            match value {
                Derived::Text(text) => builder.text(*field, text),
                Derived::Texts(texts) => {
                    builder.texts(*field, &texts.iter().map(AsRef::as_ref).collect::<Vec<_>>());
                }
                Derived::Long(number) => builder.long(*field, *number),
            }
            if !names.iter().any(|name| name == field.path()) {
                names.push(field.path().to_owned());
            }
        }
        if !names.is_empty() {
            builder.texts(DERIVED, &names.iter().map(String::as_str).collect::<Vec<_>>());
        }
        builder.finish()
    }

    /// As it is kept beside the raw record: a JSON object of names and values.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let value = |derived: &Derived| match derived {
            Derived::Text(text) => Value::from(&**text),
            Derived::Texts(texts) => texts.iter().map(AsRef::<str>::as_ref).collect(),
            Derived::Long(number) => Value::from(*number),
        };
        let members: Vec<(&str, Value)> =
            self.0.iter().map(|(field, derived)| (field.path(), value(derived))).collect();
        serde_json::to_vec(&members).unwrap_or_default()
    }

    /// What [`Self::to_bytes`] wrote.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let members: Vec<(String, Value)> = serde_json::from_slice(bytes).unwrap_or_default();
        let mut overlay = Self::default();
        for (name, value) in members {
            match (ecs::catalogue::find(&name), value) {
                (Some(field), Value::String(text)) => overlay.text(field, text),
                (Some(field), Value::Array(values)) => {
                    overlay.texts(field, values.iter().filter_map(Value::as_str));
                }
                (Some(field), Value::Number(number)) => {
                    overlay.long(field, number.as_i64().unwrap_or_default())
                }
                _ => {}
            }
        }
        overlay
    }
}

/// Puts the values of rows, which rise, into the columns of a batch, where a row has none.
pub(crate) fn fill_columns(builder: &mut EventBatchBuilder, overlays: &[(usize, Overlay)]) {
    let mut by_field: BTreeMap<FieldId, Vec<(usize, LateValue<'_>)>> = BTreeMap::new();
    let mut names: Vec<(usize, LateValue<'_>)> = Vec::new();
    for (row, overlay) in overlays {
        for (field, value) in &overlay.0 {
            if !builder.wants(*field) || builder.row_has(*row, *field) {
                continue;
            }
            let late = by_field.entry(*field).or_default();
            match value {
                Derived::Text(text) => late.push((*row, LateValue::Text(text))),
                Derived::Texts(texts) => late.extend(texts.iter().map(|text| (*row, LateValue::Text(text)))),
                Derived::Long(number) => late.push((*row, LateValue::Long(*number))),
            }
            if !builder.row_lists(*row, DERIVED, field.path()) {
                names.push((*row, LateValue::Text(field.path())));
            }
        }
    }
    for (field, values) in by_field {
        builder.append_late(field, values);
    }
    builder.append_late(DERIVED, names);
}
