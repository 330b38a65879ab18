//! Mappings and date formats of any shape are read or refused.

use ecs::catalogue::{Catalogue, MappingCatalogue};
use ecs::{DateFormat, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        &[
            "properties",
            "mappings",
            "runtime",
            "fields",
            "type",
            "path",
            "format",
            "null_value",
            "value",
            "a",
            "b",
            "",
        ][..],
    )
}

fn leaf() -> impl Strategy<Value = Value> {
    let types = [
        "keyword",
        "text",
        "alias",
        "date",
        "constant_keyword",
        "flattened",
        "object",
        "a.b",
        "dd-MM",
        "long",
    ];
    prop_oneof![
        4 => prop::sample::select(types.to_vec()).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

fn mapping() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(6, 48, 4, |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..3).prop_map(Value::from),
            5 => vec((word(), inner), 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_a_mapping_or_none(body in mapping(), document in mapping()) {
        let mapping = json!({ "mappings": { "properties": body } });
        let Ok(catalogue) = MappingCatalogue::from_mapping(&mapping) else { return Ok(()) };
        for path in catalogue.paths() {
            prop_assert!(catalogue.field(path).is_some());
        }
        if let Value::Object(document) = &document {
            let _ = catalogue.indexed(document);
        }
    }

    #[test]
    fn any_text_is_a_date_format_or_none(format in "[yMdHhmsSaXZ'|:. -]{0,20}", date in "[0-9A-Za-z:+. -]{0,30}") {
        if let Ok(format) = DateFormat::new(&format) {
            let _ = format.parse(&date);
        }
    }

    #[test]
    fn a_format_reads_what_its_pattern_writes(nanos in any::<i64>()) {
        let nanos = nanos / 1_000_000 * 1_000_000;
        let timestamp = Timestamp::from_nanos(nanos);
        let civil = jiff::Timestamp::from_nanosecond(i128::from(nanos)).expect("in range");
        let cases = [
            ("yyyy-MM-dd'T'HH:mm:ss.SSSX", "%Y-%m-%dT%H:%M:%S.%3fZ"),
            ("dd MMM uuuu hh:mm:ss a SSS", "%d %b %Y %I:%M:%S %p %3f"),
            ("MMMM d, yyyy 'at' H-mm-ss,SSS", "%B %-d, %Y at %-H-%M-%S,%3f"),
            ("epoch_second||dd/MM/yyyy HH:mm:ss.SSS XX", "%d/%m/%Y %H:%M:%S.%3f +00:00"),
        ];
        for (pattern, written) in cases {
            let text = civil.strftime(written).to_string();
            let format = DateFormat::new(pattern).expect("a format");
            prop_assert_eq!(format.parse(&text), Some(timestamp), "{} on {}", pattern, text);
        }
    }
}
