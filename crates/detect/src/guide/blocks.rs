//! Finding `!{name{…}}` blocks in Markdown.
//!
//! A block's body is one JSON value, so the JSON parser says where it ends: braces inside strings do not count.

use serde_json::Value;

use super::GuideBlock;
use super::investigation::Investigation;
use super::osquery::OsqueryQuery;
use crate::rule::decode::{FieldProblem, Fields, ValuePath};

/// Stand around the number of a block in the Markdown that goes to the parser. They are private-use characters without
/// meaning; a guide that holds them has them replaced.
const MARK_START: char = '\u{e000}';
const MARK_END: char = '\u{e001}';

/// Blocks beyond this number stay text. The richest public guide has eleven.
const MAX_BLOCKS: usize = 1_000;

/// Markdown with marks in it, and the blocks that they stand for.
pub(super) struct Scanned {
    pub(super) markdown: String,
    pub(super) blocks: Vec<GuideBlock>,
    /// The blocks as they were written, for where they stand in code and mean nothing.
    pub(super) sources: Vec<String>,
}

/// A piece of text between marks.
pub(super) enum Piece<'t> {
    Text(&'t str),
    Block(usize),
}

pub(super) fn scan(markdown: &str) -> Scanned {
    let mut scanned =
        Scanned { markdown: String::with_capacity(markdown.len()), blocks: Vec::new(), sources: Vec::new() };
    let mut rest = markdown;
    while let Some(position) = rest.find("!{") {
        let (before, from_block) = rest.split_at(position);
        push_text(&mut scanned.markdown, before);
        match read_block(from_block).filter(|_| scanned.blocks.len() < MAX_BLOCKS) {
            Some((block, length)) => {
                let number = scanned.blocks.len();
                scanned.markdown.push_str(&format!("{MARK_START}{number}{MARK_END}"));
                scanned.blocks.push(block);
                scanned.sources.push(from_block.get(..length).unwrap_or_default().to_owned());
                rest = from_block.get(length..).unwrap_or_default();
            }
            None => {
                scanned.markdown.push_str("!{");
                rest = from_block.get(2..).unwrap_or_default();
            }
        }
    }
    push_text(&mut scanned.markdown, rest);
    scanned
}

fn push_text(markdown: &mut String, text: &str) {
    markdown.extend(
        text.chars()
            .map(|c| if matches!(c, MARK_START | MARK_END) { char::REPLACEMENT_CHARACTER } else { c }),
    );
}

/// The block that a text starts with, and its length.
fn read_block(text: &str) -> Option<(GuideBlock, usize)> {
    let after_mark = text.strip_prefix("!{")?;
    let name_length = after_mark.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = after_mark.get(..name_length)?;
    if !matches!(name, "investigate" | "insight" | "osquery") {
        return None;
    }
    let body = after_mark.get(name_length..)?;
    if !body.starts_with('{') {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(body).into_iter::<Value>();
    let value = values.next()?;
    let (block, body_length) = match value {
        Ok(value) => (read_body(name, value), values.byte_offset()),
        // Not JSON: the line's end, or its last closing brace, is the best guess at where it ends.
        Err(error) => {
            let line = body.split('\n').next().unwrap_or(body);
            let end = line.rfind("}}").map_or(line.trim_end().len(), |brace| brace + 1);
            (Err(format!("the {name} block is not valid JSON: {error}")), end)
        }
    };
    let after_body = body.get(body_length..)?;
    let blanks = after_body.len() - after_body.trim_start().len();
    let closing = usize::from(after_body.trim_start().starts_with('}'));
    let length = 2 + name_length + body_length + if closing == 1 { blanks + 1 } else { 0 };
    let block = match block {
        Ok(block) if closing == 1 => block,
        Ok(_) => broken(text, length, format!("the {name} block has no closing brace")),
        Err(problem) => broken(text, length, problem),
    };
    Some((block, length))
}

fn broken(text: &str, length: usize, problem: String) -> GuideBlock {
    GuideBlock::Broken { source: text.get(..length).unwrap_or(text).to_owned(), problem }
}

fn read_body(name: &str, body: Value) -> Result<GuideBlock, String> {
    let Value::Object(body) = body else { return Err(format!("the {name} block is no object")) };
    let mut problems = Vec::new();
    let mut fields = Fields::new(body, ValuePath::default().key(name), &mut problems);
    let block = match name {
        "osquery" => GuideBlock::Osquery(OsqueryQuery::read(&mut fields)),
        _ => GuideBlock::Investigation(Investigation::read(&mut fields)),
    };
    match problems.first() {
        None => Ok(block),
        Some(FieldProblem { path, message, .. }) => Err(format!("{path}: {message}")),
    }
}

/// Splits a text at the marks in it.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, from_number)) = rest.split_once(MARK_START) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let Some((number, after)) = from_number.split_once(MARK_END) else {
            rest = from_number;
            break;
        };
        if let Ok(number) = number.parse() {
            pieces.push(Piece::Block(number));
        }
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The text with the blocks as they were written.
pub(super) fn restored(text: &str, sources: &[String]) -> String {
    let source = |number: usize| sources.get(number).map_or("", String::as_str);
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Block(number) => source(number),
        })
        .collect()
}
