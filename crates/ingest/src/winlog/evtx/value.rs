//! Values as text, as Windows shows them.

use bumpalo::collections::{String as ArenaString, Vec as ArenaVec};

use super::instance::{Slot, kind};
use super::{Unusual, utf16};
use crate::mapping::Arena;
use crate::winlog::raw_event::SystemNumber;

/// FILETIME counts 100 ns.
const TICKS_PER_SECOND: u64 = 10_000_000;
const TICKS_PER_DAY: u64 = 86_400 * TICKS_PER_SECOND;
/// Days from 0000-03-01 to 1601-01-01.
const DAYS_BEFORE_1601: u64 = 584_694;
/// The last moment of the year 9999.
const LAST_FILETIME: u64 = 2_650_467_743_999_999_999;

/// What a value says; nothing if it is empty.
pub(super) fn text<'a>(slot: &Slot, chunk: &'a [u8], arena: &'a Arena) -> Result<Option<&'a str>, Unusual> {
    let bytes = slot.bytes(chunk);
    let shown = match slot.kind {
        kind::STRING => return string(bytes, arena),
        kind::NULL => return Ok(None),
        kind::INT8 => signed(i8::from_le_bytes(array(bytes)?).into(), arena),
        kind::INT16 => signed(i16::from_le_bytes(array(bytes)?).into(), arena),
        kind::INT32 => signed(i32::from_le_bytes(array(bytes)?).into(), arena),
        kind::INT64 => signed(i64::from_le_bytes(array(bytes)?), arena),
        kind::UINT8 => unsigned(u8::from_le_bytes(array(bytes)?).into(), arena),
        kind::UINT16 => unsigned(u16::from_le_bytes(array(bytes)?).into(), arena),
        kind::UINT32 => unsigned(u32::from_le_bytes(array(bytes)?).into(), arena),
        kind::UINT64 => unsigned(u64::from_le_bytes(array(bytes)?), arena),
        // Windows writes bit masks into some of them.
        kind::BOOL => match i32::from_le_bytes(array(bytes)?) {
            0 => "false",
            1 => "true",
            number => signed(number.into(), arena),
        },
        kind::GUID => guid(array(bytes)?, arena)?,
        kind::SID => sid(bytes, arena)?,
        kind::FILETIME => filetime(u64::from_le_bytes(array(bytes)?), arena)?,
        kind::HEX32 => hexadecimal(u32::from_le_bytes(array(bytes)?).into(), arena)?,
        kind::HEX64 => hexadecimal(u64::from_le_bytes(array(bytes)?), arena)?,
        kind::SIZE if bytes.len() == 4 => hexadecimal(u32::from_le_bytes(array(bytes)?).into(), arena)?,
        kind::SIZE => hexadecimal(u64::from_le_bytes(array(bytes)?), arena)?,
        kind::BINARY | kind::BINARY_XML if bytes.is_empty() => return Ok(None),
        kind::BINARY => digits(bytes, arena)?,
        kind::ANSI_STRING => return ansi(bytes, arena),
        _ => return Err(Unusual),
    };
    Ok(Some(shown))
}

/// The number that a value is, if it is shown as such; none for those that may be negative.
#[inline]
pub(super) fn number(slot: &Slot, chunk: &[u8]) -> Option<SystemNumber> {
    let bytes = slot.bytes(chunk);
    Some(match slot.kind {
        kind::UINT8 => SystemNumber::Decimal(u8::from_le_bytes(bytes.try_into().ok()?).into()),
        kind::UINT16 => SystemNumber::Decimal(u16::from_le_bytes(bytes.try_into().ok()?).into()),
        kind::UINT32 => SystemNumber::Decimal(u32::from_le_bytes(bytes.try_into().ok()?).into()),
        kind::UINT64 => SystemNumber::Decimal(u64::from_le_bytes(bytes.try_into().ok()?)),
        kind::HEX64 => SystemNumber::Hexadecimal(u64::from_le_bytes(bytes.try_into().ok()?)),
        _ => return None,
    })
}

/// The texts of an array of strings, each of which ends with a zero.
pub(super) fn strings<'a>(slot: &Slot, chunk: &'a [u8], arena: &'a Arena) -> Result<&'a [&'a str], Unusual> {
    let mut texts = ArenaVec::new_in(arena);
    let mut units = slot.bytes(chunk).as_chunks::<2>().0;
    while !units.is_empty() {
        let end = units.iter().position(|unit| *unit == [0, 0]).ok_or(Unusual)?;
        let item = units.get(..end).unwrap_or_default();
        texts.push(utf16::text(item.as_flattened(), arena)?);
        units = units.get(end + 1..).unwrap_or_default();
    }
    match texts.is_empty() {
        true => Err(Unusual),
        false => Ok(texts.into_bump_slice()),
    }
}

fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Unusual> {
    bytes.try_into().map_err(|_| Unusual)
}

fn string<'a>(bytes: &'a [u8], arena: &'a Arena) -> Result<Option<&'a str>, Unusual> {
    match bytes {
        [] | [0, 0, ..] => Ok(None),
        _ => utf16::text(bytes, arena).map(Some),
    }
}

fn signed(number: i64, arena: &Arena) -> &str {
    arena.alloc_str(itoa::Buffer::new().format(number))
}

fn unsigned(number: u64, arena: &Arena) -> &str {
    arena.alloc_str(itoa::Buffer::new().format(number))
}

/// Text in the code page of the machine; zeros in it are left out.
fn ansi<'a>(bytes: &'a [u8], arena: &'a Arena) -> Result<Option<&'a str>, Unusual> {
    if !bytes.is_ascii() {
        return Err(Unusual);
    }
    let mut kept = ArenaVec::with_capacity_in(bytes.len(), arena);
    kept.extend(bytes.iter().copied().filter(|&byte| byte != 0));
    let text = std::str::from_utf8(kept.into_bump_slice()).map_err(|_| Unusual)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// A GUID in braces and upper case; its first three parts are little-endian.
fn guid(bytes: [u8; 16], arena: &Arena) -> Result<&str, Unusual> {
    const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    const PLACES: [usize; 16] = [1, 3, 5, 7, 10, 12, 15, 17, 20, 22, 25, 27, 29, 31, 33, 35];
    let mut shown = *b"{00000000-0000-0000-0000-000000000000}";
    for (from, to) in ORDER.into_iter().zip(PLACES) {
        shown[to] = upper_digit(bytes[from] >> 4);
        shown[to + 1] = upper_digit(bytes[from] & 15);
    }
    copy(&shown, arena)
}

fn copy<'a>(ascii: &[u8], arena: &'a Arena) -> Result<&'a str, Unusual> {
    std::str::from_utf8(arena.alloc_slice_copy(ascii)).map_err(|_| Unusual)
}

fn upper_digit(value: u8) -> u8 {
    b"0123456789ABCDEF".get(usize::from(value)).copied().unwrap_or(b'0')
}

/// `S-1-5-18`: revision, number of parts, authority (big-endian), parts (little-endian).
fn sid<'a>(bytes: &[u8], arena: &'a Arena) -> Result<&'a str, Unusual> {
    let (&[revision, _, high, low, a, b, c, d], parts) = bytes.split_first_chunk().ok_or(Unusual)?;
    let authority = u64::from_be_bytes([0, 0, high, low, a, b, c, d]);
    let mut shown = ArenaString::with_capacity_in(16 + parts.len() * 3, arena);
    let mut digits = itoa::Buffer::new();
    shown.push_str("S-");
    shown.push_str(digits.format(revision));
    shown.push('-');
    shown.push_str(digits.format(authority));
    for part in parts.as_chunks().0 {
        shown.push('-');
        shown.push_str(digits.format(u32::from_le_bytes(*part)));
    }
    Ok(shown.into_bump_str())
}

/// `0x3e7`.
fn hexadecimal(number: u64, arena: &Arena) -> Result<&str, Unusual> {
    let mut shown = *b"0x0000000000000000";
    let length = 64_u32.saturating_sub(number.leading_zeros()).div_ceil(4).max(1) as usize;
    let mut rest = number;
    for digit in shown.iter_mut().skip(2).take(length).rev() {
        *digit = b"0123456789abcdef".get((rest & 15) as usize).copied().unwrap_or(b'0');
        rest >>= 4;
    }
    copy(shown.get(..2 + length).unwrap_or_default(), arena)
}

/// Bytes as upper-case digits.
fn digits<'a>(bytes: &[u8], arena: &'a Arena) -> Result<&'a str, Unusual> {
    let shown = arena.alloc_slice_fill_copy(bytes.len() * 2, b'0');
    for (byte, [high, low]) in bytes.iter().zip(shown.as_chunks_mut().0) {
        (*high, *low) = (upper_digit(byte >> 4), upper_digit(byte & 15));
    }
    std::str::from_utf8(shown).map_err(|_| Unusual)
}

/// `2020-03-21T23:50:34.3474580Z`.
fn filetime(ticks: u64, arena: &Arena) -> Result<&str, Unusual> {
    if ticks > LAST_FILETIME {
        return Err(Unusual);
    }
    let (year, month, day) = date(ticks / TICKS_PER_DAY);
    let (second, fraction) = (ticks % TICKS_PER_DAY / TICKS_PER_SECOND, ticks % TICKS_PER_SECOND);
    let mut shown = *b"0000-00-00T00:00:00.0000000Z";
    for (number, end, length) in [
        (year, 4, 4),
        (month, 7, 2),
        (day, 10, 2),
        (second / 3600, 13, 2),
        (second / 60 % 60, 16, 2),
        (second % 60, 19, 2),
        (fraction, 27, 7),
    ] {
        let mut rest = number;
        for place in (end - length..end).rev() {
            shown[place] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
    }
    copy(&shown, arena)
}

/// Year, month and day, so many days after 1601-01-01 in the Gregorian calendar. Counted from a first of March, leap days
/// come last in their year; 400 years have 146,097 days.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + DAYS_BEFORE_1601;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, is_next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year_of_era + is_next_year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_as_windows_shows_them() {
        let arena = Arena::new();
        for (ticks, shown) in [
            (0, "1601-01-01T00:00:00.0000000Z"),
            (132_293_082_343_474_580, "2020-03-21T23:50:34.3474580Z"),
            (133_537_247_999_999_999, "2024-02-29T23:59:59.9999999Z"),
            (LAST_FILETIME, "9999-12-31T23:59:59.9999999Z"),
        ] {
            assert_eq!(filetime(ticks, &arena), Ok(shown));
        }
    }

    #[test]
    fn identifiers_are_shown_as_windows_shows_them() {
        let arena = Arena::new();
        let bytes = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];
        assert_eq!(sid(&bytes, &arena), Ok("S-1-5-32-544"));
        assert_eq!(
            guid(std::array::from_fn(|byte| byte as u8 + 0xF0), &arena),
            Ok("{F3F2F1F0-F5F4-F7F6-F8F9-FAFBFCFDFEFF}")
        );
        for number in [0, 0xF, 0x10, 0x3E7, 0x8020_0000_0000_0000, u64::MAX] {
            assert_eq!(hexadecimal(number, &arena), Ok(format!("{number:#x}").as_str()));
        }
        assert_eq!(digits(&[0, 0xAB], &arena), Ok("00AB"));
    }
}
