//! Random filters and events that have much in common, so that filters match.

use ecs::{Document, FieldType};
use lang::functions;
use lang::ir::{
    ArithmeticOperator, Case, Comparison, FieldRef, FieldTest, Filter, Literal, RegexPattern, Scalar, Test,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Pieces that texts and patterns are put together from: common, rare, in two cases, beyond ASCII (K is the Kelvin
/// sign, whose lower case is an ASCII letter), and with what a pattern would take for a wildcard.
const PIECES: &[&str] = &[
    "cmd",
    "CMD",
    ".exe",
    ".EXE",
    "\\windows\\",
    "\\Windows\\",
    "power",
    "shell",
    "é",
    "É",
    "ß",
    "K",
    "k",
    "a",
    "b",
    " -e ",
    "*",
    "?",
    "",
    "mimikatz",
    "C:\\",
    "/usr/bin/",
];

/// A field, and the types that filters take it for.
const FIELDS: &[(&str, &[FieldType])] = &[
    ("event.category", &[FieldType::Keyword]),
    ("process.name", &[FieldType::Keyword, FieldType::Text]),
    ("process.command_line", &[FieldType::Keyword]),
    ("process.args", &[FieldType::Keyword]),
    ("process.pid", &[FieldType::Long]),
    ("score", &[FieldType::Double]),
    ("flag", &[FieldType::Boolean]),
    ("@timestamp", &[FieldType::Date]),
    ("source.ip", &[FieldType::Ip]),
    ("agent.version", &[FieldType::Version]),
    ("mixed", &[FieldType::Keyword, FieldType::Long, FieldType::Double, FieldType::Boolean]),
    ("absent", &[FieldType::Keyword, FieldType::Long]),
];

const ADDRESSES: &[&str] =
    &["10.0.0.1", "10.1.2.3", "192.168.0.7", "::1", "0:0:0:0:0:0:0:1", "::ffff:10.0.0.1", "nowhere"];
const NETWORKS: &[&str] = &["10.0.0.0/8", "10.0.0.1/32", "192.168.0.0/16", "::/0", "::1/128", "0.0.0.0/0"];
const VERSIONS: &[&str] = &["1.0", "1.0.0", "1.10.2", "1.9", "2.0.0-rc.1", "x"];
const DATES: &[&str] = &["2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000001Z", "2025-06-07", "x"];

fn text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..5).prop_map(|pieces| pieces.concat());
    prop_oneof![6 => pieces, 1 => "[ -~é]{0,20}", 1 => (1usize..400).prop_map(|length| "cmd.exe ".repeat(length))]
}

fn value_of(field: &'static str) -> BoxedStrategy<Value> {
    match field {
        "event.category" => {
            prop::sample::select(&["process", "file", "Process"]).prop_map(Value::from).boxed()
        }
        "process.pid" => {
            prop_oneof![(-2i64..6).prop_map(Value::from), Just(json!(3.7)), Just(json!("4"))].boxed()
        }
        "score" => {
            prop_oneof![Just(json!(1)), Just(json!(1.5)), Just(json!(-2.25)), Just(json!("x"))].boxed()
        }
        "flag" => {
            prop_oneof![any::<bool>().prop_map(Value::from), Just(json!("true")), Just(json!(1))].boxed()
        }
        "@timestamp" => prop::sample::select(DATES).prop_map(Value::from).boxed(),
        "source.ip" => prop::sample::select(ADDRESSES).prop_map(Value::from).boxed(),
        "agent.version" => prop::sample::select(VERSIONS).prop_map(Value::from).boxed(),
        "mixed" => prop_oneof![
            (-2i64..6).prop_map(Value::from),
            Just(json!(1.5)),
            any::<bool>().prop_map(Value::from),
            text().prop_map(Value::from),
            Just(json!("3")),
        ]
        .boxed(),
        _ => text().prop_map(Value::from).boxed(),
    }
}

fn field_value(field: &'static str) -> BoxedStrategy<Value> {
    let several = prop::collection::vec(value_of(field), 0..4).prop_map(Value::Array);
    prop_oneof![6 => value_of(field), 2 => several, 1 => Just(Value::Null), 1 => Just(json!({"below": 1}))]
        .boxed()
}

/// How a field's name is laid out in a document.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Nested,
    Dotted,
    ArrayOfObjects,
}

fn put(document: &mut Document, path: &str, layout: Layout, value: Value) {
    match (path.split_once('.'), layout) {
        (Some((object, rest)), Layout::Nested) => {
            let inner = document.entry(object).or_insert_with(|| Value::Object(Map::new()));
            match inner {
                Value::Object(inner) => put(inner, rest, layout, value),
                Value::Array(objects) => objects.push(json!({rest: value})),
                _ => {}
            }
        }
        (Some((object, rest)), Layout::ArrayOfObjects) => {
            let element = json!({rest: value});
            match document.entry(object).or_insert_with(|| json!([])) {
                Value::Array(objects) => objects.extend([element, json!({"other": 1})]),
                Value::Object(inner) => put(inner, rest, Layout::Nested, value),
                _ => {}
            }
        }
        _ => {
            document.insert(path.to_owned(), value);
        }
    }
}

/// An event with some of the fields.
pub(crate) fn event() -> impl Strategy<Value = Document> {
    let layout = prop_oneof![
        6 => Just(Layout::Nested),
        2 => Just(Layout::Dotted),
        1 => Just(Layout::ArrayOfObjects)
    ];
    let fields: Vec<_> = FIELDS
        .iter()
        .filter(|(field, _)| *field != "absent")
        .map(|&(field, _)| (Just(field), prop::option::weighted(0.6, (layout.clone(), field_value(field)))))
        .collect();
    fields.prop_map(|fields| {
        let mut document = Document::new();
        for (field, held) in fields {
            if let Some((layout, value)) = held {
                put(&mut document, field, layout, value);
            }
        }
        document
    })
}

fn case() -> impl Strategy<Value = Case> {
    prop::sample::select(&[Case::Sensitive, Case::Insensitive])
}

fn comparison() -> impl Strategy<Value = Comparison> {
    use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual};
    prop::sample::select(&[Less, LessOrEqual, Greater, GreaterOrEqual])
}

fn literal(field: &'static str, field_type: FieldType) -> BoxedStrategy<Literal> {
    let text_of =
        |value: Value| Literal::Text(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    match field_type {
        FieldType::Long | FieldType::Double => prop_oneof![
            (-2i64..6).prop_map(Literal::Long),
            prop::sample::select(&[1.5, -2.25, 3.0]).prop_map(Literal::Double)
        ]
        .boxed(),
        FieldType::Boolean => any::<bool>().prop_map(Literal::Boolean).boxed(),
        FieldType::Date => prop::sample::select(&[1_704_067_200_000_000_000, 1_704_067_200_000_001_000, 0])
            .prop_map(Literal::Date)
            .boxed(),
        _ => value_of(field).prop_map(text_of).boxed(),
    }
}

fn regex() -> impl Strategy<Value = RegexPattern> {
    let sources = &[".*cmd.*", "(cmd|power)[.]exe", "[a-c]+", ".*é", "p.{3}r", ""];
    (prop::sample::select(sources), any::<bool>()).prop_map(|(source, insensitive)| RegexPattern {
        source: source.to_owned(),
        translated: format!("{}^(?:{source})$", if insensitive { "(?si)" } else { "(?s)" }),
    })
}

fn text_test(field: &'static str) -> BoxedStrategy<Test> {
    let wildcards = || prop::collection::vec(text(), 1..4);
    let any_of = prop::collection::vec(literal(field, FieldType::Keyword), 1..6);
    let mut choices = vec![
        (any_of, case()).prop_map(|(values, case)| Test::AnyOf { values, case }).boxed(),
        (wildcards(), case()).prop_map(|(patterns, case)| Test::Wildcard { patterns, case }).boxed(),
        (prop::collection::vec(text_in_stars(), 1..4), case())
            .prop_map(|(patterns, case)| Test::Wildcard { patterns, case })
            .boxed(),
        (wildcards(), case()).prop_map(|(prefixes, case)| Test::Prefix { prefixes, case }).boxed(),
        (prop::collection::vec(regex(), 1..3), case())
            .prop_map(|(patterns, case)| Test::Regex { patterns, case })
            .boxed(),
        compare(field, FieldType::Keyword),
        Just(Test::Exists).boxed(),
    ];
    if field == "source.ip" {
        choices.push(networks());
    }
    prop::strategy::Union::new(choices).boxed()
}

fn text_in_stars() -> impl Strategy<Value = String> {
    (any::<bool>(), text(), any::<bool>()).prop_map(|(left, text, right)| {
        format!("{}{text}{}", if left { "*" } else { "" }, if right { "*" } else { "" })
    })
}

fn networks() -> BoxedStrategy<Test> {
    let networks = prop::collection::vec(prop::sample::select(NETWORKS), 1..4);
    networks
        .prop_map(|networks| Test::Cidr(networks.iter().map(|network| network.parse().unwrap()).collect()))
        .boxed()
}

fn compare(field: &'static str, field_type: FieldType) -> BoxedStrategy<Test> {
    (comparison(), literal(field, field_type))
        .prop_map(|(comparison, value)| Test::Compare { comparison, value })
        .boxed()
}

fn test_of(field: &'static str, field_type: FieldType) -> BoxedStrategy<Test> {
    let any_of = (prop::collection::vec(literal(field, field_type), 1..4), case())
        .prop_map(|(values, case)| Test::AnyOf { values, case });
    match field_type {
        FieldType::Long | FieldType::Double | FieldType::Boolean | FieldType::Date => {
            prop_oneof![4 => any_of, 3 => compare(field, field_type), 1 => Just(Test::Exists)].boxed()
        }
        _ => text_test(field),
    }
}

fn test() -> impl Strategy<Value = Filter> {
    let choices =
        FIELDS.iter().flat_map(|(field, types)| types.iter().map(move |field_type| (*field, *field_type)));
    prop::sample::select(choices.collect::<Vec<_>>()).prop_flat_map(|(path, field_type)| {
        test_of(path, field_type).prop_map(move |test| {
            Filter::Test(FieldTest { field: FieldRef { path: path.into(), field_type }, test })
        })
    })
}

fn field() -> impl Strategy<Value = FieldRef> {
    let choices =
        FIELDS.iter().flat_map(|(field, types)| types.iter().map(move |field_type| (*field, *field_type)));
    prop::sample::select(choices.collect::<Vec<_>>())
        .prop_map(|(path, field_type)| FieldRef { path: path.into(), field_type })
}

/// A value of an expression.
fn operand() -> BoxedStrategy<Scalar> {
    let call = |name: &'static str, arguments: Vec<Scalar>| {
        let function = functions::find(name).expect("a function of EQL");
        Scalar::Call { function, case: Case::Sensitive, arguments }
    };
    let number = (-3i64..30).prop_map(|number| Scalar::Literal(Literal::Long(number)));
    let operators = prop::sample::select(&[
        ArithmeticOperator::Add,
        ArithmeticOperator::Subtract,
        ArithmeticOperator::Multiply,
        ArithmeticOperator::Divide,
        ArithmeticOperator::Remainder,
    ]);
    let leaf = prop_oneof![
        4 => field().prop_map(Scalar::Field),
        2 => number,
        2 => text().prop_map(|text| Scalar::Literal(Literal::Text(text))),
        1 => Just(Scalar::Literal(Literal::Null)),
    ];
    leaf.prop_recursive(2, 6, 2, move |inner| {
        prop_oneof![
            3 => inner.clone().prop_map(move |value| call("length", vec![value])),
            1 => inner.clone().prop_map(move |value| call("string", vec![value])),
            1 => (inner.clone(), inner.clone()).prop_map(move |(left, right)| call("concat", vec![left, right])),
            1 => (inner.clone(), inner.clone()).prop_map(move |(left, right)| call("indexOf", vec![left, right])),
            1 => inner.clone().prop_map(|value| Scalar::Negate(Box::new(value))),
            2 => (operators.clone(), inner.clone(), inner).prop_map(|(operator, left, right)| {
                Scalar::Arithmetic { operator, left: Box::new(left), right: Box::new(right) }
            }),
        ]
    })
    .boxed()
}

/// An expression that is true, false or null.
fn condition() -> BoxedStrategy<Scalar> {
    let leaf = prop_oneof![
        3 => (operand(), operand(), comparison()).prop_map(|(left, right, comparison)| {
            Scalar::Compare { comparison, left: Box::new(left), right: Box::new(right) }
        }),
        3 => (operand(), operand(), case()).prop_map(|(left, right, case)| {
            Scalar::Equal { left: Box::new(left), right: Box::new(right), case }
        }),
        1 => operand().prop_map(|value| Scalar::IsNull(Box::new(value))),
        2 => (operand(), text_test("process.name"))
            .prop_map(|(value, test)| Scalar::Passes { value: Box::new(value), test: Box::new(test) }),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Scalar::And),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Scalar::Or),
            inner.prop_map(|part| Scalar::Not(Box::new(part))),
        ]
    })
    .boxed()
}

/// `event.category == "process"`, with which most filters begin.
fn category() -> Filter {
    Filter::Test(FieldTest {
        field: FieldRef { path: "event.category".into(), field_type: FieldType::Keyword },
        test: Test::AnyOf { values: vec![Literal::Text("process".into())], case: Case::Sensitive },
    })
}

/// A filter of some depth.
pub(crate) fn filter() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![20 => test(), 6 => condition().prop_map(Filter::Scalar), 4 => Just(category()), 1 => Just(Filter::All), 1 => Just(Filter::Nothing)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::And),
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::Or),
            2 => inner.clone().prop_map(|part| Filter::Not(Box::new(part))),
            2 => inner.prop_map(|part| Filter::And(vec![category(), part])),
        ]
    })
}
