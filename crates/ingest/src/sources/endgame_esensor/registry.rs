//! Registry keys and values, `\REGISTRY\MACHINE\SOFTWARE\…`.

use ecs::{EventSink, FieldId};
use serde_json::Value;

use super::keys::Key;
use crate::mapping::DataValue;
use crate::mapping::data::Data;
use crate::mapping::prune;

const DATA_STRINGS: FieldId = FieldId::of("registry.data.strings");
const DATA_TYPE: FieldId = FieldId::of("registry.data.type");
const HIVE: FieldId = FieldId::of("registry.hive");
const KEY: FieldId = FieldId::of("registry.key");
const VALUE: FieldId = FieldId::of("registry.value");

/// How the kernel's names of the hives begin, and what they are called.
const HIVES: [(&str, &str); 2] = [(r"\REGISTRY\MACHINE\", "HKLM"), (r"\REGISTRY\USER\", "HKU")];

/// The sensor's names of the types of values.
const TYPES: [(&str, &str); 7] = [
    ("sz", "REG_SZ"),
    ("expandSz", "REG_EXPAND_SZ"),
    ("multiSz", "REG_MULTI_SZ"),
    ("dword", "REG_DWORD"),
    ("qword", "REG_QWORD"),
    ("binary", "REG_BINARY"),
    ("none", "REG_NONE"),
];

/// Sets the parts of the path, and what was written.
pub(super) fn set(data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(path) = data.text(Key::key_path) {
        set_parts(path, sink);
    }
    if let Some(kind) = data.text(Key::key_type) {
        let name = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(kind)).map(|(_, name)| *name);
        sink.text(DATA_TYPE, name.unwrap_or(kind));
    }
    if let Some(DataValue::Json(list)) = data.value(Key::bytes_written_string_list) {
        if let Some(list @ Value::Array(_)) = prune::parse_without_empty(list) {
            sink.json(DATA_STRINGS, &list);
        }
        return;
    }
    let written = [Key::bytes_written_string, Key::bytes_written_u32, Key::bytes_written_u64];
    if let Some(text) = written.into_iter().find_map(|key| data.text(key)) {
        sink.texts(DATA_STRINGS, &[text]);
    }
}

fn set_parts(path: &str, sink: &mut dyn EventSink) {
    let hive = HIVES.iter().find_map(|(start, name)| {
        let head = path.get(..start.len())?;
        head.eq_ignore_ascii_case(start).then(|| (*name, path.get(start.len()..).unwrap_or_default()))
    });
    let rest = match hive {
        Some((name, rest)) => {
            sink.text(HIVE, name);
            rest
        }
        None => path,
    };
    if let Some((key, value)) = rest.rsplit_once('\\') {
        for (field, part) in [(KEY, key), (VALUE, value)] {
            if !part.is_empty() {
                sink.text(field, part);
            }
        }
    }
}
