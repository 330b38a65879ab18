//! Figures: one number, or a few, of a bucket's documents.

use ecs::Timestamp;
use foldhash::HashSet;
use jiff::tz::TimeZone;
use lang::ir::Literal;
use serde_json::{Map, Value, json};

use super::super::SearchError;
use super::super::dates::DateOutput;
use super::key::Key;
use super::{Budget, Source};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MetricKind {
    Min,
    Max,
    Sum,
    Average,
    Stats,
    ValueCount,
    Cardinality,
}

impl MetricKind {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "min" => Self::Min,
            "max" => Self::Max,
            "sum" => Self::Sum,
            "avg" => Self::Average,
            "stats" => Self::Stats,
            "value_count" => Self::ValueCount,
            "cardinality" => Self::Cardinality,
            _ => return None,
        })
    }

    /// Whether it has a figure of this name.
    pub(super) fn has(self, figure: &str) -> bool {
        match self {
            Self::Stats => ["count", "min", "max", "avg", "sum"].contains(&figure),
            _ => figure == "value",
        }
    }

    fn is_counting(self) -> bool {
        matches!(self, Self::ValueCount | Self::Cardinality)
    }
}

/// What a figure is made of.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Figures {
    count: u64,
    sum: f64,
    least: Option<f64>,
    greatest: Option<f64>,
    distinct: HashSet<Key>,
}

impl Figures {
    pub(super) fn add(
        &mut self,
        kind: MetricKind,
        source: &Source,
        values: &[Literal],
        budget: &mut Budget,
    ) -> Result<(), SearchError> {
        for value in values {
            if kind == MetricKind::Cardinality {
                let Some(key) = Key::of(value) else { continue };
                if !self.distinct.contains(&key) {
                    budget.take(key.bytes())?;
                    self.distinct.insert(key);
                }
            } else if kind == MetricKind::ValueCount {
                self.count += 1;
            } else {
                self.number(number(value).ok_or_else(|| not_numeric(kind, source))?);
            }
        }
        Ok(())
    }

    fn number(&mut self, number: f64) {
        self.count += 1;
        self.sum += number;
        self.least = Some(self.least.map_or(number, |least| least.min(number)));
        self.greatest = Some(self.greatest.map_or(number, |greatest| greatest.max(number)));
    }

    /// A figure, by its name.
    pub(super) fn figure(&self, kind: MetricKind, name: &str) -> Option<f64> {
        let average = || (self.count > 0).then(|| self.sum / self.count as f64);
        match (kind, name) {
            (MetricKind::Cardinality, _) => Some(self.distinct.len() as f64),
            (MetricKind::ValueCount, _) | (MetricKind::Stats, "count") => Some(self.count as f64),
            (MetricKind::Min, _) | (MetricKind::Stats, "min") => self.least,
            (MetricKind::Max, _) | (MetricKind::Stats, "max") => self.greatest,
            (MetricKind::Sum, _) | (MetricKind::Stats, "sum") => Some(self.sum),
            (MetricKind::Average, _) | (MetricKind::Stats, _) => average(),
        }
    }

    pub(super) fn answer(&self, kind: MetricKind, source: &Source) -> Map<String, Value> {
        let mut answer = Map::new();
        let names: &[&str] = match kind {
            MetricKind::Stats => &["count", "min", "max", "avg", "sum"],
            _ => &["value"],
        };
        for name in names {
            let figure = self.figure(kind, name);
            let whole = kind.is_counting() || *name == "count";
            let shown = match figure {
                Some(figure) if whole => Value::from(figure as u64),
                Some(figure) => json!(figure),
                None => Value::Null,
            };
            answer.insert((*name).to_owned(), shown);
            if let Some(figure) = figure.filter(|_| source.field.is_date() && !whole)
                && let Some(time) = Timestamp::from_millis(figure as i64)
            {
                let name = format!("{name}_as_string");
                answer.insert(name, DateOutput::iso().write(time, &TimeZone::UTC).into());
            }
        }
        answer
    }
}

/// A value as a number; dates are milliseconds.
pub(super) fn number(value: &Literal) -> Option<f64> {
    Some(match value {
        Literal::Long(value) => *value as f64,
        Literal::Double(value) => *value,
        Literal::Boolean(value) => f64::from(u8::from(*value)),
        Literal::Date(nanos) => Timestamp::from_nanos(*nanos).millis() as f64,
        Literal::Text(_) | Literal::Null => return None,
    })
}

fn not_numeric(kind: MetricKind, source: &Source) -> SearchError {
    let kind = match kind {
        MetricKind::Min => "min",
        MetricKind::Max => "max",
        MetricKind::Sum => "sum",
        MetricKind::Average => "avg",
        _ => "stats",
    };
    SearchError::argument(format!(
        "Field [{}] of type [keyword] is not supported for aggregation [{kind}]",
        source.field.name
    ))
    .on_shards()
}
