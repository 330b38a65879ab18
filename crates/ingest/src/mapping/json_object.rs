//! A JSON object, read into a flat list of members.

use bumpalo::collections::Vec as ArenaVec;

use super::text::{members, value};
use super::{Arena, DataItem, DataValue};
use crate::RecordError;
use crate::decode::json::Scanner;
use crate::decode::malformed;

/// Room for the members of one object, so that growing is rare.
const USUAL_MEMBERS: usize = 64;

/// A JSON object whose strings lie in the text it was read from or in the arena. Objects and arrays in it are kept as
/// text, to be read when they are asked for.
#[derive(Clone, Copy, Debug)]
pub struct JsonObject<'a> {
    pub(crate) arena: &'a Arena,
    /// What it was read from.
    pub(crate) source_text: &'a str,
    pub(crate) members: &'a [DataItem<'a>],
}

impl<'a> JsonObject<'a> {
    /// Reads the text of one object. The caller has limited how deep it nests.
    ///
    /// # Errors
    /// When the text is not JSON, or no object, or goes on behind it.
    pub fn parse(text: &'a str, arena: &'a Arena) -> Result<Self, RecordError> {
        let mut scanner = Scanner::new(text);
        if scanner.skip_blanks() != b'{' {
            return Err(RecordError::WrongShape("not a JSON object"));
        }
        let mut found = ArenaVec::with_capacity_in(USUAL_MEMBERS, arena);
        let read = members(&mut scanner, arena, |scanner, name| {
            found.push(DataItem { name, value: value(scanner, arena)? });
            Ok(())
        });
        read.map_err(malformed)?;
        match scanner.is_at_end() {
            true => Ok(Self { arena, source_text: text, members: found.into_bump_slice() }),
            false => Err(RecordError::NotJson("text behind the object".to_owned())),
        }
    }

    /// The member of this name; the last, if there are several.
    pub(crate) fn get(&self, name: &str) -> Option<DataValue<'a>> {
        self.members.iter().rev().find(|member| member.name == name).map(|member| member.value)
    }

    /// Whether there is a member of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The text, number or boolean of this name, as text.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name)?.text(self.arena)
    }

    /// The object of this name, if it is one that can be read.
    pub(crate) fn object(&self, name: &str) -> Option<JsonObject<'a>> {
        match self.get(name)? {
            DataValue::Json(json) => Self::parse(json, self.arena).ok(),
            _ => None,
        }
    }
}
