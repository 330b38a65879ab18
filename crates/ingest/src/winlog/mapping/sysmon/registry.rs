//! Registry events: `TargetObject` and `Details`.

use ecs::{EventSink, FieldId};

use super::rows::Key;
use crate::mapping::data::Data;

const HIVE: FieldId = FieldId::of("registry.hive");
const KEY: FieldId = FieldId::of("registry.key");
const PATH: FieldId = FieldId::of("registry.path");
const STRINGS: FieldId = FieldId::of("registry.data.strings");
const TYPE: FieldId = FieldId::of("registry.data.type");
const VALUE: FieldId = FieldId::of("registry.value");

/// Sets `registry.*`. `registry.key` has the value's name too, as the pipelines have it.
pub(super) fn set(id: u32, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    let path = data.text(Key::TargetObject);
    data.remove(Key::TargetObject);
    let Some(path) = path.filter(|_| matches!(id, 12..=14)) else { return };
    sink.text(PATH, path);
    let tokens = path.trim_end_matches('\\');
    let (root, rest) = tokens.split_once('\\').map_or((tokens, None), |(root, rest)| (root, Some(rest)));
    if let Some(hive) = hive(root) {
        sink.text(HIVE, hive);
        if let Some(rest) = rest {
            sink.text(KEY, rest);
        }
    }
    sink.text(VALUE, tokens.rsplit('\\').next().unwrap_or(tokens));
    if let Some(details) = data.text(Key::Details) {
        set_data(details, sink);
    }
}

/// What was written: numbers are told by how Sysmon shows them.
fn set_data(details: &str, sink: &mut dyn EventSink) {
    if let Some(number) = quad_word(details) {
        sink.texts(STRINGS, &[&number.to_string()]);
        sink.text(TYPE, "SZ_QWORD");
    } else if let Some(number) = double_word(details) {
        sink.texts(STRINGS, &[&number.to_string()]);
        sink.text(TYPE, "SZ_DWORD");
    } else {
        sink.texts(STRINGS, &[details]);
        sink.text(TYPE, if details == "Binary Data" { "REG_BINARY" } else { "REG_SZ" });
    }
}

/// `DWORD (0x00000004)`.
fn double_word(details: &str) -> Option<i64> {
    hex_word(inside("DWORD (", details)?)
}

/// `QWORD (0x00000001-0x00000002)`, put together as the pipelines do.
fn quad_word(details: &str) -> Option<i64> {
    let (high, low) = inside("QWORD (", details)?.split_once('-')?;
    Some((hex_word(high)? << 8) + hex_word(low)?)
}

fn inside<'t>(prefix: &str, details: &'t str) -> Option<&'t str> {
    let start = details.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix))?;
    details.get(start.len()..)?.strip_suffix(')')
}

fn hex_word(text: &str) -> Option<i64> {
    let digits =
        text.get(2..).filter(|digits| digits.len() == 8 && text.get(..2).is_some_and(is_hex_prefix))?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| i64::from_str_radix(digits, 16).ok())?
}

fn is_hex_prefix(text: &str) -> bool {
    text.eq_ignore_ascii_case("0x")
}

fn hive(root: &str) -> Option<&'static str> {
    Some(match root {
        "HKEY_CLASSES_ROOT" | "HKCR" => "HKCR",
        "HKEY_CURRENT_CONFIG" | "HKCC" => "HKCC",
        "HKEY_CURRENT_USER" | "HKCU" => "HKCU",
        "HKEY_DYN_DATA" | "HKDD" => "HKDD",
        "HKEY_LOCAL_MACHINE" | "HKLM" => "HKLM",
        "HKEY_PERFORMANCE_DATA" | "HKPD" => "HKPD",
        "HKEY_USERS" | "HKU" => "HKU",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_sysmon_shows_them() {
        assert_eq!(double_word("DWORD (0x00000004)"), Some(4));
        assert_eq!(double_word("dword (0xFFFFFFFF)"), Some(4_294_967_295));
        assert_eq!(double_word("DWORD (0x4)"), None);
        assert_eq!(quad_word("QWORD (0x00000001-0x00000002)"), Some(258));
        assert_eq!(quad_word("QWORD (0x00000001)"), None);
        assert_eq!(double_word("DWORD"), None);
    }
}
