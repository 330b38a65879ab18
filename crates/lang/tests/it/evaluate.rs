//! Scalars over fields with no, one or several values.

use ecs::FieldType;
use ecs::catalogue::EcsCatalogue;
use lang::ir::{Case, Comparison, FieldRef, Literal, Test};
use lang::{TestMatcher, Value, compile_eql_expression};

/// `process.pid` has these values, `process.args` those, every other field none.
fn check(expression: &str, pids: &[i64], args: &[&str], value: Literal, selects: bool) {
    let scalar = compile_eql_expression(expression, &EcsCatalogue).unwrap();
    let fields = |field: &FieldRef| match field.path.as_str() {
        "process.pid" => pids.iter().map(|pid| Value::Long(*pid)).collect(),
        "process.args" => args.iter().map(|arg| Value::text((*arg).to_owned())).collect(),
        _ => Vec::new(),
    };
    assert_eq!(Literal::from(scalar.evaluate(&fields)), value, "{expression}");
    assert_eq!(scalar.selects(&fields), selects, "{expression}");
}

#[test]
fn null_is_neither_true_nor_false() {
    check("length(process.name) > 1", &[], &[], Literal::Null, false);
    check("not length(process.name) > 1", &[], &[], Literal::Null, false);
    check("length(process.name) > 1 or process.pid == 5", &[5], &[], Literal::Boolean(true), true);
    check("length(process.name) > 1 and process.pid == 6", &[5], &[], Literal::Boolean(false), false);
    check("length(process.name) == null", &[], &[], Literal::Boolean(true), true);
    check("null == (process.pid > 1)", &[], &[], Literal::Boolean(true), true);
    check("process.pid / 0 == 1", &[5], &[], Literal::Null, false);
    check("process.pid in (1, 2)", &[], &[], Literal::Null, false);
}

#[test]
fn any_combination_of_values() {
    check("process.pid + 1 == 10", &[1, 5, 9], &[], Literal::Boolean(false), true);
    check("length(process.args) + process.pid == 7", &[1, 5], &["a", "ab"], Literal::Boolean(false), true);
    check("endsWith(process.args, \"b\")", &[], &["a", "ab"], Literal::Boolean(false), true);
    check("string(process.pid) : \"1?\"", &[1, 12], &[], Literal::Boolean(false), true);
    check("process.pid % 2 == 1", &[2, 4], &[], Literal::Boolean(false), false);
}

#[test]
fn combinations_are_limited() {
    let many: Vec<i64> = (0..100_000).collect();
    check("process.pid * 2 == 199998", &many, &[], Literal::Boolean(false), false);
    check("process.pid * 2 == 100", &many, &[], Literal::Boolean(false), true);
}

#[test]
fn tests_of_single_values() {
    let passes = |test: Test, field_type: FieldType, value: Value<'_>| {
        TestMatcher::new(&test, field_type).passes(&value)
    };
    let greater =
        |text: &str| Test::Compare { comparison: Comparison::Greater, value: Literal::Text(text.to_owned()) };
    assert!(passes(greater("9.0.0"), FieldType::Version, Value::text("10.0.0")));
    assert!(!passes(greater("9.0.0"), FieldType::Keyword, Value::text("10.0.0")));
    assert!(passes(greater("9.0.0.1"), FieldType::Ip, Value::text("10.0.0.1")));
    let any = |value: Literal| Test::AnyOf { values: vec![value], case: Case::Insensitive };
    assert!(passes(any(Literal::Double(5.0)), FieldType::Long, Value::Long(5)));
    assert!(passes(any(Literal::Text("CMD".to_owned())), FieldType::Keyword, Value::text("cmd")));
    assert!(!passes(any(Literal::Null), FieldType::Keyword, Value::Null));
    let prefix = Test::Prefix { prefixes: vec!["é".to_owned()], case: Case::Insensitive };
    assert!(passes(prefix.clone(), FieldType::Keyword, Value::text("état")));
    assert!(!passes(prefix, FieldType::Keyword, Value::text("É")));
    let network = Test::Cidr(vec!["fe80::/10".parse().unwrap()]);
    assert!(passes(network.clone(), FieldType::Ip, Value::text("fe80::1")));
    assert!(!passes(network, FieldType::Ip, Value::text("not an address")));
}
