//! The same on one document, with the naive interpreter.

use ecs::{Document, EventHandle, FieldType, Timestamp};
use lang::ir::{FieldRef, Literal, Plan};

use super::order::{EventOrder, tiebreaker_of, time_of};
use super::{Query, QueryHits};
use crate::eval::{field_values, naive};
use crate::fold::KeyValue;
use crate::fold::join_keys::{self, FieldValues};

impl Query {
    /// What one document gives for the query: what a [`super::QueryWorker`] gives for a batch. With a mapping, the
    /// document is the one that [`ecs::catalogue::MappingCatalogue::indexed`] makes.
    pub fn naive_hits(&self, document: &Document, event: EventHandle) -> QueryHits {
        let first = |field: &FieldRef| field_values(document, field).into_iter().next();
        let time = first(&self.time.field).and_then(|value| time_of(&value));
        let tiebreaker = self.tiebreaker.as_ref().and_then(|field| first(&field.field));
        let tiebreaker = tiebreaker.as_ref().and_then(tiebreaker_of);
        let mut hits = QueryHits::default();
        for (number, filter) in self.plan_filters().enumerate() {
            if !naive::matches(filter, document) {
                continue;
            }
            hits.matched += 1;
            match &self.plan {
                Plan::Events { .. } => hits.events.push(EventOrder { time, tiebreaker, event }),
                plan => self.take_document(
                    document,
                    number,
                    &mut hits,
                    (time, tiebreaker),
                    matches!(plan, Plan::Sample(_)),
                    event,
                ),
            }
        }
        hits
    }

    fn plan_filters(&self) -> impl Iterator<Item = &lang::ir::Filter> {
        let (single, staged) = match &self.plan {
            Plan::Events { filter, .. } => (Some(filter), None),
            Plan::Sequence(plan) => (None, Some((plan.stages.as_slice(), plan.until.as_ref()))),
            Plan::Sample(plan) => (None, Some((plan.filters.as_slice(), None))),
        };
        let staged = staged.into_iter().flat_map(|(stages, until)| stages.iter().chain(until));
        single.into_iter().chain(staged.map(|stage| &stage.filter))
    }

    fn take_document(
        &self,
        document: &Document,
        number: usize,
        hits: &mut QueryHits,
        (time, tiebreaker): (Option<Timestamp>, Option<i64>),
        is_sample: bool,
        event: EventHandle,
    ) {
        let Some(stage) = self.stages().get(number) else { return };
        let fields = stage.keys.iter().map(|key| (key_values(document, &key.key.field), key.key.optional));
        hits.add(number, time, tiebreaker, is_sample, join_keys::combinations(fields), || event);
    }
}

fn key_values(document: &Document, field: &FieldRef) -> FieldValues {
    let values = field_values(document, field);
    values.iter().filter_map(|value| key_value(value, field.field_type)).collect()
}

fn key_value(value: &Literal, field_type: FieldType) -> Option<KeyValue> {
    match value {
        Literal::Null => None,
        Literal::Boolean(value) => Some(KeyValue::Boolean(*value)),
        Literal::Long(value) => Some(KeyValue::Long(*value)),
        Literal::Double(value) => KeyValue::number(*value),
        Literal::Text(text) => Some(KeyValue::text(text, field_type)),
        Literal::Date(nanos) => Some(KeyValue::Date(Timestamp::from_nanos(*nanos))),
    }
}
