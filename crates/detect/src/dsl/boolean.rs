//! `bool`, and how many of several conditions must hold.

use lang::ir::Filter;
use serde_json::{Map, Value};

use super::{DslError, Lowering};

/// The most combinations that "so many of these" may stand for.
const MAX_COMBINATIONS: usize = 512;

impl Lowering<'_> {
    /// All of `must` and `filter`, none of `must_not`, and of `should` as many as `minimum_should_match` says; one where
    /// it says nothing and there is neither `must` nor `filter`.
    pub(super) fn boolean(&self, body: &Map<String, Value>, depth: usize) -> Result<Filter, DslError> {
        let known = [
            "must",
            "filter",
            "must_not",
            "should",
            "minimum_should_match",
            "boost",
            "_name",
            "adjust_pure_negative",
        ];
        if let Some(other) = body.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(DslError::parsing(format!("[bool] unknown field [{other}]")));
        }
        let clauses = |name: &str| self.queries(body.get(name), depth + 1);
        let (must, filter, should) = (clauses("must")?, clauses("filter")?, clauses("should")?);
        let least = match body.get("minimum_should_match") {
            None => i64::from(must.is_empty() && filter.is_empty()),
            Some(least) => least_of(least, should.len())?,
        };
        let mut all = must;
        all.extend(filter);
        if !should.is_empty() {
            all.push(at_least(least, should)?);
        } else if least > 0 && body.contains_key("minimum_should_match") {
            all.push(Filter::Nothing);
        }
        all.extend(clauses("must_not")?.into_iter().map(|clause| Filter::Not(Box::new(clause))));
        Ok(Filter::And(all))
    }

    /// One query, or a list of them.
    pub(super) fn queries(&self, value: Option<&Value>, depth: usize) -> Result<Vec<Filter>, DslError> {
        let queries = match value {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(queries)) => queries.as_slice(),
            Some(single) => std::slice::from_ref(single),
        };
        queries.iter().map(|query| self.query(query, depth)).collect()
    }
}

/// What `minimum_should_match` says of so many clauses: a number, a percentage, either of them negative for how many may
/// be missing, or conditions (`2<75%`: all of up to two, of more three quarters).
pub(super) fn least_of(value: &Value, clauses: usize) -> Result<i64, DslError> {
    let wrong = || DslError::parsing(format!("[minimum_should_match] of [{value}]"));
    if let Some(number) = value.as_i64() {
        return Ok(from_end(number, clauses));
    }
    let text = value.as_str().ok_or_else(wrong)?.trim();
    let mut least = None;
    for part in text.split_whitespace() {
        match part.split_once('<') {
            Some((above, amount)) => {
                let above: usize = above.parse().map_err(|_| wrong())?;
                if clauses > above {
                    least = Some(amount_of(amount, clauses).ok_or_else(wrong)?);
                } else if least.is_none() {
                    least = Some(clauses as i64);
                }
            }
            None => least = Some(amount_of(part, clauses).ok_or_else(wrong)?),
        }
    }
    least.ok_or_else(wrong)
}

fn amount_of(text: &str, clauses: usize) -> Option<i64> {
    match text.strip_suffix('%') {
        None => text.parse().ok().map(|number| from_end(number, clauses)),
        Some(percent) => {
            let percent: i64 = percent.parse().ok().filter(|percent| (-100..=100).contains(percent))?;
            // Rounded down, also where it says how many may be missing.
            let share = percent.abs() * clauses as i64 / 100;
            Some(if percent < 0 { clauses as i64 - share } else { share })
        }
    }
}

fn from_end(number: i64, clauses: usize) -> i64 {
    if number < 0 { (clauses as i64).saturating_add(number) } else { number }
}

/// The condition that so many of these hold.
pub(super) fn at_least(least: i64, clauses: Vec<Filter>) -> Result<Filter, DslError> {
    let Ok(least) = usize::try_from(least) else { return Ok(Filter::All) };
    match (least, clauses.len()) {
        (0, _) => Ok(Filter::All),
        (1, _) => Ok(Filter::Or(clauses)),
        (least, there) if least == there => Ok(Filter::And(clauses)),
        (least, there) if least > there => Ok(Filter::Nothing),
        (least, _) => {
            let mut combinations = Vec::new();
            combine(&clauses, least, &mut Vec::new(), &mut combinations)?;
            Ok(Filter::Or(combinations))
        }
    }
}

/// Every way to choose so many of the clauses.
fn combine(
    rest: &[Filter],
    wanted: usize,
    chosen: &mut Vec<Filter>,
    into: &mut Vec<Filter>,
) -> Result<(), DslError> {
    if wanted == 0 {
        if into.len() == MAX_COMBINATIONS {
            return Err(DslError::argument("[minimum_should_match] leaves too many combinations of clauses"));
        }
        into.push(Filter::And(chosen.clone()));
        return Ok(());
    }
    for (index, clause) in rest.iter().enumerate() {
        if rest.len() - index < wanted {
            break;
        }
        chosen.push(clause.clone());
        combine(rest.get(index + 1..).unwrap_or_default(), wanted - 1, chosen, into)?;
        chosen.pop();
    }
    Ok(())
}
