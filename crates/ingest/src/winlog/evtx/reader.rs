//! Reads records.

use super::instance::{self, Instance, Slot, kind};
use super::template::{Content, KnownTemplates, Node, Templates};
use super::{RecordSpan, Unusual, utf16, value};
use crate::mapping::Arena;
use crate::winlog::WinlogRecord;
use crate::winlog::event_data::{DataBuilder, Guids};
use crate::winlog::raw_event::{RawEvent, SystemNumber};

/// Reads the records of chunks, one after the other.
#[derive(Debug, Default)]
pub(crate) struct RecordReader {
    /// The values of the record being read.
    slots: Vec<Slot>,
    known: KnownTemplates,
}

impl RecordReader {
    /// Reads a record of a chunk. `templates` are those of the chunk.
    ///
    /// # Errors
    /// When the record is not read here.
    pub(crate) fn read<'a>(
        &mut self,
        chunk: &'a [u8],
        span: RecordSpan,
        templates: &'a mut Templates,
        arena: &'a Arena,
    ) -> Result<WinlogRecord<'a>, Unusual> {
        self.slots.clear();
        let start = span.start as usize;
        let end = start + span.length as usize;
        let outer = instance::read(chunk, start..end, templates, &mut self.known, &mut self.slots)?;
        let inner = self.inner(chunk, &outer, templates)?;
        let ascii = self.pack(chunk, arena)?;
        let templates: &'a Templates = templates;
        let part = |instance: &Instance| {
            let slots = self.slots.get(instance.slots.clone()).unwrap_or_default();
            templates.get(instance.template).map(|template| Part { node: &template.root, slots })
        };
        let inner = inner.as_ref().map(part).transpose()?;
        let event = RawEvent::new(arena, Guids::UpperCase);
        let values = Values { chunk, arena, ascii };
        let mut reading = Reading { values, event, has_system: false, inner };
        reading.event(part(&outer)?)?;
        match reading.has_system {
            true => reading.event.finish().map_err(|_| Unusual),
            false => Err(Unusual),
        }
    }

    /// The texts of the record's values one behind the other, as far as they are ASCII. Most are, and all are checked at
    /// once.
    fn pack<'a>(&mut self, chunk: &[u8], arena: &'a Arena) -> Result<&'a str, Unusual> {
        let strings = self.slots.iter_mut().filter(|slot| slot.kind == kind::STRING);
        let units: usize = strings.map(|slot| usize::from(slot.length / 2)).sum();
        let ascii = arena.alloc_slice_fill_copy(units, 0);
        let mut at = 0;
        for slot in self.slots.iter_mut().filter(|slot| slot.kind == kind::STRING) {
            let units = slot.bytes(chunk).as_chunks().0;
            let room = ascii.get_mut(at..at + units.len()).ok_or(Unusual)?;
            if utf16::pack(units, room) {
                slot.packed = at as u32 + 1;
            }
            at += units.len();
        }
        simdutf8::basic::from_utf8(ascii).map_err(|_| Unusual)
    }

    /// The instance that a record holds in the place of an element, if it holds one.
    fn inner(
        &mut self,
        chunk: &[u8],
        outer: &Instance,
        templates: &mut Templates,
    ) -> Result<Option<Instance>, Unusual> {
        let Some(gap) = templates.get(outer.template)?.nested else { return Ok(None) };
        let Some(slot) = self.slots.get(outer.slots.start + usize::from(gap)).copied() else {
            return Ok(None);
        };
        match slot.kind {
            _ if slot.length == 0 || slot.is_null() => return Ok(None),
            kind::BINARY_XML => {}
            _ => return Err(Unusual),
        }
        let start = slot.at as usize;
        let span = start..start + usize::from(slot.length);
        let inner = instance::read(chunk, span, templates, &mut self.known, &mut self.slots)?;
        match templates.get(inner.template)?.nested {
            None => Ok(Some(inner)),
            Some(_) => Err(Unusual),
        }
    }
}

/// A part of a template with the values for its gaps.
#[derive(Clone, Copy)]
struct Part<'a, 's> {
    node: &'a Node,
    slots: &'s [Slot],
}

impl<'a, 's> Part<'a, 's> {
    /// The elements below, without those that are left out.
    fn elements(self) -> impl Iterator<Item = Part<'a, 's>> {
        let slots = self.slots;
        let is_there = move |node: &&Node| match node.dependency {
            Some(gap) => slots.get(usize::from(gap)).is_none_or(|slot| !slot.is_null()),
            None => true,
        };
        self.node.elements.iter().filter(is_there).map(move |node| Part { node, slots })
    }
}

/// Where the values of a record are.
#[derive(Clone, Copy)]
struct Values<'a> {
    chunk: &'a [u8],
    arena: &'a Arena,
    ascii: &'a str,
}

/// What an attribute or an element says.
#[derive(Clone, Copy)]
enum Said<'a> {
    Nothing,
    /// In the words of whoever wrote the record.
    Text(&'a str),
    /// A number or such, as it is shown.
    Shown(&'a str),
}

impl<'a> Said<'a> {
    fn text(self) -> Option<&'a str> {
        match self {
            Self::Nothing => None,
            Self::Text(text) | Self::Shown(text) => Some(text),
        }
    }
}

impl<'a> Values<'a> {
    #[inline]
    fn content(&self, slots: &[Slot], content: &'a Content) -> Result<Said<'a>, Unusual> {
        match content {
            Content::Nothing => Ok(Said::Nothing),
            Content::Literal(text) => Ok(Said::Text(text)),
            Content::Gap(gap) => match slots.get(usize::from(*gap)) {
                Some(slot) => self.value(slot),
                None => Ok(Said::Nothing),
            },
        }
    }

    /// The number in a gap, if it is one.
    #[inline]
    fn number(&self, slots: &[Slot], content: &Content) -> Option<SystemNumber> {
        let Content::Gap(gap) = content else { return None };
        value::number(slots.get(usize::from(*gap))?, self.chunk)
    }

    #[inline]
    fn value(&self, slot: &Slot) -> Result<Said<'a>, Unusual> {
        if slot.packed != 0 {
            let start = slot.packed as usize - 1;
            let text = self.ascii.get(start..start + usize::from(slot.length / 2)).ok_or(Unusual)?;
            return Ok(if text.is_empty() { Said::Nothing } else { Said::Text(text) });
        }
        Ok(match value::text(slot, self.chunk, self.arena)? {
            None => Said::Nothing,
            Some(text) if matches!(slot.kind, kind::STRING | kind::ANSI_STRING) => Said::Text(text),
            Some(text) => Said::Shown(text),
        })
    }

    /// Takes the values of an element that holds others.
    fn data(&self, part: Part<'a, '_>, data: &mut DataBuilder<'a>) -> Result<(), Unusual> {
        let (node, slots) = (part.node, part.slots);
        let is_only = node.elements.get(1).is_none_or(|second| second.name != "Data");
        for child in part.elements() {
            let name = child.node.value_name.as_deref();
            if let (None, true, Content::Gap(gap)) = (name, is_only, &child.node.content)
                && let Some(slot) = slots.get(usize::from(*gap))
                && slot.kind == kind::STRING_ARRAY
            {
                let texts = value::strings(slot, self.chunk, self.arena)?;
                texts.iter().for_each(|text| data.push(None, text));
                continue;
            }
            match self.content(slots, &child.node.content)? {
                Said::Nothing => data.push(name, ""),
                Said::Text(text) => data.push(name, text),
                Said::Shown(text) => data.push_shown(name, text),
            }
        }
        Ok(())
    }
}

/// One record being read.
struct Reading<'a, 's> {
    values: Values<'a>,
    event: RawEvent<'a>,
    has_system: bool,
    /// The instance in the place of an element.
    inner: Option<Part<'a, 's>>,
}

impl<'a, 's> Reading<'a, 's> {
    fn event(&mut self, part: Part<'a, 's>) -> Result<(), Unusual> {
        if part.node.name != "Event" {
            return Err(Unusual);
        }
        for element in part.elements() {
            self.event_child(element)?;
        }
        match self.inner.take() {
            Some(_) if part.node.nested.is_none() => Err(Unusual),
            // A second element of a name would be numbered.
            Some(inner) if part.node.elements.iter().any(|element| element.name == inner.node.name) => {
                Err(Unusual)
            }
            Some(inner) => self.event_child(inner),
            None => Ok(()),
        }
    }

    fn event_child(&mut self, part: Part<'a, 's>) -> Result<(), Unusual> {
        match part.node.name.as_str() {
            "System" => part.elements().try_for_each(|element| self.system(element)),
            "EventData" | "ProcessingErrorData" => self.values.data(part, &mut self.event.event_data),
            "UserData" => self.user_data(part),
            "RenderingInfo" => Err(Unusual),
            _ => Ok(()),
        }
    }

    fn system(&mut self, part: Part<'a, 's>) -> Result<(), Unusual> {
        self.has_system = true;
        for (value, content) in &part.node.system {
            if let Some(number) = self.values.number(part.slots, content)
                && self.event.system_number(*value, number)
            {
                continue;
            }
            if let Some(text) = self.values.content(part.slots, content)?.text() {
                self.event.system(*value, text);
            }
        }
        Ok(())
    }

    /// What is below `UserData` is XML of the provider's own, in one element; it may be an instance of its own.
    fn user_data(&mut self, part: Part<'a, 's>) -> Result<(), Unusual> {
        let own = match part.node.content {
            Content::Gap(_) => self.inner.take(),
            _ => None,
        };
        for element in own.into_iter().chain(part.elements()) {
            if element.node.name == "Data" {
                return Err(Unusual);
            }
            self.values.data(element, &mut self.event.user_data)?;
            self.event.user_data.name_element(&element.node.name);
        }
        Ok(())
    }
}
