//! Functions compute what their documentation and the public cases say.

use ecs::catalogue::EcsCatalogue;
use lang::functions::FUNCTIONS;
use lang::ir::Literal;
use lang::{Value, compile_eql_expression};

use crate::corpus;

fn compute(expression: &str) -> Value<'static> {
    let scalar = compile_eql_expression(expression, &EcsCatalogue).unwrap_or_else(|diagnostics| {
        let rendered: Vec<String> =
            diagnostics.iter().map(|each| each.render("expression", expression, false)).collect();
        panic!("{}", rendered.join("\n"))
    });
    scalar.evaluate(&|_| Vec::new())
}

#[test]
fn documented_examples() {
    for function in FUNCTIONS {
        for example in function.examples {
            let (computed, expected) = (compute(example.expression), compute(example.value));
            assert_eq!(computed, expected, "{}", example.expression);
        }
    }
}

#[test]
fn public_cases() {
    for case in corpus::suite("string_functions.ndjson") {
        let expression = case["expression"].as_str().unwrap();
        let expected = match case.get("expected") {
            None => Literal::Null,
            Some(serde_json::Value::Bool(value)) => Literal::Boolean(*value),
            Some(serde_json::Value::String(text)) => Literal::Text(text.clone()),
            Some(number) => match number.as_i64() {
                Some(value) => Literal::Long(value),
                None => Literal::Double(number.as_f64().unwrap()),
            },
        };
        assert_eq!(Literal::from(compute(expression)), expected, "{expression}");
    }
}
