//! A batch's columns hold exactly the values of its documents, however they got there.

use std::sync::Arc;

use arrow::buffer::Buffer;
use ecs::{
    Column, Document, DocumentBuilder, EventBatch, EventBatchBuilder, EventHandle, EventSink, FieldId,
    FieldType, IndexGroup, ProjectedField, Projection, RowDocuments, Slot, Timestamp, Values, coerce,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The fields of the first tests, some inside others.
const FIELDS: &[(&str, FieldType)] = &[
    ("a", FieldType::Keyword),
    ("a.b", FieldType::Keyword),
    ("a.c.d", FieldType::Long),
    ("a.c.e", FieldType::Double),
    ("a.f", FieldType::Boolean),
    ("c.d", FieldType::Date),
    ("e", FieldType::Ip),
];

struct NoDocuments;

impl RowDocuments for NoDocuments {
    fn document(&self, _: usize) -> Document {
        Document::new()
    }

    fn keep(&self, _: usize) -> EventHandle {
        EventHandle::default()
    }
}

fn projection<'f>(fields: impl IntoIterator<Item = &'f (&'f str, FieldType)>) -> Arc<Projection> {
    let field = |&(path, field_type): &(&str, FieldType)| ProjectedField { path: path.into(), field_type };
    Projection::new(fields.into_iter().map(field))
}

/// What a row's field holds, each value written out.
fn row_values(column: Option<Column<'_>>, row: usize) -> Vec<String> {
    let Some(column) = column else { return Vec::new() };
    let shown = |index: usize| match column.values {
        Values::Text(values) => values.value(index).to_owned(),
        Values::Long(values) => values.value(index).to_string(),
        Values::Double(values) => values.value(index).to_string(),
        Values::Boolean(values) => values.value(index).to_string(),
        Values::Date(values) => Timestamp::from_nanos(values.value(index)).to_string(),
    };
    assert_eq!(column.exists(row), !column.range(row).is_empty());
    column.range(row).map(shown).collect()
}

/// What a document holds of a field, found by writing out the full name of every scalar.
fn document_values(document: &Document, path: &str, field_type: FieldType) -> Vec<String> {
    fn visit(value: &Value, name: &str, wanted: &str, found: &mut Vec<Value>) {
        match value {
            Value::Object(members) => {
                let inner = |member: &str| {
                    if name.is_empty() { member.to_owned() } else { format!("{name}.{member}") }
                };
                members.iter().for_each(|(member, value)| visit(value, &inner(member), wanted, found));
            }
            Value::Array(elements) => elements.iter().for_each(|element| visit(element, name, wanted, found)),
            scalar if name == wanted => found.push(scalar.clone()),
            _ => {}
        }
    }
    let mut found = Vec::new();
    visit(&Value::Object(document.clone()), "", path, &mut found);
    found.iter().filter_map(|value| shown_as(value, field_type)).collect()
}

fn shown_as(value: &Value, field_type: FieldType) -> Option<String> {
    let text = match value {
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let is_boolean = value.is_boolean();
    match field_type {
        FieldType::Long if !is_boolean => coerce::long_from_text(&text).map(|value| value.to_string()),
        FieldType::Double if !is_boolean => coerce::double_from_text(&text).map(|value| value.to_string()),
        FieldType::Boolean if !value.is_number() => {
            coerce::boolean_from_text(&text).map(|value| value.to_string())
        }
        FieldType::Date if value.is_number() => {
            Timestamp::from_millis(coerce::long_from_text(&text)?).map(|time| time.to_string())
        }
        FieldType::Date if !is_boolean => Timestamp::parse(&text).map(|time| time.to_string()),
        FieldType::Long | FieldType::Double | FieldType::Boolean | FieldType::Date => None,
        _ => Some(text),
    }
}

fn finish(builder: EventBatchBuilder) -> EventBatch {
    builder.finish(Arc::new(NoDocuments)).expect("a batch")
}

fn scalar() -> impl Strategy<Value = Value> {
    let texts = prop_oneof![
        Just(String::new()),
        Just("true".to_owned()),
        Just("2026-11-12T09:41:07.2Z".to_owned()),
        Just("192.0.2.1".to_owned()),
        "[a-zé]{1,20}",
        "-?[0-9]{1,6}(\\.[0-9]{1,3})?",
    ];
    prop_oneof![
        4 => texts.prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        2 => any::<i32>().prop_map(Value::from),
        1 => (-1000i32..1000).prop_map(|value| json!(f64::from(value) / 8.0)),
        1 => Just(Value::Null),
    ]
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["a", "b", "c", "d", "e", "f", "g", "a.b", "a.c", "c.d", "c.e", "a.c.d", "a.f"][..])
}

fn document() -> impl Strategy<Value = Document> {
    let value = scalar().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((name(), inner), 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    });
    vec((name(), value), 0..6)
        .prop_map(|members| members.into_iter().map(|(name, v)| (name.to_owned(), v)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_hold_what_documents_hold(rows in vec((document(), any::<bool>()), 0..20)) {
        let projection = projection(FIELDS);
        let mut builder = EventBatchBuilder::new(projection.clone(), Buffer::from_vec(Vec::<u8>::new()));
        let mut kept = Vec::new();
        for (document, is_kept) in &rows {
            builder.append_document(document);
            if *is_kept {
                builder.finish_row(&IndexGroup::Any);
                kept.push(document);
            } else {
                builder.abandon_row();
            }
        }
        let batch = finish(builder);
        prop_assert_eq!(batch.num_rows(), kept.len());
        for (slot, (path, field_type)) in projection.slots().zip(FIELDS) {
            let mut any = false;
            for (row, document) in kept.iter().enumerate() {
                let expected = document_values(document, path, *field_type);
                any |= !expected.is_empty();
                prop_assert_eq!(row_values(batch.column(slot), row), expected, "{} in row {}", path, row);
            }
            prop_assert_eq!(batch.column(slot).is_some(), any, "no column without a value");
            check_presence(&batch, slot)?;
        }
    }

    #[test]
    fn text_is_the_same_from_the_block_and_from_elsewhere(
        block in "[a-zé\"]{0,200}",
        pieces in vec((any::<prop::sample::Index>(), 0..40usize, any::<bool>()), 0..30),
    ) {
        let projection = projection(&[("a", FieldType::Keyword)]);
        let buffer = Buffer::from_vec(block.clone().into_bytes());
        let held = buffer.clone();
        let held = std::str::from_utf8(&held).expect("text");
        let slot = projection.slot("a").expect("projected");
        let mut builder = EventBatchBuilder::new(projection, buffer);
        let mut expected = Vec::new();
        for (start, length, is_inside) in &pieces {
            let start = start.index(held.len() + 1);
            let Some(piece) = held.get(start..(start + length).min(held.len())) else { continue };
            let copy = piece.to_owned();
            builder.append_text(slot, if *is_inside { piece } else { &copy });
            builder.finish_row(&IndexGroup::Any);
            expected.push(copy);
        }
        let batch = finish(builder);
        for (row, piece) in expected.iter().enumerate() {
            prop_assert_eq!(&row_values(batch.column(slot), row), std::slice::from_ref(piece));
        }
    }

    #[test]
    fn a_mapping_fills_columns_and_documents_alike(steps in vec(step(), 0..40)) {
        let fields = [
            ("process.name", FieldType::Keyword),
            ("process.pid", FieldType::Long),
            ("process.args", FieldType::Keyword),
            ("process.code_signature.trusted", FieldType::Boolean),
            ("dns.answers.data", FieldType::Keyword),
            ("winlog.event_data.LogonId", FieldType::Keyword),
            ("winlog.event_data.Deep.Inner", FieldType::Keyword),
        ];
        let projection = projection(&fields);
        let mut builder = EventBatchBuilder::new(projection.clone(), Buffer::from_vec(Vec::<u8>::new()));
        let mut documents = DocumentBuilder::new();
        for step in &steps {
            step.apply(&mut builder);
            step.apply(&mut documents);
        }
        builder.finish_row(&IndexGroup::Any);
        let batch = finish(builder);
        let document = documents.finish();
        for (slot, (path, field_type)) in projection.slots().zip(&fields) {
            let expected = document_values(&document, path, *field_type);
            prop_assert_eq!(row_values(batch.column(slot), 0), expected, "{} after {:?}", path, steps);
        }
    }
}

fn check_presence(batch: &EventBatch, slot: Slot) -> Result<(), TestCaseError> {
    let Some(column) = batch.column(slot) else { return Ok(()) };
    let mut words = vec![7];
    column.present(&mut words);
    prop_assert_eq!(words.len(), batch.num_rows().div_ceil(64));
    for row in 0..batch.num_rows() {
        let bit = words[row / 64] >> (row % 64) & 1 == 1;
        prop_assert_eq!(bit, column.exists(row));
    }
    Ok(())
}

/// One thing that a mapping does.
#[derive(Clone, Debug)]
enum Step {
    Text(FieldId, String),
    Texts(FieldId, Vec<String>),
    Long(FieldId, i64),
    Boolean(FieldId, bool),
    Json(FieldId, Value),
    MemberText(&'static str, String),
    MemberJson(&'static str, Value),
}

const NAME: FieldId = FieldId::of("process.name");
const PID: FieldId = FieldId::of("process.pid");
const ARGS: FieldId = FieldId::of("process.args");
const TRUSTED: FieldId = FieldId::of("process.code_signature.trusted");
const ANSWERS: FieldId = FieldId::of("dns.answers");
const EVENT_DATA: FieldId = FieldId::of("winlog.event_data");

impl Step {
    fn apply(&self, sink: &mut dyn EventSink) {
        match self {
            Self::Text(field, value) => sink.text(*field, value),
            Self::Texts(field, values) => {
                sink.texts(*field, &values.iter().map(String::as_str).collect::<Vec<_>>())
            }
            Self::Long(field, value) => sink.long(*field, *value),
            Self::Boolean(field, value) => sink.boolean(*field, *value),
            Self::Json(field, value) => sink.json(*field, value),
            Self::MemberText(name, value) => sink.member_text(EVENT_DATA, name, value),
            Self::MemberJson(name, value) => sink.member_json(EVENT_DATA, name, value),
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let member = prop::sample::select(&["LogonId", "Deep", "Other"][..]);
    let deep =
        prop_oneof![Just(json!({"Inner": "x", "Else": 1})), Just(json!({"Inner": ["y", "z"]})), scalar()];
    let answers = vec("[a-z]{1,15}", 0..3).prop_map(|names| {
        names.into_iter().map(|name| json!({"data": name, "type": "A"})).collect::<Value>()
    });
    prop_oneof![
        "[a-z]{0,20}".prop_map(|value| Step::Text(NAME, value)),
        "-?[0-9]{1,4}".prop_map(|value| Step::Text(PID, value)),
        vec("[a-z]{0,20}", 0..4).prop_map(|values| Step::Texts(ARGS, values)),
        any::<i64>().prop_map(|value| Step::Long(PID, value)),
        any::<i64>().prop_map(|value| Step::Long(NAME, value)),
        any::<bool>().prop_map(|value| Step::Boolean(TRUSTED, value)),
        answers.prop_map(|value| Step::Json(ANSWERS, value)),
        Just(Step::Json(ANSWERS, Value::Null)),
        Just(Step::Json(EVENT_DATA, Value::Object(Map::new()))),
        (member.clone(), "[a-z]{0,20}").prop_map(|(name, value)| Step::MemberText(name, value)),
        (member, deep).prop_map(|(name, value)| Step::MemberJson(name, value)),
    ]
}

#[test]
fn a_mapping_is_honoured_while_a_batch_is_built() {
    let mapping = json!({"properties": {
        "state": {"type": "keyword", "null_value": "NULL"},
        "day": {"type": "date", "format": "dd-MM-yyyy||epoch_second"},
        "dataset": {"type": "constant_keyword", "value": "sysmon"},
    }});
    let catalogue = ecs::catalogue::MappingCatalogue::from_mapping(&mapping).expect("a mapping");
    let fields = [
        ("state", FieldType::Keyword),
        ("day", FieldType::Date),
        ("dataset", FieldType::Keyword),
        ("e", FieldType::Ip),
    ];
    let projection = projection(&fields).honouring(&catalogue);
    let mut builder = EventBatchBuilder::new(projection.clone(), Buffer::from_vec(Vec::<u8>::new()));
    let rows = [
        json!({"state": [null, "on"], "day": "12-12-2022"}),
        json!({"state": null, "day": 60, "dataset": "sysmon"}),
        json!({"day": "2022-12-12", "e": null}),
    ];
    for row in &rows {
        builder.append_document(row.as_object().expect("an object"));
        builder.finish_row(&IndexGroup::Any);
    }
    assert_eq!(builder.dropped_values(), 1);
    let batch = finish(builder);
    let values = |path: &str, row| row_values(batch.column(projection.slot(path).expect("projected")), row);
    assert_eq!(values("state", 0), ["NULL", "on"]);
    assert_eq!(values("state", 1), ["NULL"]);
    assert_eq!(values("state", 2), Vec::<String>::new());
    assert_eq!(values("day", 0), ["2022-12-12T00:00:00.000Z"]);
    assert_eq!(values("day", 1), ["1970-01-01T00:01:00.000Z"]);
    assert_eq!([0, 1, 2].map(|row| values("dataset", row)), [["sysmon"]; 3]);
    assert!(batch.column(projection.slot("e").expect("projected")).is_none());
    for (row, document) in rows.iter().enumerate() {
        let indexed = catalogue.indexed(document.as_object().expect("an object"));
        assert_eq!(values("state", row), document_values(&indexed, "state", FieldType::Keyword));
    }
}
