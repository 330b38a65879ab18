//! Reads records.

use super::instance::{self, Instance, Slot, kind};
use super::template::{Content, KnownTemplates, Node, Templates};
use super::{RecordSpan, Unusual, value};
use crate::mapping::Arena;
use crate::winlog::WinlogRecord;
use crate::winlog::event_data::{DataBuilder, Guids};
use crate::winlog::raw_event::RawEvent;

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
        let templates: &'a Templates = templates;
        let part = |instance: &Instance| {
            let slots = self.slots.get(instance.slots.clone()).unwrap_or_default();
            templates.get(instance.template).map(|template| Part { node: &template.root, slots })
        };
        let inner = inner.as_ref().map(part).transpose()?;
        let event = RawEvent::new(arena, Guids::UpperCase);
        let mut reading = Reading { chunk, arena, event, has_system: false, inner };
        reading.event(part(&outer)?)?;
        match reading.has_system {
            true => reading.event.finish().map_err(|_| Unusual),
            false => Err(Unusual),
        }
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

/// One record being read.
struct Reading<'a, 's> {
    chunk: &'a [u8],
    arena: &'a Arena,
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
            "EventData" | "ProcessingErrorData" => {
                data(self.chunk, self.arena, part, &mut self.event.event_data)
            }
            "UserData" => self.user_data(part),
            "RenderingInfo" => Err(Unusual),
            _ => Ok(()),
        }
    }

    fn system(&mut self, part: Part<'a, 's>) -> Result<(), Unusual> {
        self.has_system = true;
        let name = part.node.name.as_str();
        if let Some(text) = self.content(part, &part.node.content)? {
            self.event.system_text(name, text);
        }
        for (attribute, value) in &part.node.attributes {
            if let Some(text) = self.content(part, value)? {
                self.event.system_attribute(name, attribute, text);
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
            data(self.chunk, self.arena, element, &mut self.event.user_data)?;
            self.event.user_data.name_element(&element.node.name);
        }
        Ok(())
    }

    fn content(&self, part: Part<'a, 's>, value: &'a Content) -> Result<Option<&'a str>, Unusual> {
        content(self.chunk, self.arena, part.slots, value)
    }
}

/// Takes the values of an element that holds others.
fn data<'a>(
    chunk: &'a [u8],
    arena: &'a Arena,
    part: Part<'a, '_>,
    values: &mut DataBuilder<'a>,
) -> Result<(), Unusual> {
    let (node, slots) = (part.node, part.slots);
    let is_only = node.elements.get(1).is_none_or(|second| second.name != "Data");
    for child in part.elements() {
        let name = match child.node.name.as_str() {
            // A name that is `Data` would be taken for none.
            "Data" => child.node.data_name().filter(|name| *name != "Data"),
            name => Some(name),
        };
        match child.node.content {
            Content::Gap(gap) if name.is_none() && is_only => {
                let slot = slots.get(usize::from(gap));
                if let Some(slot) = slot.filter(|slot| slot.kind == kind::STRING_ARRAY) {
                    value::strings(slot, chunk, arena)?.iter().for_each(|text| values.push(None, text));
                    continue;
                }
            }
            _ => {}
        }
        values.push(name, content(chunk, arena, slots, &child.node.content)?.unwrap_or_default());
    }
    Ok(())
}

/// What an attribute or an element says; nothing if it is empty.
#[inline]
fn content<'a>(
    chunk: &'a [u8],
    arena: &'a Arena,
    slots: &[Slot],
    content: &'a Content,
) -> Result<Option<&'a str>, Unusual> {
    match content {
        Content::Nothing => Ok(None),
        Content::Literal(text) => Ok(Some(text)),
        Content::Gap(gap) => match slots.get(usize::from(*gap)) {
            Some(slot) => value::text(slot, chunk, arena),
            None => Ok(None),
        },
    }
}
