//! UTF-16 to UTF-8.

use bumpalo::collections::String as ArenaString;

use super::Unusual;
use crate::mapping::Arena;

/// How many units are looked at together.
const RUN: usize = 16;

/// The units before the first zero.
pub(super) fn until_zero(bytes: &[u8]) -> &[[u8; 2]] {
    let units = bytes.as_chunks().0;
    let end = units.iter().position(|unit| *unit == [0, 0]).unwrap_or(units.len());
    units.get(..end).unwrap_or_default()
}

/// What the units before the first zero say.
///
/// # Errors
/// When they are not UTF-16.
pub(super) fn text<'a>(bytes: &[u8], arena: &'a Arena) -> Result<&'a str, Unusual> {
    let units = until_zero(bytes);
    let mut text = ArenaString::with_capacity_in(units.len() + units.len() / 2, arena);
    for letter in char::decode_utf16(units.iter().map(|unit| u16::from_le_bytes(*unit))) {
        text.push(letter.map_err(|_| Unusual)?);
    }
    Ok(text.into_bump_str())
}

/// Writes units as bytes, if all are ASCII and none is zero. What is written is ASCII in any case.
#[inline]
pub(super) fn pack(units: &[[u8; 2]], bytes: &mut [u8]) -> bool {
    // Bits above the seventh are set in a unit that is not ASCII, and in one less than zero.
    let strange = |run: &[[u8; 2]]| {
        run.iter()
            .map(|unit| u16::from_le_bytes(*unit))
            .fold(0, |bits, unit| bits | unit | unit.wrapping_sub(1))
            & 0xFF80
            != 0
    };
    let (runs, rest) = units.as_chunks::<RUN>();
    for (run, bytes) in runs.iter().zip(bytes.as_chunks_mut::<RUN>().0) {
        if strange(run) {
            return false;
        }
        run.iter().zip(bytes).for_each(|(unit, byte)| *byte = unit[0]);
    }
    if rest.is_empty() {
        return true;
    }
    // Behind a run, the rest is looked at as a run that begins before it.
    if let (Some(run), Some(bytes)) = (units.last_chunk::<RUN>(), bytes.last_chunk_mut::<RUN>()) {
        if strange(run) {
            return false;
        }
        run.iter().zip(bytes).for_each(|(unit, byte)| *byte = unit[0]);
        return true;
    }
    units.iter().zip(bytes).for_each(|(unit, byte)| *byte = unit[0] & 0x7F);
    !strange(units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_utf16() {
        let arena = Arena::new();
        let check = |units: &[u16], expected: Result<&str, Unusual>| {
            let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            assert_eq!(text(&bytes, &arena), expected, "{units:?}");
            let mut packed = vec![0; units.len()];
            if pack(bytes.as_chunks().0, &mut packed) {
                assert_eq!(std::str::from_utf8(&packed).map_err(|_| Unusual), expected);
            }
            assert!(packed.is_ascii());
        };
        for long in ["", "a", "sixteen letters.", "C:\\Windows\\System32\\svchost.exe -k", "grün 😀 \u{80}"]
        {
            let units: Vec<u16> = long.encode_utf16().collect();
            check(&units, Ok(long));
            check(&[&units[..], &[0, 0x61]].concat(), Ok(long));
            check(&[&units[..], &[0xD800]].concat(), Err(Unusual));
        }
    }
}
