//! Reading the members of JSON objects one by one.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::record::Arena;
use super::text::KeySeed;

/// Takes the members of an object.
pub(super) trait ReadMember<'a> {
    /// Reads the member `name`, whose value is the next one of `members`.
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, name: &'a str, members: &mut A) -> Result<(), A::Error>;
}

/// A seed that hands the members of an object to a reader. What is no object has no members.
pub(super) struct Object<'r, 'a, R> {
    pub(super) reader: &'r mut R,
    pub(super) arena: &'a Arena,
}

impl<'de: 'a, 'a, R: ReadMember<'a>> DeserializeSeed<'de> for Object<'_, 'a, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de: 'a, 'a, R: ReadMember<'a>> Visitor<'de> for Object<'_, 'a, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key_seed(KeySeed(self.arena))? {
            self.reader.read(name, &mut members)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Reads the members of the next value.
pub(super) fn next_object<'de: 'a, 'a, A: MapAccess<'de>>(
    members: &mut A,
    arena: &'a Arena,
    reader: &mut impl ReadMember<'a>,
) -> Result<(), A::Error> {
    members.next_value_seed(Object { reader, arena })
}

/// Reads the next value for its place only.
pub(super) fn skip<'de, A: MapAccess<'de>>(members: &mut A) -> Result<(), A::Error> {
    members.next_value::<IgnoredAny>().map(|_| ())
}
