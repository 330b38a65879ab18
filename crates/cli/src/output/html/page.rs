//! Writes a page: constants as they are, everything else escaped.

use std::fmt;
use std::io::{self, Write};

use detect::guide::Guide;

/// A page in the making. Markup is `&'static str`, so that text from outside cannot become markup by mistake.
pub(super) struct Page<'o> {
    out: &'o mut dyn Write,
}

impl<'o> Page<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out }
    }

    /// Markup that this program contains.
    pub(super) fn raw(&mut self, markup: &'static str) -> io::Result<()> {
        self.out.write_all(markup.as_bytes())
    }

    /// Text, or the value of a quoted attribute. What would not be seen is written out: control characters, direction
    /// marks, zero-width characters.
    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        let mut start = 0;
        for (at, character) in text.char_indices() {
            let Some(replacement) = replacement(character) else { continue };
            self.out.write_all(text.as_bytes().get(start..at).unwrap_or_default())?;
            match replacement {
                Replacement::Entity(entity) => self.out.write_all(entity.as_bytes())?,
                Replacement::Code => write!(self.out, "{}", character.escape_unicode())?,
            }
            start = at + character.len_utf8();
        }
        self.out.write_all(text.as_bytes().get(start..).unwrap_or_default())
    }

    /// A guide: the one piece of markup that is made elsewhere, of a fixed set of tags with every text escaped.
    pub(super) fn guide(&mut self, guide: &Guide) -> io::Result<()> {
        self.out.write_all(guide.to_html(None, 4).as_bytes())
    }

    /// A number.
    pub(super) fn number(&mut self, number: impl Number) -> io::Result<()> {
        write!(self.out, "{number}")
    }

    /// ` name="value"`.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) -> io::Result<()> {
        write!(self.out, " {name}=\"")?;
        self.text(value)?;
        self.raw("\"")
    }

    /// A link, where the address is one that a page may safely lead to; else only the text.
    pub(super) fn link(&mut self, address: &str, text: &str) -> io::Result<()> {
        if !is_web_address(address) {
            return self.text(text);
        }
        self.raw("<a rel=\"noopener noreferrer\"")?;
        self.attribute("href", address)?;
        self.raw(">")?;
        self.text(text)?;
        self.raw("</a>")
    }
}

/// Only these schemes run nothing.
fn is_web_address(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// What displays as digits, sign and point only.
pub(super) trait Number: fmt::Display {}

impl Number for u32 {}
impl Number for u64 {}
impl Number for usize {}
impl Number for f64 {}

enum Replacement {
    Entity(&'static str),
    Code,
}

fn replacement(character: char) -> Option<Replacement> {
    match character {
        '&' => Some(Replacement::Entity("&amp;")),
        '<' => Some(Replacement::Entity("&lt;")),
        '>' => Some(Replacement::Entity("&gt;")),
        '"' => Some(Replacement::Entity("&quot;")),
        '\'' => Some(Replacement::Entity("&#39;")),
        '\n' | '\t' => None,
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{61c}' => Some(Replacement::Code),
        character if character.is_control() => Some(Replacement::Code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        Page::new(&mut out).text(text).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn text_never_becomes_markup() {
        check("a < b && c > \"d\" 'e'", "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;");
        check("exe\u{202e}gpj", "exe\\u{202e}gpj");
        check("nul\0 esc\x1b[1m", "nul\\u{0} esc\\u{1b}[1m");
        check("two\nlines", "two\nlines");
        check("", "");
    }

    #[test]
    fn links_lead_to_the_web_only() {
        let linked = |address| {
            let mut out = Vec::new();
            Page::new(&mut out).link(address, "x").unwrap();
            out != b"x"
        };
        assert!(linked("https://attack.mitre.org/techniques/T1202"));
        assert!(!linked("javascript:alert(1)"));
        assert!(!linked(" https://blank.first"));
        assert!(!linked("data:text/html,x"));
    }
}
