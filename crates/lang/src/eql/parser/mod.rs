//! Tokens → tree: recursive descent that goes on after an error.
//!
//! The grammar is Elasticsearch's (x-pack/plugin/eql, `EqlBase.g4`). A part that cannot be read becomes an error node and
//! one diagnostic; the parser then looks for the next place where it can go on (a connective, a closing bracket, a pipe).

use super::ast::{Query, QueryBody};
use super::lexer::{Lexed, lex};
use super::token::{Comment, Token, TokenKind};
use crate::codes;
use crate::{Diagnostic, Span};

mod expression;
mod keys;
mod query;
mod stages;

/// How deeply expressions may nest: parentheses, calls, `not` and signs, and the length of arithmetic chains. Public
/// rules nest some ten deep.
const MAX_DEPTH: usize = 100;

/// The most diagnostics that are collected for one text; more help nobody.
pub(super) const MAX_DIAGNOSTICS: usize = 100;

/// A text as read, with its comments.
pub(crate) struct ParsedText {
    pub(crate) query: Query,
    pub(crate) comments: Vec<Comment>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads a whole query.
pub(crate) fn parse_query(text: &str) -> ParsedText {
    let Lexed { tokens, comments, diagnostics } = lex(text);
    let mut parser = Parser::new(text, tokens, diagnostics);
    let query = parser.query();
    ParsedText { query, comments, diagnostics: parser.finish() }
}

/// Reads a lone expression.
pub(crate) fn parse_expression(text: &str) -> (super::ast::Expression, Vec<Diagnostic>) {
    let Lexed { tokens, diagnostics, .. } = lex(text);
    let mut parser = Parser::new(text, tokens, diagnostics);
    let expression = parser.expression();
    parser.expect_end();
    (expression, parser.finish())
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// The token at which something else was last expected: said once, not by every level of the descent.
    last_complaint: Option<usize>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, tokens: Vec<Token>, diagnostics: Vec<Diagnostic>) -> Self {
        Self { text, tokens, at: 0, depth: 0, last_complaint: None, diagnostics }
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        self.diagnostics.truncate(MAX_DIAGNOSTICS);
        self.diagnostics
    }

    fn token(&self, ahead: usize) -> &Token {
        // The last token is `End` and is never passed.
        let last = self.tokens.len().saturating_sub(1);
        &self.tokens[(self.at + ahead).min(last)]
    }

    fn kind(&self) -> &TokenKind {
        &self.token(0).kind
    }

    fn span(&self) -> Span {
        self.token(0).span
    }

    /// Where the token before this one ends.
    fn previous_end(&self) -> Span {
        let end = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.span.end);
        Span { start: end, end }
    }

    fn spelling(&self, ahead: usize) -> &'t str {
        self.token(ahead).span.slice(self.text)
    }

    fn at(&self, kind: &TokenKind) -> bool {
        self.kind() == kind
    }

    fn at_end(&self) -> bool {
        self.at(&TokenKind::End)
    }

    fn bump(&mut self) -> Span {
        let span = self.span();
        if !self.at_end() {
            self.at += 1;
        }
        span
    }

    fn eat(&mut self, kind: &TokenKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    fn is_keyword(&self, ahead: usize, keyword: &str) -> bool {
        matches!(self.token(ahead).kind, TokenKind::Word | TokenKind::TildeWord)
            && self.spelling(ahead) == keyword
    }

    fn at_keyword(&self, keyword: &str) -> bool {
        self.is_keyword(0, keyword)
    }

    /// Takes a keyword. One in the wrong case is taken too, with an error.
    fn eat_keyword(&mut self, keyword: &str) -> bool {
        if !self.at_keyword(keyword) {
            let miswritten = matches!(self.kind(), TokenKind::Word | TokenKind::TildeWord)
                && self.spelling(0).eq_ignore_ascii_case(keyword);
            if !miswritten {
                return false;
            }
            let message = format!("`{}` is not a keyword: keywords are in lower case", self.spelling(0));
            let error = Diagnostic::error(codes::KEYWORD_CASE, self.span(), message);
            self.report(error.with_help(format!("write `{keyword}`")));
        }
        self.bump();
        true
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Says that something else was expected at the current token.
    fn expected(&mut self, what: &str) {
        if self.last_complaint.replace(self.at) == Some(self.at) {
            return;
        }
        let found = match self.kind() {
            TokenKind::End => "the end of the query".to_owned(),
            _ => format!("`{}`", shorten(self.spelling(0))),
        };
        let span = if self.at_end() { self.previous_end() } else { self.span() };
        self.report(Diagnostic::error(codes::EXPECTED, span, format!("expected {what}, found {found}")));
    }

    fn expect(&mut self, kind: &TokenKind, what: &str) -> bool {
        let found = self.eat(kind);
        if !found {
            self.expected(what);
        }
        found
    }

    fn expect_end(&mut self) {
        if self.at_end() || self.diagnostics.iter().any(|known| known.is_error() && known.span == self.span())
        {
            return;
        }
        let rest = self.span().to(self.tokens.last().map_or(self.span(), |token| token.span));
        let message = format!("`{}` does not belong here", shorten(self.spelling(0)));
        let error = Diagnostic::error(codes::TRAILING_TEXT, rest, message);
        self.report(error.with_help("join conditions with `and` or `or`; pipes begin with `|`"));
    }

    /// Goes one level deeper, if that is still allowed. To be paired with [`Self::leave`].
    fn enter(&mut self) -> bool {
        self.depth += 1;
        if self.depth == MAX_DEPTH + 1 {
            let message = format!("the query is nested more than {MAX_DEPTH} levels deep");
            let error = Diagnostic::error(codes::TOO_DEEP, self.span(), message);
            self.report(error.with_help("split the condition, or use lists: `field : (\"a\", \"b\")`"));
        }
        self.depth <= MAX_DEPTH
    }

    /// Gives up on the rest of a filter that is nested too deeply, without complaints about what is missing from it.
    fn abandon(&mut self) {
        self.skip_to(&[TokenKind::RightBracket, TokenKind::Pipe]);
        self.last_complaint = Some(self.at);
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Passes over tokens up to one of `stops` on this bracket level, or the end.
    fn skip_to(&mut self, stops: &[TokenKind]) {
        let mut level = 0_usize;
        while !self.at_end() {
            if level == 0 && stops.contains(self.kind()) {
                return;
            }
            match self.kind() {
                TokenKind::LeftParenthesis | TokenKind::LeftBracket | TokenKind::MissingBracket => level += 1,
                TokenKind::RightParenthesis | TokenKind::RightBracket => level = level.saturating_sub(1),
                _ => {}
            }
            self.bump();
        }
    }

    fn error_body(&self, start: Span) -> QueryBody {
        QueryBody::Error(start.to(self.previous_end()))
    }
}

/// A spelling that fits into a message.
fn shorten(spelling: &str) -> String {
    const LONGEST: usize = 40;
    match spelling.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &spelling[..end]),
        None => spelling.to_owned(),
    }
}
