//! What the events of a group have in common: the source fields of its shell.

use ecs::Document;
use serde_json::{Map, Value};

/// The intersection of documents: members that all have, with equal values; objects member by member; of lists the items
/// that are in all. Nothing is left empty. (Elastic intersects with the empty document of a missing stage too, which
/// leaves nothing; here only events that occurred take part.)
pub(super) fn intersection(documents: &[&Document]) -> Document {
    match documents {
        [] => Document::new(),
        [only] => (*only).clone(),
        [first, second, rest @ ..] => {
            rest.iter().fold(of_objects(first, second), |common, document| of_objects(&common, document))
        }
    }
}

fn of_objects(left: &Document, right: &Document) -> Document {
    let mut common = Map::new();
    for (name, value) in left {
        if let Some(value) = right.get(name).and_then(|other| of_values(value, other)) {
            common.insert(name.clone(), value);
        }
    }
    common
}

/// Documents are at most as deep as their parser allows, so this recursion is bounded.
fn of_values(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            let common = of_objects(left, right);
            (!common.is_empty()).then_some(Value::Object(common))
        }
        (Value::Array(left), Value::Array(right)) => list(left, right),
        (Value::Array(left), right) => list(left, std::slice::from_ref(right)),
        (left, Value::Array(right)) => list(std::slice::from_ref(left), right),
        (left, right) => (left == right).then(|| left.clone()),
    }
}

fn list(left: &[Value], right: &[Value]) -> Option<Value> {
    let mut common: Vec<Value> = Vec::new();
    for value in left {
        if right.contains(value) && !common.contains(value) {
            common.push(value.clone());
        }
    }
    (!common.is_empty()).then_some(Value::Array(common))
}
