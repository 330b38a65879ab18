//! Strings, numbers and literals.

use std::borrow::Cow;

/// A number: whole where it is written without fraction and exponent and fits, else a double.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Number {
    Long(i64),
    /// Beyond what fits with a sign.
    Unsigned(u64),
    Double(f64),
}

/// Reads a number as JSON writes it.
pub(crate) fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.bytes().take_while(u8::is_ascii_digit).count();
    if whole == 0 || (whole > 1 && digits.starts_with('0')) {
        return None;
    }
    if whole == digits.len() {
        let long = text.parse().ok().map(Number::Long);
        let unsigned = || text.parse().ok().map(Number::Unsigned);
        return long.or_else(unsigned).or_else(|| text.parse().ok().map(Number::Double));
    }
    let rest = digits.get(whole..)?;
    let behind_fraction = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            fraction.get(length..).filter(|_| length > 0)?
        }
    };
    if let Some(exponent) = behind_fraction.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if exponent.is_empty() || !exponent.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
    } else if !behind_fraction.is_empty() {
        return None;
    }
    text.parse().ok().map(Number::Double)
}

/// Whether what is between a string's quotes is allowed there.
pub(crate) fn check_string(raw: &str) -> Result<(), &'static str> {
    unescape(raw).map(drop)
}

/// What a string says; `raw` is what is between its quotes. Half surrogate pairs, which Windows names may hold, become
/// U+FFFD.
#[inline]
pub(crate) fn unescape(raw: &str) -> Result<Cow<'_, str>, &'static str> {
    check_controls(raw)?;
    match memchr::memchr(b'\\', raw.as_bytes()) {
        None => Ok(Cow::Borrowed(raw)),
        Some(first) => {
            let mut text = String::with_capacity(raw.len());
            unescape_from(raw, first, |part| text.push_str(part))?;
            Ok(Cow::Owned(text))
        }
    }
}

/// Puts what a string that has escapes says in place of what `text` holds.
#[inline]
pub(crate) fn unescape_into(raw: &str, text: &mut String) -> Result<(), &'static str> {
    check_controls(raw)?;
    text.clear();
    let first = memchr::memchr(b'\\', raw.as_bytes()).unwrap_or(raw.len());
    if first == raw.len() {
        text.push_str(raw);
        return Ok(());
    }
    unescape_from(raw, first, |part| text.push_str(part))
}

/// Whether a string has none of the characters that JSON wants escaped.
#[inline]
pub(crate) fn check_controls(raw: &str) -> Result<(), &'static str> {
    match raw.bytes().fold(false, |is_found, byte| is_found | (byte < 0x20)) {
        true => Err("a control character in a string"),
        false => Ok(()),
    }
}

/// Hands the parts of what a string says to `push`; the first backslash is at `first`.
#[inline]
pub(crate) fn unescape_from(raw: &str, first: usize, mut push: impl FnMut(&str)) -> Result<(), &'static str> {
    const WRONG: &str = "a wrong escape in a string";
    let (mut rest, mut next) = (raw, Some(first));
    while let Some(backslash) = next {
        push(rest.get(..backslash).ok_or(WRONG)?);
        rest = rest.get(backslash + 1..).ok_or(WRONG)?;
        let letter = rest.bytes().next().ok_or(WRONG)?;
        rest = rest.get(1..).ok_or(WRONG)?;
        match letter {
            b'\\' => push("\\"),
            b'"' => push("\""),
            b'/' => push("/"),
            b'b' => push("\u{8}"),
            b'f' => push("\u{c}"),
            b'n' => push("\n"),
            b'r' => push("\r"),
            b't' => push("\t"),
            b'u' => {
                let (letter, length) = unicode(rest).ok_or(WRONG)?;
                rest = rest.get(length..).ok_or(WRONG)?;
                push(letter.encode_utf8(&mut [0; 4]));
            }
            _ => return Err(WRONG),
        }
        next = memchr::memchr(b'\\', rest.as_bytes());
    }
    push(rest);
    Ok(())
}

/// The character of a `\u` escape, or of two that are a surrogate pair, and how many bytes that took.
fn unicode(text: &str) -> Option<(char, usize)> {
    let unit = hex(text)?;
    if unit & 0xFC00 == 0xD800
        && let Some(low) = text.get(4..).and_then(|rest| rest.strip_prefix("\\u")).and_then(hex)
        && low & 0xFC00 == 0xDC00
    {
        let code = 0x1_0000 + ((unit & 0x3FF) << 10) + (low & 0x3FF);
        return char::from_u32(code).map(|letter| (letter, 10));
    }
    Some((char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), 4))
}

fn hex(text: &str) -> Option<u32> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_json() {
        assert_eq!(number("0"), Some(Number::Long(0)));
        assert_eq!(number("-12"), Some(Number::Long(-12)));
        assert_eq!(number("18446744073709551615"), Some(Number::Unsigned(u64::MAX)));
        assert_eq!(number("1.5e+3"), Some(Number::Double(1500.0)));
        for wrong in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "0x1", "1a", "NaN", "inf", "1.5f"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(
            unescape(r#"C:\\a\"\/\b\f\n\r\t\u0041\ud83d\ude00"#).as_deref(),
            Ok("C:\\a\"/\u{8}\u{c}\n\r\tA😀")
        );
        assert_eq!(unescape(r"\ud83d!\ude00").as_deref(), Ok("\u{FFFD}!\u{FFFD}"));
        assert!(matches!(unescape("plain ü"), Ok(Cow::Borrowed(_))));
        for wrong in ["\\", "\\x", "\\u12", "\\u12g4", "\\u+123", "a\nb"] {
            assert!(unescape(wrong).is_err(), "{wrong}");
        }
    }
}
