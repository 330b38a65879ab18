//! Whatever the batches and the order of events, and whatever evaluates them, the result is the same.

use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::eql::{Case, Dataset, event_ids, join_keys};

use crate::engines::{Prepared, prepare};

/// Queries of every kind over the fields that [`document`] makes.
const QUERIES: &[&str] = &[
    "any where kind : \"a\" | head 3",
    "any where tags == \"x\" and not count > 1 | tail 5",
    "sequence [a where true] [b where true]",
    "sequence by user [a where true] [any where count > 0] [b where true]",
    "sequence by user, ?tags with maxspan=8ms [a where true] [b where true] until [c where true]",
    "sequence by tags with maxspan=10ms ![c where true] [a where true] ![c where count == 1] [b where true]",
    "sequence by user with maxspan=9ms [a where true] with runs=2 ![b where true]",
    "sample by user [a where true] [b where true]",
    "sample by ?user, tags [a where true] [any where count > 0] [c where true]",
];

fn document() -> impl Strategy<Value = Value> {
    let tags = prop::collection::vec(prop_oneof![Just("x"), Just("y"), Just("z")], 0..3);
    let user = prop::option::of(prop_oneof![Just("u"), Just("v")]);
    let kind = prop_oneof![Just("a"), Just("b"), Just("c")];
    (0..25_i64, prop::option::of(0..4_i64), kind, user, tags, 0..3_i64).prop_map(
        |(time, tiebreaker, kind, user, tags, count)| {
            json!({
                "@timestamp": time, "seq": tiebreaker, "kind": kind, "user": user, "tags": tags, "count": count,
            })
        },
    )
}

fn data(documents: &[Value]) -> Dataset {
    let numbered = documents.iter().enumerate().map(|(number, document)| {
        let mut document = document.as_object().unwrap().clone();
        document.insert("id".to_owned(), Value::from(number));
        document
    });
    let keyword = json!({"type": "keyword"});
    Dataset {
        documents: numbered.collect(),
        mapping: json!({"properties": {
            "@timestamp": {"type": "date"}, "seq": {"type": "long"}, "count": {"type": "long"},
            "id": {"type": "long"}, "kind": keyword, "user": keyword, "tags": keyword,
        }}),
        id_field: "id".to_owned(),
        timestamp_field: "@timestamp".to_owned(),
        event_category_field: "kind".to_owned(),
        tiebreaker_field: Some("seq".to_owned()),
    }
}

fn prepared(documents: &[Value], query: &str) -> Prepared {
    let case = Case { query: query.to_owned(), size: 1_000, ..Case::default() };
    prepare(&data(documents), &case).unwrap()
}

fn shown(prepared: &Prepared, result: &detect::query::QueryResult) -> (Vec<i64>, Vec<String>) {
    let lines = prepared.lines(result);
    (event_ids(&lines, "id"), join_keys(&lines))
}

fn documents() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(document(), 1..40)
}

proptest! {
    #[test]
    fn batches_do_not_matter(
        documents in documents(),
        query in prop::sample::select(QUERIES),
        length in 1..9_usize,
        order in any::<u64>(),
    ) {
        let prepared = prepared(&documents, query);
        let naive = shown(&prepared, &prepared.naive());
        let mut batches = prepared.batches(length);
        prop_assert_eq!(&shown(&prepared, &prepared.columnar(&batches)), &naive);
        let count = batches.len();
        batches.rotate_left(order as usize % count);
        batches.reverse();
        prop_assert_eq!(&shown(&prepared, &prepared.columnar(&batches)), &naive);
    }

    /// With tiebreakers that differ, arrival decides nothing, so the input may be shuffled.
    #[test]
    fn the_order_of_input_does_not_matter_to_sequences(
        (documents, shuffled) in documents().prop_flat_map(|mut documents| {
            for (number, document) in documents.iter_mut().enumerate() {
                document["seq"] = Value::from(number);
            }
            let shuffled = Just(documents.clone()).prop_shuffle();
            (Just(documents), shuffled)
        }),
        query in prop::sample::select(&QUERIES[..7]),
    ) {
        let tiebreakers = |documents: &[Value]| {
            let prepared = prepared(documents, query);
            let (ids, keys) = shown(&prepared, &prepared.columnar(&prepared.batches(4)));
            let of = |id: &i64| usize::try_from(*id).map_or(-1, |id| documents[id]["seq"].as_i64().unwrap());
            (ids.iter().map(of).collect::<Vec<_>>(), keys)
        };
        prop_assert_eq!(tiebreakers(&documents), tiebreakers(&shuffled));
    }
}
