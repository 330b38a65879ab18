//! Guides as HTML, from a fixed set of tags.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::super::blocks::{Piece, pieces, restored};
use super::super::{Guide, PivotContext};
use super::{ShownBlock, events, is_web_address, shown_blocks};

/// What is nested deeper comes from no honest guide, and is shown without its structure.
const MAX_DEPTH: usize = 24;

pub(in super::super) fn html(guide: &Guide, context: Option<PivotContext<'_>>, top_heading: u8) -> String {
    let blocks = shown_blocks(guide, context);
    let mut writer = HtmlWriter {
        out: String::new(),
        guide,
        blocks: &blocks,
        top_heading,
        open: Vec::new(),
        in_head: false,
        in_code_block: false,
    };
    for event in events(&guide.markdown) {
        writer.event(event);
    }
    writer.out
}

struct HtmlWriter<'b> {
    out: String,
    guide: &'b Guide,
    blocks: &'b [ShownBlock],
    top_heading: u8,
    /// The closing tags of what is open; empty ones for what has none.
    open: Vec<&'static str>,
    in_head: bool,
    in_code_block: bool,
}

impl HtmlWriter<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code_block => self.verbatim(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.out.push_str("<code>");
                self.verbatim(&text);
                self.out.push_str("</code>");
            }
            // Raw HTML is text here.
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            _ => {}
        }
    }

    fn verbatim(&mut self, text: &str) {
        escape(&mut self.out, &restored(text, &self.guide.sources));
    }

    fn text(&mut self, text: &str) {
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => escape(&mut self.out, text),
                Piece::Block(number) => {
                    if let Some(block) = self.blocks.get(number) {
                        self.block(block);
                    }
                }
            }
        }
    }

    fn block(&mut self, block: &ShownBlock) {
        self.out.push_str("<strong class=\"pivot\">");
        escape(&mut self.out, &block.label);
        self.out.push_str("</strong> <code class=\"pivot-query\">");
        escape(&mut self.out, &block.query);
        self.out.push_str("</code>");
        for gap in &block.gaps {
            self.out.push_str(" <em class=\"pivot-gap\">");
            escape(&mut self.out, gap);
            self.out.push_str("</em>");
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(_) => self.in_code_block = true,
            Tag::TableHead => self.in_head = true,
            _ => {}
        }
        if self.open.len() >= MAX_DEPTH {
            self.open.push("");
            return;
        }
        let (opening, closing) = match tag {
            Tag::Paragraph => ("<p>", "</p>\n"),
            Tag::Heading { level, .. } => self.heading(*level),
            Tag::BlockQuote(_) => ("<blockquote>\n", "</blockquote>\n"),
            Tag::CodeBlock(_) => ("<pre><code>", "</code></pre>\n"),
            Tag::List(None) => ("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => ("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => {
                self.out.push_str(&format!("<ol start=\"{first}\">\n"));
                ("", "</ol>\n")
            }
            Tag::Item => ("<li>", "</li>\n"),
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::Table(_) => ("<table>\n", "</tbody></table>\n"),
            Tag::TableHead => ("<thead><tr>", "</tr></thead>\n<tbody>\n"),
            Tag::TableRow => ("<tr>", "</tr>\n"),
            Tag::TableCell if self.in_head => ("<th>", "</th>"),
            Tag::TableCell => ("<td>", "</td>"),
            Tag::Link { dest_url, .. } => self.link(dest_url),
            _ => ("", ""),
        };
        self.out.push_str(opening);
        self.open.push(closing);
    }

    /// Opens a link where it leads to the web.
    fn link(&mut self, target: &str) -> (&'static str, &'static str) {
        let target = restored(target, &self.guide.sources);
        if !is_web_address(&target) {
            return ("", "");
        }
        self.out.push_str("<a rel=\"noopener noreferrer\" href=\"");
        escape(&mut self.out, &target);
        ("\">", "</a>")
    }

    /// Guides begin with headings of the second level.
    fn heading(&self, level: HeadingLevel) -> (&'static str, &'static str) {
        let below_top = (level as u8).saturating_sub(2);
        match self.top_heading.saturating_add(below_top) {
            0 | 1 => ("<h1>", "</h1>\n"),
            2 => ("<h2>", "</h2>\n"),
            3 => ("<h3>", "</h3>\n"),
            4 => ("<h4>", "</h4>\n"),
            5 => ("<h5>", "</h5>\n"),
            _ => ("<h6>", "</h6>\n"),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => self.in_code_block = false,
            TagEnd::TableHead => self.in_head = false,
            _ => {}
        }
        self.out.push_str(self.open.pop().unwrap_or_default());
    }
}

/// Appends text so that it is text wherever it stands, in an attribute's quotes, too. Control characters are dropped, and
/// so are the marks that override the direction of writing.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}
