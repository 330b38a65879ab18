//! The named values of an event, brought to what Winlogbeat ships for them.
//!
//! Values are text, empty ones are left out, line ends are `\n`, GUIDs are upper case, unnamed values are `param1`,
//! `param2`, … (elastic/beats, winlogbeat/sys/winevent).

use bumpalo::collections::{String as ArenaString, Vec as ArenaVec};

use crate::mapping::text::number_text;
use crate::mapping::{Arena, DataItem, DataValue};

/// Room for the values of one record, so that growing is rare.
const USUAL_ITEMS: usize = 24;

/// Length of a GUID in braces.
const GUID_LENGTH: usize = 38;

/// How GUIDs are spelled. Windows' own rendering has them in upper case up to some version and in lower case from there
/// on; records of files are all brought to one spelling, so that they join with each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Guids {
    UpperCase,
    AsTheyAre,
}

impl Guids {
    /// A text that may be a GUID in braces, as it is to be spelled.
    pub(super) fn spell<'a>(self, text: &'a str, arena: &'a Arena) -> &'a str {
        let may_be = self == Self::UpperCase && text.len() == GUID_LENGTH;
        if !may_be || !text.bytes().any(|byte| byte.is_ascii_lowercase()) || !is_braced_guid(text) {
            return text;
        }
        let copy = arena.alloc_str(text);
        copy.make_ascii_uppercase();
        copy
    }
}

fn is_braced_guid(text: &str) -> bool {
    text.len() == GUID_LENGTH
        && text.bytes().enumerate().all(|(index, byte)| match index {
            0 => byte == b'{',
            37 => byte == b'}',
            9 | 14 | 19 | 24 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// `\r\n` to `\n`, and none at the end.
pub(super) fn unix_line_ends<'a>(text: &'a str, arena: &'a Arena) -> &'a str {
    if !text.as_bytes().contains(&b'\n') {
        return text;
    }
    if !text.contains("\r\n") {
        return text.trim_end_matches('\n');
    }
    let mut unix = ArenaString::with_capacity_in(text.len(), arena);
    let mut lines = text.split("\r\n");
    unix.extend(lines.next());
    for line in lines {
        unix.push('\n');
        unix.push_str(line);
    }
    unix.into_bump_str().trim_end_matches('\n')
}

/// Gathers the values of one record.
pub(super) struct DataBuilder<'a> {
    items: ArenaVec<'a, DataItem<'a>>,
    arena: &'a Arena,
    guids: Guids,
    position: i64,
}

impl<'a> DataBuilder<'a> {
    pub(super) fn new(arena: &'a Arena, guids: Guids) -> Self {
        Self { items: ArenaVec::with_capacity_in(USUAL_ITEMS, arena), arena, guids, position: 0 }
    }

    /// Adds a value; one without a name is named after its place.
    pub(super) fn push(&mut self, name: Option<&'a str>, text: &'a str) {
        self.position += 1;
        if text.is_empty() {
            return;
        }
        let text = unix_line_ends(self.guids.spell(text, self.arena), self.arena);
        self.add(name, text);
    }

    /// Adds a value that is no text and shown as it is to be; one without a name is named after its place.
    pub(super) fn push_shown(&mut self, name: Option<&'a str>, shown: &'a str) {
        self.position += 1;
        self.add(name, shown);
    }

    fn add(&mut self, name: Option<&'a str>, text: &'a str) {
        let name = name.unwrap_or_else(|| {
            let mut name = ArenaString::from_str_in("param", self.arena);
            name.push_str(number_text(self.position, self.arena));
            name.into_bump_str()
        });
        self.items.push(DataItem { name, value: DataValue::Text(text) });
    }

    /// Says what the element below `UserData` is called, if it had any values.
    pub(super) fn name_element(&mut self, name: &'a str) {
        if !self.items.is_empty() {
            self.items.push(DataItem { name: "xml_name", value: DataValue::Text(name) });
        }
    }

    pub(super) fn finish(self) -> &'a [DataItem<'a>] {
        self.items.into_bump_slice()
    }
}
