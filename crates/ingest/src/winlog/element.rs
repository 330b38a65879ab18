//! XML elements as the `evtx` crate writes them in JSON.

use std::fmt;

use bumpalo::collections::Vec as ArenaVec;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::object::{ReadMember, next_object, skip};
use super::record::{Arena, DataValue};
use super::text::{KeySeed, ValueSeed};

/// An XML element: its text, or the texts of several of one name, and its attributes.
#[derive(Clone, Copy, Default)]
pub(super) struct Element<'a> {
    pub(super) texts: &'a [DataValue<'a>],
    pub(super) attributes: &'a [(&'a str, DataValue<'a>)],
}

impl<'a> Element<'a> {
    pub(super) fn attribute(self, name: &str) -> Option<DataValue<'a>> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    pub(super) fn first(self) -> Option<DataValue<'a>> {
        self.texts.first().copied()
    }
}

/// Reads the next value of an object as an element.
pub(super) fn next_element<'de: 'a, 'a, A: MapAccess<'de>>(
    members: &mut A,
    arena: &'a Arena,
) -> Result<Element<'a>, A::Error> {
    members.next_value_seed(ElementSeed(arena))
}

struct ElementSeed<'a>(&'a Arena);

impl<'de: 'a, 'a> DeserializeSeed<'de> for ElementSeed<'a> {
    type Value = Element<'a>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Element<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> ElementSeed<'a> {
    fn of(&self, value: DataValue<'a>) -> Element<'a> {
        Element { texts: self.0.alloc_slice_copy(&[value]), attributes: &[] }
    }
}

impl<'de: 'a, 'a> Visitor<'de> for ElementSeed<'a> {
    type Value = Element<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Element<'a>, E> {
        Ok(self.of(DataValue::Text(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Element<'a>, E> {
        Ok(self.of(DataValue::Text(self.0.alloc_str(text))))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Element<'a>, E> {
        Ok(self.of(DataValue::Long(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Element<'a>, E> {
        Ok(self.of(match i64::try_from(value) {
            Ok(value) => DataValue::Long(value),
            Err(_) => DataValue::Text(self.0.alloc_str(&value.to_string())),
        }))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Element<'a>, E> {
        Ok(self.of(DataValue::Text(self.0.alloc_str(&value.to_string()))))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Element<'a>, E> {
        Ok(self.of(DataValue::Boolean(value)))
    }

    fn visit_unit<E: Error>(self) -> Result<Element<'a>, E> {
        Ok(self.of(DataValue::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Element<'a>, A::Error> {
        let mut texts = ArenaVec::new_in(self.0);
        while let Some(value) = elements.next_element_seed(ValueSeed(self.0))? {
            texts.push(value);
        }
        Ok(Element { texts: texts.into_bump_slice(), attributes: &[] })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Element<'a>, A::Error> {
        let mut element = Element::default();
        while let Some(name) = members.next_key_seed(KeySeed(self.0))? {
            match name {
                "#attributes" => {
                    let mut attributes = AttributesReader(ArenaVec::new_in(self.0), self.0);
                    next_object(&mut members, self.0, &mut attributes)?;
                    element.attributes = attributes.0.into_bump_slice();
                }
                "#text" => element.texts = next_texts(&mut members, self.0)?,
                _ => skip(&mut members)?,
            }
        }
        Ok(element)
    }
}

/// The text of an element, or the texts of several.
fn next_texts<'de: 'a, 'a, A: MapAccess<'de>>(
    members: &mut A,
    arena: &'a Arena,
) -> Result<&'a [DataValue<'a>], A::Error> {
    Ok(next_element(members, arena)?.texts)
}

struct AttributesReader<'a>(ArenaVec<'a, (&'a str, DataValue<'a>)>, &'a Arena);

impl<'a> ReadMember<'a> for AttributesReader<'a> {
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, name: &'a str, members: &mut A) -> Result<(), A::Error> {
        self.0.push((name, members.next_value_seed(ValueSeed(self.1))?));
        Ok(())
    }
}
