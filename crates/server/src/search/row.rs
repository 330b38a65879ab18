//! One document while it is looked at, whichever way it is read.

use std::cell::OnceCell;

use detect::eval::Matches;
use ecs::batch::Values;
use ecs::{Document, EventBatch, Slot};
use lang::ir::Literal;

use super::field::{Field, INDEX};
use super::source::Place;

/// A document that passed the query.
pub(super) struct Row<'r> {
    pub(super) place: Place,
    pub(super) index: &'r str,
    pub(super) filters: RowFilters<'r>,
    pub(super) values: RowValues<'r>,
}

/// Where a row's answers to the request's filters come from.
pub(super) enum RowFilters<'r> {
    Columns(&'r Matches<'r>, &'r [detect::eval::FilterId], usize),
    Document(&'r [lang::ir::Filter], &'r Document),
}

/// Where a row's values come from.
pub(super) enum RowValues<'r> {
    Columns { batch: &'r EventBatch, row: usize, slots: &'r [Option<Slot>], document: OnceCell<Document> },
    Document(&'r Document),
}

impl Row<'_> {
    /// Whether the document passes one of the request's filters, by number.
    pub(super) fn passes(&self, filter: usize) -> bool {
        match &self.filters {
            RowFilters::Columns(matches, ids, row) => {
                let rows = ids.get(filter).and_then(|id| matches.rows(*id));
                rows.is_some_and(|rows| rows.contains(*row))
            }
            RowFilters::Document(filters, document) => {
                filters.get(filter).is_some_and(|filter| detect::eval::naive::matches(filter, document))
            }
        }
    }

    /// The values of one of the request's fields, in order. `number` is the field's.
    pub(super) fn values(&self, number: usize, field: &Field) -> Vec<Literal> {
        if field.name == INDEX {
            return vec![Literal::Text(self.index.to_owned())];
        }
        match &self.values {
            RowValues::Document(document) => field.values(document),
            RowValues::Columns { batch, row, slots, document } => {
                match slots.get(number).copied().flatten() {
                    Some(slot) => column_values(batch, *row, slot, field),
                    None => field.values(document.get_or_init(|| batch.document(*row))),
                }
            }
        }
    }
}

fn column_values(batch: &EventBatch, row: usize, slot: Slot, field: &Field) -> Vec<Literal> {
    let mut values = Vec::new();
    if let Some(column) = batch.column(slot) {
        for index in column.range(row) {
            values.extend(match &column.values {
                // Held as text where filters take the field for several types.
                Values::Text(texts) => super::field::literal(&texts.value(index).into(), field.field_type),
                Values::Long(longs) => Some(Literal::Long(longs.value(index))),
                Values::Double(doubles) => Some(Literal::Double(doubles.value(index))),
                Values::Boolean(booleans) => Some(Literal::Boolean(booleans.value(index))),
                Values::Date(dates) => Some(Literal::Date(dates.value(index))),
            });
        }
    }
    // The decoder may have put the time of an event beside the columns.
    if values.is_empty() && field.path.as_str() == "@timestamp" {
        values.extend(batch.timestamp(row).map(|time| Literal::Date(time.nanos())));
    }
    values
}
