//! Fills the columns of a batch, row by row.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, make_view};
use arrow::buffer::Buffer;
use arrow::datatypes::{Field, Schema};
use arrow::error::ArrowError;
use serde_json::Value;

use super::EventBatch;
use super::column_builder::{ColumnBuilder, FlatValues};
use crate::{Document, EventSink, FieldId, IndexGroup, PathNode, Projection, RowDocuments, Slot, Timestamp};

const TIMESTAMP: FieldId = FieldId::of("@timestamp");

/// Number of the input block among a text column's buffers.
const INPUT_BLOCK: u32 = 0;
/// Number of the buffer for strings that are not in the input block: unescaped, converted or put together.
const SIDE_BLOCK: u32 = 1;
/// The largest number of values in one row of a list; what is beyond is dropped and counted.
const MAX_LIST_VALUES: usize = 10_000;

/// Builds one [`EventBatch`] from the events of one block of input.
///
/// Decoders that walk JSON add values by [`Slot`]; source mappings set them through [`EventSink`]. A row is begun by its
/// first value and ended by [`Self::finish_row`] or [`Self::abandon_row`].
pub struct EventBatchBuilder {
    projection: Arc<Projection>,
    block: Buffer,
    /// Addresses of the block, so that a string inside it is recognised and not copied.
    addresses: Range<usize>,
    side: Vec<u8>,
    columns: Vec<Option<ColumnBuilder>>,
    row: usize,
    timestamp: Option<Timestamp>,
    timestamps: Vec<Option<Timestamp>>,
    groups: Vec<IndexGroup>,
    group_of_row: Vec<u16>,
    dropped_values: u64,
}

impl EventBatchBuilder {
    /// A builder for the events in `block`.
    pub fn new(projection: Arc<Projection>, block: Buffer) -> Self {
        let start = block.as_ptr() as usize;
        Self {
            columns: (0..projection.fields().len()).map(|_| None).collect(),
            projection,
            addresses: start..start + block.len(),
            block,
            side: Vec::new(),
            row: 0,
            timestamp: None,
            timestamps: Vec::new(),
            groups: Vec::new(),
            group_of_row: Vec::new(),
            dropped_values: 0,
        }
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

    /// Notes when the open row's event happened; decoders that bypass [`EventSink`] call it for `@timestamp`.
    pub fn set_timestamp(&mut self, timestamp: Timestamp) {
        self.timestamp = Some(timestamp);
    }

    /// Ends the open row.
    pub fn finish_row(&mut self, group: &IndexGroup) {
        if !self.projection.constants().is_empty() {
            self.append_constants();
        }
        let number = match self.groups.iter().position(|known| known == group) {
            Some(number) => number,
            None => {
                self.groups.push(group.clone());
                self.groups.len() - 1
            }
        };
        self.group_of_row.push(number as u16);
        self.timestamps.push(self.timestamp.take());
        self.row += 1;
    }

    fn append_constants(&mut self) {
        let projection = Arc::clone(&self.projection);
        for (slot, constant) in projection.constants() {
            let is_set =
                self.columns[slot.index()].as_ref().is_some_and(|column| column.has_values(self.row));
            if !is_set {
                self.append_text(*slot, constant);
            }
        }
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
        let Self { columns, projection, side, addresses, dropped_values, .. } = self;
        let column = column_at(columns, projection, slot);
        let added = column.append(row, |values| match values {
            FlatValues::Text(views) => {
                views.push(view_of(value, addresses, side));
                true
            }
            FlatValues::Date(values) => push_date(values, parse_date(projection, slot, value)),
            other => push_parsed(other, value),
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
        let Self { columns, projection, side, dropped_values, .. } = self;
        let column = column_at(columns, projection, slot);
        let added = column.append(row, |values| {
            match values {
                FlatValues::Long(values) => values.push(whole.unwrap_or(value as i64)),
                FlatValues::Double(values) => values.push(value),
                FlatValues::Boolean(_) => return false,
                FlatValues::Date(values) => {
                    let date = match (projection.date_format(slot), whole) {
                        (Some(format), Some(whole)) => format.parse(&whole.to_string()),
                        (Some(format), None) => format.parse(&value.to_string()),
                        (None, _) => Timestamp::from_millis(whole.unwrap_or(value as i64)),
                    };
                    return push_date(values, date);
                }
                FlatValues::Text(views) => {
                    let text = whole.map_or_else(|| value.to_string(), |whole| whole.to_string());
                    views.push(copied_view(&text, side));
                }
            }
            true
        });
        *dropped_values += u64::from(!added);
    }

    /// Adds a boolean to the open row's field.
    pub fn append_boolean(&mut self, slot: Slot, value: bool) {
        let row = self.row;
        let Self { columns, projection, side, dropped_values, .. } = self;
        let column = column_at(columns, projection, slot);
        let added = column.append(row, |values| {
            match values {
                FlatValues::Boolean(values) => values.push(value),
                FlatValues::Text(views) => {
                    views.push(copied_view(if value { "true" } else { "false" }, side))
                }
                _ => return false,
            }
            true
        });
        *dropped_values += u64::from(!added);
    }

    fn append_date(&mut self, slot: Slot, value: Timestamp, shown: &str) {
        let row = self.row;
        let Self { columns, projection, side, addresses, dropped_values, .. } = self;
        let column = column_at(columns, projection, slot);
        let added = column.append(row, |values| {
            match values {
                FlatValues::Date(values) => values.push(value.nanos()),
                FlatValues::Text(views) => views.push(view_of(shown, addresses, side)),
                _ => return false,
            }
            true
        });
        *dropped_values += u64::from(!added);
    }

    /// Adds a JSON value below a node of the projected names: scalars to the node's own field, objects to the fields
    /// below, each element of an array in turn.
    fn append_json(&mut self, node: &PathNode, value: &Value, depth: usize) {
        const MAX_DEPTH: usize = 32;
        match (value, node.slot) {
            (Value::Array(elements), _) if depth < MAX_DEPTH => {
                self.dropped_values += elements.len().saturating_sub(MAX_LIST_VALUES) as u64;
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

    fn clear(&mut self, slot: Slot) {
        if let Some(column) = &mut self.columns[slot.index()] {
            column.clear_row(self.row);
        }
    }

    /// The finished batch; `documents` makes the whole documents of its rows.
    ///
    /// # Errors
    /// When the columns exceed what arrow can address (more than 4 GiB of text in one batch).
    pub fn finish(self, documents: Arc<dyn RowDocuments>) -> Result<EventBatch, ArrowError> {
        let blocks = [self.block, Buffer::from_vec(self.side)];
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
            groups: self.groups.into(),
            group_of_row: self.group_of_row,
            documents,
        })
    }
}

#[inline]
fn column_at<'c>(
    columns: &'c mut [Option<ColumnBuilder>],
    projection: &Projection,
    slot: Slot,
) -> &'c mut ColumnBuilder {
    columns[slot.index()].get_or_insert_with(|| ColumnBuilder::new(projection.field(slot).field_type))
}

/// A view of `value`: into the input block where it lies there, into the side block otherwise.
#[inline]
fn view_of(value: &str, addresses: &Range<usize>, side: &mut Vec<u8>) -> u128 {
    let start = value.as_ptr() as usize;
    if start >= addresses.start && start + value.len() <= addresses.end {
        make_view(value.as_bytes(), INPUT_BLOCK, (start - addresses.start) as u32)
    } else {
        copied_view(value, side)
    }
}

fn copied_view(value: &str, side: &mut Vec<u8>) -> u128 {
    const INLINE_BYTES: usize = 12;
    if value.len() <= INLINE_BYTES {
        return make_view(value.as_bytes(), SIDE_BLOCK, 0);
    }
    let offset = side.len() as u32;
    side.extend_from_slice(value.as_bytes());
    make_view(value.as_bytes(), SIDE_BLOCK, offset)
}

/// Adds what a text says to a column of numbers or booleans, as Elasticsearch coerces it; false where it says nothing
/// fit.
fn push_parsed(values: &mut FlatValues, text: &str) -> bool {
    match values {
        FlatValues::Text(_) | FlatValues::Date(_) => return false,
        FlatValues::Long(values) => match text.parse::<i64>().ok().or_else(|| truncated(text)) {
            Some(value) => values.push(value),
            None => return false,
        },
        FlatValues::Double(values) => match text.parse() {
            Ok(value) => values.push(value),
            Err(_) => return false,
        },
        FlatValues::Boolean(values) => match text {
            "true" => values.push(true),
            "false" => values.push(false),
            _ => return false,
        },
    }
    true
}

fn parse_date(projection: &Projection, slot: Slot, text: &str) -> Option<Timestamp> {
    match projection.date_format(slot) {
        Some(format) => format.parse(text),
        None => Timestamp::parse(text),
    }
}

fn push_date(values: &mut Vec<i64>, date: Option<Timestamp>) -> bool {
    values.extend(date.map(Timestamp::nanos));
    date.is_some()
}

fn truncated(text: &str) -> Option<i64> {
    text.parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| value as i64)
}

impl EventSink for EventBatchBuilder {
    fn wants(&self, field: FieldId) -> bool {
        field == TIMESTAMP || self.projection.slot_of(field).is_some()
    }

    fn wants_member(&self, object: FieldId, name: &str) -> bool {
        self.projection.member(object, name).is_some()
    }

    fn wants_any_below(&self, object: FieldId) -> bool {
        self.projection.below(object).is_some()
    }

    fn text(&mut self, field: FieldId, value: &str) {
        if let Some(slot) = self.projection.slot_of(field) {
            self.clear(slot);
            self.append_text(slot, value);
        }
    }

    fn texts(&mut self, field: FieldId, values: &[&str]) {
        if let Some(slot) = self.projection.slot_of(field) {
            self.clear(slot);
            self.dropped_values += values.len().saturating_sub(MAX_LIST_VALUES) as u64;
            values.iter().take(MAX_LIST_VALUES).for_each(|value| self.append_text(slot, value));
        }
    }

    fn long(&mut self, field: FieldId, value: i64) {
        if let Some(slot) = self.projection.slot_of(field) {
            self.clear(slot);
            self.append_long(slot, value);
        }
    }

    fn double(&mut self, field: FieldId, value: f64) {
        if let Some(slot) = self.projection.slot_of(field) {
            self.clear(slot);
            self.append_double(slot, value);
        }
    }

    fn boolean(&mut self, field: FieldId, value: bool) {
        if let Some(slot) = self.projection.slot_of(field) {
            self.clear(slot);
            self.append_boolean(slot, value);
        }
    }

    fn date(&mut self, field: FieldId, value: Timestamp, shown: &str) {
        if field == TIMESTAMP {
            self.timestamp = Some(value);
        }
        if let Some(slot) = self.projection.slot_of(field) {
            self.clear(slot);
            self.append_date(slot, value, shown);
        }
    }

    fn json(&mut self, field: FieldId, value: &Value) {
        let projection = Arc::clone(&self.projection);
        if let Some(node) = projection.root().descend(field.path()) {
            node.slot.into_iter().for_each(|slot| self.clear(slot));
            self.append_json(node, value, 0);
        }
    }

    fn member_text(&mut self, object: FieldId, name: &str, value: &str) {
        if let Some(slot) = self.projection.member(object, name) {
            self.clear(slot);
            self.append_text(slot, value);
        }
    }

    fn member_json(&mut self, object: FieldId, name: &str, value: &Value) {
        let projection = Arc::clone(&self.projection);
        if let Some(node) = projection.below(object).and_then(|node| node.child(name)) {
            node.slot.into_iter().for_each(|slot| self.clear(slot));
            self.append_json(node, value, 0);
        }
    }
}
