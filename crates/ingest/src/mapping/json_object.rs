//! A JSON object, read into a flat list of members.

use bumpalo::collections::Vec as ArenaVec;

use super::text::{members, value};
use super::{Arena, DataItem, DataValue};
use crate::RecordError;
use crate::decode::json::{Malformed, Scanner};
use crate::decode::malformed;

/// Room for the members of one object, so that growing is rare: it copies what is there.
const USUAL_MEMBERS: usize = 96;
/// For long texts, room for a member in so many bytes; but no more than for this many.
const USUAL_MEMBER_BYTES: usize = 22;
const MANY_MEMBERS: usize = 512;

/// A JSON object whose strings lie in the text it was read from or in the arena. Its own members are read, and those of
/// the objects in it; what is deeper and arrays are kept as text, to be read when they are asked for.
#[derive(Clone, Copy, Debug)]
pub struct JsonObject<'a> {
    pub(crate) arena: &'a Arena,
    /// What it was read from.
    pub(crate) source_text: &'a str,
    pub(crate) members: &'a [DataItem<'a>],
    names: NameMarks,
    inner: &'a [Inner<'a>],
}

/// Marks of names: one that is not marked is not there. Most names that are asked for are not, and looking at all
/// members for each of them would take longer than reading the object.
#[derive(Clone, Copy, Default, Debug)]
struct NameMarks([u64; 4]);

impl NameMarks {
    #[inline]
    fn place(name: &str) -> (usize, u64) {
        let bytes = name.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
        let length = bytes.len();
        let hash = length * 7 + byte(0) * 31 + byte(length / 2) * 11 + byte(length.saturating_sub(1)) * 3;
        (hash / 64 % 4, 1 << (hash % 64))
    }

    #[inline]
    fn add(&mut self, name: &str) {
        let (word, bit) = Self::place(name);
        self.0[word] |= bit;
    }

    #[inline]
    fn may_have(&self, name: &str) -> bool {
        let (word, bit) = Self::place(name);
        self.0[word] & bit != 0
    }
}

/// An object in an object.
#[derive(Clone, Copy, Debug)]
struct Inner<'a> {
    /// Which member of the outer one it is.
    place: usize,
    members: &'a [DataItem<'a>],
    names: NameMarks,
}

impl<'a> JsonObject<'a> {
    /// Reads the text of one object. The caller has limited how deep it nests.
    ///
    /// # Errors
    /// When the text is not JSON, or no object, or goes on behind it.
    pub fn parse(text: &'a str, arena: &'a Arena) -> Result<Self, RecordError> {
        let expected = (text.len() / USUAL_MEMBER_BYTES).clamp(USUAL_MEMBERS, MANY_MEMBERS);
        Self::parse_members(text, arena, expected, |_| Some(&[]))
    }

    /// Reads the members of these names only, and of objects among them those of the names that stand with them, or all
    /// where none do. What the others hold is not looked at.
    ///
    /// # Errors
    /// Likewise.
    pub(crate) fn parse_some(
        text: &'a str,
        arena: &'a Arena,
        names: &[(&str, &'static [&'static str])],
    ) -> Result<Self, RecordError> {
        Self::parse_members(text, arena, names.len(), |name| {
            names.iter().find(|(wanted, _)| *wanted == name).map(|(_, inner)| *inner)
        })
    }

    /// `wanted` says which members of a member are wanted; nothing, if it is not wanted itself.
    fn parse_members(
        text: &'a str,
        arena: &'a Arena,
        expected: usize,
        wanted: impl Fn(&str) -> Option<&'static [&'static str]>,
    ) -> Result<Self, RecordError> {
        let mut scanner = Scanner::new(text);
        if scanner.skip_blanks() != b'{' {
            return Err(RecordError::WrongShape("not a JSON object"));
        }
        let mut found = ArenaVec::with_capacity_in(expected, arena);
        let mut inner = ArenaVec::new_in(arena);
        let mut names = NameMarks::default();
        let read = members(&mut scanner, arena, |scanner, name| {
            let Some(wanted) = wanted(name) else { return scanner.skip_value() };
            let value = match scanner.peek() {
                b'{' => inner_object(scanner, arena, found.len(), wanted, &mut inner)?,
                _ => value(scanner, arena)?,
            };
            names.add(name);
            found.push(DataItem { name, value });
            Ok(())
        });
        read.map_err(malformed)?;
        let (members, inner) = (found.into_bump_slice(), inner.into_bump_slice());
        match scanner.is_at_end() {
            true => Ok(Self { arena, source_text: text, members, names, inner }),
            false => Err(RecordError::NotJson("text behind the object".to_owned())),
        }
    }

    /// The object with other members, read from the same text.
    pub(crate) fn with_members(&self, members: &'a [DataItem<'a>]) -> Self {
        Self { members, inner: &[], ..*self }
    }

    /// The member of this name; the last, if there are several.
    pub(crate) fn get(&self, name: &str) -> Option<DataValue<'a>> {
        let mut members = self.members.iter().rev();
        match self.names.may_have(name) {
            true => members.find(|member| member.name == name).map(|member| member.value),
            false => None,
        }
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
        let place = self.members.iter().rposition(|member| member.name == name)?;
        let DataValue::Json(json) = self.members.get(place)?.value else { return None };
        match self.inner.iter().find(|inner| inner.place == place) {
            Some(inner) => {
                let (arena, members, names) = (self.arena, inner.members, inner.names);
                Some(Self { arena, source_text: json, members, names, inner: &[] })
            }
            None => Self::parse(json, self.arena).ok(),
        }
    }
}

/// Reads an object in an object, so that its text is gone through once. One that is damaged is kept as text.
fn inner_object<'a>(
    scanner: &mut Scanner<'a>,
    arena: &'a Arena,
    place: usize,
    wanted: &'static [&'static str],
    inner: &mut ArenaVec<'a, Inner<'a>>,
) -> Result<DataValue<'a>, Malformed> {
    let (before, start) = (scanner.clone(), scanner.position());
    let expected = if wanted.is_empty() { USUAL_MEMBERS } else { wanted.len() };
    let mut found = ArenaVec::with_capacity_in(expected, arena);
    let mut names = NameMarks::default();
    let read = members(scanner, arena, |scanner, name| {
        if !wanted.is_empty() && !wanted.contains(&name) {
            return scanner.skip_value();
        }
        names.add(name);
        found.push(DataItem { name, value: value(scanner, arena)? });
        Ok(())
    });
    match read {
        Ok(()) => {
            inner.push(Inner { place, members: found.into_bump_slice(), names });
            Ok(DataValue::Json(scanner.text_since(start)))
        }
        Err(_) => {
            *scanner = before;
            scanner.raw_value().map(DataValue::Json)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_in_objects_are_read_once() {
        let arena = Arena::new();
        let text = r#"{"a":{"b":1,"c":{"d":"\u0041"}},"e":{"f":tru},"a":{"b": 2} ,"g":[{}]}"#;
        let object = JsonObject::parse(text, &arena).expect("an object");
        assert_eq!(object.text("a"), None);
        let a = object.object("a").expect("the last of the name");
        assert_eq!((a.text("b"), a.source_text, a.has("c")), (Some("2"), r#"{"b": 2}"#, false));
        assert!(object.object("e").is_none(), "damaged");
        assert!(object.object("g").is_none(), "an array");
        let first = JsonObject::parse(r#"{"a":{"b":1,"c":{"d":"\u0041"}}}"#, &arena).expect("an object");
        let inner = first.object("a").and_then(|a| a.object("c")).expect("an object");
        assert_eq!(inner.text("d"), Some("A"));
        assert!(JsonObject::parse(r#"{"a":{"b":1"#, &arena).is_err());
    }
}
