//! Fills the columns of a batch, row by row.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::buffer::Buffer;
use arrow::datatypes::{Field, Schema};
use arrow::error::ArrowError;
use serde_json::Value;

use super::EventBatch;
use super::column_builder::{ColumnBuilder, FlatValues};
use super::groups::RowGroups;
use super::views::TextViews;
use crate::{Document, FieldId, IndexGroup, PathNode, Projection, RowDocuments, Slot, Timestamp, coerce};

pub(super) const TIMESTAMP: FieldId = FieldId::of("@timestamp");
/// The largest number of values that one array gives to a row's field; what is beyond is dropped and counted.
pub(super) const MAX_LIST_VALUES: usize = 10_000;
/// The deepest that a JSON value is followed.
const MAX_DEPTH: usize = 32;

/// Builds one [`EventBatch`] from the events of one block of input.
///
/// Decoders that walk JSON add values by [`Slot`]; source mappings set them through [`EventSink`](crate::EventSink). A row is begun by its
/// first value and ended by [`Self::finish_row`] or [`Self::abandon_row`].
pub struct EventBatchBuilder {
    pub(super) projection: Arc<Projection>,
    pub(super) views: TextViews,
    pub(super) columns: Vec<Option<ColumnBuilder>>,
    row: usize,
    timestamp: Option<Timestamp>,
    timestamps: Vec<Option<Timestamp>>,
    groups: RowGroups,
    dropped_values: u64,
    expected: BatchSize,
}

/// How large a batch is, so that the next one can be given room for as much from the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchSize {
    /// Number of rows.
    pub rows: usize,
    /// Bytes of text that did not lie in the input block.
    pub side_bytes: usize,
}

impl EventBatchBuilder {
    /// A builder for the events in `block`.
    pub fn new(projection: Arc<Projection>, block: Buffer) -> Self {
        Self {
            columns: (0..projection.fields().len()).map(|_| None).collect(),
            projection,
            views: TextViews::new(block),
            row: 0,
            timestamp: None,
            timestamps: Vec::new(),
            groups: RowGroups::default(),
            dropped_values: 0,
            expected: BatchSize::default(),
        }
    }

    /// Makes room for a batch of this size. It may become larger or smaller.
    pub fn expecting(mut self, size: BatchSize) -> Self {
        self.views.reserve(size.side_bytes);
        self.timestamps.reserve(size.rows);
        self.expected = size;
        self
    }

    /// How large the batch is so far.
    pub fn size(&self) -> BatchSize {
        BatchSize { rows: self.row, side_bytes: self.views.side_bytes() }
    }

    /// What the batch is built for.
    pub fn projection(&self) -> &Arc<Projection> {
        &self.projection
    }

    /// Rows finished so far.
    pub fn num_rows(&self) -> usize {
        self.row
    }

    /// Values that did not fit their field's type and were left out.
    pub fn dropped_values(&self) -> u64 {
        self.dropped_values
    }

    /// Notes when the open row's event happened; decoders that bypass [`EventSink`](crate::EventSink) call it for `@timestamp`.
    pub fn set_timestamp(&mut self, timestamp: Timestamp) {
        self.timestamp = Some(timestamp);
    }

    /// Ends the open row.
    pub fn finish_row(&mut self, group: &IndexGroup) {
        if !self.projection.constants().is_empty() {
            self.append_constants();
        }
        self.groups.push(group);
        self.timestamps.push(self.timestamp.take());
        self.row += 1;
    }

    fn append_constants(&mut self) {
        let projection = Arc::clone(&self.projection);
        for (slot, constant) in projection.constants() {
            if !self.has_values(*slot) {
                self.append_text(*slot, constant);
            }
        }
    }

    /// Whether the open row has a value in a slot.
    pub(super) fn has_values(&self, slot: Slot) -> bool {
        self.has_values_at(slot, self.row)
    }

    pub(super) fn has_values_at(&self, slot: Slot, row: usize) -> bool {
        self.columns[slot.index()].as_ref().is_some_and(|column| column.has_values(row))
    }

    /// Forgets what the open row was given.
    pub fn abandon_row(&mut self) {
        self.timestamp = None;
        for column in self.columns.iter_mut().flatten() {
            column.clear_row(self.row);
        }
    }

    /// Adds a text value to the open row's field, converted to the field's type.
    #[inline]
    pub fn append_text(&mut self, slot: Slot, value: &str) {
        let row = self.row;
        let Self { columns, projection, views, expected, dropped_values, .. } = self;
        let column = column_at(columns, projection, expected.rows, slot);
        let added = column.append(row, |values| match values {
            FlatValues::Text(values) => push(values, views.view(value)),
            FlatValues::Long(values) => push(values, coerce::long_from_text(value)),
            FlatValues::Double(values) => push(values, coerce::double_from_text(value)),
            FlatValues::Boolean(values) => push(values, coerce::boolean_from_text(value)),
            FlatValues::Date(values) => {
                push(values, parse_date(projection, slot, value).map(Timestamp::nanos))
            }
        });
        *dropped_values += u64::from(!added);
    }

    /// Notes an explicit null: no value, unless the field's mapping has one for it.
    pub fn append_null(&mut self, slot: Slot) {
        if let Some(null_value) = self.projection.null_value(slot).cloned() {
            self.append_text(slot, &null_value);
        }
    }

    /// Adds a whole number to the open row's field.
    pub fn append_long(&mut self, slot: Slot, value: i64) {
        self.append_number(slot, value as f64, Some(value));
    }

    /// Adds a number with a fraction to the open row's field.
    pub fn append_double(&mut self, slot: Slot, value: f64) {
        self.append_number(slot, value, None);
    }

    fn append_number(&mut self, slot: Slot, value: f64, whole: Option<i64>) {
        let row = self.row;
        let Self { columns, projection, views, expected, dropped_values, .. } = self;
        let column = column_at(columns, projection, expected.rows, slot);
        let text = || whole.map_or_else(|| coerce::text_from_double(value), |whole| whole.to_string());
        let long = whole.or_else(|| coerce::long_from_double(value));
        let added = column.append(row, |values| match values {
            FlatValues::Long(values) => push(values, long),
            FlatValues::Double(values) => push(values, Some(value).filter(|value| value.is_finite())),
            FlatValues::Boolean(_) => false,
            FlatValues::Date(values) => {
                let date = match projection.date_format(slot) {
                    Some(format) => format.parse(&text()),
                    None => long.and_then(Timestamp::from_millis),
                };
                push(values, date.map(Timestamp::nanos))
            }
            FlatValues::Text(values) => push(values, views.copied(&text())),
        });
        *dropped_values += u64::from(!added);
    }

    /// Adds a boolean to the open row's field.
    pub fn append_boolean(&mut self, slot: Slot, value: bool) {
        let row = self.row;
        let Self { columns, projection, views, expected, dropped_values, .. } = self;
        let column = column_at(columns, projection, expected.rows, slot);
        let added = column.append(row, |values| match values {
            FlatValues::Boolean(values) => push(values, Some(value)),
            FlatValues::Text(values) => push(values, views.copied(if value { "true" } else { "false" })),
            _ => false,
        });
        *dropped_values += u64::from(!added);
    }

    pub(super) fn append_date(&mut self, slot: Slot, value: Timestamp, shown: &str) {
        let row = self.row;
        let Self { columns, projection, views, expected, dropped_values, .. } = self;
        let column = column_at(columns, projection, expected.rows, slot);
        let added = column.append(row, |values| match values {
            FlatValues::Date(values) => push(values, Some(value.nanos())),
            FlatValues::Text(values) => push(values, views.view(shown)),
            _ => false,
        });
        *dropped_values += u64::from(!added);
    }

    /// Adds a JSON value below a node of the projected names: scalars to the node's own field, objects to the fields
    /// below, each element of an array in turn.
    fn append_json(&mut self, node: &PathNode, value: &Value, depth: usize) {
        match (value, node.slot) {
            (Value::Array(elements), _) if depth < MAX_DEPTH => {
                self.drop_values(elements.len().saturating_sub(MAX_LIST_VALUES));
                elements
                    .iter()
                    .take(MAX_LIST_VALUES)
                    .for_each(|element| self.append_json(node, element, depth + 1));
            }
            (Value::Object(members), _) if depth < MAX_DEPTH => {
                for (name, member) in members {
                    if let Some(child) = node.descend(name) {
                        self.append_json(child, member, depth + 1);
                    }
                }
            }
            (Value::String(text), Some(slot)) => self.append_text(slot, text),
            (Value::Bool(value), Some(slot)) => self.append_boolean(slot, *value),
            (Value::Number(number), Some(slot)) => match number.as_i64() {
                Some(whole) => self.append_long(slot, whole),
                // A keyword keeps all digits of what is beyond 64 bits with a sign.
                None if number.is_u64() => self.append_text(slot, &number.to_string()),
                None => self.append_double(slot, number.as_f64().unwrap_or(f64::NAN)),
            },
            (Value::Null, Some(slot)) => self.append_null(slot),
            _ => {}
        }
    }

    /// Adds what a whole document holds of the projected fields. Its names may be nested, dotted or both.
    pub fn append_document(&mut self, document: &Document) {
        let projection = Arc::clone(&self.projection);
        for (name, member) in document {
            if let Some(node) = projection.root().descend(name) {
                self.append_json(node, member, 1);
            }
        }
        self.timestamp = self.timestamp.or_else(|| match document.get(TIMESTAMP.path())? {
            Value::String(text) => Timestamp::parse(text),
            Value::Number(millis) => Timestamp::from_millis(millis.as_i64()?),
            _ => None,
        });
    }

    /// Puts a JSON value in place of all that the open row has at a node and below it; null only takes that away.
    pub(super) fn replace_json(&mut self, node: &PathNode, value: &Value) {
        node.for_each_slot(&mut |slot| self.clear(slot));
        if !value.is_null() {
            self.append_json(node, value, 0);
        }
    }

    /// Counts values that are left out.
    pub fn drop_values(&mut self, count: usize) {
        self.dropped_values += count as u64;
    }

    pub(super) fn clear(&mut self, slot: Slot) {
        if let Some(column) = &mut self.columns[slot.index()] {
            column.clear_row(self.row);
        }
    }

    /// The finished batch; `documents` makes the whole documents of its rows.
    ///
    /// # Errors
    /// When a column has more values than arrow can number (2,147,483,647).
    pub fn finish(self, documents: Arc<dyn RowDocuments>) -> Result<EventBatch, ArrowError> {
        let blocks = self.views.into_buffers();
        let (groups, group_of_row) = self.groups.into_parts();
        let mut fields = Vec::new();
        let mut arrays: Vec<ArrayRef> = Vec::new();
        let mut columns = vec![None; self.columns.len()];
        for (slot, column) in self.columns.into_iter().enumerate() {
            let Some(column) = column.filter(|column| !column.is_empty()) else { continue };
            let array = column.finish(self.row, &blocks)?;
            let path = self.projection.fields()[slot].path.as_str();
            fields.push(Field::new(path, array.data_type().clone(), true));
            columns[slot] = Some(arrays.len() as u16);
            arrays.push(array);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(self.row));
        Ok(EventBatch {
            projection: self.projection,
            records: RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)?,
            columns,
            timestamps: self.timestamps,
            groups: groups.into(),
            group_of_row,
            documents,
        })
    }
}

#[inline]
pub(super) fn column_at<'c>(
    columns: &'c mut [Option<ColumnBuilder>],
    projection: &Projection,
    rows: usize,
    slot: Slot,
) -> &'c mut ColumnBuilder {
    columns[slot.index()].get_or_insert_with(|| ColumnBuilder::new(projection.field(slot).field_type, rows))
}

fn parse_date(projection: &Projection, slot: Slot, text: &str) -> Option<Timestamp> {
    match projection.date_format(slot) {
        Some(format) => format.parse(text),
        None => Timestamp::parse(text),
    }
}

/// Adds the value, if there is one, and says whether there was.
#[inline]
fn push<T>(values: &mut Vec<T>, value: Option<T>) -> bool {
    let is_there = value.is_some();
    values.extend(value);
    is_there
}
