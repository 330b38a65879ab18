//! The shapes in which a record is written down.

use super::record::WinlogRecord;
use super::{embedded, evtxecmd, flat};
use crate::mapping::{Arena, JsonObject};
use crate::source::RecordError;

/// A way to write a Windows event log record down as text. All become the same [`WinlogRecord`], as far as they say the
/// same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Shape {
    /// A document with a `winlog` object, as Winlogbeat and Elastic Agent ship it.
    Winlog,
    /// The event's XML, one `Event` element.
    Xml,
    /// JSON that follows the XML, as `evtx_dump` writes it.
    EvtxDump,
    /// JSON with the XML as one of its texts.
    EmbeddedXml,
    /// JSON or CSV as EvtxECmd writes it.
    EvtxECmd,
    /// One JSON object with the event's data at the top level, as NXLog writes it.
    Flat,
}

impl Shape {
    /// All of them, in the order in which they are listed to people.
    pub const ALL: [Self; 6] =
        [Self::Winlog, Self::Xml, Self::EvtxDump, Self::EmbeddedXml, Self::EvtxECmd, Self::Flat];

    /// What a person calls it, and who writes it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Winlog => "winlog JSON (Winlogbeat, Elastic Agent)",
            Self::Xml => "Windows Event XML (Event Viewer, wevtutil, evtx_dump -o xml)",
            Self::EvtxDump => "evtx_dump JSON",
            Self::EmbeddedXml => "Event XML in JSON or CSV (Splunk exports, event.original)",
            Self::EvtxECmd => "EvtxECmd JSON or CSV",
            Self::Flat => "flat JSON (NXLog, Get-WinEvent scripts)",
        }
    }

    /// What shows that a text is of this shape.
    pub fn shown_by(self) -> &'static str {
        match self {
            Self::Winlog => "a winlog object",
            Self::Xml => "an <Event> element",
            Self::EvtxDump => "an Event object with System in it",
            Self::EmbeddedXml => "<Event ...> as the text of _raw, event.original or message",
            Self::EvtxECmd => "EventId, Channel and Payload",
            Self::Flat => "EventID, Channel, and Hostname or SourceName",
        }
    }

    /// The shape of a text that is no JSON.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        text.starts_with('<').then_some(Self::Xml)
    }

    /// The shape of a JSON object, by a few of its members.
    pub(crate) fn of_object(object: &JsonObject<'_>) -> Option<Self> {
        if object.has("winlog") {
            Some(Self::Winlog)
        } else if object.has("Event") && object.object("Event").is_some_and(|event| event.has("System")) {
            Some(Self::EvtxDump)
        } else if evtxecmd::recognises(object) {
            Some(Self::EvtxECmd)
        } else if flat::recognises(object) {
            Some(Self::Flat)
        } else if embedded::recognises(object) {
            Some(Self::EmbeddedXml)
        } else {
            None
        }
    }

    /// Reads a record of this shape. The caller has limited how deep JSON nests.
    pub(crate) fn parse<'a>(self, text: &'a str, arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
        match self {
            Self::Winlog => WinlogRecord::parse_json(text, arena),
            Self::Xml => WinlogRecord::parse_xml(text, arena),
            Self::EvtxDump => WinlogRecord::parse_evtx_json(text, arena),
            Self::EmbeddedXml => embedded::parse(text, arena),
            Self::EvtxECmd => evtxecmd::read(&JsonObject::parse(text, arena)?),
            Self::Flat => flat::read(&JsonObject::parse(text, arena)?),
        }
    }

    /// Reads a record of whichever shape its text shows.
    pub(crate) fn parse_any<'a>(
        text: &'a str,
        arena: &'a Arena,
    ) -> Result<(Self, WinlogRecord<'a>), RecordError> {
        crate::decode::check_nesting(text)?;
        let text = text.trim_start();
        let shape = match Self::of_text(text) {
            Some(shape) => shape,
            None => Self::of_object(&JsonObject::parse(text, arena)?)
                .ok_or(RecordError::WrongShape("no Windows event log record"))?,
        };
        Ok((shape, shape.parse(text, arena)?))
    }

    /// A number for it.
    pub(crate) fn number(self) -> u32 {
        Self::ALL.iter().position(|shape| *shape == self).unwrap_or_default() as u32
    }

    /// The shape of this number.
    pub(crate) fn of_number(number: u32) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }
}
