//! Templates: the XML that the records of a chunk share, with numbered gaps for what they do not.

use std::sync::Arc;

use super::Unusual;
use super::definition::{Definition, Layout};
use super::template_parser::parse;
use crate::winlog::raw_event::SystemValue;

/// How many templates of earlier chunks are remembered before all are forgotten: a hostile log may have endless ones.
const MAX_KNOWN: usize = 512;

/// The XML of a template.
#[derive(Debug)]
pub(crate) struct Template {
    pub(super) root: Node,
    /// The gap that holds an instance of another template, if one is in the place of an element.
    pub(super) nested: Option<u16>,
    pub(super) layout: Layout,
}

/// An element of a template.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    /// The gap without whose value the element is left out.
    pub(super) dependency: Option<u16>,
    pub(super) attributes: Vec<(String, Content)>,
    pub(super) content: Content,
    /// What it says if it is below `System`, with the attributes.
    pub(super) system: Vec<(SystemValue, Content)>,
    /// What its value is called if it is below an element that holds data: `Data` by its own attribute, if it has one.
    pub(super) value_name: Option<String>,
    pub(super) elements: Vec<Node>,
    /// The gap behind the elements that holds another one.
    pub(super) nested: Option<u16>,
}

/// What an attribute or an element says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) enum Content {
    #[default]
    Nothing,
    Literal(String),
    Gap(u16),
}

impl Node {
    /// Notes what is asked of the element for every record.
    pub(super) fn finish(&mut self) {
        let name = self.name.as_str();
        let text = SystemValue::of_text(name).map(|value| (value, self.content.clone()));
        let attributes = self.attributes.iter().filter_map(|(attribute, content)| {
            Some((SystemValue::of_attribute(name, attribute)?, content.clone()))
        });
        self.system =
            text.into_iter().chain(attributes).filter(|(_, content)| *content != Content::Nothing).collect();
        self.value_name = match name {
            // A name that is `Data` would be taken for none.
            "Data" => self.data_name().filter(|name| *name != "Data").map(str::to_owned),
            name => Some(name.to_owned()),
        };
    }

    /// Whether the record names the element.
    pub(super) fn has_gap_name(&self) -> bool {
        self.attributes.iter().any(|(name, content)| name == "Name" && matches!(content, Content::Gap(_)))
    }

    /// The attribute that names a `Data` element, if it has one that is not empty.
    pub(super) fn data_name(&self) -> Option<&str> {
        self.attributes.iter().find_map(|(name, content)| match content {
            Content::Literal(text) if name == "Name" => Some(text.as_str()),
            _ => None,
        })
    }
}

/// The templates of one chunk that were met, by where they lie in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Templates(Vec<(u32, Option<Arc<Template>>)>);

impl Templates {
    /// The number of the template at an offset of the chunk.
    pub(super) fn number(
        &mut self,
        chunk: &[u8],
        offset: u32,
        known: &mut KnownTemplates,
    ) -> Result<usize, Unusual> {
        let number = self.0.iter().position(|(known, _)| *known == offset);
        let number = number.unwrap_or_else(|| {
            self.0.push((offset, known.get(chunk, offset).ok()));
            self.0.len() - 1
        });
        self.get(number).map(|_| number)
    }

    pub(super) fn get(&self, number: usize) -> Result<&Template, Unusual> {
        self.0.get(number).and_then(|(_, template)| template.as_deref()).ok_or(Unusual)
    }
}

/// Templates of earlier chunks with the marks of their definitions, those met often first.
#[derive(Debug, Default)]
pub(super) struct KnownTemplates(Vec<(u64, Arc<Template>)>);

impl KnownTemplates {
    /// The template whose definition lies at an offset of a chunk.
    fn get(&mut self, chunk: &[u8], offset: u32) -> Result<Arc<Template>, Unusual> {
        let definition = Definition::at(chunk, offset as usize)?;
        let mark = definition.mark();
        let is_it =
            |(known, template): &(u64, Arc<Template>)| *known == mark && template.layout.is_of(&definition);
        if let Some(number) = self.0.iter().position(is_it) {
            // Logs of one kind lie together.
            self.0.swap(number, number / 2);
            return self.0.get(number / 2).map(|(_, template)| Arc::clone(template)).ok_or(Unusual);
        }
        let template = Arc::new(parse(&definition)?);
        if self.0.len() == MAX_KNOWN {
            self.0.clear();
        }
        self.0.push((mark, Arc::clone(&template)));
        Ok(template)
    }
}
