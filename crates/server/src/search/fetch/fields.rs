//! `fields`: values by their names, always in lists.

use ecs::{Catalogue, Document, FieldType};
use jiff::tz::TimeZone;
use lang::ir::{Case, Literal};
use lang::wildcard_match;
use serde_json::{Map, Value};

use super::super::SearchError;
use super::super::dates::DateOutput;
use super::super::field::{Field, literal};
use super::super::hit::Hit;

/// The most fields of one request.
const MAX_FIELDS: usize = 1000;
/// The most fields of one hit.
const MAX_FIELDS_OF_HIT: usize = 10_000;
/// How deep documents are followed.
const MAX_DEPTH: usize = 64;

/// Which fields are shown, and how their dates.
#[derive(Clone, Debug)]
pub(in super::super) struct FieldsSpec {
    wanted: Vec<(String, Option<DateOutput>)>,
}

impl FieldsSpec {
    /// Reads `fields` and `docvalue_fields`; none where there are none.
    pub(in super::super) fn read(
        fields: Option<&Value>,
        doc_values: Option<&Value>,
    ) -> Result<Option<Self>, SearchError> {
        let mut wanted = Vec::new();
        let lists = [fields, doc_values];
        for value in lists.into_iter().flatten().filter(|value| !value.is_null()) {
            let Value::Array(list) = value else {
                return Err(SearchError::parsing("[fields] must be an array"));
            };
            for field in list {
                let name = field.as_str().or_else(|| field.get("field").and_then(Value::as_str));
                let name = name.ok_or_else(|| SearchError::parsing("Required [field] in [fields]"))?;
                let format = field
                    .get("format")
                    .and_then(Value::as_str)
                    .filter(|format| *format != "use_field_mapping");
                wanted.push((name.to_owned(), format.map(DateOutput::new).transpose()?));
            }
        }
        if wanted.len() > MAX_FIELDS {
            return Err(SearchError::argument(format!("[fields] names at most {MAX_FIELDS} fields")));
        }
        Ok((!wanted.is_empty()).then_some(Self { wanted }))
    }

    /// The values of a hit's fields.
    pub(in super::super) fn of(&self, hit: &Hit, catalogue: &dyn Catalogue) -> Map<String, Value> {
        let mut found = Map::new();
        for (name, format) in &self.wanted {
            match name.as_str() {
                "_id" => drop(found.insert(name.clone(), vec![hit.id.clone()].into())),
                "_index" => drop(found.insert(name.clone(), vec![hit.index.clone()].into())),
                _ if name.contains('*') => self.matching(name, format.as_ref(), hit, catalogue, &mut found),
                _ => {
                    let field = Field::new(name, catalogue);
                    let values = shown(&field, &hit.source, format.as_ref());
                    if !values.is_empty() {
                        found.insert(name.clone(), Value::Array(values));
                    }
                }
            }
        }
        found
    }

    fn matching(
        &self,
        pattern: &str,
        format: Option<&DateOutput>,
        hit: &Hit,
        catalogue: &dyn Catalogue,
        found: &mut Map<String, Value>,
    ) {
        let mut names = Vec::new();
        collect_names(&hit.source, "", 0, &mut names);
        for name in names.into_iter().filter(|name| wildcard_match(pattern, name, Case::Sensitive)) {
            if !found.contains_key(&name) {
                let field = Field::new(&name, catalogue);
                let values = shown(&field, &hit.source, format);
                if !values.is_empty() {
                    found.insert(name, Value::Array(values));
                }
            }
        }
    }
}

/// The names of all fields of a document that hold values.
pub(in super::super) fn collect_names(
    object: &Document,
    parent: &str,
    depth: usize,
    names: &mut Vec<String>,
) {
    for (name, value) in object {
        if names.len() >= MAX_FIELDS_OF_HIT || depth > MAX_DEPTH {
            return;
        }
        let path = if parent.is_empty() { name.clone() } else { format!("{parent}.{name}") };
        names_of(value, path, depth, names);
    }
}

fn names_of(value: &Value, path: String, depth: usize, names: &mut Vec<String>) {
    match value {
        Value::Object(object) => collect_names(object, &path, depth + 1, names),
        Value::Array(elements) if elements.iter().any(Value::is_object) => {
            let objects = elements.iter().filter_map(Value::as_object);
            objects.for_each(|object| collect_names(object, &path, depth + 1, names));
        }
        Value::Null => {}
        _ if names.contains(&path) => {}
        _ => names.push(path),
    }
}

fn shown(field: &Field, document: &Document, format: Option<&DateOutput>) -> Vec<Value> {
    let mut values = Vec::new();
    super::super::field::visit(document, field.path.as_str(), &mut |value| {
        // A value that its field cannot hold was not indexed.
        values.extend(literal(value, field.field_type).map(|literal| match (literal, field.field_type) {
            (Literal::Date(nanos), _) => {
                let time = ecs::Timestamp::from_nanos(nanos);
                let iso = DateOutput::iso();
                Value::from(format.unwrap_or(&iso).write(time, &TimeZone::UTC))
            }
            (Literal::Text(text), _) => Value::from(text),
            (Literal::Long(value), Some(FieldType::Long) | None) => Value::from(value),
            (Literal::Long(_) | Literal::Null, _) => value.clone(),
            (Literal::Double(value), _) => Value::from(value),
            (Literal::Boolean(value), _) => Value::from(value),
        }));
    });
    values
}
