//! Guides for people: plain text and HTML.

mod html;
mod plain;
mod text;
mod wrap;

use pulldown_cmark::{Event, Options, Parser, TextMergeStream};

use super::pivot::{GapEffect, Pivot};
use super::{Guide, GuideBlock, PivotContext};

pub(super) use html::html;
pub(super) use text::text;

/// The Markdown's events. Tables are the only extension that guides use.
fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(markdown, Options::ENABLE_TABLES))
}

/// What is shown of a block: its label, its query, and what the alert lacked.
struct ShownBlock {
    label: String,
    query: String,
    gaps: Vec<String>,
}

impl ShownBlock {
    fn of(block: &GuideBlock, context: Option<PivotContext<'_>>) -> Self {
        match (block, context) {
            (GuideBlock::Investigation(investigation), Some(context)) => {
                let pivot = investigation.pivot(context);
                // With nothing left to ask, the query with its places open still says what was wanted.
                let query = pivot.to_eql().unwrap_or_else(|| investigation.to_eql());
                Self { label: investigation.label.clone(), query, gaps: gap_sentences(&pivot) }
            }
            (GuideBlock::Investigation(investigation), None) => Self {
                label: investigation.label.clone(),
                query: match (&investigation.relative_from, &investigation.relative_to) {
                    (Some(from), Some(to)) => format!("{} [from {from} to {to}]", investigation.to_eql()),
                    _ => investigation.to_eql(),
                },
                gaps: Vec::new(),
            },
            (GuideBlock::Osquery(osquery), Some(context)) => {
                let (query, missing) = osquery.fill(context.alert);
                let gaps = missing.iter().map(|field| format!("the alert has no {field}")).collect();
                Self { label: osquery.label.clone(), query, gaps }
            }
            (GuideBlock::Osquery(osquery), None) => {
                Self { label: osquery.label.clone(), query: osquery.query.clone(), gaps: Vec::new() }
            }
            (GuideBlock::Broken { source, problem }, _) => {
                Self { label: "unreadable block".into(), query: source.clone(), gaps: vec![problem.clone()] }
            }
        }
    }
}

fn gap_sentences(pivot: &Pivot) -> Vec<String> {
    let mut sentences: Vec<String> = pivot
        .gaps
        .iter()
        .map(|gap| match &gap.effect {
            GapEffect::Replaced { by } => format!("the alert has no {}; {by} is used instead", gap.missing),
            GapEffect::LeftOut => format!("the alert has no {}; what needs it is left out", gap.missing),
        })
        .collect();
    if !pivot.is_answerable() {
        sentences.push("nothing is left to ask".into());
    }
    sentences
}

fn shown_blocks(guide: &Guide, context: Option<PivotContext<'_>>) -> Vec<ShownBlock> {
    guide.blocks().iter().map(|block| ShownBlock::of(block, context)).collect()
}

/// Whether a link leads to the web, and not to a script, a file or nowhere.
fn is_web_address(target: &str) -> bool {
    let lower = target.get(..8).unwrap_or(target).to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}
