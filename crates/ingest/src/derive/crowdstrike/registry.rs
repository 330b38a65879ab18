//! The registry: what was written where.

use ecs::FieldId;

use super::{Of, Record};
use crate::derive::{By, Derivation, Event};

const DATA_STRINGS: FieldId = FieldId::of("registry.data.strings");
const DATA_TYPE: FieldId = FieldId::of("registry.data.type");
const EVENT_TYPE: FieldId = FieldId::of("event.type");
const HIVE: FieldId = FieldId::of("registry.hive");
const KEY: FieldId = FieldId::of("registry.key");
const PATH: FieldId = FieldId::of("registry.path");
const VALUE: FieldId = FieldId::of("registry.value");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "registry",
    fields: &[PATH, HIVE, KEY, VALUE, DATA_STRINGS, DATA_TYPE, EVENT_TYPE],
    inputs: &[
        "crowdstrike.fdr: RegObjectName, RegValueName, RegStringValue, RegNumericValue, RegType, RegOperationType",
    ],
    soundness: "The sensor names the key by its path in the kernel (\\REGISTRY\\MACHINE\\...), to which the value's name \
                is added, and the type of the data and the operation by Windows' numbers. An operation that is told \
                replaces the type that the event's name alone stands for.",
    by: By::Json(derive),
};

/// What was done.
pub(super) struct Operation {
    number: &'static str,
    event_type: &'static str,
    pub(super) action: &'static str,
}

const OPERATIONS: &[Operation] = &[
    Operation::new("1", "change", "modification"),
    Operation::new("2", "deletion", "deletion"),
    Operation::new("3", "creation", "creation"),
    Operation::new("4", "deletion", "deletion"),
    Operation::new("5", "change", "modification"),
    Operation::new("6", "info", "load"),
    Operation::new("7", "change", "modification"),
    Operation::new("8", "access", "open"),
    Operation::new("9", "access", "query"),
];

impl Operation {
    const fn new(number: &'static str, event_type: &'static str, action: &'static str) -> Self {
        Self { number, event_type, action }
    }
}

/// The operation of this number.
pub(super) fn operation(number: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.number == number)
}

/// The types of values, by their numbers (winnt.h).
const DATA_TYPES: &[&str] = &[
    "REG_NONE",
    "REG_SZ",
    "REG_EXPAND_SZ",
    "REG_BINARY",
    "REG_DWORD",
    "REG_DWORD_BIG_ENDIAN",
    "REG_LINK",
    "REG_MULTI_SZ",
    "REG_RESOURCE_LIST",
    "REG_FULL_RESOURCE_DESCRIPTOR",
    "REG_RESOURCE_REQUIREMENTS_LIST",
    "REG_QWORD",
];

const HIVES: &[(&str, &str)] = &[(r"\REGISTRY\MACHINE\", "HKLM"), (r"\REGISTRY\USER\", "HKU")];

fn derive(event: &mut Event<'_, '_>) {
    let Some(record) = Record::of(event, Of::Registry) else { return };
    if let Some(operation) = record.said("RegOperationType").and_then(operation) {
        event.replace_texts(EVENT_TYPE, &[operation.event_type]);
    }
    let Some(key) = record.said("RegObjectName") else { return };
    let value = record.said("RegValueName");
    if event.lacks(PATH) {
        match value {
            Some(value) => event.fill(PATH, &format!(r"{key}\{value}")),
            None => event.fill(PATH, key),
        }
    }
    let hive = HIVES.iter().find_map(|(root, hive)| Some((*hive, key.strip_prefix(root)?)));
    event.fill(KEY, hive.map_or(key, |(_, rest)| rest));
    if let Some((hive, _)) = hive {
        event.fill(HIVE, hive);
    }
    if let Some(value) = value {
        event.fill(VALUE, value);
    }
    if let Some(data) = record.said("RegStringValue").or_else(|| record.said("RegNumericValue")) {
        event.fill_texts(DATA_STRINGS, &[data]);
    }
    let number = record.said("RegType").and_then(|text| text.parse::<usize>().ok());
    if let Some(data_type) = number.and_then(|number| DATA_TYPES.get(number)) {
        event.fill(DATA_TYPE, data_type);
    }
}
