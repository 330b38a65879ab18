//! Pivots as filters.

use ecs::{Catalogue, FieldType, Timestamp};
use lang::ir::{Case, Comparison, FieldRef, FieldTest, Filter, Literal, Test};
use serde_json::Value;

use super::pivot::{Pivot, PivotCondition, PivotTest};
use crate::alert::lookup::text_of;

/// The pivot as a filter.
pub(super) fn of(pivot: &Pivot, catalogue: &dyn Catalogue) -> Filter {
    if !pivot.is_answerable() {
        return Filter::Nothing;
    }
    let alternatives = pivot
        .any_of
        .iter()
        .map(|conditions| {
            Filter::And(conditions.iter().map(|one| condition_filter(one, catalogue)).collect())
        })
        .collect();
    let mut all = vec![Filter::Or(alternatives)];
    let field = FieldRef { path: "@timestamp".into(), field_type: FieldType::Date };
    for (comparison, time) in [(Comparison::GreaterOrEqual, pivot.from), (Comparison::LessOrEqual, pivot.to)]
    {
        all.extend(time.map(|time| {
            let test = Test::Compare { comparison, value: Literal::Date(time.nanos()) };
            Filter::Test(FieldTest { field: field.clone(), test })
        }));
    }
    Filter::And(all)
}

fn condition_filter(condition: &PivotCondition, catalogue: &dyn Catalogue) -> Filter {
    let info = catalogue.field(condition.field.as_str());
    let field = FieldRef {
        path: info.as_ref().map_or_else(|| condition.field.clone(), |info| info.path.clone()),
        field_type: info.map_or(FieldType::Keyword, |info| info.field_type),
    };
    let test = |test| Filter::Test(FieldTest { field: field.clone(), test });
    let filter = match &condition.test {
        PivotTest::Exists => test(Test::Exists),
        PivotTest::AnyOf(values) => {
            let values: Vec<Literal> =
                values.iter().filter_map(|value| literal(value, field.field_type)).collect();
            // A value that the field cannot have equals none of its values.
            if values.is_empty() {
                Filter::Nothing
            } else {
                test(Test::AnyOf { values, case: Case::Sensitive })
            }
        }
        PivotTest::Range(bounds) => {
            let compare = |(comparison, end): (Comparison, &Value)| match literal(end, field.field_type) {
                Some(value) => test(Test::Compare { comparison, value }),
                None => Filter::Nothing,
            };
            Filter::And(bounds.ends().map(compare).collect())
        }
    };
    if condition.excluded { Filter::Not(Box::new(filter)) } else { filter }
}

/// A JSON scalar as a literal of a field's type; none where the field can hold nothing of the kind.
fn literal(value: &Value, field_type: FieldType) -> Option<Literal> {
    let text = text_of(value);
    match field_type {
        FieldType::Keyword | FieldType::Text | FieldType::Ip | FieldType::Version => {
            Some(Literal::Text(text))
        }
        FieldType::Long => text.trim().parse().ok().map(Literal::Long),
        FieldType::Double => {
            text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Literal::Double)
        }
        FieldType::Boolean => text.trim().parse().ok().map(Literal::Boolean),
        FieldType::Date => Timestamp::parse(text.trim()).map(|time| Literal::Date(time.nanos())),
        FieldType::Object => None,
    }
}
