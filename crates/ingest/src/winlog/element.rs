//! XML elements as the `evtx` crate writes them in JSON.

use bumpalo::collections::Vec as ArenaVec;

use crate::decode::json::{Malformed, Scanner};
use crate::mapping::text::{members, value};
use crate::mapping::{Arena, DataValue};

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

    /// Reads the value at the cursor as an element.
    pub(super) fn read(scanner: &mut Scanner<'a>, arena: &'a Arena) -> Result<Self, Malformed> {
        match scanner.peek() {
            b'{' => {
                let mut element = Self::default();
                members(scanner, arena, |scanner, name| {
                    match name {
                        "#attributes" => element.attributes = attributes(scanner, arena)?,
                        "#text" => element.texts = texts(scanner, arena)?,
                        _ => scanner.skip_value()?,
                    }
                    Ok(())
                })?;
                Ok(element)
            }
            _ => Ok(Self { texts: texts(scanner, arena)?, attributes: &[] }),
        }
    }
}

/// The text of an element, or the texts of several.
fn texts<'a>(scanner: &mut Scanner<'a>, arena: &'a Arena) -> Result<&'a [DataValue<'a>], Malformed> {
    if scanner.peek() != b'[' {
        return Ok(arena.alloc_slice_copy(&[value(scanner, arena)?]));
    }
    let mut texts = ArenaVec::new_in(arena);
    scanner.elements(|scanner| {
        texts.push(value(scanner, arena)?);
        Ok(())
    })?;
    Ok(texts.into_bump_slice())
}

fn attributes<'a>(
    scanner: &mut Scanner<'a>,
    arena: &'a Arena,
) -> Result<&'a [(&'a str, DataValue<'a>)], Malformed> {
    let mut attributes = ArenaVec::new_in(arena);
    members(scanner, arena, |scanner, name| {
        attributes.push((name, value(scanner, arena)?));
        Ok(())
    })?;
    Ok(attributes.into_bump_slice())
}
