//! Fields whose values a request wants: to sort by, to aggregate, to show.

use ecs::{Catalogue, Document, FieldPath, FieldType, Timestamp, coerce};
use lang::ir::{FieldRef, Literal};
use serde_json::Value;

use super::SearchError;

/// How deep arrays and objects are followed.
const MAX_DEPTH: usize = 32;

/// A field as a request names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// The name in the request.
    pub(super) name: String,
    pub(super) path: FieldPath,
    /// The type after the catalogue; without one, values are what each document has.
    pub(super) field_type: Option<FieldType>,
}

/// Fields of a hit that are not in its document.
pub(super) const ID: &str = "_id";
pub(super) const INDEX: &str = "_index";

/// Whether a field stands beside a hit's document.
pub(super) fn is_metadata(path: &str) -> bool {
    matches!(path, ID | INDEX)
}

impl Field {
    pub(super) fn new(name: &str, catalogue: &dyn Catalogue) -> Self {
        match catalogue.field(name) {
            Some(info) => Self { name: name.to_owned(), path: info.path, field_type: Some(info.field_type) },
            None => {
                let path = name.strip_suffix(".keyword").unwrap_or(name);
                let field_type = matches!(name, ID | INDEX).then_some(FieldType::Keyword);
                Self { name: name.to_owned(), path: path.into(), field_type }
            }
        }
    }

    /// The field, to be sorted by or aggregated; texts are not, as in Elasticsearch.
    pub(super) fn of_values(name: &str, catalogue: &dyn Catalogue) -> Result<Self, SearchError> {
        let field = Self::new(name, catalogue);
        if field.field_type == Some(FieldType::Text) {
            return Err(SearchError::argument(format!(
                "Fielddata is disabled on [{name}]. Text fields are not optimised for operations that require \
                 per-document field data like aggregations and sorting, so these operations are disabled by default. \
                 Please use a keyword field instead."
            ))
            .on_shards());
        }
        Ok(field)
    }

    pub(super) fn is_date(&self) -> bool {
        self.field_type == Some(FieldType::Date)
    }

    /// What a batch must carry for it; nothing where values are taken from documents.
    pub(super) fn projected(&self) -> Option<FieldRef> {
        let field_type = self.field_type.filter(|_| self.name != INDEX)?;
        Some(FieldRef { path: self.path.clone(), field_type })
    }

    /// The field's values in a document, in order.
    pub(super) fn values(&self, document: &Document) -> Vec<Literal> {
        let mut values = Vec::new();
        visit(document, self.path.as_str(), &mut |value| values.extend(literal(value, self.field_type)));
        values
    }
}

/// The first value of a field, as text.
pub(crate) fn first_text(document: &Document, path: &str) -> Option<String> {
    let mut first = None;
    visit(document, path, &mut |value| {
        if first.is_none() {
            first = Some(match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
        }
    });
    first
}

/// The first value of a field, as a time.
pub(crate) fn parse_time(document: &Document, path: &str) -> Option<Timestamp> {
    first_text(document, path).and_then(|text| Timestamp::parse(&text))
}

/// Visits the scalars at a path, whose names may be nested, dotted or both.
pub(super) fn visit(document: &Document, path: &str, visit: &mut dyn FnMut(&Value)) {
    below(document, path, 0, visit);
}

fn below(object: &Document, path: &str, depth: usize, visit: &mut dyn FnMut(&Value)) {
    if let Some(member) = object.get(path) {
        scalars(member, depth, visit);
    }
    for (dot, _) in path.match_indices('.') {
        let (Some(name), Some(rest)) = (path.get(..dot), path.get(dot + 1..)) else { continue };
        if let Some(member) = object.get(name) {
            objects(member, rest, depth, visit);
        }
    }
}

fn objects(member: &Value, rest: &str, depth: usize, visit: &mut dyn FnMut(&Value)) {
    match member {
        _ if depth > MAX_DEPTH => {}
        Value::Object(object) => below(object, rest, depth + 1, visit),
        Value::Array(elements) => {
            elements.iter().for_each(|element| objects(element, rest, depth + 1, visit))
        }
        _ => {}
    }
}

fn scalars(value: &Value, depth: usize, visit: &mut dyn FnMut(&Value)) {
    match value {
        Value::Array(elements) if depth < MAX_DEPTH => {
            elements.iter().for_each(|element| scalars(element, depth + 1, visit));
        }
        Value::Array(_) | Value::Object(_) | Value::Null => {}
        scalar => visit(scalar),
    }
}

/// A scalar as a value of a type, or as what it is.
pub(super) fn literal(value: &Value, field_type: Option<FieldType>) -> Option<Literal> {
    let number = |number: &serde_json::Number| match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) => Some(Literal::Long(whole)),
        (None, double) => double.map(Literal::Double),
    };
    match (field_type, value) {
        (None, Value::Number(value)) => number(value),
        (Some(FieldType::Long), Value::Number(value)) => match number(value)? {
            Literal::Double(double) => coerce::long_from_double(double).map(Literal::Long),
            long => Some(long),
        },
        (Some(FieldType::Double), Value::Number(value)) => value.as_f64().map(Literal::Double),
        (Some(FieldType::Date), Value::Number(value)) => {
            Some(Literal::Date(Timestamp::from_millis(value.as_i64()?)?.nanos()))
        }
        (Some(FieldType::Boolean), Value::Number(_)) => None,
        (None | Some(FieldType::Boolean), Value::Bool(value)) => Some(Literal::Boolean(*value)),
        (Some(FieldType::Long), Value::String(text)) => coerce::long_from_text(text).map(Literal::Long),
        (Some(FieldType::Double), Value::String(text)) => coerce::double_from_text(text).map(Literal::Double),
        (Some(FieldType::Boolean), Value::String(text)) => {
            coerce::boolean_from_text(text).map(Literal::Boolean)
        }
        (Some(FieldType::Date), Value::String(text)) => Some(Literal::Date(Timestamp::parse(text)?.nanos())),
        (_, Value::String(text)) => Some(Literal::Text(text.clone())),
        (Some(FieldType::Long | FieldType::Double | FieldType::Date), Value::Bool(_)) => None,
        (_, Value::Bool(value)) => Some(Literal::Text(value.to_string())),
        (_, Value::Number(value)) => Some(Literal::Text(match number(value)? {
            Literal::Double(double) => coerce::text_from_double(double),
            _ => value.to_string(),
        })),
        (_, Value::Null | Value::Array(_) | Value::Object(_)) => None,
    }
}
