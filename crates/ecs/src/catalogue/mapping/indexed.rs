//! Documents as an index with a mapping would hold them.

use serde_json::Value;

use super::MappingCatalogue;
use crate::{Document, FieldInfo};

/// The deepest that a document is followed.
const MAX_DEPTH: usize = 64;

impl MappingCatalogue {
    /// The document as if it had been indexed: explicit nulls replaced where the mapping has a `null_value`, constants
    /// filled in, dates of their own format written in ISO 8601. A batch does the same while it is built; this is for
    /// evaluation on documents.
    pub fn indexed(&self, document: &Document) -> Document {
        let mut document = document.clone();
        for (name, info) in &self.fields {
            // Aliases and multi-fields share the entry of the field that holds the values.
            if name != info.path.as_str() {
                continue;
            }
            if info.null_value.is_some() || info.date_format.is_some() {
                visit(&mut document, name, info, 0);
            }
            if let Some(constant) = &info.constant {
                fill(&mut document, name, constant);
            }
        }
        document
    }
}

/// Changes the values at a dotted path, however much of it each key spells out.
fn visit(object: &mut Document, path: &str, info: &FieldInfo, depth: usize) {
    if let Some(value) = object.get_mut(path) {
        change(value, info, depth + 1);
    }
    for (dot, _) in path.match_indices('.') {
        let (name, rest) = (&path[..dot], &path[dot + 1..]);
        if let Some(inner) = object.get_mut(name) {
            descend(inner, rest, info, depth + 1);
        }
    }
}

fn descend(value: &mut Value, path: &str, info: &FieldInfo, depth: usize) {
    match value {
        _ if depth > MAX_DEPTH => {}
        Value::Object(object) => visit(object, path, info, depth),
        Value::Array(elements) => {
            elements.iter_mut().for_each(|element| descend(element, path, info, depth + 1))
        }
        _ => {}
    }
}

fn change(value: &mut Value, info: &FieldInfo, depth: usize) {
    match (&mut *value, &info.null_value, &info.date_format) {
        (Value::Array(elements), ..) if depth <= MAX_DEPTH => {
            elements.iter_mut().for_each(|element| change(element, info, depth + 1));
        }
        (Value::Null, Some(stand_in), _) => *value = Value::from(&**stand_in),
        (Value::String(text), _, Some(format)) => replace_date(value_of(format.parse(text)), value),
        (Value::Number(number), _, Some(format)) => {
            replace_date(value_of(format.parse(&number.to_string())), value)
        }
        _ => {}
    }
}

fn value_of(date: Option<crate::Timestamp>) -> Option<Value> {
    date.map(|date| Value::from(date.to_string()))
}

fn replace_date(date: Option<Value>, value: &mut Value) {
    if let Some(date) = date {
        *value = date;
    }
}

fn fill(document: &mut Document, path: &str, constant: &str) {
    if document.contains_key(path) {
        return;
    }
    let Some((name, rest)) = path.split_once('.') else {
        document.insert(path.to_owned(), Value::from(constant));
        return;
    };
    let inner = document.entry(name).or_insert_with(|| Value::Object(Document::new()));
    if let Value::Object(inner) = inner {
        fill(inner, rest, constant);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nulls_dates_and_constants_are_put_right() {
        let mapping = json!({"properties": {
            "state": {"type": "keyword", "null_value": "NULL"},
            "a": {"properties": {"day": {"type": "date", "format": "dd-MM-yyyy||epoch_second"}}},
            "data_stream": {"properties": {"dataset": {"type": "constant_keyword", "value": "x"}}},
        }});
        let catalogue = MappingCatalogue::from_mapping(&mapping).unwrap();
        let document =
            json!({"state": ["a", null], "a": [{"day": "12-12-2022"}, {"day": 1}], "a.day": "01-01-1971"});
        let indexed = catalogue.indexed(document.as_object().unwrap());
        let expected = json!({
            "state": ["a", "NULL"],
            "a": [{"day": "2022-12-12T00:00:00.000Z"}, {"day": "1970-01-01T00:00:01.000Z"}],
            "a.day": "1971-01-01T00:00:00.000Z",
            "data_stream": {"dataset": "x"},
        });
        assert_eq!(Value::Object(indexed), expected);
    }
}
