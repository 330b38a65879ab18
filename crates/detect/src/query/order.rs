//! The place of a matching event among all.

use std::cmp::Ordering;

use ecs::batch::Values;
use ecs::{EventBatch, EventHandle, Timestamp};
use lang::ir::Literal;

use super::compile::OrderField;

/// By time, then tiebreaker with missing ones last, then arrival. An event without a time comes before all others, so
/// that it is never among the most recent: Elasticsearch sorts it so, too (`LogicalPlanBuilder`, nulls first when
/// ascending and last when descending).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EventOrder<E = EventHandle> {
    pub(super) time: Option<Timestamp>,
    pub(super) tiebreaker: Option<i64>,
    pub(super) event: E,
}

impl<E: Ord> Ord for EventOrder<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        let nulls_last = |tiebreaker: Option<i64>| (tiebreaker.is_none(), tiebreaker);
        (self.time, nulls_last(self.tiebreaker), &self.event).cmp(&(
            other.time,
            nulls_last(other.tiebreaker),
            &other.event,
        ))
    }
}

impl<E: Ord> PartialOrd for EventOrder<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The first value of a row's field.
pub(super) fn first_value(batch: &EventBatch, field: &OrderField, row: usize) -> Option<Literal> {
    let column = batch.column(field.slot?)?;
    let index = column.range(row).next()?;
    Some(match column.values {
        Values::Text(values) => Literal::Text(values.value(index).to_owned()),
        Values::Long(values) => Literal::Long(values.value(index)),
        Values::Double(values) => Literal::Double(values.value(index)),
        Values::Boolean(values) => Literal::Boolean(values.value(index)),
        Values::Date(values) => Literal::Date(values.value(index)),
    })
}

/// A value of the timestamp field as a time.
pub(super) fn time_of(value: &Literal) -> Option<Timestamp> {
    match value {
        Literal::Date(nanos) => Some(Timestamp::from_nanos(*nanos)),
        Literal::Long(millis) => Timestamp::from_millis(*millis),
        Literal::Text(text) => Timestamp::parse(text),
        Literal::Null | Literal::Boolean(_) | Literal::Double(_) => None,
    }
}

/// A value of the tiebreaker field as a number of the same order. Of a text the first eight bytes count.
pub(super) fn tiebreaker_of(value: &Literal) -> Option<i64> {
    const SIGN: u64 = 1 << 63;
    match value {
        Literal::Null => None,
        Literal::Boolean(value) => Some(i64::from(*value)),
        Literal::Long(value) | Literal::Date(value) => Some(*value),
        Literal::Double(value) => {
            // The bits of non-negative floats are ordered as integers; those of negative ones the other way round.
            let bits = value.to_bits();
            Some(if bits & SIGN == 0 { bits } else { !bits ^ SIGN } as i64)
        }
        Literal::Text(text) => {
            let mut prefix = [0; 8];
            prefix.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
            Some((u64::from_be_bytes(prefix) ^ SIGN) as i64)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiebreakers_keep_the_order_of_their_values() {
        let doubles = [f64::MIN, -2.5, -0.5, 0.0, 0.25, 3.0, f64::MAX].map(Literal::Double);
        assert!(doubles.iter().map(tiebreaker_of).is_sorted());
        let texts = ["", "A", "AB", "B", "a", "é"].map(|text| Literal::Text(text.to_owned()));
        assert!(texts.iter().map(tiebreaker_of).is_sorted_by(|left, right| left < right));
    }

    #[test]
    fn a_missing_time_comes_first_and_a_missing_tiebreaker_last() {
        let order = |time: Option<i64>, tiebreaker, event| EventOrder {
            time: time.map(Timestamp::from_nanos),
            tiebreaker,
            event,
        };
        let sorted = [
            order(None, Some(1), 1),
            order(None, None, 0),
            order(Some(1), None, 5),
            order(Some(2), Some(1), 4),
            order(Some(2), None, 1),
            order(Some(2), None, 2),
        ];
        assert!(sorted.is_sorted());
    }
}
