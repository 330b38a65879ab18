//! Reads a record from its XML: one `Event` element (schemas.microsoft.com/win/2004/08/events/event).
//!
//! Values are taken as Winlogbeat takes them: the text of every element below `EventData`, and of every element below
//! the one that `UserData` holds (elastic/beats, winlogbeat/sys/winevent). Prefixes of namespaces do not matter, a
//! document type declares nothing that is used, and nothing is fetched.

use bumpalo::collections::String as ArenaString;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::event_data::Guids;
use super::raw_event::RawEvent;
use super::record::WinlogRecord;
use crate::mapping::Arena;
use crate::source::RecordError;

/// How deep elements may nest. Events of Windows' own schema have five levels.
const MAX_DEPTH: usize = 64;

/// Reads the `Event` element that `text` is.
pub(super) fn parse<'a>(text: &'a str, arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
    read(text, arena, Guids::UpperCase)?.finish()
}

/// The same, not interpreted yet.
pub(super) fn read<'a>(text: &'a str, arena: &'a Arena, guids: Guids) -> Result<RawEvent<'a>, RecordError> {
    let mut reading = Reading {
        text,
        arena,
        event: RawEvent::new(arena, guids),
        depth: 0,
        section: Section::Other,
        element: "",
        holder: "",
        name: None,
        value: Value::default(),
        is_leaf: false,
    };
    let mut reader = Reader::from_str(text);
    // What is not an entity is taken as it stands there: command lines are written by careless tools, too.
    reader.config_mut().allow_dangling_amp = true;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                return Err(RecordError::NotXml(format!("{error} at byte {}", reader.error_position())));
            }
        };
        match event {
            Event::Start(start) => {
                reading.start(&start)?;
                reading.depth += 1;
            }
            Event::Empty(start) => {
                reading.start(&start)?;
                reading.depth += 1;
                reading.end();
            }
            Event::End(_) => reading.end(),
            Event::Text(piece) => reading.piece(&piece),
            Event::CData(piece) => reading.piece(&piece),
            Event::GeneralRef(reference) => reading.reference(&reference),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    match reading.depth {
        0 => Ok(reading.event),
        _ => Err(RecordError::NotXml("the text ends within an element".to_owned())),
    }
}

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

struct Reading<'a> {
    text: &'a str,
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
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), RecordError> {
        let name = start.local_name().into_inner();
        match self.depth {
            0 if name != "Event" => return Err(RecordError::WrongShape("no Event element")),
            0 => {}
            MAX_DEPTH.. => return Err(RecordError::TooLarge("nested too deep")),
            1 => self.section = Section::of(name),
            depth => {
                let name = self.own(name);
                self.is_leaf = true;
                self.element = name;
                self.name = None;
                self.value = Value::default();
                match self.section {
                    Section::System if depth == 2 => self.attributes(start, |reading, key, value| {
                        reading.event.system_attribute(name, key, value);
                    }),
                    Section::EventData | Section::UserData => {
                        if self.section == Section::UserData && depth == 2 {
                            self.holder = name;
                        }
                        self.attributes(start, |reading, key, value| {
                            if key == "Name" {
                                reading.name = Some(value);
                            }
                        });
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Calls `each` with every attribute. What is damaged is passed over, with those behind it.
    fn attributes(&mut self, start: &BytesStart<'_>, mut each: impl FnMut(&mut Self, &str, &'a str)) {
        for attribute in start.attributes().with_checks(false).map_while(Result::ok) {
            let raw = self.own(&attribute.value);
            let value = match memchr::memchr(b'&', raw.as_bytes()) {
                None => raw,
                Some(_) => match quick_xml::escape::unescape(raw) {
                    Ok(value) => self.arena.alloc_str(&value),
                    Err(_) => raw,
                },
            };
            each(self, attribute.key.local_name().into_inner(), value);
        }
    }

    /// The place in the record's text that a part of it was borrowed from.
    fn own(&self, part: &str) -> &'a str {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        match self.text.get(offset..offset.saturating_add(part.len())) {
            Some(own) => own,
            None => self.arena.alloc_str(part),
        }
    }

    fn is_value(&self) -> bool {
        match self.section {
            Section::Rendering => matches!(self.depth, 3 | 4),
            section => section.value_depth().is_some_and(|around| self.depth == around + 1),
        }
    }

    fn piece(&mut self, piece: &str) {
        if self.is_leaf && self.is_value() {
            let piece = self.own(piece);
            self.value.push(piece, self.arena);
        }
    }

    /// What an entity stands for; one that nothing explains is left as it is.
    fn reference(&mut self, reference: &quick_xml::events::BytesRef<'_>) {
        if !self.is_leaf || !self.is_value() {
            return;
        }
        let mut letter = [0; 4];
        let resolved = match reference.resolve_char_ref() {
            Ok(Some(character)) => Some(&*character.encode_utf8(&mut letter)),
            Ok(None) => quick_xml::escape::resolve_predefined_entity(reference),
            Err(_) => Some("\u{FFFD}"),
        };
        match resolved {
            Some(text) => self.value.push(self.arena.alloc_str(text), self.arena),
            None => {
                for piece in ["&", self.own(reference), ";"] {
                    self.value.push(piece, self.arena);
                }
            }
        }
    }

    fn end(&mut self) {
        if self.is_leaf && self.is_value() {
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
        let text = match text.contains('\n') && text.trim().is_empty() {
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
