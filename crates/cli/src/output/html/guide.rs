//! A rule's guide, Markdown, as part of the page. Raw HTML in it is text like any other.

use std::io;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::page::{Page, is_web_address};

/// Deeper lists and quotes than these come from no honest guide; what is below is shown without its structure.
const DEEPEST: usize = 24;

/// Writes a guide.
pub(super) fn write(page: &mut Page<'_>, markdown: &str) -> io::Result<()> {
    let mut writer = Writer { open: Vec::new() };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.event(page, event)?;
    }
    Ok(())
}

struct Writer {
    /// Closing tags of what is open; empty ones for what was not opened.
    open: Vec<&'static str>,
}

impl Writer {
    fn event(&mut self, page: &mut Page<'_>, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Start(tag) => self.start(page, &tag),
            Event::End(end) => self.end(page, end),
            Event::Code(code) => {
                page.raw("<code>")?;
                page.text(&code)?;
                page.raw("</code>")
            }
            Event::SoftBreak => page.raw("\n"),
            Event::HardBreak => page.raw("<br>\n"),
            Event::Rule => page.raw("<hr>\n"),
            Event::TaskListMarker(done) => page.raw(if done { "☑ " } else { "☐ " }),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => page.text(&text),
        }
    }

    fn start(&mut self, page: &mut Page<'_>, tag: &Tag<'_>) -> io::Result<()> {
        if self.open.len() >= DEEPEST {
            self.open.push("");
            return Ok(());
        }
        if let Tag::Link { dest_url, .. } = tag {
            return self.start_link(page, dest_url);
        }
        let (opening, closing) = match tag {
            Tag::Paragraph => ("<p>", "</p>\n"),
            // The page has levels of its own above the guide's.
            Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. } => ("<h4>", "</h4>\n"),
            Tag::Heading { level: HeadingLevel::H3, .. } => ("<h5>", "</h5>\n"),
            Tag::Heading { .. } => ("<h6>", "</h6>\n"),
            Tag::BlockQuote(_) => ("<blockquote>", "</blockquote>\n"),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                ("<pre><code>", "</code></pre>\n")
            }
            Tag::List(Some(_)) => ("<ol>", "</ol>\n"),
            Tag::List(None) => ("<ul>", "</ul>\n"),
            Tag::Item => ("<li>", "</li>\n"),
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::Table(_) => ("<table>", "</tbody></table>\n"),
            Tag::TableHead => ("<thead><tr>", "</tr></thead><tbody>\n"),
            Tag::TableRow => ("<tr>", "</tr>\n"),
            Tag::TableCell => ("<td>", "</td>"),
            _ => ("", ""),
        };
        page.raw(opening)?;
        self.open.push(closing);
        Ok(())
    }

    fn start_link(&mut self, page: &mut Page<'_>, address: &str) -> io::Result<()> {
        if !is_web_address(address) {
            self.open.push("");
            return Ok(());
        }
        page.raw("<a rel=\"noopener noreferrer\"")?;
        page.attribute("href", address)?;
        page.raw(">")?;
        self.open.push("</a>");
        Ok(())
    }

    fn end(&mut self, page: &mut Page<'_>, _: TagEnd) -> io::Result<()> {
        page.raw(self.open.pop().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, expected: &str) {
        let mut out = Vec::new();
        write(&mut Page::new(&mut out), markdown).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn guides_are_rendered_and_cannot_break_out() {
        check(
            "## Steps\n\n- *one* `x`\n",
            "<h4>Steps</h4>\n<ul><li><em>one</em> <code>x</code></li>\n</ul>\n",
        );
        check("a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>\n");
        check("[x](javascript:alert(1))", "<p>x</p>\n");
        check(
            "[x](https://e.org/?b=\"2\")",
            "<p><a rel=\"noopener noreferrer\" href=\"https://e.org/?b=&quot;2&quot;\">x</a></p>\n",
        );
        check(
            "[x](https://e.org/?a=1&b=2)",
            "<p><a rel=\"noopener noreferrer\" href=\"https://e.org/?a=1&amp;b=2\">x</a></p>\n",
        );
        check("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;");
    }

    #[test]
    fn depth_is_limited() {
        let mut out = Vec::new();
        write(&mut Page::new(&mut out), &">".repeat(10_000)).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches("<blockquote>").count(), text.matches("</blockquote>").count());
        assert!(text.matches("<blockquote>").count() <= DEEPEST);
    }
}
