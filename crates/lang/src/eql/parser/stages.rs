//! The bracketed filters of sequences and samples, and the rules about them that need no catalogue.

use super::Parser;
use crate::codes;
use crate::eql::ast::{EventFilter, Expression, ExpressionKind, Sample, Sequence, Stage};
use crate::eql::token::TokenKind;
use crate::{Diagnostic, Span};

/// The most filters of a sample: Elasticsearch's limit.
const MAX_SAMPLE_FILTERS: usize = 5;

/// The most stages of a sequence, runs unfolded: a limit of ours. Public rules have at most five, or 25 with runs.
const MAX_STAGES: usize = 256;

impl Parser<'_> {
    pub(super) fn stages(&mut self) -> Vec<Stage> {
        let mut stages = Vec::new();
        while self.at(&TokenKind::LeftBracket) || self.at(&TokenKind::MissingBracket) {
            stages.extend(self.stage());
        }
        stages
    }

    /// `[ … ]` and what follows it: `by …` and `with runs=N`, in either order.
    pub(super) fn stage(&mut self) -> Option<Stage> {
        let start = self.span();
        let missing = self.eat(&TokenKind::MissingBracket);
        if !missing && !self.expect(&TokenKind::LeftBracket, "`[`") {
            return None;
        }
        let filter = match self.event_filter() {
            Some(filter) => filter,
            None => {
                self.skip_to(&[TokenKind::RightBracket]);
                let span = start.to(self.previous_end());
                EventFilter {
                    category: None,
                    condition: Expression { kind: ExpressionKind::Error, span },
                    span,
                }
            }
        };
        if !self.at(&TokenKind::RightBracket) {
            self.expected("`and`, `or` or `]`");
            self.skip_to(&[
                TokenKind::RightBracket,
                TokenKind::LeftBracket,
                TokenKind::MissingBracket,
                TokenKind::Pipe,
            ]);
        }
        self.eat(&TokenKind::RightBracket);
        if self.at_keyword("fork") {
            let span = self.bump();
            let error = Diagnostic::error(codes::REMOVED_SYNTAX, span, "`fork` is not supported");
            self.report(error.with_help("leave it out"));
        }
        let mut runs = self.runs();
        let by = self.keys();
        if runs.is_none() {
            runs = self.runs();
        }
        Some(Stage { missing, filter, by, runs, span: start.to(self.previous_end()) })
    }

    pub(super) fn check_sequence(&mut self, sequence: &Sequence) {
        let end = self.previous_end();
        let stages: usize = sequence.stages.iter().map(runs_of).sum();
        if stages < 2 && sequence.stages.len() < 2 {
            let span = sequence.stages.first().map_or(end, |stage| stage.span);
            let error = Diagnostic::error(codes::TOO_FEW_STAGES, span, "a sequence has at least two stages");
            self.report(error.with_help("for a single event leave `sequence` and the brackets out"));
        }
        if stages > MAX_STAGES {
            let message = format!("the sequence has {stages} stages, more than {MAX_STAGES}");
            self.report(Diagnostic::error(codes::BAD_RUNS, end, message).with_help("ask for fewer runs"));
        }
        self.check_missing(sequence);
        if let Some(until) = &sequence.until
            && (until.missing || until.runs.is_some())
        {
            let error = Diagnostic::error(codes::MISSING_STAGE, until.span, "`until` is one plain filter");
            self.report(error.with_help("write `until [ category where condition ]`"));
        }
        let until = sequence.until.as_deref();
        self.check_key_counts(sequence.stages.iter().chain(until));
    }

    /// Missing events need a maxspan and at least one event that does occur.
    fn check_missing(&mut self, sequence: &Sequence) {
        let Some(missing) = sequence.stages.iter().find(|stage| stage.missing) else { return };
        if sequence.maxspan.is_none() {
            let message =
                "a missing event needs a maxspan: without it, nothing says how long to wait for the event";
            let error = Diagnostic::error(codes::MISSING_STAGE, missing.span, message);
            self.report(error.with_help("write `sequence with maxspan=5m`"));
        }
        if sequence.stages.iter().all(|stage| stage.missing) {
            let message = "a sequence has at least one event that is not missing";
            let error = Diagnostic::error(codes::MISSING_STAGE, missing.span, message);
            self.report(error.with_help("take the `!` from one of the stages"));
        }
    }

    pub(super) fn check_sample(&mut self, sample: &Sample) {
        let end = self.previous_end();
        if sample.filters.len() < 2 {
            let span = sample.filters.first().map_or(end, |filter| filter.span);
            let error = Diagnostic::error(codes::TOO_FEW_STAGES, span, "a sample has at least two filters");
            self.report(error.with_help("for a single event leave `sample` and the brackets out"));
        }
        if let Some(surplus) = sample.filters.get(MAX_SAMPLE_FILTERS) {
            let message = format!("a sample has at most {MAX_SAMPLE_FILTERS} filters");
            self.report(
                Diagnostic::error(codes::SAMPLE_LIMITS, surplus.span, message).with_help("leave some out"),
            );
        }
        if let Some(first) = sample.filters.first()
            && sample.by.is_empty()
            && first.by.is_empty()
        {
            let error = Diagnostic::error(codes::SAMPLE_LIMITS, first.span, "a sample needs a join key");
            self.report(error.with_help("write `sample by host.id`, or `by` after each filter"));
        }
        for filter in &sample.filters {
            let found = match (filter.missing, filter.runs) {
                (true, _) => Some((filter.span, "missing events")),
                (_, Some(runs)) => Some((runs.span, "`with runs`")),
                _ => None,
            };
            if let Some((span, what)) = found {
                let error = Diagnostic::error(codes::SAMPLE_LIMITS, span, format!("a sample has no {what}"));
                self.report(error.with_help("use `sequence`"));
            }
        }
        self.check_key_counts(sample.filters.iter());
    }

    fn check_key_counts<'s>(&mut self, mut stages: impl Iterator<Item = &'s Stage>) {
        let Some(first) = stages.next() else { return };
        for stage in stages {
            if stage.by.len() != first.by.len() {
                let span = key_span(stage).unwrap_or(stage.span);
                let (expected, found) = (first.by.len(), stage.by.len());
                let message = format!("this filter has {found} join keys, the first one has {expected}");
                let error = Diagnostic::error(codes::KEY_COUNT, span, message)
                    .with_label(key_span(first).unwrap_or(first.span), "the first filter")
                    .with_help("give every filter the same number of keys");
                self.report(error);
            }
        }
    }
}

/// How often a stage occurs.
fn runs_of(stage: &Stage) -> usize {
    stage.runs.map_or(1, |runs| runs.count as usize)
}

/// Where a stage's own keys stand.
fn key_span(stage: &Stage) -> Option<Span> {
    Some(stage.by.first()?.span.to(stage.by.last()?.span))
}
