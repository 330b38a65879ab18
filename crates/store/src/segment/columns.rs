//! Stored events as the columns of a segment.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Int64Array, Int64Builder, RecordBatch, StringViewBuilder,
    TimestampNanosecondArray,
};
use arrow::error::ArrowError;
use ecs::EventBatch;
use ecs::batch::{Column, Values};

use super::fields::{FIELDS, is_number, schema};
use crate::hit;

/// The rows of a block: those of its lines that could be read, as columns, and the index of each.
pub(super) struct Rows {
    pub(super) columns: RecordBatch,
    pub(super) indices: Vec<String>,
}

/// The columns of a batch of stored events whose lines are the events `first`, `first + 1`, ….
pub(super) fn of_batch(batch: &EventBatch, first: u64, lines: &[u8]) -> Result<Rows, ArrowError> {
    let lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').collect();
    let rows = batch.num_rows();
    let (mut ids, mut sources) = (StringViewBuilder::new(), StringViewBuilder::new());
    let mut index_names = StringViewBuilder::new().with_deduplicate_strings();
    let (mut numbers, mut indices) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    for row in 0..rows {
        let number = batch.keep(row).offset;
        let line = usize::try_from(number - first).ok().and_then(|line| lines.get(line));
        let Some(hit) = line.and_then(|line| hit::read_line(line)) else {
            return Err(ArrowError::InvalidArgumentError(format!("event {number} is no search hit")));
        };
        numbers.push(number as i64);
        ids.append_value(&hit.id);
        index_names.append_value(&hit.index);
        sources.append_value(&hit.source);
        indices.push(hit.index);
    }
    let times = (0..rows).map(|row| batch.timestamp(row).map(|time| time.nanos()));
    let times = TimestampNanosecondArray::from_iter(times).with_timezone("UTC");
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(numbers)),
        Arc::new(ids.finish()),
        Arc::new(index_names.finish()),
        Arc::new(times),
        Arc::new(sources.finish()),
    ];
    for (field, _) in FIELDS {
        let slot = batch.projection().slot(field);
        let column = slot.and_then(|slot| batch.column(slot));
        let (values, several) = single_values(column.as_ref(), rows, is_number(field));
        columns.push(values);
        columns.push(several);
    }
    Ok(Rows { columns: RecordBatch::try_new(schema(), columns)?, indices })
}

/// A field's value where a row has exactly one, and whether it has several.
fn single_values(column: Option<&Column<'_>>, rows: usize, is_number: bool) -> (ArrayRef, ArrayRef) {
    let range = |row: usize| column.map_or(0..0, |column| column.range(row));
    let mut several = BooleanBuilder::with_capacity(rows);
    (0..rows).for_each(|row| several.append_option((range(row).len() > 1).then_some(true)));
    let single = |row: usize| Some(range(row)).filter(|range| range.len() == 1).map(|range| range.start);
    let values: ArrayRef = match (column.map(|column| column.values), is_number) {
        (Some(Values::Long(values)), true) => {
            let mut numbers = Int64Builder::with_capacity(rows);
            (0..rows).for_each(|row| numbers.append_option(single(row).map(|at| values.value(at))));
            Arc::new(numbers.finish())
        }
        (_, true) => Arc::new(Int64Array::new_null(rows)),
        (Some(Values::Text(values)), false) => {
            let mut texts = StringViewBuilder::with_capacity(rows).with_deduplicate_strings();
            (0..rows).for_each(|row| texts.append_option(single(row).map(|at| values.value(at))));
            Arc::new(texts.finish())
        }
        (_, false) => {
            let mut texts = StringViewBuilder::with_capacity(rows);
            (0..rows).for_each(|_| texts.append_null());
            Arc::new(texts.finish())
        }
    };
    (values, Arc::new(several.finish()))
}
