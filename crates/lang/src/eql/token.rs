//! The smallest parts of an EQL text.

use crate::Span;

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    /// An identifier or keyword; its text is the span's.
    Word,
    /// An identifier directly followed by `~`: a function or one of `in~`, `like~`, `regex~`.
    TildeWord,
    /// `` `name` ``, quotes removed.
    QuotedName(String),
    /// A text, escapes resolved.
    Text { value: String, raw: bool },
    /// A whole number that fits into 64 bits.
    Integer(i64),
    /// Any other number.
    Decimal(f64),
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `=`
    Assign,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `:`
    Colon,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `.`
    Dot,
    /// `,`
    Comma,
    /// `(`
    LeftParenthesis,
    /// `)`
    RightParenthesis,
    /// `[`
    LeftBracket,
    /// `![`
    MissingBracket,
    /// `]`
    RightBracket,
    /// `|`
    Pipe,
    /// `?`
    Question,
    /// The end of the text.
    End,
}

/// A comment and where it stands, its marks included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) span: Span,
}

/// Words that the grammar claims: a field of such a name needs backticks.
const RESERVED: &[&str] = &[
    "and", "any", "by", "false", "in", "join", "like", "maxspan", "not", "null", "of", "or", "regex",
    "sample", "sequence", "true", "until", "where", "with",
];

/// Whether the grammar claims a word.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

/// Whether a name can be written without quotes.
pub(crate) fn is_plain_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(is_word_start) && bytes.all(is_word_byte)
}

/// Whether a word can begin with this byte.
pub(crate) fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b'@'
}

/// Whether a word can go on with this byte.
pub(crate) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
        assert!(is_reserved("sequence") && !is_reserved("runs"));
    }
}
