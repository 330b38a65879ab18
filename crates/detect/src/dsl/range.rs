//! `range`.

use ecs::{DateFormat, FieldType, Timestamp};
use lang::ir::{Comparison, Filter, Literal, Scalar, Test};
use serde_json::{Map, Value};

use super::date::{Reading, is_date, zone};
use super::field::{Asked, text};
use super::term::network;
use super::{DslError, Lowering, numeric};
use crate::rule::Rounding;

/// The ends of a range as the query has them.
#[derive(Default)]
struct Ends<'v> {
    values: Vec<(Comparison, &'v Value)>,
    reading: Reading,
}

impl Lowering<'_> {
    pub(super) fn range(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let (name, asked) = self.named("range", body)?;
        let Value::Object(members) = asked else {
            return Err(DslError::parsing("[range] query malformed, no start_object after query name"));
        };
        let ends = ends(members)?;
        let values: Vec<&Value> = ends.values.iter().map(|(_, value)| *value).collect();
        let mut asked = self.context.asked(name, &values);
        let is_unknown = self.context.catalogue.field(name).is_none();
        let dates = values.iter().all(|value| value.as_str().is_some_and(is_date));
        if is_unknown && !values.is_empty() && dates {
            asked.field.field_type = FieldType::Date;
        }
        self.range_of(&asked, &ends)
    }

    /// A range with one end or two, for query strings.
    pub(super) fn range_between(
        &self,
        name: &str,
        values: &[(Comparison, &Value)],
    ) -> Result<Filter, DslError> {
        let ends = Ends { values: values.to_vec(), reading: Reading::default() };
        let values: Vec<&Value> = values.iter().map(|(_, value)| *value).collect();
        self.range_of(&self.context.asked(name, &values), &ends)
    }

    fn range_of(&self, asked: &Asked, ends: &Ends<'_>) -> Result<Filter, DslError> {
        if matches!(asked.field_type(), FieldType::Text | FieldType::Object | FieldType::Boolean) {
            return Err(DslError::shard(format!(
                "Field [{}] of type [{}] does not support range queries",
                asked.name,
                asked.field_type().name()
            )));
        }
        let literals = ends.values.iter().map(|(comparison, value)| {
            Ok((*comparison, self.end(asked, *comparison, value, &ends.reading)?))
        });
        Ok(between(asked, literals.collect::<Result<_, DslError>>()?))
    }

    fn end(
        &self,
        asked: &Asked,
        comparison: Comparison,
        value: &Value,
        reading: &Reading,
    ) -> Result<Literal, DslError> {
        match asked.field_type() {
            FieldType::Date => {
                let rounding = match comparison {
                    Comparison::GreaterOrEqual | Comparison::Less => Rounding::Down,
                    Comparison::Greater | Comparison::LessOrEqual => Rounding::Up,
                };
                self.date(value, rounding, reading).map(|time| Literal::Date(time.nanos()))
            }
            FieldType::Long | FieldType::Double => {
                numeric::number(&text("range", value)?, asked.field_type())
            }
            FieldType::Ip => {
                let text = text("range", value)?;
                network(&text).map(|_| Literal::Text(text))
            }
            _ => text("range", value).map(Literal::Text),
        }
    }
}

fn ends(members: &Map<String, Value>) -> Result<Ends<'_>, DslError> {
    let mut ends = Ends::default();
    let includes = |name: &str| members.get(name).and_then(Value::as_bool).unwrap_or(true);
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        let comparison = match name.as_str() {
            "gt" => Comparison::Greater,
            "gte" => Comparison::GreaterOrEqual,
            "lt" => Comparison::Less,
            "lte" => Comparison::LessOrEqual,
            // As it was written before version 0.90.4, and is still read.
            "from" if includes("include_lower") => Comparison::GreaterOrEqual,
            "from" => Comparison::Greater,
            "to" if includes("include_upper") => Comparison::LessOrEqual,
            "to" => Comparison::Less,
            "format" => {
                let format = text("range", value)?;
                let read = DateFormat::new(&format).map_err(|error| {
                    DslError::argument(format!("Invalid format: [{format}]: Unknown pattern [{}]", error.0))
                })?;
                ends.reading.format = Some(read);
                continue;
            }
            "time_zone" => {
                ends.reading.zone = zone(&text("range", value)?)?;
                continue;
            }
            "include_lower" | "include_upper" | "boost" | "_name" | "relation" => continue,
            other => return Err(DslError::parsing(format!("[range] query does not support [{other}]"))),
        };
        ends.values.push((comparison, value));
    }
    Ok(ends)
}

pub(super) fn between_dates(asked: &Asked, from: Timestamp, to: Timestamp) -> Filter {
    let date = |time: Timestamp| Literal::Date(time.nanos());
    between(asked, vec![(Comparison::GreaterOrEqual, date(from)), (Comparison::LessOrEqual, date(to))])
}

/// Of a field with several values one must lie within all ends, which a test for each end does not ask: the tests leave
/// few rows, and of these each value is asked. An event has one `@timestamp`, so there the tests are enough.
fn between(asked: &Asked, ends: Vec<(Comparison, Literal)>) -> Filter {
    if ends.is_empty() {
        return asked.test(Test::Exists);
    }
    let test = |(comparison, value): &(Comparison, Literal)| {
        asked.test(Test::Compare { comparison: *comparison, value: value.clone() })
    };
    let mut tests: Vec<Filter> = ends.iter().map(test).collect();
    if ends.len() > 1 && asked.field.path.as_str() != "@timestamp" {
        let compare = |(comparison, value): (Comparison, Literal)| Scalar::Compare {
            comparison,
            left: Box::new(Scalar::Field(asked.field.clone())),
            right: Box::new(Scalar::Literal(value)),
        };
        tests.push(Filter::Scalar(Scalar::And(ends.into_iter().map(compare).collect())));
    }
    Filter::And(tests)
}
