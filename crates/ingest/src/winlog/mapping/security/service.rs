//! Services that were installed or that a ticket is for.

use ecs::FieldId;

use super::{Key, Mapping};

const SERVICE_NAME: FieldId = FieldId::of("service.name");
const SERVICE_TYPE: FieldId = FieldId::of("service.type");

/// Sets the service's name and kind.
pub(super) fn describe(mapping: &mut Mapping<'_, '_>) {
    let name = mapping.text(Key::ServiceName);
    mapping.set(SERVICE_NAME, name);
    let kind = mapping.text(Key::ServiceType).and_then(|number| match number {
        "0x1" => Some("Kernel Driver"),
        "0x2" => Some("File System Driver"),
        "0x8" => Some("Recognizer Driver"),
        "0x10" => Some("Win32 Own Process"),
        "0x20" => Some("Win32 Share Process"),
        "0x110" => Some("Interactive Own Process"),
        "0x120" => Some("Interactive Share Process"),
        _ => None,
    });
    mapping.set(SERVICE_TYPE, kind);
}
