//! Events as columns.
//!
//! An [`EventBatch`] is an arrow `RecordBatch` with a contract:
//! - one column per projected field that occurs in the batch; a field that no event has is no column at all;
//! - keyword, text, ip and version fields are `Utf8View`, with views into the input block where the string lies there;
//!   long is `Int64`, double `Float64`, boolean `Boolean`, date `Timestamp(Nanosecond, UTC)`;
//! - a field that shows an array anywhere in the batch is a `List` of that type; so is one that fewer than half of the
//!   events have, since a list without gaps is made, checked and held at the cost of its values and not of the rows.
//!
//! [`Column`] hides the difference between scalar and list: each row has a range of values, empty where it has none.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, RecordBatch, StringViewArray,
    TimestampNanosecondArray,
};
use arrow::buffer::NullBuffer;

use crate::{Document, EventHandle, IndexGroup, IndexGroups, Projection, RowDocuments, Slot, Timestamp};

mod build;
mod column_builder;
mod groups;
mod late;
mod sink;
mod views;

pub use build::{BatchSize, EventBatchBuilder};
pub use late::LateValue;

/// A batch of normalised events, built for one [`Projection`].
pub struct EventBatch {
    projection: Arc<Projection>,
    records: RecordBatch,
    /// Column number in `records`, by slot.
    columns: Vec<Option<u16>>,
    timestamps: Vec<Option<Timestamp>>,
    groups: IndexGroups,
    group_of_row: Vec<u32>,
    documents: Arc<dyn RowDocuments>,
}

impl EventBatch {
    /// How many events.
    pub fn num_rows(&self) -> usize {
        self.group_of_row.len()
    }

    /// What the batch was built for.
    pub fn projection(&self) -> &Arc<Projection> {
        &self.projection
    }

    /// The projected columns as arrow has them.
    pub fn records(&self) -> &RecordBatch {
        &self.records
    }

    /// The values of a field; `None` where no event of the batch has it.
    pub fn column(&self, slot: Slot) -> Option<Column<'_>> {
        let number = (*self.columns.get(slot.index())?)?;
        Column::of(self.records.column(usize::from(number)))
    }

    /// When the event happened (`@timestamp`), if it says so readably.
    pub fn timestamp(&self, row: usize) -> Option<Timestamp> {
        self.timestamps[row]
    }

    /// The groups of index names that occur in this batch.
    pub fn groups(&self) -> &[IndexGroup] {
        &self.groups
    }

    /// The number, in [`Self::groups`], of the row's group.
    pub fn group_of(&self, row: usize) -> usize {
        self.group_of_row[row] as usize
    }

    /// The whole normalised document of a row, made from the raw record.
    pub fn document(&self, row: usize) -> Document {
        self.documents.document(row)
    }

    /// A handle by which the row's document can be had after this batch is dropped.
    pub fn keep(&self, row: usize) -> EventHandle {
        self.documents.keep(row)
    }
}

/// The values of one field over a batch.
#[derive(Clone, Copy)]
pub struct Column<'a> {
    rows: usize,
    offsets: Option<&'a [i32]>,
    nulls: Option<&'a NullBuffer>,
    /// All values of the column, one after the other.
    pub values: Values<'a>,
}

/// The flat values of a [`Column`], by how they are held.
#[derive(Clone, Copy)]
pub enum Values<'a> {
    /// Keyword, text, ip and version fields.
    Text(&'a StringViewArray),
    /// Long fields.
    Long(&'a Int64Array),
    /// Double fields.
    Double(&'a Float64Array),
    /// Boolean fields.
    Boolean(&'a BooleanArray),
    /// Date fields, nanoseconds since the epoch.
    Date(&'a TimestampNanosecondArray),
}

impl<'a> Values<'a> {
    fn of(array: &'a dyn Array) -> Option<Self> {
        let any = array.as_any();
        if let Some(values) = any.downcast_ref() {
            return Some(Self::Text(values));
        }
        if let Some(values) = any.downcast_ref() {
            return Some(Self::Long(values));
        }
        if let Some(values) = any.downcast_ref() {
            return Some(Self::Double(values));
        }
        if let Some(values) = any.downcast_ref() {
            return Some(Self::Boolean(values));
        }
        any.downcast_ref().map(Self::Date)
    }
}

impl<'a> Column<'a> {
    fn of(array: &'a ArrayRef) -> Option<Self> {
        let rows = array.len();
        match array.as_any().downcast_ref::<ListArray>() {
            Some(list) => {
                let values = Values::of(list.values().as_ref())?;
                Some(Self { rows, offsets: Some(list.value_offsets()), nulls: None, values })
            }
            None => {
                Some(Self { rows, offsets: None, nulls: array.nulls(), values: Values::of(array.as_ref())? })
            }
        }
    }

    /// The positions in [`Self::values`] that belong to a row; empty where the field is missing. No value in a row's
    /// range is null.
    #[inline]
    pub fn range(&self, row: usize) -> Range<usize> {
        match (self.offsets, self.nulls) {
            (Some(offsets), _) => offsets[row] as usize..offsets[row + 1] as usize,
            (None, Some(nulls)) if nulls.is_null(row) => row..row,
            (None, _) => row..row + 1,
        }
    }

    /// Whether the column is held as a list: a row may have several values, or few rows have any.
    pub fn is_list(&self) -> bool {
        self.offsets.is_some()
    }

    /// Whether the row has a value.
    #[inline]
    pub fn exists(&self, row: usize) -> bool {
        !self.range(row).is_empty()
    }

    /// Number of rows.
    pub fn num_rows(&self) -> usize {
        self.rows
    }

    /// Replaces `words` by the bitmap of the rows that have a value: bit `i % 64` of word `i / 64` stands for row `i`.
    pub fn present(&self, words: &mut Vec<u64>) {
        let rows = self.num_rows();
        words.clear();
        match (self.offsets, self.nulls) {
            (Some(offsets), _) => {
                let starts = offsets.chunks(64).zip(offsets.get(1..).unwrap_or_default().chunks(64));
                words.extend(starts.map(|(starts, ends)| {
                    let bits = starts.iter().zip(ends).enumerate();
                    bits.fold(0, |word, (bit, (start, end))| word | u64::from(start != end) << bit)
                }));
            }
            (None, Some(nulls)) => {
                let chunks = nulls.inner().bit_chunks();
                words.extend(chunks.iter_padded().take(rows.div_ceil(64)));
            }
            (None, None) => {
                words.resize(rows.div_ceil(64), u64::MAX);
                if let Some(last) = words.last_mut().filter(|_| !rows.is_multiple_of(64)) {
                    *last = (1 << (rows % 64)) - 1;
                }
            }
        }
    }
}
