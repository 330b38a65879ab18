//! Builds one column, scalar until a row shows more than one value.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, StringViewArray, TimestampNanosecondArray,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::Field;
use arrow::error::ArrowError;

use crate::FieldType;

/// The flat values of a column under construction.
#[derive(Debug)]
pub(super) enum FlatValues {
    /// String views, as arrow lays them out.
    Text(Vec<u128>),
    Long(Vec<i64>),
    Double(Vec<f64>),
    Boolean(Vec<bool>),
    Date(Vec<i64>),
}

impl FlatValues {
    pub(super) fn new(field_type: FieldType, capacity: usize) -> Self {
        match field_type {
            FieldType::Long => Self::Long(Vec::with_capacity(capacity)),
            FieldType::Double => Self::Double(Vec::with_capacity(capacity)),
            FieldType::Boolean => Self::Boolean(Vec::with_capacity(capacity)),
            FieldType::Date => Self::Date(Vec::with_capacity(capacity)),
            _ => Self::Text(Vec::with_capacity(capacity)),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Long(values) | Self::Date(values) => values.len(),
            Self::Double(values) => values.len(),
            Self::Boolean(values) => values.len(),
        }
    }

    fn truncate(&mut self, length: usize) {
        match self {
            Self::Text(values) => values.truncate(length),
            Self::Long(values) | Self::Date(values) => values.truncate(length),
            Self::Double(values) => values.truncate(length),
            Self::Boolean(values) => values.truncate(length),
        }
    }

    /// Spreads values without gaps over rows: row `i` gets the next value where `present[i]`, a filler elsewhere.
    fn spread(self, present: &[bool]) -> Self {
        fn scatter<T: Default>(values: Vec<T>, present: &[bool]) -> Vec<T> {
            let mut values = values.into_iter();
            present.iter().map(|&here| if here { values.next() } else { None }.unwrap_or_default()).collect()
        }
        match self {
            Self::Text(values) => Self::Text(scatter(values, present)),
            Self::Long(values) => Self::Long(scatter(values, present)),
            Self::Double(values) => Self::Double(scatter(values, present)),
            Self::Boolean(values) => Self::Boolean(scatter(values, present)),
            Self::Date(values) => Self::Date(scatter(values, present)),
        }
    }

    fn into_array(self, blocks: &[Buffer], nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Text(views) => Arc::new(StringViewArray::try_new(views.into(), blocks.to_vec(), nulls)?),
            Self::Long(values) => Arc::new(Int64Array::try_new(values.into(), nulls)?),
            Self::Double(values) => Arc::new(Float64Array::try_new(values.into(), nulls)?),
            Self::Boolean(values) => Arc::new(BooleanArray::new(values.into(), nulls)),
            Self::Date(values) => {
                Arc::new(TimestampNanosecondArray::try_new(values.into(), nulls)?.with_timezone("UTC"))
            }
        })
    }
}

/// Puts each late value behind those of its row, and says where rows end now.
fn merge<T: Copy>(values: &mut Vec<T>, ends: &[u32], late: &[(usize, T)]) -> Vec<u32> {
    let rows = late.last().map_or(0, |(row, _)| row + 1).max(ends.len());
    let mut merged = Vec::with_capacity(values.len() + late.len());
    let mut merged_ends = Vec::with_capacity(rows);
    let (mut late, mut start) = (late.iter().peekable(), 0);
    for row in 0..rows {
        let end = ends.get(row).map_or(values.len(), |&end| end as usize);
        merged.extend_from_slice(values.get(start..end).unwrap_or_default());
        start = end;
        while let Some((_, value)) = late.next_if(|(of, _)| *of == row) {
            merged.push(*value);
        }
        merged_ends.push(merged.len() as u32);
    }
    *values = merged;
    merged_ends
}

/// One column under construction. Values lie without gaps; `ends[row]` is where the row's values end.
#[derive(Debug)]
pub(super) struct ColumnBuilder {
    values: FlatValues,
    ends: Vec<u32>,
    is_list: bool,
}

impl ColumnBuilder {
    /// A column for about so many rows, of which any may have a value.
    pub(super) fn new(field_type: FieldType, rows: usize) -> Self {
        let values = FlatValues::new(field_type, rows / 4);
        Self { values, ends: Vec::with_capacity(rows), is_list: false }
    }

    /// Adds a value to `row`, the last row or a later one; `push` says whether it added one.
    #[inline]
    pub(super) fn append(&mut self, row: usize, push: impl FnOnce(&mut FlatValues) -> bool) -> bool {
        if self.ends.len() <= row {
            let end = self.values.len() as u32;
            self.ends.resize(row + 1, end);
        }
        if !push(&mut self.values) {
            return false;
        }
        self.ends[row] += 1;
        self.is_list |= self.ends[row] - self.start_of(row) > 1;
        true
    }

    #[inline]
    fn start_of(&self, row: usize) -> u32 {
        if row == 0 { 0 } else { self.ends[row - 1] }
    }

    /// Takes back what `row`, the last row, holds.
    pub(super) fn clear_row(&mut self, row: usize) {
        if self.ends.len() > row {
            let start = self.start_of(row);
            self.values.truncate(start as usize);
            self.ends[row] = start;
        }
    }

    /// Whether `row` has a value.
    pub(super) fn has_values(&self, row: usize) -> bool {
        self.ends.get(row).is_some_and(|&end| end > self.start_of(row))
    }

    /// Adds values to rows that are finished, behind those that they have. The rows rise. Of texts and whole numbers those
    /// count that are of the column's type.
    pub(super) fn append_late(&mut self, texts: &[(usize, u128)], longs: &[(usize, i64)]) {
        self.ends = match &mut self.values {
            FlatValues::Text(values) => merge(values, &self.ends, texts),
            FlatValues::Long(values) => merge(values, &self.ends, longs),
            _ => return,
        };
        let starts = [0].iter().chain(&self.ends);
        self.is_list = starts.zip(&self.ends).any(|(start, end)| end - start > 1);
    }

    /// The views of the texts that `row` holds.
    pub(super) fn texts(&self, row: usize) -> &[u128] {
        match (&self.values, self.ends.get(row)) {
            (FlatValues::Text(views), Some(&end)) => {
                views.get(self.start_of(row) as usize..end as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.len() == 0
    }

    /// The arrow array for `rows` rows.
    pub(super) fn finish(mut self, rows: usize, blocks: &[Buffer]) -> Result<ArrayRef, ArrowError> {
        if i32::try_from(self.values.len()).is_err() {
            return Err(ArrowError::OffsetOverflowError(self.values.len()));
        }
        let end = self.values.len() as u32;
        self.ends.resize(rows, end);
        // Spreading few values over many rows would cost more than offsets do, and arrow would check every filler.
        if self.is_list || self.values.len() * 2 < rows {
            return self.into_list(blocks);
        }
        if self.values.len() == rows {
            return self.values.into_array(blocks, None);
        }
        let mut previous = 0;
        let present: Vec<bool> =
            self.ends.iter().map(|&end| std::mem::replace(&mut previous, end) != end).collect();
        let nulls = NullBuffer::from(present.as_slice());
        self.values.spread(&present).into_array(blocks, Some(nulls))
    }

    fn into_list(self, blocks: &[Buffer]) -> Result<ArrayRef, ArrowError> {
        let mut offsets = Vec::with_capacity(self.ends.len() + 1);
        offsets.push(0i32);
        offsets.extend(self.ends.iter().map(|&end| end as i32));
        let values = self.values.into_array(blocks, None)?;
        let item = Arc::new(Field::new_list_field(values.data_type().clone(), false));
        Ok(Arc::new(ListArray::try_new(item, OffsetBuffer::new(ScalarBuffer::from(offsets)), values, None)?))
    }
}
