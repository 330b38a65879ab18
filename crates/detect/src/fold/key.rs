//! Values of join keys, compared as normalised scalars.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::IpAddr;

use ecs::{FieldType, Timestamp};
use serde_json::Value;

/// One value of a join key. A number that is whole is a [`KeyValue::Long`] whatever its field's type, so that keys of
/// differently typed fields meet.
#[derive(Clone, Debug)]
pub enum KeyValue {
    /// The field is missing, which only an optional key (`?field`) may be.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Long(i64),
    /// A number with a fraction, or beyond the range of [`KeyValue::Long`]; never NaN.
    Double(f64),
    /// A text.
    Text(Box<str>),
    /// A point in time.
    Date(Timestamp),
}

impl KeyValue {
    /// A number, normalised; nothing for NaN.
    pub fn number(value: f64) -> Option<Self> {
        // Both bounds are exact as f64: -2^63 is a Long, 2^63 is not.
        const LONG_END: f64 = 9_223_372_036_854_775_808.0;
        if value.is_nan() {
            None
        } else if value.fract() == 0.0 && (-LONG_END..LONG_END).contains(&value) {
            Some(Self::Long(value as i64))
        } else {
            Some(Self::Double(value))
        }
    }

    /// A text of a field of this type. Addresses are written the one way that all spellings of an address share.
    pub fn text(value: &str, field_type: FieldType) -> Self {
        if field_type == FieldType::Ip
            && let Ok(address) = value.parse::<IpAddr>()
        {
            return Self::Text(address.to_canonical().to_string().into());
        }
        Self::Text(value.into())
    }

    /// The value as `join_keys` of a sequence shows it: dates as ISO 8601.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::from(*value),
            Self::Long(value) => Value::from(*value),
            Self::Double(value) => Value::from(*value),
            Self::Text(value) => Value::from(&**value),
            Self::Date(value) => Value::from(value.to_string()),
        }
    }

    /// The value as `join_keys` of a sample shows it: dates as milliseconds since the epoch, which is how the
    /// aggregation that finds samples in Elasticsearch gives them.
    pub fn to_sample_json(&self) -> Value {
        match self {
            Self::Date(value) => Value::from(value.millis()),
            other => other.to_json(),
        }
    }

    /// Bytes held outside the value itself.
    pub(super) fn heap_bytes(&self) -> usize {
        if let Self::Text(value) = self { value.len() } else { 0 }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Boolean(_) => 1,
            Self::Long(_) | Self::Double(_) => 2,
            Self::Text(_) => 3,
            Self::Date(_) => 4,
        }
    }
}

/// Null first, then by value; values of different kinds by kind.
impl Ord for KeyValue {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(left), Self::Boolean(right)) => left.cmp(right),
            (Self::Long(left), Self::Long(right)) => left.cmp(right),
            (Self::Double(left), Self::Double(right)) => left.total_cmp(right),
            (Self::Long(left), Self::Double(right)) => long_to_double(*left, *right),
            (Self::Double(left), Self::Long(right)) => long_to_double(*right, *left).reverse(),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            (Self::Date(left), Self::Date(right)) => left.cmp(right),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

/// Never equal: a [`KeyValue::Double`] has a fraction or is beyond every long. Exact, so that the order is total.
fn long_to_double(long: i64, double: f64) -> Ordering {
    // `as` saturates, so a double beyond the range becomes the nearest bound.
    let below = double.floor() as i64;
    if double < i64::MIN as f64 || long > below { Ordering::Greater } else { Ordering::Less }
}

impl PartialOrd for KeyValue {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for KeyValue {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for KeyValue {}

impl Hash for KeyValue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Self::Null => {}
            Self::Boolean(value) => value.hash(state),
            Self::Long(value) => value.hash(state),
            Self::Double(value) => value.to_bits().hash(state),
            Self::Text(value) => value.hash(state),
            Self::Date(value) => value.hash(state),
        }
    }
}

impl fmt::Display for KeyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => value.fmt(f),
            Self::Long(value) => value.fmt(f),
            Self::Double(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
            Self::Date(value) => value.fmt(f),
        }
    }
}

/// The values of all join keys of a stage, the sequence-wide ones first. Empty where a query has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JoinKeys(Box<[KeyValue]>);

impl JoinKeys {
    /// The values in key order.
    pub fn values(&self) -> &[KeyValue] {
        &self.0
    }

    /// Bytes held on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        size_of_val(&*self.0) + self.0.iter().map(KeyValue::heap_bytes).sum::<usize>()
    }
}

impl FromIterator<KeyValue> for JoinKeys {
    fn from_iter<I: IntoIterator<Item = KeyValue>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl From<Vec<KeyValue>> for JoinKeys {
    fn from(values: Vec<KeyValue>) -> Self {
        Self(values.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_equal_whatever_their_type() {
        assert_eq!(KeyValue::number(5.0), Some(KeyValue::Long(5)));
        assert_eq!(KeyValue::number(-0.0), Some(KeyValue::Long(0)));
        assert_eq!(KeyValue::number(f64::NAN), None);
        assert_ne!(KeyValue::number(5.5), Some(KeyValue::Long(5)));
    }

    #[test]
    fn null_comes_first_and_numbers_are_ordered_by_value() {
        let sorted = [
            KeyValue::Null,
            KeyValue::Boolean(false),
            KeyValue::Boolean(true),
            KeyValue::Double(f64::NEG_INFINITY),
            KeyValue::Long(i64::MIN),
            KeyValue::Double(-1.5),
            KeyValue::Long(-1),
            KeyValue::Long(2),
            KeyValue::Double(2.5),
            KeyValue::Long(3),
            KeyValue::Long(i64::MAX),
            KeyValue::Double(1e19),
            KeyValue::Text("10".into()),
            KeyValue::Text("9".into()),
        ];
        for (index, left) in sorted.iter().enumerate() {
            for (other, right) in sorted.iter().enumerate() {
                assert_eq!(left.cmp(right), index.cmp(&other), "{left} {right}");
            }
        }
    }

    #[test]
    fn addresses_are_compared_as_addresses() {
        let key = |text| KeyValue::text(text, FieldType::Ip);
        assert_eq!(key("2001:DB8::0:1"), key("2001:db8::1"));
        assert_eq!(key("::ffff:10.0.0.1"), key("10.0.0.1"));
        assert_ne!(KeyValue::text("2001:DB8::1", FieldType::Keyword), key("2001:DB8::1"));
    }
}
