//! Why an event does or does not pass a filter.

use ecs::Document;
use lang::ir::{FieldRef, FieldTest, Filter, Literal, Scalar};

use super::display::{LiteralText, ScalarText, TestText};
use super::naive;
use super::values::field_values;

/// A filter, or a part of one, with its verdict on one event.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainNode {
    /// What this part asks.
    pub condition: Condition,
    /// Whether the event passes it.
    pub passes: bool,
    /// The parts it is made of, in the order of the query.
    pub parts: Vec<ExplainNode>,
}

/// What a part of a filter asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Nothing: every event passes.
    All,
    /// What no event passes.
    Nothing,
    /// All parts.
    And,
    /// At least one part.
    Or,
    /// Its one part not.
    Not,
    /// A condition on fields.
    Leaf {
        /// The condition as EQL would write it.
        text: String,
        /// The fields it reads, with what the event holds there.
        fields: Vec<ExplainedField>,
    },
}

/// A field and what an event holds there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedField {
    /// The dotted name.
    pub name: String,
    /// Its values as EQL would write them; none where it is missing.
    pub values: Vec<String>,
}

/// Every part of the filter with its verdict. Parts that no longer matter are evaluated all the same.
pub fn explain(filter: &Filter, event: &Document) -> ExplainNode {
    let (condition, parts) = match filter {
        Filter::All => (Condition::All, &[][..]),
        Filter::Nothing => (Condition::Nothing, &[][..]),
        Filter::And(parts) => (Condition::And, parts.as_slice()),
        Filter::Or(parts) => (Condition::Or, parts.as_slice()),
        Filter::Not(part) => (Condition::Not, std::slice::from_ref(part.as_ref())),
        Filter::Test(test) => (test_condition(test, event), &[][..]),
        Filter::Scalar(scalar) => (scalar_condition(scalar, event), &[][..]),
    };
    let parts: Vec<_> = parts.iter().map(|part| explain(part, event)).collect();
    let passes = match condition {
        Condition::And => parts.iter().all(|part| part.passes),
        Condition::Or => parts.iter().any(|part| part.passes),
        Condition::Not => !parts.iter().any(|part| part.passes),
        _ => naive::matches(filter, event),
    };
    ExplainNode { condition, passes, parts }
}

fn test_condition(test: &FieldTest, event: &Document) -> Condition {
    Condition::Leaf { text: TestText(test).to_string(), fields: vec![explained(&test.field, event)] }
}

fn scalar_condition(scalar: &Scalar, event: &Document) -> Condition {
    let mut fields: Vec<ExplainedField> = Vec::new();
    scalar.for_each_field(&mut |field| {
        if fields.iter().all(|known| known.name != field.path.as_str()) {
            fields.push(explained(field, event));
        }
    });
    Condition::Leaf { text: ScalarText(scalar).to_string(), fields }
}

fn explained(field: &FieldRef, event: &Document) -> ExplainedField {
    let shown = |value: &Literal| LiteralText(value).to_string();
    let values = field_values(event, field).iter().map(shown).collect();
    ExplainedField { name: field.path.to_string(), values }
}

#[cfg(test)]
mod tests {
    use ecs::FieldType;
    use lang::ir::{Case, Test};
    use serde_json::{Value, json};

    use super::*;

    fn test(path: &str, field_type: FieldType, test: Test) -> Filter {
        Filter::Test(FieldTest { field: FieldRef { path: path.into(), field_type }, test })
    }

    #[test]
    fn every_leaf_has_its_values_and_verdict() {
        let name =
            Test::Wildcard { patterns: vec!["cmd*".into(), "ssh.exe".into()], case: Case::Insensitive };
        let pid = Test::AnyOf { values: vec![Literal::Long(4)], case: Case::Sensitive };
        let filter = Filter::And(vec![
            test("process.name", FieldType::Keyword, name),
            Filter::Not(Box::new(test("process.pid", FieldType::Long, pid))),
        ]);
        let Value::Object(event) = json!({"process": {"name": "CMD.exe"}}) else { unreachable!() };
        let tree = explain(&filter, &event);
        assert!(tree.passes);
        let Condition::Leaf { text, fields } = &tree.parts[0].condition else { panic!("{tree:?}") };
        assert_eq!(text, r#"process.name : ("cmd*", "ssh.exe")"#);
        assert_eq!(fields[0].values, [r#""CMD.exe""#]);
        let missing = &tree.parts[1].parts[0];
        assert!(!missing.passes);
        let Condition::Leaf { text, fields } = &missing.condition else { panic!("{tree:?}") };
        assert_eq!((text.as_str(), fields[0].values.len()), ("process.pid == 4", 0));
    }
}
