//! Text → tokens. Never stops early: a character that fits nowhere becomes a diagnostic and is left out.

use super::MAX_QUERY_BYTES;
use super::text::{read_raw_text, read_text};
use super::token::{Comment, Token, TokenKind, is_word_byte, is_word_start};
use crate::codes;
use crate::{Diagnostic, Span};

/// What a text consists of.
pub(crate) struct Lexed {
    /// The tokens, the last one [`TokenKind::End`].
    pub(crate) tokens: Vec<Token>,
    /// The comments between them, in order.
    pub(crate) comments: Vec<Comment>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Splits a text into tokens.
pub(crate) fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        tokens: Vec::new(),
        comments: Vec::new(),
        diagnostics: Vec::new(),
    };
    if text.len() > MAX_QUERY_BYTES {
        let message =
            format!("the query has {} bytes, more than the {MAX_QUERY_BYTES} that are read", text.len());
        lexer.diagnostics.push(Diagnostic::error(codes::TOO_LONG, Span::new(0, 1), message));
        lexer.at = text.len();
    }
    while lexer.step() {}
    let end = Span::new(text.len(), text.len());
    lexer.tokens.push(Token { kind: TokenKind::End, span: end });
    Lexed { tokens: lexer.tokens, comments: lexer.comments, diagnostics: lexer.diagnostics }
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    tokens: Vec<Token>,
    comments: Vec<Comment>,
    diagnostics: Vec<Diagnostic>,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest_starts_with(&self, prefix: &str) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(prefix.as_bytes()))
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        self.tokens.push(Token { kind, span: Span::new(start, self.at) });
    }

    fn error(&mut self, code: &'static str, start: usize, message: impl Into<String>, help: &str) {
        self.diagnostics.push(Diagnostic::error(code, Span::new(start, self.at), message).with_help(help));
    }

    /// Reads one token, comment or run of blanks; false at the end.
    fn step(&mut self) -> bool {
        let Some(&byte) = self.bytes.get(self.at) else { return false };
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
            b'/' if self.peek(1) == b'/' => self.line_comment(),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'"' => self.text_token(),
            b'\'' => self.single_quoted(),
            b'`' => self.quoted_name(),
            b'?' if matches!(self.peek(1), b'"' | b'\'') => self.old_raw_text(),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            _ if is_word_start(byte) => self.word(),
            _ => self.symbol(),
        }
        true
    }

    fn line_comment(&mut self) {
        let start = self.at;
        let length = self.bytes[start..].iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
        self.at += length;
        self.comments.push(Comment { span: Span::new(start, self.at) });
    }

    /// Bracketed comments nest.
    fn block_comment(&mut self) {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            if self.rest_starts_with("/*") {
                (self.at, depth) = (self.at + 2, depth + 1);
            } else if self.rest_starts_with("*/") {
                (self.at, depth) = (self.at + 2, depth - 1);
                if depth == 0 {
                    break;
                }
            } else if self.at < self.bytes.len() {
                self.at += 1;
            } else {
                let opening = Span::new(start, start + 2);
                let error =
                    Diagnostic::error(codes::UNTERMINATED_COMMENT, opening, "this comment does not end");
                self.diagnostics
                    .push(error.with_help("close it with `*/`; comments nest, so each `/*` needs its own"));
                break;
            }
        }
        self.comments.push(Comment { span: Span::new(start, self.at) });
    }

    fn text_token(&mut self) {
        let start = self.at;
        let raw = self.rest_starts_with("\"\"\"");
        let read = if raw { read_raw_text(self.text, start) } else { read_text(self.text, start, b'"') };
        self.at = read.end;
        self.diagnostics.extend(read.diagnostics);
        self.push(TokenKind::Text { value: read.value, raw }, start);
    }

    fn single_quoted(&mut self) {
        let start = self.at;
        let read = read_text(self.text, start, b'\'');
        self.at = read.end;
        self.error(
            codes::SINGLE_QUOTES,
            start,
            "texts in single quotes are not supported",
            "use double quotes; a double quote inside is written `\\\"`",
        );
        self.push(TokenKind::Text { value: read.value, raw: false }, start);
    }

    /// `?"raw"` of early EQL.
    fn old_raw_text(&mut self) {
        let start = self.at;
        let quote = self.peek(1);
        self.at += 2;
        let body = self.at;
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == quote || byte == b'\n' {
                break;
            }
            self.at += 1;
        }
        let value = self.text.get(body..self.at).unwrap_or_default().to_owned();
        self.at = (self.at + 1).min(self.bytes.len());
        self.error(
            codes::OLD_RAW_TEXT,
            start,
            "raw texts that begin with `?` are no longer supported",
            "use three double quotes: \"\"\"raw text\"\"\"",
        );
        self.push(TokenKind::Text { value, raw: true }, start);
    }

    fn quoted_name(&mut self) {
        let start = self.at;
        self.at += 1;
        let mut name = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(length) = rest.find('`') else {
                self.at = start + 1;
                let message = "this name has no closing backtick";
                self.error(
                    codes::UNTERMINATED_NAME,
                    start,
                    message,
                    "names in backticks end with a backtick: `my-field`",
                );
                return;
            };
            name.push_str(&rest[..length]);
            self.at += length + 1;
            if self.peek(0) != b'`' {
                break;
            }
            name.push('`');
            self.at += 1;
        }
        self.push(TokenKind::QuotedName(name), start);
    }

    fn word(&mut self) {
        let start = self.at;
        self.at += 1;
        while is_word_byte(self.peek(0)) {
            self.at += 1;
        }
        if self.peek(0) == b'~' {
            self.at += 1;
            self.push(TokenKind::TildeWord, start);
        } else {
            self.push(TokenKind::Word, start);
        }
    }

    fn digits(&mut self) {
        while self.peek(0).is_ascii_digit() {
            self.at += 1;
        }
    }

    /// `12`, `1.5`, `1.`, `.5`, `1e-3`. A unit may follow a whole number directly (`5m`), so letters end it.
    fn number(&mut self) {
        let start = self.at;
        self.digits();
        let mut decimal = false;
        if self.peek(0) == b'.' {
            decimal = true;
            self.at += 1;
            self.digits();
        }
        let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
        if matches!(self.peek(0), b'e' | b'E') && self.peek(1 + sign).is_ascii_digit() {
            decimal = true;
            self.at += 1 + sign;
            self.digits();
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        // A whole number beyond 64 bits is read as a double, as Elasticsearch does.
        let kind = match written.parse::<i64>() {
            Ok(value) if !decimal => TokenKind::Integer(value),
            _ => match written.parse::<f64>() {
                Ok(value) if value.is_finite() => TokenKind::Decimal(value),
                _ => {
                    let message = format!("`{written}` is not a number that can be represented");
                    self.error(codes::BAD_NUMBER, start, message, "numbers reach to about 1.8e308");
                    TokenKind::Decimal(0.0)
                }
            },
        };
        self.push(kind, start);
    }

    fn symbol(&mut self) {
        use TokenKind as Kind;
        let start = self.at;
        let (kind, length) = match (self.peek(0), self.peek(1)) {
            (b'=', b'=') => (Kind::Equal, 2),
            (b'=', _) => (Kind::Assign, 1),
            (b'!', b'=') => (Kind::NotEqual, 2),
            (b'!', b'[') => (Kind::MissingBracket, 2),
            (b'<', b'=') => (Kind::LessOrEqual, 2),
            (b'<', _) => (Kind::Less, 1),
            (b'>', b'=') => (Kind::GreaterOrEqual, 2),
            (b'>', _) => (Kind::Greater, 1),
            (b':', _) => (Kind::Colon, 1),
            (b'+', _) => (Kind::Plus, 1),
            (b'-', _) => (Kind::Minus, 1),
            (b'*', _) => (Kind::Star, 1),
            (b'/', _) => (Kind::Slash, 1),
            (b'%', _) => (Kind::Percent, 1),
            (b'.', _) => (Kind::Dot, 1),
            (b',', _) => (Kind::Comma, 1),
            (b'(', _) => (Kind::LeftParenthesis, 1),
            (b')', _) => (Kind::RightParenthesis, 1),
            (b'[', _) => (Kind::LeftBracket, 1),
            (b']', _) => (Kind::RightBracket, 1),
            (b'|', _) => (Kind::Pipe, 1),
            (b'?', _) => (Kind::Question, 1),
            _ => return self.unexpected_character(),
        };
        self.at += length;
        self.push(kind, start);
    }

    /// Typographic quotes and the like; `!:` was an operator once.
    fn unexpected_character(&mut self) {
        let start = self.at;
        let Some(character) = self.text.get(start..).and_then(|rest| rest.chars().next()) else {
            self.at += 1;
            return;
        };
        self.at += character.len_utf8();
        if character == '!' && self.peek(0) == b':' {
            self.at += 1;
            self.error(
                codes::REMOVED_SYNTAX,
                start,
                "`!:` is no operator of EQL",
                "write `not field : \"value\"`",
            );
            self.push(TokenKind::Colon, start);
            return;
        }
        let help = match character {
            '“' | '”' | '„' | '‘' | '’' => "use straight double quotes",
            '&' => "use `and`",
            '!' => "use `not`",
            _ => "a field name with such a character is written in backticks: `my-field`",
        };
        self.error(codes::UNEXPECTED_CHARACTER, start, format!("unexpected character `{character}`"), help);
    }
}
