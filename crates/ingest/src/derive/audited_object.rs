//! The object that an audit event tells of.

use ecs::FieldId;

use super::{By, Derivation, Event};
use crate::winlog::WinlogRecord;
use crate::winlog::mapping::Family;

const ACTION: FieldId = FieldId::of("event.action");
const CATEGORY: FieldId = FieldId::of("event.category");
const HIVE: FieldId = FieldId::of("registry.hive");
const KEY: FieldId = FieldId::of("registry.key");
const PATH: FieldId = FieldId::of("registry.path");
const STRINGS: FieldId = FieldId::of("registry.data.strings");
const TYPE: FieldId = FieldId::of("event.type");
const VALUE: FieldId = FieldId::of("registry.value");
const VALUE_TYPE: FieldId = FieldId::of("registry.data.type");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "audited_object",
    fields: &[HIVE, KEY, PATH, VALUE, STRINGS, VALUE_TYPE, CATEGORY, TYPE, ACTION],
    inputs: &["Security 4657: ObjectName, ObjectValueName, NewValue, NewValueType", "Security 4662: its id"],
    soundness: "\\REGISTRY\\MACHINE and \\REGISTRY\\USER are the kernel's names of HKLM and HKU. The meaning of 4662 is what \
                later versions of the integration give it.",
    by: By::Winlog(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    let Some(record) = event.winlog_of(Family::Security) else { return };
    match record.event_code {
        4657 => registry(record, event),
        4662 => {
            event.fill_texts(CATEGORY, &["iam", "configuration"]);
            event.fill_texts(TYPE, &["admin", "change"]);
            event.fill(ACTION, "object-operation-performed");
        }
        _ => {}
    }
}

fn said<'a>(record: &WinlogRecord<'a>, name: &str) -> Option<&'a str> {
    record.data(name).filter(|text| !matches!(*text, "" | "-"))
}

fn registry(record: &WinlogRecord<'_>, event: &mut Event<'_, '_>) {
    let Some((hive, key)) = said(record, "ObjectName").and_then(hive_and_key) else { return };
    let value = said(record, "ObjectValueName");
    event.fill(HIVE, hive);
    match value {
        Some(value) => {
            event.fill(KEY, &format!("{key}\\{value}"));
            event.fill(PATH, &format!("{hive}\\{key}\\{value}"));
            event.fill(VALUE, value);
        }
        None => {
            event.fill(KEY, key);
            event.fill(PATH, &format!("{hive}\\{key}"));
        }
    }
    if let Some(written) = said(record, "NewValue") {
        event.fill_texts(STRINGS, &[written]);
    }
    if let Some(kind) = said(record, "NewValueType").and_then(value_type) {
        event.fill(VALUE_TYPE, kind);
    }
}

/// `\REGISTRY\MACHINE\SYSTEM\…`: the hive's short name, and what is below it.
fn hive_and_key(object: &str) -> Option<(&'static str, &str)> {
    let below = |root: &str| {
        let start = object.get(..root.len())?;
        object.get(root.len()..).filter(|rest| start.eq_ignore_ascii_case(root) && !rest.is_empty())
    };
    let machine = below("\\REGISTRY\\MACHINE\\").map(|key| ("HKLM", key));
    machine.or_else(|| below("\\REGISTRY\\USER\\").map(|key| ("HKU", key)))
}

/// The kinds of values by their message numbers (Windows' table of audit messages), or by name where they were expanded.
fn value_type(code: &str) -> Option<&'static str> {
    const TYPES: &[(&str, &str)] = &[
        ("%%1872", "REG_NONE"),
        ("%%1873", "REG_SZ"),
        ("%%1874", "REG_EXPAND_SZ"),
        ("%%1875", "REG_BINARY"),
        ("%%1876", "REG_DWORD"),
        ("%%1877", "REG_DWORD_BIG_ENDIAN"),
        ("%%1878", "REG_LINK"),
        ("%%1879", "REG_MULTI_SZ"),
        ("%%1883", "REG_QWORD"),
    ];
    TYPES.iter().find(|(number, name)| code.trim() == *number || code.trim() == *name).map(|(_, name)| *name)
}
