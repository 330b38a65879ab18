//! Reading strings and scalars without a tree: borrowed where the JSON has no escapes, in the arena where it has.

use bumpalo::collections::String as ArenaString;

use super::{Arena, DataValue};
use crate::decode::json::{Malformed, Number, Scanner, number, unescape_from};

/// Reads the value at the cursor, of any shape.
#[inline]
pub(crate) fn value<'a>(scanner: &mut Scanner<'a>, arena: &'a Arena) -> Result<DataValue<'a>, Malformed> {
    match scanner.peek() {
        b'"' => {
            let (raw, has_escapes) = scanner.string_and_escapes()?;
            match has_escapes {
                false => Ok(DataValue::Text(raw)),
                true => unescaped(raw, arena).map(DataValue::Text).or_else(|reason| scanner.fail(reason)),
            }
        }
        b'{' | b'[' => scanner.raw_value().map(DataValue::Json),
        b'n' if scanner.eat_null() => Ok(DataValue::Null),
        _ => match scanner.scalar() {
            "null" => Ok(DataValue::Null),
            "true" => Ok(DataValue::Boolean(true)),
            "false" => Ok(DataValue::Boolean(false)),
            text => match number(text) {
                Some(Number::Long(value)) => Ok(DataValue::Long(value)),
                Some(Number::Unsigned(_) | Number::Double(_)) => Ok(DataValue::Json(text)),
                None => scanner.fail("expected a value"),
            },
        },
    }
}

/// Reads the value at the cursor as text; what is none is nothing.
#[inline]
pub(crate) fn text<'a>(scanner: &mut Scanner<'a>, arena: &'a Arena) -> Result<Option<&'a str>, Malformed> {
    Ok(value(scanner, arena)?.text(arena))
}

/// Reads the value at the cursor as a whole number; what is none is nothing.
pub(crate) fn long<'a>(scanner: &mut Scanner<'a>, arena: &'a Arena) -> Result<Option<i64>, Malformed> {
    Ok(value(scanner, arena)?.long())
}

/// Walks the members of the object at the cursor. What is no object has none.
#[inline(always)]
pub(crate) fn members<'a>(
    scanner: &mut Scanner<'a>,
    arena: &'a Arena,
    mut each: impl FnMut(&mut Scanner<'a>, &'a str) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    if scanner.peek() != b'{' {
        return scanner.skip_value();
    }
    scanner.members_and_escapes(|scanner, raw, has_escapes| match has_escapes {
        false => each(scanner, raw),
        true => {
            let name = unescaped(raw, arena).or_else(|reason| scanner.fail(reason))?;
            each(scanner, name)
        }
    })
}

/// What a string says; `raw` is what is between its quotes.
#[inline]
fn unescaped<'a>(raw: &'a str, arena: &'a Arena) -> Result<&'a str, &'static str> {
    let Some(first) = memchr::memchr(b'\\', raw.as_bytes()) else { return Ok(raw) };
    let mut text = ArenaString::with_capacity_in(raw.len(), arena);
    unescape_from(raw, first, |part| text.push_str(part))?;
    Ok(text.into_bump_str())
}

impl<'a> DataValue<'a> {
    /// What the value says as text, a number with its own digits; nothing for null and for arrays and objects.
    #[inline]
    pub(crate) fn text(self, arena: &'a Arena) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Long(value) => Some(number_text(value, arena)),
            Self::Boolean(true) => Some("true"),
            Self::Boolean(false) => Some("false"),
            Self::Json(json) => Some(json).filter(|json| !json.starts_with(['{', '['])),
            Self::Null => None,
        }
    }

    /// The whole number that the value is or says.
    pub(crate) fn long(self) -> Option<i64> {
        match self {
            Self::Long(value) => Some(value),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// The decimal digits of a number.
pub(crate) fn number_text(value: i64, arena: &Arena) -> &str {
    arena.alloc_str(itoa::Buffer::new().format(value))
}

/// Which of these members an object that is JSON has.
pub(crate) fn has_members<const N: usize>(json: &str, names: [&str; N]) -> [bool; N] {
    let mut has = [false; N];
    let mut scanner = Scanner::new(json);
    if scanner.peek() == b'{' {
        // What is damaged has the members up to there.
        let _ = scanner.members(|scanner, name| {
            if let Some(place) = names.iter().position(|known| *known == name) {
                has[place] = true;
            }
            scanner.skip_value()
        });
    }
    has
}

/// The string member of an object that is JSON, if it has no escapes.
pub(crate) fn string_member<'a>(json: &'a str, wanted: &str) -> Option<&'a str> {
    let mut found = None;
    let mut scanner = Scanner::new(json);
    if scanner.peek() == b'{' {
        let _ = scanner.members(|scanner, name| {
            if name == wanted && scanner.peek() == b'"' {
                let (text, has_escapes) = scanner.string_and_escapes()?;
                found = Some(text).filter(|_| !has_escapes);
                return Ok(());
            }
            scanner.skip_value()
        });
    }
    found
}
