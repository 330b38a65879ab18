//! Values that become known when a row is finished already.

use super::EventBatchBuilder;
use super::build::column_at;
use crate::FieldId;

/// A value for a row that is finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateValue<'v> {
    /// For a field that is held as text.
    Text(&'v str),
    /// For a whole number.
    Long(i64),
}

impl EventBatchBuilder {
    /// Whether a finished row has a value for a projected field.
    pub fn row_has(&self, row: usize, field: FieldId) -> bool {
        self.projection().slot_of(field).is_some_and(|slot| self.has_values_at(slot, row))
    }

    /// Whether a finished row has this text among those of a projected field.
    pub fn row_lists(&self, row: usize, field: FieldId, text: &str) -> bool {
        let slot = self.projection().slot_of(field);
        let column = slot.and_then(|slot| self.columns.get(slot.index())?.as_ref());
        column.is_some_and(|column| column.texts(row).iter().any(|view| self.views.says(*view, text)))
    }

    /// Adds values to finished rows, behind those that they have. The rows rise. A value of another kind than the field's
    /// is dropped; so is all of a field that is not projected.
    pub fn append_late<'v>(
        &mut self,
        field: FieldId,
        values: impl IntoIterator<Item = (usize, LateValue<'v>)>,
    ) {
        let Some(slot) = self.projection().slot_of(field) else { return };
        let rows = self.num_rows();
        let mut texts = Vec::new();
        let mut longs = Vec::new();
        for (row, value) in values.into_iter().filter(|(row, _)| *row < rows) {
            match value {
                LateValue::Text(text) => texts.extend(self.views.copied(text).map(|view| (row, view))),
                LateValue::Long(value) => longs.push((row, value)),
            }
        }
        column_at(&mut self.columns, &self.projection, rows, slot).append_late(&texts, &longs);
    }
}
