//! Reads the definition of a template.

use super::Unusual;
use super::cursor::Cursor;
use super::definition::{Definition, Layout, NamePlace};
use super::template::{Content, Node, Template};

/// How deep the elements of a template may nest. Those of Windows' own are at most five deep.
const MAX_DEPTH: usize = 16;

/// Elements whose `Data` children are written by their names.
const CONTAINERS: [&str; 2] = ["EventData", "UserData"];

/// The tokens of binary XML (MS-EVEN6, 2.2.12). A set bit 0x40 says that more of the kind follows.
mod token {
    pub(super) const END: u8 = 0x00;
    pub(super) const OPEN_START: u8 = 0x01;
    pub(super) const CLOSE_START: u8 = 0x02;
    pub(super) const CLOSE_EMPTY: u8 = 0x03;
    pub(super) const END_ELEMENT: u8 = 0x04;
    pub(super) const VALUE: u8 = 0x05;
    pub(super) const ATTRIBUTE: u8 = 0x06;
    pub(super) const NORMAL_SUBSTITUTION: u8 = 0x0D;
    pub(super) const OPTIONAL_SUBSTITUTION: u8 = 0x0E;
    pub(super) const FRAGMENT_HEADER: u8 = 0x0F;
    pub(super) const MORE: u8 = 0x40;
}

/// The type of text in UTF-16.
const STRING: u8 = 0x01;
/// No dependency.
const NONE: u16 = 0xFFFF;

/// Reads the template of a definition.
pub(super) fn parse(definition: &Definition<'_>) -> Result<Template, Unusual> {
    let body = &definition.body;
    let before_end = definition.chunk.get(..body.end).ok_or(Unusual)?;
    let mut cursor = Cursor::new(before_end, body.start);
    if cursor.u8()? != token::FRAGMENT_HEADER {
        return Err(Unusual);
    }
    cursor.skip(3)?;
    let mut parser = Parser { definition, cursor, layout: Layout::default() };
    let token = parser.cursor.u8()?;
    let root = parser.element(token, 0)?;
    if parser.cursor.u8()? != token::END {
        return Err(Unusual);
    }
    check(&root)?;
    let nested = only_nested(&root)?;
    Ok(Template { root, nested, layout: parser.layout.of(definition) })
}

struct Parser<'c> {
    definition: &'c Definition<'c>,
    /// In the template's definition.
    cursor: Cursor<'c>,
    layout: Layout,
}

impl Parser<'_> {
    /// Reads the element that the token begins.
    fn element(&mut self, open: u8, depth: usize) -> Result<Node, Unusual> {
        if open & !token::MORE != token::OPEN_START || depth == MAX_DEPTH {
            return Err(Unusual);
        }
        let dependency = Some(self.cursor.u16()?).filter(|&gap| gap != NONE);
        self.cursor.skip(4)?;
        let mut node = Node { name: self.name()?, dependency, ..Node::default() };
        if open & token::MORE != 0 {
            self.cursor.skip(4)?;
        }
        loop {
            match self.cursor.u8()? {
                attribute if attribute & !token::MORE == token::ATTRIBUTE => {
                    let name = self.name()?;
                    let token = self.cursor.u8()?;
                    let mut content = self.content(token)?;
                    if let ("Guid", Content::Literal(guid)) = (name.as_str(), &mut content) {
                        // As it is spelled in every record then.
                        guid.make_ascii_uppercase();
                    }
                    if content != Content::Nothing {
                        node.attributes.push((name, content));
                    }
                }
                token::CLOSE_EMPTY => break,
                token::CLOSE_START => {
                    self.children(&mut node, depth)?;
                    break;
                }
                _ => return Err(Unusual),
            }
        }
        node.finish();
        Ok(node)
    }

    fn children(&mut self, node: &mut Node, depth: usize) -> Result<(), Unusual> {
        let mut has_content = false;
        loop {
            let token = self.cursor.u8()?;
            match token & !token::MORE {
                token::END_ELEMENT => break,
                // Behind a gap among the elements the order would matter.
                token::OPEN_START if node.nested.is_none() && !has_content => {
                    node.elements.push(self.element(token, depth + 1)?);
                }
                token::OPEN_START => return Err(Unusual),
                _ => {
                    let content = self.content(token)?;
                    match (content, node.elements.is_empty()) {
                        (content, true) if !has_content => node.content = content,
                        (Content::Gap(gap), false) if node.nested.is_none() => node.nested = Some(gap),
                        _ => return Err(Unusual),
                    }
                    has_content |= node.elements.is_empty();
                }
            }
        }
        Ok(())
    }

    /// Reads text or a gap.
    fn content(&mut self, token: u8) -> Result<Content, Unusual> {
        match token & !token::MORE {
            token::VALUE => {
                if self.cursor.u8()? != STRING {
                    return Err(Unusual);
                }
                let units = usize::from(self.cursor.u16()?);
                let text = utf16(self.cursor.take(units * 2)?)?;
                Ok(if text.is_empty() { Content::Nothing } else { Content::Literal(text) })
            }
            token::NORMAL_SUBSTITUTION | token::OPTIONAL_SUBSTITUTION => {
                let gap = self.cursor.u16()?;
                self.cursor.skip(1)?;
                Ok(Content::Gap(gap))
            }
            _ => Err(Unusual),
        }
    }

    /// Reads a reference to a name, and passes over the name where this is where it lies.
    fn name(&mut self) -> Result<String, Unusual> {
        let place = self.cursor.at;
        let (units, length) = self.definition.name(place)?;
        self.cursor.skip(length)?;
        self.layout.names.push(NamePlace::new(place - self.definition.body.start, length, units));
        let name = utf16(units)?;
        // Names are written as they are, and must not end the string that they are in.
        match name.bytes().any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
            true => Err(Unusual),
            false => Ok(name),
        }
    }
}

fn utf16(bytes: &[u8]) -> Result<String, Unusual> {
    let units = super::utf16::until_zero(bytes).iter().map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units).collect::<Result<_, _>>().map_err(|_| Unusual)
}

/// Refuses what would not be written as it is: names that occur twice get numbers.
fn check(node: &Node) -> Result<(), Unusual> {
    let is_container = CONTAINERS.contains(&node.name.as_str());
    let mut names = Vec::with_capacity(node.elements.len());
    let is_data = |child: &Node| is_container && child.name == "Data";
    let is_named = node.elements.iter().any(|child| is_data(child) && child.data_name().is_some());
    for child in &node.elements {
        check(child)?;
        if is_data(child) && (!child.elements.is_empty() || child.has_gap_name()) {
            return Err(Unusual);
        }
        let name = match is_data(child) {
            false if child.name == "Data" => return Err(Unusual),
            false => (false, child.name.as_str()),
            true => match child.data_name() {
                Some(name) => (true, name),
                None if is_named => return Err(Unusual),
                None => continue,
            },
        };
        if names.contains(&name) || name.1 == "#attributes" {
            return Err(Unusual);
        }
        names.push(name);
    }
    // Unnamed values are written together, wherever they are, and numbered among all.
    let unnamed = node.elements.len() - names.len();
    match node.elements.iter().take(unnamed).all(is_data) {
        true => Ok(()),
        false => Err(Unusual),
    }
}

/// The only gap in the template that takes the place of an element.
fn only_nested(root: &Node) -> Result<Option<u16>, Unusual> {
    let mut found = None;
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        let gap = match (&node.nested, &node.content) {
            (Some(gap), _) => Some(*gap),
            (None, Content::Gap(gap)) if CONTAINERS.contains(&node.name.as_str()) => Some(*gap),
            _ => None,
        };
        if gap.is_some() && std::mem::replace(&mut found, gap).is_some() {
            return Err(Unusual);
        }
        nodes.extend(&node.elements);
    }
    Ok(found)
}
