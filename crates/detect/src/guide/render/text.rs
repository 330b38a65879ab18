//! Guides as plain text for a terminal.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::super::blocks::{Piece, pieces, restored};
use super::super::{Guide, PivotContext};
use super::plain::clean;
use super::wrap::paragraph;
use super::{ShownBlock, events, is_web_address, shown_blocks};

/// Deeper lists and quotes are no longer indented.
const MAX_INDENTS: usize = 12;

/// Narrower terminals get lines of this width.
const MIN_WIDTH: usize = 20;

pub(in super::super) fn text(guide: &Guide, context: Option<PivotContext<'_>>, width: usize) -> String {
    let blocks = shown_blocks(guide, context);
    let width = width.max(MIN_WIDTH);
    let mut writer = TextWriter::new(guide, &blocks, width);
    for event in events(&guide.markdown) {
        writer.event(event);
    }
    writer.flush();
    let mut out = writer.out;
    list_blocks(&mut out, &blocks, width);
    out.trim_start_matches('\n').to_owned()
}

/// The queries, numbered as the prose refers to them.
fn list_blocks(out: &mut String, blocks: &[ShownBlock], width: usize) {
    if blocks.is_empty() {
        return;
    }
    out.push_str("\nQueries\n-------\n");
    for (number, block) in blocks.iter().enumerate() {
        let mark = format!("[{}] ", number + 1);
        let indent = " ".repeat(mark.len());
        out.push('\n');
        paragraph(out, &clean(&block.label), &mark, &indent, width);
        paragraph(out, &clean(&block.query), &indent, &indent, width);
        for gap in &block.gaps {
            paragraph(out, &clean(gap), &format!("{indent}! "), &format!("{indent}  "), width);
        }
    }
}

struct TextWriter<'b> {
    out: String,
    width: usize,
    guide: &'b Guide,
    blocks: &'b [ShownBlock],
    /// What starts each line, one for every list item and quote around it.
    indents: Vec<String>,
    /// The bullet or number that the next line starts with.
    bullet: Option<String>,
    /// The next number of each list around; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The paragraph so far. A zero character is a forced line break.
    inline: String,
    /// Where a link goes, until its text has ended.
    links: Vec<String>,
    heading: Option<HeadingLevel>,
    in_code_block: bool,
    row: Vec<String>,
}

impl<'b> TextWriter<'b> {
    fn new(guide: &'b Guide, blocks: &'b [ShownBlock], width: usize) -> Self {
        Self {
            out: String::new(),
            width,
            guide,
            blocks,
            indents: Vec::new(),
            bullet: None,
            lists: Vec::new(),
            inline: String::new(),
            links: Vec::new(),
            heading: None,
            in_code_block: false,
            row: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code_block => self.code_lines(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                let code = clean(&restored(&text, &self.guide.sources));
                self.inline.push_str(&format!("`{code}`"));
            }
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::SoftBreak => self.inline.push(' '),
            Event::HardBreak => self.inline.push('\u{0}'),
            Event::Rule => {
                self.flush();
                self.out.push_str("\n----\n");
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => self.inline.push_str(&clean(text)),
                Piece::Block(number) => {
                    if let Some(block) = self.blocks.get(number) {
                        let label = clean(&block.label);
                        self.inline.push_str(&format!("-> {label} [{}]", number + 1));
                    }
                }
            }
        }
    }

    fn code_lines(&mut self, text: &str) {
        for line in restored(text, &self.guide.sources).lines() {
            let (first, _) = self.starts();
            self.out.push_str(format!("{first}    {}", clean(line)).trim_end());
            self.out.push('\n');
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(level);
                self.blank_line();
            }
            Tag::Paragraph if self.bullet.is_none() => {
                self.flush();
                self.blank_line();
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.blank_line();
                self.indents.push("| ".into());
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.blank_line();
                self.in_code_block = true;
            }
            Tag::List(first) => {
                self.flush();
                if self.lists.is_empty() {
                    self.blank_line();
                }
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::Link { dest_url, .. } => self.links.push(dest_url.into_string()),
            Tag::Table(_) => {
                self.flush();
                self.blank_line();
            }
            Tag::TableHead | Tag::TableRow => self.row.clear(),
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.flush();
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                let bullet = format!("{number}. ");
                *number = number.saturating_add(1);
                bullet
            }
            _ => "- ".into(),
        };
        self.indents.push(" ".repeat(bullet.len()));
        self.bullet = Some(bullet);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Paragraph => self.flush(),
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.indents.pop();
            }
            TagEnd::CodeBlock => self.in_code_block = false,
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.flush();
                self.bullet = None;
                self.indents.pop();
            }
            TagEnd::Link => {
                let target = self.links.pop().unwrap_or_default();
                let target = clean(&restored(&target, &self.guide.sources)).replace(' ', "%20");
                if is_web_address(&target) && !self.inline.ends_with(&target) {
                    self.inline.push_str(&format!(" <{target}>"));
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.inline);
                self.row.push(cell.replace('\u{0}', " ").trim().to_owned());
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = std::mem::take(&mut self.row);
                self.inline = row.join(" | ");
                self.flush();
            }
            _ => {}
        }
    }

    fn end_heading(&mut self) {
        let length = self.inline.chars().count().min(self.width);
        self.flush();
        let rule = match self.heading.take() {
            Some(HeadingLevel::H1) => "=",
            Some(HeadingLevel::H2) => "-",
            _ => return,
        };
        self.out.push_str(&rule.repeat(length));
        self.out.push('\n');
    }

    fn blank_line(&mut self) {
        // Between a bullet and its text there is none.
        if self.bullet.is_none() && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// What the next line starts with, and the ones after it.
    fn starts(&mut self) -> (String, String) {
        let next: String = self.indents.iter().take(MAX_INDENTS).map(String::as_str).collect();
        let first = match self.bullet.take() {
            Some(bullet) => {
                let outer = self.indents.len().saturating_sub(1).min(MAX_INDENTS);
                let outer: String = self.indents.iter().take(outer).map(String::as_str).collect();
                format!("{outer}{bullet}")
            }
            None => next.clone(),
        };
        (first, next)
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        if inline.trim().is_empty() {
            return;
        }
        let (first, next) = self.starts();
        paragraph(&mut self.out, &inline, &first, &next, self.width);
    }
}
