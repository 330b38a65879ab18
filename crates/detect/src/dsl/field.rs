//! Clauses that ask one field.

use ecs::{Catalogue, FieldPath, FieldType};
use lang::ir::{Case, Comparison, FieldRef, FieldTest, Filter, Literal, Scalar, Test};
use serde_json::{Map, Value};

use super::NotUnderstood;
use super::value::{literal, network, text, wildcard};

/// Members of a clause's body that say nothing about what it selects.
const IGNORED: &[&str] = &["boost", "_name"];

pub(super) fn lower(
    kind: &str,
    body: &Map<String, Value>,
    catalogue: &dyn Catalogue,
) -> Result<Filter, NotUnderstood> {
    match kind {
        "exists" => match body.get("field").and_then(Value::as_str) {
            Some(name) => exists(field_of(name, catalogue), catalogue),
            None => Err(NotUnderstood::new("an `exists` without field")),
        },
        "terms" => {
            let (field, values) = asked(kind, body, catalogue)?;
            match values {
                Value::Array(values) => equal(field, values, Case::Sensitive),
                _ => Err(NotUnderstood::new("`terms` that are looked up")),
            }
        }
        "term" => {
            let (field, asked) = asked(kind, body, catalogue)?;
            let [value] = parameters(kind, asked, ["value"], &["case_insensitive"])?;
            equal(field, std::slice::from_ref(value), case_of(asked))
        }
        "match" | "match_phrase" => {
            let (field, asked) = asked(kind, body, catalogue)?;
            // Of a field that is not analysed both ask for the whole value, whatever these members say.
            let unimportant = ["type", "operator", "slop", "lenient", "zero_terms_query"];
            let [value] = parameters(kind, asked, ["query"], &unimportant)?;
            equal(field, std::slice::from_ref(value), Case::Sensitive)
        }
        "prefix" => {
            let (field, asked) = asked(kind, body, catalogue)?;
            let [value] = parameters(kind, asked, ["value"], &["case_insensitive", "rewrite"])?;
            let prefixes = vec![text(value)?];
            asked_of_text(field, kind, Test::Prefix { prefixes, case: case_of(asked) })
        }
        "wildcard" => {
            let (field, asked) = asked(kind, body, catalogue)?;
            let name = if asked.get("wildcard").is_some() { "wildcard" } else { "value" };
            let [value] = parameters(kind, asked, [name], &["case_insensitive", "rewrite"])?;
            let patterns = vec![wildcard(&text(value)?)?];
            asked_of_text(field, kind, Test::Wildcard { patterns, case: case_of(asked) })
        }
        "range" => {
            let (field, asked) = asked(kind, body, catalogue)?;
            range(field, asked)
        }
        other => Err(NotUnderstood::new(format!("a `{other}` clause"))),
    }
}

/// The field that a clause asks, and what it asks of it.
fn asked<'b>(
    kind: &str,
    body: &'b Map<String, Value>,
    catalogue: &dyn Catalogue,
) -> Result<(FieldRef, &'b Value), NotUnderstood> {
    let mut fields = body.iter().filter(|(name, _)| !IGNORED.contains(&name.as_str()));
    match (fields.next(), fields.next()) {
        (Some((name, asked)), None) => Ok((field_of(name, catalogue), asked)),
        _ => Err(NotUnderstood::new(format!("a `{kind}` that does not ask one field"))),
    }
}

/// A field by its name; one that the catalogue does not know is taken for a keyword.
fn field_of(name: &str, catalogue: &dyn Catalogue) -> FieldRef {
    let known = catalogue.field(name);
    FieldRef {
        path: known.as_ref().map_or_else(|| FieldPath::from(name), |info| info.path.clone()),
        field_type: known.map_or(FieldType::Keyword, |info| info.field_type),
    }
}

/// The value that a clause compares with: itself or, where it has parameters, the one of this name. `unimportant` are
/// the parameters that may be there besides.
fn parameters<'b>(
    kind: &str,
    asked: &'b Value,
    [name]: [&str; 1],
    unimportant: &[&str],
) -> Result<[&'b Value; 1], NotUnderstood> {
    let Value::Object(parameters) = asked else { return Ok([asked]) };
    let known = |key: &str| key == name || unimportant.contains(&key) || IGNORED.contains(&key);
    if let Some(other) = parameters.keys().find(|key| !known(key.as_str())) {
        return Err(NotUnderstood::new(format!("`{other}` in `{kind}`")));
    }
    let value = parameters.get(name);
    value.map(|value| [value]).ok_or_else(|| NotUnderstood::new(format!("a `{kind}` without `{name}`")))
}

fn case_of(asked: &Value) -> Case {
    match asked.get("case_insensitive").and_then(Value::as_bool) {
        Some(true) => Case::Insensitive,
        _ => Case::Sensitive,
    }
}

fn test(field: FieldRef, test: Test) -> Filter {
    Filter::Test(FieldTest { field, test })
}

/// Elasticsearch asks an object's fields whether it exists; here there is no list of them that would be complete.
fn exists(field: FieldRef, catalogue: &dyn Catalogue) -> Result<Filter, NotUnderstood> {
    let path = field.path.as_str();
    let is_below = |other: &str| other.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    let is_object = match catalogue.field(path) {
        Some(info) => info.field_type == FieldType::Object,
        None => catalogue.paths().any(is_below),
    };
    if is_object {
        return Err(NotUnderstood::new(format!("`{path}`, which is an object")));
    }
    Ok(test(field, Test::Exists))
}

/// Whether the field has any of these values.
fn equal(field: FieldRef, values: &[Value], case: Case) -> Result<Filter, NotUnderstood> {
    if values.is_empty() {
        return Ok(Filter::Nothing);
    }
    match field.field_type {
        FieldType::Text => Err(analysed(&field)),
        FieldType::Ip => {
            let networks = values.iter().map(|value| network(&text(value)?)).collect::<Result<_, _>>()?;
            Ok(test(field, Test::Cidr(networks)))
        }
        field_type => {
            let values: Vec<Literal> =
                values.iter().map(|value| literal(value, field_type)).collect::<Result<_, _>>()?;
            Ok(test(field, Test::AnyOf { values, case }))
        }
    }
}

fn asked_of_text(field: FieldRef, kind: &str, question: Test) -> Result<Filter, NotUnderstood> {
    match field.field_type {
        FieldType::Keyword | FieldType::Version => Ok(test(field, question)),
        FieldType::Text => Err(analysed(&field)),
        _ => Err(NotUnderstood::new(format!("a `{kind}` of `{}`, which is no keyword", field.path))),
    }
}

/// A text field's words are compared, not its text; there is nothing here that cuts texts into words.
fn analysed(field: &FieldRef) -> NotUnderstood {
    NotUnderstood::new(format!("words of the text field `{}`", field.path))
}

fn range(field: FieldRef, asked: &Value) -> Result<Filter, NotUnderstood> {
    if matches!(field.field_type, FieldType::Text | FieldType::Object | FieldType::Boolean) {
        return Err(NotUnderstood::new(format!("a `range` of `{}`", field.path)));
    }
    let Value::Object(members) = asked else { return Err(NotUnderstood::new("a `range` without ends")) };
    let mut ends = Vec::new();
    for (name, end) in members.iter().filter(|(_, end)| !end.is_null()) {
        let comparison = match name.as_str() {
            "gt" => Comparison::Greater,
            "gte" => Comparison::GreaterOrEqual,
            "lt" => Comparison::Less,
            "lte" => Comparison::LessOrEqual,
            // The forms that Kibana writes; both are read without being told.
            "format" if end == "strict_date_optional_time" || end == "epoch_millis" => continue,
            name if IGNORED.contains(&name) => continue,
            other => return Err(NotUnderstood::new(format!("`{other}` in `range`"))),
        };
        ends.push((comparison, literal(end, field.field_type)?));
    }
    if let [(comparison, value)] = ends.as_slice() {
        return Ok(test(field, Test::Compare { comparison: *comparison, value: value.clone() }));
    }
    match field.field_type {
        _ if ends.is_empty() => Ok(test(field, Test::Exists)),
        FieldType::Ip | FieldType::Version => {
            Err(NotUnderstood::new(format!("a `range` of `{}` with two ends", field.path)))
        }
        // Of a field with several values one must lie within both ends, which two tests would not ask.
        _ => Ok(Filter::Scalar(Scalar::And(ends.into_iter().map(|end| compare(&field, end)).collect()))),
    }
}

fn compare(field: &FieldRef, (comparison, value): (Comparison, Literal)) -> Scalar {
    let (left, right) = (Box::new(Scalar::Field(field.clone())), Box::new(Scalar::Literal(value)));
    Scalar::Compare { comparison, left, right }
}
