//! What there is to say about a rule's query, at its place in the file.

use detect::detector::RuleOutcome;
use lang::{Diagnostic, Label, Span};

use crate::text::clean;

/// Remarks on the query, each with the lines it is about. Where the query stands in the rule's file as it is, lines and
/// columns are those of the file; else they are those of the query.
pub(crate) fn remarks(outcome: &RuleOutcome, colors: bool) -> Vec<String> {
    if outcome.diagnostics.is_empty() {
        return Vec::new();
    }
    let loaded = &outcome.loaded;
    let query = loaded.rule.query().unwrap_or_default();
    let path = clean(&loaded.origin.path.display().to_string()).into_owned();
    let file = std::fs::read_to_string(&loaded.origin.path).ok();
    let in_file = file.as_deref().and_then(|file| Some((file, only_place(file, query)?)));
    let show = |diagnostic: &Diagnostic| match in_file {
        Some((file, offset)) => shifted(diagnostic, offset).render(&path, file, colors),
        None => {
            let name = format!("{}: {}", loaded.origin, loaded.rule.name);
            diagnostic.render(&clean(&name), query, colors)
        }
    };
    outcome.diagnostics.iter().map(|diagnostic| show(diagnostic).trim_end().to_owned()).collect()
}

/// Where the query is in the file, if it is there once.
fn only_place(file: &str, query: &str) -> Option<usize> {
    let mut places = file.match_indices(query);
    let (place, _) = places.next()?;
    (!query.is_empty() && places.next().is_none()).then_some(place)
}

fn shifted(diagnostic: &Diagnostic, by: usize) -> Diagnostic {
    let shift = |span: Span| Span::new(span.start as usize + by, span.end as usize + by);
    let labels = diagnostic.labels.iter();
    Diagnostic {
        span: shift(diagnostic.span),
        labels: labels
            .map(|label| Label { span: shift(label.span), message: label.message.clone() })
            .collect(),
        ..diagnostic.clone()
    }
}
