//! Join keys, lengths of time and numbers of runs.

use super::Parser;
use crate::codes;
use crate::eql::ast::{Expression, ExpressionKind, Field, JoinKey, Runs, TimeSpan, TimeUnit};
use crate::eql::token::TokenKind;
use crate::{Diagnostic, Span};

/// The most runs of a stage: Elasticsearch's limit.
pub(super) const MAX_RUNS: i64 = 100;

impl Parser<'_> {
    /// `by a, ?b`, or nothing.
    pub(super) fn keys(&mut self) -> Vec<JoinKey> {
        let mut keys = Vec::new();
        if !self.at_keyword("by") {
            return keys;
        }
        self.bump();
        loop {
            let expression = self.expression();
            keys.extend(self.key(expression));
            if !self.eat(&TokenKind::Comma) {
                return keys;
            }
        }
    }

    fn key(&mut self, expression: Expression) -> Option<Field> {
        match expression.kind {
            ExpressionKind::Field(field) => Some(field),
            ExpressionKind::Error => None,
            _ => {
                let error =
                    Diagnostic::error(codes::KEY_IS_NO_FIELD, expression.span, "a join key is a field");
                self.report(
                    error.with_help(
                        "events are joined by the values of fields, not by what is computed of them",
                    ),
                );
                None
            }
        }
    }

    /// `with maxspan=5m`, or nothing.
    pub(super) fn maxspan(&mut self) -> Option<TimeSpan> {
        if !self.at_keyword("with") {
            return None;
        }
        self.bump();
        if !self.eat_keyword("maxspan") {
            self.expected("`maxspan`");
            self.skip_to(&[TokenKind::LeftBracket, TokenKind::MissingBracket, TokenKind::Pipe]);
            return None;
        }
        if !self.eat(&TokenKind::Equal) {
            self.expect(&TokenKind::Assign, "`=`");
        }
        self.time_span()
    }

    fn time_span(&mut self) -> Option<TimeSpan> {
        let start = self.span();
        let number = self.kind().clone();
        if !matches!(number, TokenKind::Integer(_) | TokenKind::Decimal(_)) {
            self.bad_maxspan(start, "a maxspan is a number and a unit");
            if self.at(&TokenKind::Minus) {
                self.skip_to(&[TokenKind::LeftBracket, TokenKind::MissingBracket, TokenKind::Pipe]);
            }
            return None;
        }
        self.bump();
        // The unit stands directly after the number: a word further on is something else.
        let unit = match self.kind() {
            TokenKind::Word if !self.at_keyword("by") => {
                let word = self.spelling(0);
                self.bump();
                word
            }
            _ => "",
        };
        let span = start.to(self.previous_end());
        let TokenKind::Integer(count) = number else {
            self.bad_maxspan(span, "a maxspan is a whole number");
            return None;
        };
        let Some(count) = u64::try_from(count).ok().filter(|count| *count > 0) else {
            self.bad_maxspan(span, "a maxspan is longer than nothing");
            return None;
        };
        match unit_of(unit) {
            Some(unit) => Some(TimeSpan { count, unit, span }),
            None => {
                self.bad_maxspan(span, &format!("`{unit}` is not a unit of time"));
                None
            }
        }
    }

    fn bad_maxspan(&mut self, span: Span, message: &str) {
        let error = Diagnostic::error(codes::BAD_MAXSPAN, span, message);
        self.report(
            error.with_help("write a whole number and one of ms, s, m, h, d, as in `with maxspan=5m`"),
        );
    }

    /// `with runs=5`, or nothing.
    pub(super) fn runs(&mut self) -> Option<Runs> {
        if !self.at_keyword("with") {
            return None;
        }
        let start = self.bump();
        if !self.eat_keyword("runs") {
            self.expected("`runs`");
            self.skip_to(&[TokenKind::LeftBracket, TokenKind::MissingBracket, TokenKind::Pipe]);
            return None;
        }
        if !self.eat(&TokenKind::Equal) {
            self.expect(&TokenKind::Assign, "`=`");
        }
        let negative = self.eat(&TokenKind::Minus);
        let number = self.kind().clone();
        if matches!(number, TokenKind::Integer(_) | TokenKind::Decimal(_)) {
            self.bump();
        }
        let span = start.to(self.previous_end());
        match number {
            TokenKind::Integer(count) if !negative && (1..=MAX_RUNS).contains(&count) => {
                Some(Runs { count: u32::try_from(count).unwrap_or(1), span })
            }
            _ => {
                let message = format!("a stage runs 1 to {MAX_RUNS} times");
                self.report(
                    Diagnostic::error(codes::BAD_RUNS, span, message).with_help("write `with runs=3`"),
                );
                None
            }
        }
    }
}

fn unit_of(word: &str) -> Option<TimeUnit> {
    Some(match word {
        "ms" => TimeUnit::Milliseconds,
        "s" => TimeUnit::Seconds,
        "m" => TimeUnit::Minutes,
        "h" => TimeUnit::Hours,
        "d" => TimeUnit::Days,
        _ => return None,
    })
}
