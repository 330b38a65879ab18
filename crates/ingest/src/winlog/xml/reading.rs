//! What an event's elements and text mean, whoever takes the XML apart.
//!
//! Values are taken as Winlogbeat takes them: the text of every element below `EventData`, and of every element below
//! the one that `UserData` holds (elastic/beats, winlogbeat/sys/winevent).

use bumpalo::collections::String as ArenaString;
use quick_xml::events::BytesRef;

use super::super::event_data::Guids;
use super::super::raw_event::RawEvent;
use crate::mapping::Arena;
use crate::source::RecordError;

/// How deep elements may nest. Events of Windows' own schema have five levels.
pub(super) const MAX_DEPTH: usize = 64;

/// The element right below `Event` that the reader is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    System,
    EventData,
    UserData,
    Rendering,
    Other,
}

impl Section {
    fn of(name: &str) -> Self {
        match name {
            "System" => Self::System,
            "EventData" | "ProcessingErrorData" => Self::EventData,
            "UserData" => Self::UserData,
            "RenderingInfo" => Self::Rendering,
            _ => Self::Other,
        }
    }

    /// How many elements are around one with a value.
    fn value_depth(self) -> Option<usize> {
        match self {
            Self::System | Self::EventData => Some(2),
            Self::UserData => Some(3),
            Self::Rendering | Self::Other => None,
        }
    }
}

/// An event while its elements go by.
pub(super) struct Reading<'a> {
    arena: &'a Arena,
    event: RawEvent<'a>,
    /// Elements that are open.
    depth: usize,
    section: Section,
    /// The element whose value is being read.
    element: &'a str,
    /// The element that `UserData` holds.
    holder: &'a str,
    /// The `Name` of the element.
    name: Option<&'a str>,
    value: Value<'a>,
    /// Whether nothing but text was met in the element so far.
    is_leaf: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(arena: &'a Arena, guids: Guids) -> Self {
        Self {
            arena,
            event: RawEvent::new(arena, guids),
            depth: 0,
            section: Section::Other,
            element: "",
            holder: "",
            name: None,
            value: Value::default(),
            is_leaf: false,
        }
    }

    /// An element begins. Its attributes come next.
    #[inline]
    pub(super) fn start(&mut self, name: &'a str) -> Result<(), RecordError> {
        match self.depth {
            0 if name != "Event" => return Err(RecordError::WrongShape("no Event element")),
            0 => {}
            MAX_DEPTH.. => return Err(RecordError::TooLarge("nested too deep")),
            1 => self.section = Section::of(name),
            depth => {
                self.is_leaf = true;
                self.element = name;
                self.name = None;
                self.value = Value::default();
                if depth == 2 && self.section == Section::UserData {
                    self.holder = name;
                }
            }
        }
        self.depth += 1;
        Ok(())
    }

    /// An attribute of the element that began last, entities not resolved.
    #[inline]
    pub(super) fn attribute(&mut self, key: &str, raw: &'a str) {
        match self.section {
            Section::System if self.depth == 3 => {
                let value = unescaped(raw, self.arena);
                self.event.system_attribute(self.element, key, value);
            }
            Section::EventData | Section::UserData if self.depth > 2 && key == "Name" => {
                self.name = Some(unescaped(raw, self.arena));
            }
            _ => {}
        }
    }

    /// Whether text here belongs to a value.
    #[inline]
    pub(super) fn takes_text(&self) -> bool {
        self.is_leaf
            && match self.section {
                Section::Rendering => matches!(self.depth, 3 | 4),
                section => section.value_depth().is_some_and(|around| self.depth == around + 1),
            }
    }

    /// Text without entities.
    #[inline]
    pub(super) fn piece(&mut self, piece: &'a str) {
        if self.takes_text() {
            self.value.push(piece, self.arena);
        }
    }

    /// What an entity stands for; one that nothing explains is left as it is. `name` is what is between `&` and `;`.
    pub(super) fn reference(&mut self, name: &'a str) {
        if !self.takes_text() {
            return;
        }
        let mut letter = [0; 4];
        let resolved = match BytesRef::new(name).resolve_char_ref() {
            Ok(Some(character)) => Some(&*character.encode_utf8(&mut letter)),
            Ok(None) => quick_xml::escape::resolve_predefined_entity(name),
            Err(_) => Some("\u{FFFD}"),
        };
        match resolved {
            Some(text) => self.value.push(self.arena.alloc_str(text), self.arena),
            None => {
                for piece in ["&", name, ";"] {
                    self.value.push(piece, self.arena);
                }
            }
        }
    }

    /// The event, once its element has ended.
    pub(super) fn finish(self) -> Result<RawEvent<'a>, RecordError> {
        match self.depth {
            0 => Ok(self.event),
            _ => Err(RecordError::NotXml("the text ends within an element".to_owned())),
        }
    }

    #[inline]
    pub(super) fn end(&mut self) {
        if self.takes_text() {
            let text = std::mem::take(&mut self.value).finish();
            self.take_value(text);
        }
        self.depth = self.depth.saturating_sub(1);
        self.is_leaf = false;
        if self.section == Section::UserData && self.depth == 2 {
            self.event.user_data.name_element(self.holder);
        }
    }

    fn take_value(&mut self, text: &'a str) {
        // Blanks over several lines are how an indented document shows an empty element.
        let text = match text.starts_with([' ', '\t', '\r', '\n'])
            && text.contains('\n')
            && text.trim().is_empty()
        {
            true => "",
            false => text,
        };
        let name = match self.element {
            "Data" => self.name,
            element => Some(element),
        };
        match self.section {
            Section::System => self.event.system_text(self.element, text.trim()),
            Section::Rendering => self.event.rendered_text(self.element, text),
            Section::EventData => self.event.event_data.push(name, text),
            Section::UserData => self.event.user_data.push(name, text),
            Section::Other => {}
        }
    }
}

/// An attribute's value with its entities resolved; as it stands there, where that cannot be done.
fn unescaped<'a>(raw: &'a str, arena: &'a Arena) -> &'a str {
    match memchr::memchr(b'&', raw.as_bytes()) {
        None => raw,
        Some(_) => quick_xml::escape::unescape(raw).map_or(raw, |value| arena.alloc_str(&value)),
    }
}

/// A text in pieces: borrowed while there is one, put together when there are more.
#[derive(Default)]
struct Value<'a> {
    first: Option<&'a str>,
    all: Option<ArenaString<'a>>,
}

impl<'a> Value<'a> {
    fn push(&mut self, piece: &'a str, arena: &'a Arena) {
        match (&mut self.all, self.first) {
            (Some(all), _) => all.push_str(piece),
            (None, None) => self.first = Some(piece),
            (None, Some(first)) => {
                let mut all = ArenaString::with_capacity_in(2 * (first.len() + piece.len()), arena);
                all.push_str(first);
                all.push_str(piece);
                self.all = Some(all);
            }
        }
    }

    fn finish(self) -> &'a str {
        self.all.map(ArenaString::into_bump_str).or(self.first).unwrap_or_default()
    }
}
