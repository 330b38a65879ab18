//! `sort` and `search_after`.

use std::cmp::Ordering;

use ecs::{FieldType, Timestamp};
use jiff::tz::TimeZone;
use lang::ir::Literal;
use serde_json::{Map, Value};

use super::SearchError;
use super::dates::DateOutput;
use super::field::Field;
use super::plan::Planner;
use super::row::Row;
use super::source::{Part, Place};

/// The most fields that one can sort by.
const MAX_KEYS: usize = 32;

/// One of the things that hits are sorted by.
#[derive(Clone, Debug)]
pub(super) struct SortSpec {
    by: By,
    descending: bool,
    missing: Missing,
    /// Whether of several values the greatest counts.
    greatest: bool,
    format: Option<DateOutput>,
}

#[derive(Clone, Debug)]
enum By {
    Field(usize, Box<Field>),
    /// Every hit has the same score.
    Score,
    /// The order of arrival.
    Arrival,
}

#[derive(Clone, Debug)]
enum Missing {
    First,
    Last,
    Value(SortValue),
}

/// What a hit is sorted by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SortValue {
    /// A number, a boolean, milliseconds of a date, or a place.
    Long(i64),
    Double(f64),
    Text(String),
    Missing,
}

/// Reads `sort`.
pub(super) fn read(value: Option<&Value>, planner: &mut Planner<'_>) -> Result<Vec<SortSpec>, SearchError> {
    let specs = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(specs)) => specs.as_slice(),
        Some(single) => std::slice::from_ref(single),
    };
    let mut sort = Vec::new();
    for spec in specs {
        match spec {
            Value::String(name) => sort.push(SortSpec::new(name, &Value::Null, planner)?),
            Value::Object(fields) => {
                for (name, options) in fields {
                    sort.push(SortSpec::new(name, options, planner)?);
                }
            }
            other => {
                let reason = format!(
                    "malformed sort format, within the sort array, an object, or an actual string \
                                      are allowed, not [{other}]"
                );
                return Err(SearchError::argument(reason));
            }
        }
    }
    if sort.len() > MAX_KEYS {
        return Err(SearchError::argument(format!("one can sort by {MAX_KEYS} fields at most")));
    }
    Ok(sort)
}

impl SortSpec {
    fn new(name: &str, options: &Value, planner: &mut Planner<'_>) -> Result<Self, SearchError> {
        let order = options.as_str().or_else(|| options.get("order").and_then(Value::as_str));
        let descending = match order.map(str::to_ascii_lowercase).as_deref() {
            None => name == "_score",
            Some("asc") => false,
            Some("desc") => true,
            Some(other) => {
                return Err(SearchError::argument(format!("No enum constant SortOrder.[{other}]")));
            }
        };
        let by = match name {
            "_score" => By::Score,
            "_doc" | "_shard_doc" => By::Arrival,
            "_script" | "_geo_distance" => {
                return Err(SearchError::parsing(format!("[{name}] sorting is not supported")));
            }
            name => {
                let (number, field) = planner.field(name)?;
                By::Field(number, Box::new(field))
            }
        };
        let mut spec = Self { by, descending, missing: Missing::Last, greatest: descending, format: None };
        if let Value::Object(options) = options {
            spec.read_options(options)?;
        }
        Ok(spec)
    }

    fn read_options(&mut self, options: &Map<String, Value>) -> Result<(), SearchError> {
        for (name, value) in options {
            match (name.as_str(), value) {
                ("order" | "unmapped_type" | "numeric_type" | "nested", _) => {}
                ("missing", Value::String(text)) if text == "_first" => self.missing = Missing::First,
                ("missing", Value::String(text)) if text == "_last" => self.missing = Missing::Last,
                ("missing", value) => self.missing = Missing::Value(self.parse(value)?),
                ("mode", Value::String(mode)) if mode == "min" => self.greatest = false,
                ("mode", Value::String(mode)) if mode == "max" => self.greatest = true,
                ("mode", mode) => {
                    return Err(SearchError::argument(format!("sort mode [{mode}] is not supported")));
                }
                ("format", Value::String(format)) => self.format = Some(DateOutput::new(format)?),
                ("format", Value::Null) => {}
                (other, _) => {
                    return Err(SearchError::parsing(format!("[field_sort] unknown field [{other}]")));
                }
            }
        }
        Ok(())
    }

    /// What a document is sorted by.
    pub(super) fn value(&self, row: &Row<'_>) -> SortValue {
        let (number, field) = match &self.by {
            By::Score => return SortValue::Double(1.0),
            By::Arrival => return SortValue::Long(arrival(row.place)),
            By::Field(number, field) => (*number, field),
        };
        let values = row.values(number, field);
        let values = values.iter().map(sort_value);
        let chosen = values.reduce(|left, right| {
            if (order(&right, &left) == Ordering::Greater) == self.greatest { right } else { left }
        });
        chosen.unwrap_or_else(|| self.of_missing(field))
    }

    /// What stands for a missing value: of numbers the least or greatest one, as in Elasticsearch's answers.
    fn of_missing(&self, field: &Field) -> SortValue {
        let greatest = match &self.missing {
            Missing::Value(value) => return value.clone(),
            Missing::First => self.descending,
            Missing::Last => !self.descending,
        };
        match field.field_type {
            Some(FieldType::Long | FieldType::Date | FieldType::Boolean) => {
                SortValue::Long(if greatest { i64::MAX } else { i64::MIN })
            }
            Some(FieldType::Double) => {
                SortValue::Double(if greatest { f64::INFINITY } else { f64::NEG_INFINITY })
            }
            _ => SortValue::Missing,
        }
    }

    /// How two hits are ordered by this.
    pub(super) fn compare(&self, left: &SortValue, right: &SortValue) -> Ordering {
        let first = matches!(self.missing, Missing::First);
        match (left, right) {
            (SortValue::Missing, SortValue::Missing) => Ordering::Equal,
            (SortValue::Missing, _) => {
                if first {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (_, SortValue::Missing) => {
                if first {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            (left, right) if self.descending => order(right, left),
            (left, right) => order(left, right),
        }
    }

    /// Whether it sorts by the time of events, and if so whether the newest comes first.
    pub(super) fn by_time(&self) -> Option<bool> {
        match &self.by {
            By::Field(_, field) if field.path.as_str() == "@timestamp" => Some(self.descending),
            _ => None,
        }
    }

    /// The order of arrival, which decides between hits that are otherwise equal.
    pub(super) fn arrival() -> Self {
        Self { by: By::Arrival, descending: false, missing: Missing::Last, greatest: false, format: None }
    }

    pub(super) fn keeps_arrival(&self) -> bool {
        matches!(self.by, By::Score) || matches!(self.by, By::Arrival) && !self.descending
    }

    pub(super) fn is_score(&self) -> bool {
        matches!(self.by, By::Score)
    }

    /// The value as an answer has it.
    pub(super) fn shown(&self, value: &SortValue) -> Value {
        let is_date = matches!(&self.by, By::Field(_, field) if field.is_date());
        let is_boolean =
            matches!(&self.by, By::Field(_, field) if field.field_type == Some(FieldType::Boolean));
        match (value, &self.format) {
            (SortValue::Long(millis), Some(format)) if is_date => match Timestamp::from_millis(*millis) {
                Some(time) => format.write(time, &TimeZone::UTC).into(),
                None => Value::from(*millis),
            },
            (SortValue::Long(value), _) if is_boolean && (0..=1).contains(value) => Value::from(*value == 1),
            (SortValue::Long(value), _) => Value::from(*value),
            (SortValue::Double(value), _) if value.is_infinite() => {
                Value::from(if *value > 0.0 { "Infinity" } else { "-Infinity" })
            }
            (SortValue::Double(value), _) => Value::from(*value),
            (SortValue::Text(text), _) => Value::from(text.as_str()),
            (SortValue::Missing, _) => Value::Null,
        }
    }

    /// A value of `search_after`.
    pub(super) fn parse(&self, value: &Value) -> Result<SortValue, SearchError> {
        let field_type = match &self.by {
            By::Score => Some(FieldType::Double),
            By::Arrival => Some(FieldType::Long),
            By::Field(_, field) => field.field_type,
        };
        let wrong = || SearchError::argument(format!("Failed to parse search_after value [{value}]"));
        Ok(match (field_type, value) {
            (_, Value::Null) => SortValue::Missing,
            (Some(FieldType::Double), Value::String(text)) if text.ends_with("Infinity") => {
                SortValue::Double(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY })
            }
            (Some(FieldType::Date), Value::Number(number)) => {
                SortValue::Long(number.as_i64().ok_or_else(wrong)?)
            }
            (Some(FieldType::Long | FieldType::Date), Value::String(text)) if text.parse::<i64>().is_ok() => {
                SortValue::Long(text.parse().map_err(|_| wrong())?)
            }
            (field_type, value) => sort_value(&super::field::literal(value, field_type).ok_or_else(wrong)?),
        })
    }
}

/// A place as one number: alerts come after all events.
fn arrival(place: Place) -> i64 {
    const ALERTS: i64 = 1 << 60;
    let seq = i64::try_from(place.seq).unwrap_or(i64::MAX);
    match place.part {
        Part::Events => seq,
        Part::Alerts => seq.saturating_add(ALERTS),
    }
}

fn sort_value(literal: &Literal) -> SortValue {
    match literal {
        Literal::Null => SortValue::Missing,
        Literal::Boolean(value) => SortValue::Long(i64::from(*value)),
        Literal::Long(value) => SortValue::Long(*value),
        Literal::Double(value) => SortValue::Double(*value),
        Literal::Text(text) => SortValue::Text(text.clone()),
        // A `date` field holds milliseconds, and so does a page's last hit.
        Literal::Date(nanos) => SortValue::Long(Timestamp::from_nanos(*nanos).millis()),
    }
}

/// Numbers by value, texts byte by byte, numbers before texts.
fn order(left: &SortValue, right: &SortValue) -> Ordering {
    match (left, right) {
        (SortValue::Long(left), SortValue::Long(right)) => left.cmp(right),
        (SortValue::Double(left), SortValue::Double(right)) => left.total_cmp(right),
        (SortValue::Long(left), SortValue::Double(right)) => (*left as f64).total_cmp(right),
        (SortValue::Double(left), SortValue::Long(right)) => left.total_cmp(&(*right as f64)),
        (SortValue::Text(left), SortValue::Text(right)) => left.cmp(right),
        (SortValue::Missing, SortValue::Missing) => Ordering::Equal,
        (SortValue::Missing, _) | (SortValue::Long(_) | SortValue::Double(_), _) => Ordering::Less,
        (SortValue::Text(_), _) => Ordering::Greater,
    }
}
