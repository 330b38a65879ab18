//! Trusts between domains.

use ecs::FieldId;

use super::{Key, Mapping};

const ATTRIBUTE: FieldId = FieldId::of("winlog.trustAttribute");
const DIRECTION: FieldId = FieldId::of("winlog.trustDirection");
const TYPE: FieldId = FieldId::of("winlog.trustType");

/// Says what a trust's type, direction and attributes mean.
pub(super) fn describe(mapping: &mut Mapping<'_, '_>) {
    let kind = mapping.text(Key::TdoType).and_then(|number| match number {
        "1" => Some("TRUST_TYPE_DOWNLEVEL"),
        "2" => Some("TRUST_TYPE_UPLEVEL"),
        "3" => Some("TRUST_TYPE_MIT"),
        "4" => Some("TRUST_TYPE_DCE"),
        _ => None,
    });
    mapping.set(TYPE, kind);
    let direction = mapping.text(Key::TdoDirection).and_then(|number| match number {
        "0" => Some("TRUST_DIRECTION_DISABLED"),
        "1" => Some("TRUST_DIRECTION_INBOUND"),
        "2" => Some("TRUST_DIRECTION_OUTBOUND"),
        "3" => Some("TRUST_DIRECTION_BIDIRECTIONAL"),
        _ => None,
    });
    mapping.set(DIRECTION, direction);
    let attribute = mapping.text(Key::TdoAttributes).and_then(|number| match number {
        "0" => Some("UNDEFINED"),
        "1" => Some("TRUST_ATTRIBUTE_NON_TRANSITIVE"),
        "2" => Some("TRUST_ATTRIBUTE_UPLEVEL_ONLY"),
        "4" => Some("TRUST_ATTRIBUTE_QUARANTINED_DOMAIN"),
        "8" => Some("TRUST_ATTRIBUTE_FOREST_TRANSITIVE"),
        "16" => Some("TRUST_ATTRIBUTE_CROSS_ORGANIZATION"),
        "32" => Some("TRUST_ATTRIBUTE_WITHIN_FOREST"),
        "64" => Some("TRUST_ATTRIBUTE_TREAT_AS_EXTERNAL"),
        "128" => Some("TRUST_ATTRIBUTE_USES_RC4_ENCRYPTION"),
        "512" => Some("TRUST_ATTRIBUTE_CROSS_ORGANIZATION_NO_TGT_DELEGATION"),
        "1024" => Some("TRUST_ATTRIBUTE_PIM_TRUST"),
        _ => None,
    });
    mapping.set(ATTRIBUTE, attribute);
}
