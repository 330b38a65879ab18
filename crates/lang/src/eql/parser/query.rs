//! Whole queries: what they look for and the pipes after it.

use super::Parser;
use crate::Diagnostic;
use crate::codes;
use crate::eql::ast::{EventFilter, Name, Pipe, PipeKind, Query, QueryBody, Sample, Sequence};
use crate::eql::token::{TokenKind, is_reserved};

impl Parser<'_> {
    pub(super) fn query(&mut self) -> Query {
        let start = self.span();
        let body = self.body();
        let mut pipes = Vec::new();
        while self.at(&TokenKind::Pipe) {
            pipes.extend(self.pipe());
        }
        if let (QueryBody::Sample(_), Some(pipe)) = (&body, pipes.first()) {
            let message = "a sample has no pipes";
            self.report(
                Diagnostic::error(codes::SAMPLE_LIMITS, pipe.span, message).with_help("leave the pipe out"),
            );
        }
        self.expect_end();
        Query { body, pipes, span: start.to(self.previous_end()) }
    }

    fn body(&mut self) -> QueryBody {
        let start = self.span();
        if self.at_keyword("sequence") {
            self.bump();
            return QueryBody::Sequence(self.sequence());
        }
        if self.at_keyword("sample") {
            self.bump();
            return QueryBody::Sample(self.sample());
        }
        if self.at_keyword("join") {
            let error = Diagnostic::error(codes::REMOVED_SYNTAX, start, "`join` is not supported");
            self.report(
                error.with_help("use `sample` for events in any order, `sequence` for events in order"),
            );
            self.skip_to(&[TokenKind::Pipe]);
            return self.error_body(start);
        }
        if self.at(&TokenKind::LeftBracket) || self.at(&TokenKind::MissingBracket) {
            let error = Diagnostic::error(codes::EXPECTED, start, "a query does not begin with a bracket");
            self.report(error.with_help("begin with `sequence` or `sample`, or leave the brackets out"));
            self.skip_to(&[TokenKind::Pipe]);
            return self.error_body(start);
        }
        match self.event_filter() {
            Some(filter) => QueryBody::Event(filter),
            None => {
                self.skip_to(&[TokenKind::Pipe]);
                self.error_body(start)
            }
        }
    }

    /// `category where condition`; `None` where not even the `where` is found.
    pub(super) fn event_filter(&mut self) -> Option<EventFilter> {
        let start = self.span();
        let category = self.category()?;
        if !self.eat_keyword("where") {
            self.expected("`where`");
            return None;
        }
        let condition = self.expression();
        Some(EventFilter { category, condition, span: start.to(self.previous_end()) })
    }

    /// The category before `where`: `Some(None)` for `any`.
    fn category(&mut self) -> Option<Option<Name>> {
        let span = self.span();
        let name = |text: &str| Some(Some(Name { text: text.to_owned(), span }));
        match self.kind().clone() {
            TokenKind::Word => {
                let word = self.spelling(0);
                if word == "any" {
                    self.bump();
                    return Some(None);
                }
                if is_reserved(word) && !self.is_keyword(1, "where") {
                    self.expected("an event category, `any`, `sequence` or `sample`");
                    return None;
                }
                self.bump();
                name(word)
            }
            TokenKind::Text { value, .. } => {
                self.bump();
                name(&value)
            }
            TokenKind::QuotedName(value) => {
                self.bump();
                let error = Diagnostic::error(
                    codes::BAD_CATEGORY,
                    span,
                    "an event category is not quoted with backticks",
                );
                self.report(error.with_help(format!("write \"{value}\"")));
                name(&value)
            }
            _ => {
                self.expected("an event category, `any`, `sequence` or `sample`");
                None
            }
        }
    }

    fn sequence(&mut self) -> Sequence {
        let mut by = self.keys();
        let maxspan = self.maxspan();
        if self.at_keyword("by") {
            let span = self.span();
            by.extend(self.keys());
            let error = Diagnostic::error(codes::BY_AFTER_WITH, span, "`by` comes before `with maxspan`");
            self.report(error.with_help("write `sequence by … with maxspan=…`"));
        }
        let stages = self.stages();
        let until = match self.at_keyword("until") {
            true => {
                self.bump();
                self.stage().map(Box::new)
            }
            false => None,
        };
        let sequence = Sequence { by, maxspan, stages, until };
        self.check_sequence(&sequence);
        sequence
    }

    fn sample(&mut self) -> Sample {
        let by = self.keys();
        if self.at_keyword("with") {
            let span = self.span();
            self.maxspan();
            let error = Diagnostic::error(codes::SAMPLE_LIMITS, span, "a sample has no maxspan");
            self.report(error.with_help("use `sequence` where time matters"));
        }
        let filters = self.stages();
        if self.at_keyword("until") {
            let span = self.bump();
            self.stage();
            let error = Diagnostic::error(codes::SAMPLE_LIMITS, span, "a sample has no `until`");
            self.report(error.with_help("use `sequence` where order matters"));
        }
        let sample = Sample { by, filters };
        self.check_sample(&sample);
        sample
    }

    fn pipe(&mut self) -> Option<Pipe> {
        let start = self.bump();
        let name_span = self.span();
        let name = if matches!(self.kind(), TokenKind::Word) { self.spelling(0) } else { "" };
        let kind = match name {
            "head" => PipeKind::Head,
            "tail" => PipeKind::Tail,
            "" => {
                self.expected("`head` or `tail`");
                self.skip_to(&[TokenKind::Pipe]);
                return None;
            }
            _ => {
                let message = format!("there is no pipe `{name}`");
                let error = Diagnostic::error(codes::UNKNOWN_PIPE, name_span, message);
                self.report(error.with_help("EQL has the pipes `head` and `tail`"));
                self.skip_to(&[TokenKind::Pipe]);
                return None;
            }
        };
        self.bump();
        let count = match *self.kind() {
            TokenKind::Integer(count) if count >= 0 => {
                self.bump();
                u64::try_from(count).ok()
            }
            _ => None,
        };
        if count.is_none() || !(self.at(&TokenKind::Pipe) || self.at_end()) {
            let message = format!("`{name}` takes one whole number");
            let span = if self.at_end() { name_span } else { self.span() };
            let error = Diagnostic::error(codes::BAD_PIPE_ARGUMENT, span, message);
            self.report(error.with_help(format!("write `| {name} 10`")));
            self.skip_to(&[TokenKind::Pipe]);
        }
        Some(Pipe { kind, count: count?, span: start.to(self.previous_end()) })
    }
}
