//! Rights that were asked for or used.

use super::{Key, Mapping, flags};
use crate::winlog::mapping::message_table;

/// Says what the rights of a list and of a mask are.
pub(super) fn describe(mapping: &mut Mapping<'_, '_>) {
    match mapping.variant.split_access_masks {
        true => split_mask(mapping),
        false => mask(mapping),
    }
    list(mapping);
    if let Some(layer) = mapping.text(Key::LayerName) {
        mapping.set_data_text("LayerNameDescription", message_table::text(layer.trim()));
    }
}

fn bare(code: &str) -> &str {
    code.trim().strip_prefix("%%").unwrap_or(code.trim())
}

/// `%%4416 %%4423`: what is known of it is said beside.
fn list(mapping: &mut Mapping<'_, '_>) {
    if let Some(codes) = mapping.text(Key::AccessList).filter(|_| mapping.wants_data("AccessListDescription"))
    {
        let texts: Vec<&str> =
            codes.split_whitespace().filter_map(|code| message_table::text(bare(code))).collect();
        mapping.set_data_list("AccessListDescription", &texts);
    }
}

/// `0x6`, or codes, taken for numbers all the same.
fn mask(mapping: &mut Mapping<'_, '_>) {
    let Some(mask) = mapping.text(Key::AccessMask).filter(|_| mapping.wants_data("AccessMaskDescription"))
    else {
        return;
    };
    let mut rights: Vec<&str> = Vec::new();
    for number in mask.split_whitespace().map(bare).filter_map(super::decode) {
        for right in flags(number, ACCESS_MASK) {
            if !rights.contains(&right) {
                rights.push(right);
            }
        }
    }
    mapping.set_data_list("AccessMaskDescription", &rights);
}

/// The mask becomes the list of its parts, and its bits are described one by one.
fn split_mask(mapping: &mut Mapping<'_, '_>) {
    let Some(mask) = mapping.text(Key::AccessMask) else { return };
    let mut parts: Vec<&str> = Vec::new();
    let mut bits = 0;
    for code in mask.split_whitespace().map(bare) {
        parts.push(message_table::text(code).unwrap_or(code));
        bits |= super::decode(code).or_else(|| message_table::number(code)).unwrap_or(0);
    }
    if parts.is_empty() {
        return;
    }
    mapping.replace_data_list(Key::AccessMask, "AccessMask", &parts);
    let mut rights: Vec<(u32, &str)> = ACCESS_MASK
        .iter()
        .copied()
        .filter(|(flag, _)| flag.is_power_of_two() && bits & i64::from(*flag) != 0)
        .collect();
    rights.sort_unstable();
    let rights: Vec<&str> = rights.into_iter().map(|(_, right)| right).collect();
    mapping.set_data_list("AccessMaskDescription", &rights);
}

/// In the order in which Elasticsearch's hash map of them lists them; spelled as it spells them.
const ACCESS_MASK: &[(u32, &str)] = &[
    (0x0000_0080, "List Object"),
    (0x0008_0000, "WRITE_OWNER"),
    (0x4000_0000, "ADS_RIGHT_GENERIC_WRITE"),
    (0x0000_FFFF, "SPECIFIC_RIGHTS_ALL"),
    (0x0000_0040, "Delete Treee"),
    (0x2000_0000, "ADS_RIGHT_GENERIC_EXECUTE"),
    (0x0000_0020, "Write Property"),
    (0x1000_0000, "ADS_RIGHT_GENERIC_ALL"),
    (0x0000_0010, "Read Property"),
    (0x0001_0000, "DELETE"),
    (0x0000_0001, "Create Child"),
    (0x0000_0100, "Control Access"),
    (0x8000_0000, "ADS_RIGHT_GENERIC_READ"),
    (0x0000_0002, "Delete Child"),
    (0x0000_0004, "List Contents"),
    (0x0100_0000, "ADS_RIGHT_ACCESS_SYSTEM_SECURITY"),
    (0x0000_0008, "SELF"),
    (0x0010_0000, "SYNCHRONIZE"),
    (0x0004_0000, "WRITE_DAC"),
    (0x0002_0000, "READ_CONTROL"),
    (0x001F_0000, "STANDARD_RIGHTS_ALL"),
    (0x00F0_0000, "STANDARD_RIGHTS_REQUIRED"),
];
