//! Guides as HTML, from a fixed set of tags.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::super::blocks::{Piece, pieces, restored};
use super::super::{Guide, PivotContext};
use super::{ShownBlock, events, is_web_address, shown_blocks};

pub(in super::super) fn html(guide: &Guide, context: Option<PivotContext<'_>>) -> String {
    let blocks = shown_blocks(guide, context);
    let mut writer = HtmlWriter {
        out: String::new(),
        guide,
        blocks: &blocks,
        links: Vec::new(),
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
    /// Whether each link around was opened: only those to http and https are.
    links: Vec<bool>,
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
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, .. } => self.out.push_str(&format!("<{}>", heading(*level))),
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>\n"),
            Tag::CodeBlock(_) => {
                self.in_code_block = true;
                self.out.push_str("<pre><code>");
            }
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.out.push_str("<li>"),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Table(_) => self.out.push_str("<table>\n"),
            Tag::TableHead => {
                self.in_head = true;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => self.out.push_str("<tr>"),
            Tag::TableCell => self.out.push_str(if self.in_head { "<th>" } else { "<td>" }),
            Tag::Link { dest_url, .. } => {
                let target = restored(dest_url, &self.guide.sources);
                let allowed = is_web_address(&target);
                if allowed {
                    self.out.push_str("<a rel=\"noopener noreferrer\" href=\"");
                    escape(&mut self.out, &target);
                    self.out.push_str("\">");
                }
                self.links.push(allowed);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => self.out.push_str(&format!("</{}>\n", heading(level))),
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.in_code_block = false;
                self.out.push_str("</code></pre>\n");
            }
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Table => self.out.push_str("</tbody></table>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Link if self.links.pop() == Some(true) => self.out.push_str("</a>"),
            _ => {}
        }
    }
}

fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}

/// Appends text so that it is text wherever it stands, in an attribute's quotes, too. Control characters are dropped.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}
