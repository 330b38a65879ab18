//! `histogram`: a bucket for every so many units of a number.

use serde_json::{Map, Value};

use super::super::SearchError;
use super::super::plan::Planner;
use super::Source;
use super::key::Key;
use super::read::count_of;

#[derive(Debug)]
pub(super) struct Histogram {
    pub(super) source: Source,
    pub(super) interval: f64,
    pub(super) offset: f64,
    pub(super) shape: Shape,
}

/// What histograms of numbers and of dates have in common. Ends are in the unit of the keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) min_doc_count: u64,
    pub(super) keyed: bool,
    /// Whether the buckets are in falling order.
    pub(super) descending: bool,
    /// Whether they are ordered by count.
    pub(super) by_count: bool,
    /// From where to where there are buckets, also empty ones.
    pub(super) extended: (Option<f64>, Option<f64>),
    /// Outside of which there are none.
    pub(super) hard: (Option<f64>, Option<f64>),
}

impl Histogram {
    pub(super) fn read(options: &Map<String, Value>, planner: &mut Planner<'_>) -> Result<Self, SearchError> {
        let interval = options.get("interval").and_then(Value::as_f64);
        let interval = interval.filter(|interval| *interval > 0.0 && interval.is_finite());
        let interval = interval
            .ok_or_else(|| SearchError::argument("[interval] must be >0 for histogram aggregation"))?;
        let number = |value: &Value| value.as_f64();
        Ok(Self {
            source: Source::read("histogram", options, planner)?,
            interval,
            offset: options.get("offset").and_then(Value::as_f64).unwrap_or_default(),
            shape: Shape::read(options, &number)?,
        })
    }

    /// The bucket of a value.
    pub(super) fn key(&self, value: f64) -> Option<Key> {
        let key = ((value - self.offset) / self.interval).floor() * self.interval + self.offset;
        (key.is_finite() && self.shape.lies_within(key)).then(|| Key::double(key))
    }
}

impl Shape {
    pub(super) fn read(
        options: &Map<String, Value>,
        end: &dyn Fn(&Value) -> Option<f64>,
    ) -> Result<Self, SearchError> {
        let bounds = |name: &str| -> Result<(Option<f64>, Option<f64>), SearchError> {
            let bound = |member: &str| match options.get(name).and_then(|bounds| bounds.get(member)) {
                None | Some(Value::Null) => Ok(None),
                Some(value) => match end(value) {
                    Some(end) => Ok(Some(end)),
                    None => Err(SearchError::argument(format!("[{name}] has no such end: [{value}]"))),
                },
            };
            Ok((bound("min")?, bound("max")?))
        };
        let (mut descending, mut by_count) = (false, false);
        if let Some(order) = options.get("order").and_then(Value::as_object) {
            for (name, direction) in order {
                descending = direction.as_str().is_some_and(|text| text.eq_ignore_ascii_case("desc"));
                by_count = match name.as_str() {
                    "_count" => true,
                    "_key" => false,
                    other => {
                        return Err(SearchError::argument(format!(
                            "histograms cannot be ordered by [{other}]"
                        )));
                    }
                };
            }
        }
        let min_doc_count = count_of(options, "min_doc_count", 0)? as u64;
        let keyed = options.get("keyed") == Some(&Value::Bool(true));
        Ok(Self {
            min_doc_count,
            keyed,
            descending,
            by_count,
            extended: bounds("extended_bounds")?,
            hard: bounds("hard_bounds")?,
        })
    }

    pub(super) fn lies_within(&self, key: f64) -> bool {
        self.hard.0.is_none_or(|least| key >= least) && self.hard.1.is_none_or(|greatest| key <= greatest)
    }
}
