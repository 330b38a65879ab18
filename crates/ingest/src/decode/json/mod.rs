//! JSON text, scanned in blocks of 64 bytes.
//!
//! [`Scanner`] knows, for the block it is at, which quotes open or close a string and which brackets lie outside strings.
//! A string's end and an object's end are then found by counting bits, not by looking at bytes.

mod blocks;
mod scalar;
mod scanner;

pub(crate) use scalar::{
    Number, check_controls, check_string, number, unescape, unescape_from, unescape_into,
};
pub(crate) use scanner::Scanner;

/// Why a text is not JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Malformed {
    /// Byte in the record.
    pub(crate) at: usize,
    /// What was expected there, or what is wrong.
    pub(crate) reason: &'static str,
}

/// Whether a text begins with one whole JSON value and has nothing behind it.
pub(super) fn is_json(text: &str) -> bool {
    let mut scanner = Scanner::new(text);
    scanner.skip_blanks();
    scanner.check_value(0).is_ok() && scanner.is_at_end()
}
