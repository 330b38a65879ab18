//! The join keys of an event: every combination of its keys' values.

use ecs::batch::{Column, Values};
use ecs::{EventBatch, FieldType, Slot, Timestamp};
use smallvec::SmallVec;

use super::{JoinKeys, KeyValue};

/// The most combinations one event takes part with; ten values in each of three keys are within it.
pub const MAX_COMBINATIONS: usize = 1_000;

/// The values of one key field of one event.
pub type FieldValues = SmallVec<[KeyValue; 1]>;

/// All combinations of the keys' values, sorted, without repeats. A key without a value is null where `optional` says
/// so; otherwise the event takes no part and there is no combination at all. Nulls among a field's values are not
/// values. What exceeds [`MAX_COMBINATIONS`] is left out.
pub fn combinations(fields: impl IntoIterator<Item = (FieldValues, bool)>) -> Vec<JoinKeys> {
    let mut partial: Vec<Vec<KeyValue>> = vec![Vec::new()];
    for (mut values, optional) in fields {
        values.retain(|value| !matches!(value, KeyValue::Null));
        values.sort_unstable();
        values.dedup();
        match (values.len(), optional) {
            (0, false) => return Vec::new(),
            (0, true) => values.push(KeyValue::Null),
            _ => {}
        }
        partial = extended(partial, &values);
    }
    partial.into_iter().map(JoinKeys::from).collect()
}

fn extended(partial: Vec<Vec<KeyValue>>, values: &[KeyValue]) -> Vec<Vec<KeyValue>> {
    let mut longer = Vec::with_capacity((partial.len() * values.len()).min(MAX_COMBINATIONS));
    for start in partial {
        for value in values {
            if longer.len() == MAX_COMBINATIONS {
                return longer;
            }
            let mut next = Vec::with_capacity(start.len() + 1);
            next.extend(start.iter().cloned());
            next.push(value.clone());
            longer.push(next);
        }
    }
    longer
}

/// The values a batch has for a row's field.
pub fn values_in(batch: &EventBatch, slot: Slot, row: usize) -> FieldValues {
    let field_type = batch.projection().field(slot).field_type;
    batch.column(slot).map_or_else(FieldValues::new, |column| values_of(&column, field_type, row))
}

fn values_of(column: &Column<'_>, field_type: FieldType, row: usize) -> FieldValues {
    let range = column.range(row);
    match column.values {
        Values::Text(values) => range.map(|index| KeyValue::text(values.value(index), field_type)).collect(),
        Values::Long(values) => range.map(|index| KeyValue::Long(values.value(index))).collect(),
        Values::Double(values) => range.filter_map(|index| KeyValue::number(values.value(index))).collect(),
        Values::Boolean(values) => range.map(|index| KeyValue::Boolean(values.value(index))).collect(),
        Values::Date(values) => {
            range.map(|index| KeyValue::Date(Timestamp::from_nanos(values.value(index)))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[&str]) -> FieldValues {
        values.iter().map(|value| KeyValue::Text((*value).into())).collect()
    }

    fn shown(fields: Vec<(FieldValues, bool)>) -> Vec<String> {
        combinations(fields)
            .iter()
            .map(|keys| keys.values().iter().map(ToString::to_string).collect::<Vec<_>>().join("/"))
            .collect()
    }

    #[test]
    fn every_combination_once_in_key_order() {
        assert_eq!(
            shown(vec![(texts(&["b", "a", "b"]), false), (texts(&["y", "x"]), false)]),
            ["a/x", "a/y", "b/x", "b/y"]
        );
        assert_eq!(shown(vec![]), [""], "no keys are one empty combination");
    }

    #[test]
    fn a_missing_value_needs_an_optional_key() {
        assert_eq!(shown(vec![(texts(&["a"]), false), (texts(&[]), false)]), [] as [&str; 0]);
        assert_eq!(shown(vec![(texts(&["a"]), false), (texts(&[]), true)]), ["a/null"]);
        let with_null = [KeyValue::Text("a".into()), KeyValue::Null].into_iter().collect::<FieldValues>();
        assert_eq!(shown(vec![(with_null, true)]), ["a"], "a null beside a value is no value");
    }

    #[test]
    fn combinations_are_limited() {
        let many: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(shown(vec![(texts(&many), false), (texts(&many), false)]).len(), MAX_COMBINATIONS);
    }
}
