//! The columnar evaluator against the naive interpreter: random filters over random events, in random batches.

use std::sync::Arc;

use arrow::buffer::Buffer;
use detect::eval::{EvalScratch, FilterSet, FilterSetBuilder, naive};
use ecs::{Document, EventBatch, EventBatchBuilder, EventHandle, IndexGroup, Projection, RowDocuments};
use lang::ir::Filter;
use proptest::prelude::*;

mod corpus;
mod generate;

/// The documents of a batch, kept as they are.
struct Kept(Vec<Document>);

impl RowDocuments for Kept {
    fn document(&self, row: usize) -> Document {
        self.0[row].clone()
    }

    fn keep(&self, row: usize) -> EventHandle {
        EventHandle { offset: row as u64, ..EventHandle::default() }
    }
}

fn batch_of(events: &[Document], projection: &Arc<Projection>) -> EventBatch {
    let mut builder = EventBatchBuilder::new(Arc::clone(projection), Buffer::from_vec(Vec::<u8>::new()));
    for event in events {
        builder.append_document(event);
        builder.finish_row(&IndexGroup::Any);
    }
    builder.finish(Arc::new(Kept(events.to_vec()))).unwrap()
}

fn compile(filters: &[Filter]) -> FilterSet {
    let mut builder = FilterSetBuilder::new();
    filters.iter().for_each(|filter| {
        builder.add(filter);
    });
    builder.build()
}

/// The rows of each filter.
fn evaluate(set: &FilterSet, scratch: &mut EvalScratch, events: &[Document]) -> Vec<Vec<usize>> {
    let batch = batch_of(events, set.projection());
    let mut rows = vec![Vec::new(); set.len()];
    for (filter, set) in set.evaluate(&batch, scratch).iter() {
        assert!(!set.is_empty());
        rows[filter.index()] = set.iter().collect();
    }
    rows
}

fn interpret(filters: &[Filter], events: &[Document]) -> Vec<Vec<usize>> {
    let rows = |filter| (0..events.len()).filter(|&row| naive::matches(filter, &events[row])).collect();
    filters.iter().map(rows).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn both_select_the_same(
        filters in prop::collection::vec(generate::filter(), 1..24),
        events in prop::collection::vec(generate::event(), 1..100),
        batch_size in 1usize..100,
    ) {
        let set = compile(&filters);
        prop_assert!(set.problems().is_empty());
        let mut scratch = set.scratch();
        // Three times: values are remembered from their second appearance on.
        for _ in 0..3 {
            for events in events.chunks(batch_size) {
                let columnar = evaluate(&set, &mut scratch, events);
                let naive = interpret(&filters, events);
                for (filter, (columnar, naive)) in filters.iter().zip(columnar.iter().zip(&naive)) {
                    prop_assert_eq!(columnar, naive, "{:#?}\non {:#?}", filter, events);
                }
            }
        }
    }
}
