//! Reading strings and scalars without a tree: borrowed where the JSON has no escapes, in the arena where it has.

use std::fmt;

use serde::Deserialize as _;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use sonic_rs::LazyValue;

use super::record::{Arena, DataValue};

/// Reads an object's key.
#[derive(Clone, Copy)]
pub(super) struct KeySeed<'a>(pub(super) &'a Arena);

impl<'de: 'a, 'a> DeserializeSeed<'de> for KeySeed<'a> {
    type Value = &'a str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'a str, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de: 'a, 'a> Visitor<'de> for KeySeed<'a> {
    type Value = &'a str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<&'a str, E> {
        Ok(text)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<&'a str, E> {
        Ok(self.0.alloc_str(text))
    }
}

/// Reads a value of any shape.
#[derive(Clone, Copy)]
pub(super) struct ValueSeed<'a>(pub(super) &'a Arena);

impl<'de: 'a, 'a> DeserializeSeed<'de> for ValueSeed<'a> {
    type Value = DataValue<'a>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<DataValue<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de: 'a, 'a> Visitor<'de> for ValueSeed<'a> {
    type Value = DataValue<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<DataValue<'a>, E> {
        Ok(DataValue::Text(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<DataValue<'a>, E> {
        Ok(DataValue::Text(self.0.alloc_str(text)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<DataValue<'a>, E> {
        Ok(DataValue::Long(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<DataValue<'a>, E> {
        match i64::try_from(value) {
            Ok(value) => Ok(DataValue::Long(value)),
            Err(_) => Ok(DataValue::Json(self.0.alloc_str(&value.to_string()))),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<DataValue<'a>, E> {
        Ok(DataValue::Json(self.0.alloc_str(&value.to_string())))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<DataValue<'a>, E> {
        Ok(DataValue::Boolean(value))
    }

    fn visit_unit<E: Error>(self) -> Result<DataValue<'a>, E> {
        Ok(DataValue::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<DataValue<'a>, A::Error> {
        let value = serde_json::Value::deserialize(SeqAccessDeserializer::new(elements))?;
        Ok(DataValue::Json(self.0.alloc_str(&value.to_string())))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<DataValue<'a>, A::Error> {
        let value = serde_json::Value::deserialize(MapAccessDeserializer::new(members))?;
        Ok(DataValue::Json(self.0.alloc_str(&value.to_string())))
    }
}

impl<'a> DataValue<'a> {
    /// What the value says as text; nothing for null and for arrays and objects.
    #[inline]
    pub(crate) fn text(self, arena: &'a Arena) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Long(value) => Some(number_text(value, arena)),
            Self::Boolean(true) => Some("true"),
            Self::Boolean(false) => Some("false"),
            Self::Null | Self::Json(_) => None,
        }
    }

    /// The whole number that the value is or says.
    pub(crate) fn long(self) -> Option<i64> {
        match self {
            Self::Long(value) => Some(value),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// The decimal digits of a number.
pub(crate) fn number_text(value: i64, arena: &Arena) -> &str {
    arena.alloc_str(itoa::Buffer::new().format(value))
}

/// Reads the raw JSON of the next value of an object.
pub(super) fn next_raw<'de: 'a, 'a, A: MapAccess<'de>>(
    members: &mut A,
    arena: &'a Arena,
) -> Result<&'a str, A::Error> {
    let value: LazyValue<'de> = members.next_value()?;
    Ok(match value.as_raw_cow() {
        std::borrow::Cow::Borrowed(raw) => raw,
        std::borrow::Cow::Owned(raw) => arena.alloc_str(&raw),
    })
}

/// Reads the next value of an object as text.
pub(super) fn next_text<'de: 'a, 'a, A: MapAccess<'de>>(
    members: &mut A,
    arena: &'a Arena,
) -> Result<Option<&'a str>, A::Error> {
    Ok(members.next_value_seed(ValueSeed(arena))?.text(arena))
}

/// Reads the next value of an object as a whole number.
pub(super) fn next_long<'de: 'a, 'a, A: MapAccess<'de>>(
    members: &mut A,
    arena: &'a Arena,
) -> Result<Option<i64>, A::Error> {
    Ok(members.next_value_seed(ValueSeed(arena))?.long())
}
