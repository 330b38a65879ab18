//! Registry keys and values: what is there now, else what was there before.

use bumpalo::collections::String as ArenaString;
use ecs::{EventSink, FieldId};

use super::super::keys::Key;
use crate::FieldNote;
use crate::mapping::data::Data;

const DATA_STRINGS: FieldId = FieldId::of("registry.data.strings");
const DATA_TYPE: FieldId = FieldId::of("registry.data.type");
const HIVE: FieldId = FieldId::of("registry.hive");
const KEY: FieldId = FieldId::of("registry.key");
const PATH: FieldId = FieldId::of("registry.path");
const VALUE: FieldId = FieldId::of("registry.value");

/// Hives, and their short names.
const HIVES: &[(&str, &str)] = &[
    ("HKEY_CLASSES_ROOT", "HKCR"),
    ("HKEY_CURRENT_CONFIG", "HKCC"),
    ("HKEY_CURRENT_USER", "HKCU"),
    ("HKEY_LOCAL_MACHINE", "HKLM"),
    ("HKEY_USERS", "HKU"),
];

/// Sets `registry.*`.
pub(super) fn set(data: &Data<'_>, sink: &mut dyn EventSink) {
    let whole = data.text(Key::RegistryKey).or_else(|| data.text(Key::PreviousRegistryKey));
    let value = data.text(Key::RegistryValueName).or_else(|| data.text(Key::PreviousRegistryValueName));
    if let Some(value) = value {
        sink.text(VALUE, value);
    }
    if let Some(whole) = whole {
        let (hive, key) = take_apart(whole);
        if let Some(hive) = hive {
            sink.text(HIVE, hive);
        }
        if !key.is_empty() {
            sink.text(KEY, key);
            if let Some(value) = value.filter(|_| sink.wants(PATH)) {
                let parts = [hive.unwrap_or_default(), key, value];
                let mut path = ArenaString::with_capacity_in(whole.len() + 1 + value.len(), data.arena);
                for part in parts.iter().filter(|part| !part.is_empty()) {
                    if !path.is_empty() {
                        path.push('\\');
                    }
                    path.push_str(part);
                }
                sink.text(PATH, &path);
            }
        }
    }
    let (now, before) = (data.text(Key::RegistryValueData), data.text(Key::PreviousRegistryValueData));
    match (now, before.filter(|before| now != Some(before))) {
        (Some(now), Some(before)) => sink.texts(DATA_STRINGS, &[now, before]),
        (Some(one), None) | (None, Some(one)) => sink.texts(DATA_STRINGS, &[one]),
        (None, None) => {}
    }
    if let Some(kind) = data.text(Key::RegistryValueType) {
        sink.text(DATA_TYPE, kind);
    }
}

/// The short name of the hive, and the key below it.
fn take_apart(whole: &str) -> (Option<&'static str>, &str) {
    let (root, rest) = whole.split_once('\\').unwrap_or((whole, ""));
    let hive = HIVES
        .iter()
        .find(|(long, short)| root.eq_ignore_ascii_case(long) || root.eq_ignore_ascii_case(short))
        .map(|(_, short)| *short);
    match hive {
        Some(hive) => (Some(hive), rest),
        None => (None, whole),
    }
}

/// What becomes of these, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    let rows: &[(&str, FieldId, &str)] = &[
        ("RegistryKey", HIVE, "its first part, abbreviated; else of PreviousRegistryKey"),
        ("RegistryKey", KEY, "without the hive; else PreviousRegistryKey"),
        ("RegistryValueName", VALUE, "copied; else PreviousRegistryValueName"),
        ("RegistryKey", PATH, "hive, key and value, where there are both"),
        ("RegistryValueData", DATA_STRINGS, "with PreviousRegistryValueData, where that is another"),
        ("RegistryValueType", DATA_TYPE, "copied"),
    ];
    notes.extend(rows.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
}

#[cfg(test)]
mod tests {
    use super::take_apart;

    #[test]
    fn hives_are_abbreviated() {
        assert_eq!(take_apart(r"HKEY_LOCAL_MACHINE\SOFTWARE\A"), (Some("HKLM"), r"SOFTWARE\A"));
        assert_eq!(take_apart(r"hku\S-1-5-18"), (Some("HKU"), "S-1-5-18"));
        assert_eq!(take_apart("HKEY_USERS"), (Some("HKU"), ""));
        assert_eq!(take_apart(r"SOFTWARE\A"), (None, r"SOFTWARE\A"));
    }
}
