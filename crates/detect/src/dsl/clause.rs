//! Clauses: what holds other clauses, and what asks a field.

use ecs::Catalogue;
use lang::ir::Filter;
use serde_json::{Map, Value};

use super::{MAX_DEPTH, NotUnderstood, field};

/// A clause: an object with one member, its kind.
pub(super) fn lower(
    clause: &Map<String, Value>,
    catalogue: &dyn Catalogue,
    depth: usize,
) -> Result<Filter, NotUnderstood> {
    if depth > MAX_DEPTH {
        return Err(NotUnderstood::new("clauses nested too deep"));
    }
    let mut members = clause.iter();
    let (Some((kind, body)), None) = (members.next(), members.next()) else {
        return Err(NotUnderstood::new(format!("a clause with {} members instead of one", clause.len())));
    };
    let Value::Object(body) = body else {
        return Err(NotUnderstood::new(format!("a `{kind}` that is no object")));
    };
    match kind.as_str() {
        "match_all" => Ok(Filter::All),
        "match_none" => Ok(Filter::Nothing),
        "bool" => bool_clause(body, catalogue, depth),
        "constant_score" => match body.get("filter") {
            Some(Value::Object(clause)) => lower(clause, catalogue, depth + 1),
            _ => Err(NotUnderstood::new("a `constant_score` without filter")),
        },
        kind => field::lower(kind, body, catalogue),
    }
}

/// `bool`: all of `must` and `filter`, none of `must_not`, and of `should` as many as `minimum_should_match` says; one
/// where it says nothing and there is neither `must` nor `filter`.
fn bool_clause(
    body: &Map<String, Value>,
    catalogue: &dyn Catalogue,
    depth: usize,
) -> Result<Filter, NotUnderstood> {
    let known = ["must", "filter", "must_not", "should", "minimum_should_match", "boost", "_name"];
    if let Some(other) = body.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(NotUnderstood::new(format!("`{other}` in `bool`")));
    }
    let clauses = |name: &str| clauses_of(body.get(name), catalogue, depth + 1);
    let (must, filter, should) = (clauses("must")?, clauses("filter")?, clauses("should")?);
    let least = match body.get("minimum_should_match") {
        None => usize::from(must.is_empty() && filter.is_empty()),
        Some(value) => match (value.as_u64(), value.as_str().and_then(|text| text.parse().ok())) {
            (Some(number), _) | (None, Some(number)) => usize::try_from(number).unwrap_or(usize::MAX),
            _ => return Err(NotUnderstood::new(format!("`minimum_should_match` of {value}"))),
        },
    };
    let mut all = must;
    all.extend(filter);
    match (least, should.len()) {
        (0, _) | (_, 0) if least <= 1 => {}
        (1, _) => all.push(Filter::Or(should)),
        (least, there) if least == there => all.extend(should),
        (least, there) if least > there => all.push(Filter::Nothing),
        (least, _) => return Err(NotUnderstood::new(format!("`minimum_should_match` of {least}"))),
    }
    all.extend(clauses("must_not")?.into_iter().map(|clause| Filter::Not(Box::new(clause))));
    Ok(Filter::And(all))
}

/// One clause, or a list of them.
fn clauses_of(
    value: Option<&Value>,
    catalogue: &dyn Catalogue,
    depth: usize,
) -> Result<Vec<Filter>, NotUnderstood> {
    let clauses = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(clauses)) => clauses.as_slice(),
        Some(single) => std::slice::from_ref(single),
    };
    let lowered = clauses.iter().map(|clause| match clause {
        Value::Object(clause) => lower(clause, catalogue, depth),
        _ => Err(NotUnderstood::new("a clause that is no object")),
    });
    lowered.collect()
}
