//! Takes any XML apart, by `quick-xml`.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::event_data::Guids;
use super::super::raw_event::RawEvent;
use super::reading::Reading;
use crate::mapping::Arena;
use crate::source::RecordError;

pub(super) fn read<'a>(text: &'a str, arena: &'a Arena, guids: Guids) -> Result<RawEvent<'a>, RecordError> {
    let mut reading = Reading::new(arena, guids);
    let own = Own { text, arena };
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
            Event::Start(start) => own.start(&start, &mut reading)?,
            Event::Empty(start) => {
                own.start(&start, &mut reading)?;
                reading.end();
            }
            Event::End(_) => reading.end(),
            Event::Text(piece) => reading.piece(own.part(&piece)),
            Event::CData(piece) => reading.piece(own.part(&piece)),
            Event::GeneralRef(name) => reading.reference(own.part(&name)),
            Event::Eof => return reading.finish(),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// The record's text.
#[derive(Clone, Copy)]
struct Own<'a> {
    text: &'a str,
    arena: &'a Arena,
}

impl<'a> Own<'a> {
    fn start(self, start: &BytesStart<'_>, reading: &mut Reading<'a>) -> Result<(), RecordError> {
        reading.start(self.part(start.local_name().into_inner()))?;
        // What is damaged is passed over, with the attributes behind it.
        for attribute in start.attributes().with_checks(false).map_while(Result::ok) {
            reading.attribute(attribute.key.local_name().into_inner(), self.part(&attribute.value));
        }
        Ok(())
    }

    /// The place in the text that a part of it was borrowed from.
    fn part(self, part: &str) -> &'a str {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        match self.text.get(offset..offset.saturating_add(part.len())) {
            Some(own) => own,
            None => self.arena.alloc_str(part),
        }
    }
}
