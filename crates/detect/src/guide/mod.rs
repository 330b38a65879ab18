//! Investigation guides: the Markdown that a rule's authors wrote for whoever gets its alert (`note`).
//!
//! A guide is prose with queries in it. [`Guide::parse`] takes the queries out as [`Investigation`]s and
//! [`OsqueryQuery`]s; [`Investigation::pivot`] fills one in from an alert, and [`Guide::to_text`] and [`Guide::to_html`]
//! show the whole.
//!
//! **What is absent.** Nothing is run here: a [`Pivot`] is a question, and whoever has events answers it. No raw HTML of a
//! guide or of an alert ever gets through: guides come with rules from anywhere, and alert values are written by attackers.

mod blocks;
mod condition;
mod eql;
mod filter;
mod investigation;
mod osquery;
mod pivot;
mod render;
mod template;

use ecs::{Document, Timestamp};

use blocks::Scanned;
pub use condition::{Condition, ConditionTest, ConditionValue, RangeBounds, ValueType};
pub use investigation::Investigation;
pub use osquery::OsqueryQuery;
pub use pivot::{GapEffect, Pivot, PivotCondition, PivotGap, PivotTest};
pub use template::Template;

use crate::rule::Rule;

/// Guides longer than this are cut. The longest public one is a twentieth of it.
const MAX_GUIDE_BYTES: usize = 1 << 20;

/// A parsed investigation guide. Any other Markdown of a rule (`setup`) can be read as one, too.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Guide {
    /// The Markdown with a mark where each block was.
    markdown: String,
    blocks: Vec<GuideBlock>,
    /// The blocks as they were written.
    sources: Vec<String>,
}

/// A block of a guide that is not prose.
#[derive(Clone, PartialEq, Debug)]
pub enum GuideBlock {
    /// `!{investigate{…}}`, or its older form `!{insight{…}}`.
    Investigation(Investigation),
    /// `!{osquery{…}}`: a query for the host itself.
    Osquery(OsqueryQuery),
    /// A block that cannot be read; it is shown as it was written.
    Broken {
        /// As it was written.
        source: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// From what a guide's queries are filled in.
#[derive(Clone, Copy, Debug)]
pub struct PivotContext<'a> {
    /// The alert. Any document does; an alert also says when its event happened (`kibana.alert.original_time`).
    pub alert: &'a Document,
    /// What `now` is.
    pub now: Timestamp,
}

impl Guide {
    /// Reads a guide. What cannot be read stays in place as text; [`Guide::problems`] has why.
    pub fn parse(markdown: &str) -> Self {
        let Scanned { markdown, blocks, sources } = blocks::scan(cut(markdown));
        Self { markdown, blocks, sources }
    }

    /// The guide of a rule; empty where it has none.
    pub fn of(rule: &Rule) -> Self {
        Self::parse(rule.note.as_deref().unwrap_or_default())
    }

    /// Everything that is not prose, in order.
    pub fn blocks(&self) -> &[GuideBlock] {
        &self.blocks
    }

    /// The queries over events, in order.
    pub fn investigations(&self) -> impl Iterator<Item = &Investigation> {
        self.blocks.iter().filter_map(|block| match block {
            GuideBlock::Investigation(investigation) => Some(investigation),
            _ => None,
        })
    }

    /// The queries for the host itself, in order.
    pub fn osquery_queries(&self) -> impl Iterator<Item = &OsqueryQuery> {
        self.blocks.iter().filter_map(|block| match block {
            GuideBlock::Osquery(query) => Some(query),
            _ => None,
        })
    }

    /// What is wrong with blocks that cannot be read.
    pub fn problems(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| match block {
            GuideBlock::Broken { problem, .. } => Some(problem.as_str()),
            _ => None,
        })
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.markdown.trim().is_empty()
    }

    /// Plain text for a terminal, wrapped to `width` columns where words allow; queries follow the prose, numbered as they
    /// are referred to in it. Without control characters, whatever the guide or the alert holds.
    pub fn to_text(&self, context: Option<PivotContext<'_>>, width: usize) -> String {
        render::text(self, context, width)
    }

    /// HTML: headings, paragraphs, lists, tables, quotes, code, emphasis and links to http and https, and nothing else.
    /// Every text is escaped. The guide's topmost headings become `h` and `top_heading` (1 to 6). Classes: `pivot`,
    /// `pivot-query`, `pivot-gap`.
    pub fn to_html(&self, context: Option<PivotContext<'_>>, top_heading: u8) -> String {
        render::html(self, context, top_heading)
    }
}

/// The start of a text, up to the limit.
fn cut(markdown: &str) -> &str {
    let mut end = markdown.len().min(MAX_GUIDE_BYTES);
    while !markdown.is_char_boundary(end) {
        end -= 1;
    }
    markdown.get(..end).unwrap_or(markdown)
}

#[cfg(test)]
mod tests;
