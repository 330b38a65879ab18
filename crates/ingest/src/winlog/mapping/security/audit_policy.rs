//! Changes of the audit policy.

use super::{Key, Mapping};
use crate::winlog::mapping::message_table;

/// Says which subcategory was changed, and how.
pub(super) fn describe(mapping: &mut Mapping<'_, '_>) {
    if let Some((category, subcategory)) = mapping.text(Key::SubcategoryGuid).and_then(subcategory) {
        mapping.set_data_text("Category", Some(category));
        mapping.set_data_text("SubCategory", Some(subcategory));
    }
    if let Some(changes) = mapping.text(Key::AuditPolicyChanges)
        && mapping.wants_data("AuditPolicyChangesDescription")
    {
        let keep_unknown = mapping.variant.split_access_masks;
        let list: Vec<&str> = changes
            .split(',')
            .map(|change| change.trim())
            .filter_map(|change| {
                message_table::text(change)
                    .or_else(|| keep_unknown.then(|| change.strip_prefix("%%").unwrap_or(change)))
            })
            .collect();
        mapping.set_data_list("AuditPolicyChangesDescription", &list);
    }
}

/// Category and name of an audit subcategory, by its GUID: `{0cce92XX-69ae-11d9-bed3-505054503030}` (MS-GPAC 2.2.1.2).
fn subcategory(guid: &str) -> Option<(&'static str, &'static str)> {
    let bare = guid.trim_matches(['{', '}']);
    let tail = bare.get(8..).filter(|tail| tail.eq_ignore_ascii_case("-69ae-11d9-bed3-505054503030"));
    let number = bare.get(6..8).filter(|_| tail.is_some() && bare.get(..6).is_some_and(is_audit_guid))?;
    let number = u8::from_str_radix(number, 16).ok()?;
    SUBCATEGORIES.iter().find(|(known, ..)| *known == number).map(|(_, category, name)| (*category, *name))
}

fn is_audit_guid(start: &str) -> bool {
    start.eq_ignore_ascii_case("0cce92")
}

const SYSTEM: &str = "System";
const LOGON: &str = "Logon/Logoff";
const OBJECT: &str = "Object Access";
const PRIVILEGE: &str = "Privilege Use";
const TRACKING: &str = "Detailed Tracking";
const POLICY: &str = "Policy Change";
const ACCOUNT: &str = "Account Management";
const ACCOUNT_LOGON: &str = "Account Logon";

const SUBCATEGORIES: &[(u8, &str, &str)] = &[
    (0x10, SYSTEM, "Security State Change"),
    (0x11, SYSTEM, "Security System Extension"),
    (0x12, SYSTEM, "System Integrity"),
    (0x13, SYSTEM, "IPsec Driver"),
    (0x14, SYSTEM, "Other System Events"),
    (0x15, LOGON, "Logon"),
    (0x16, LOGON, "Logoff"),
    (0x17, LOGON, "Account Lockout"),
    (0x18, LOGON, "IPsec Main Mode"),
    (0x19, LOGON, "IPsec Quick Mode"),
    (0x1A, LOGON, "IPsec Extended Mode"),
    (0x1B, LOGON, "Special Logon"),
    (0x1C, LOGON, "Other Logon/Logoff Events"),
    (0x1D, OBJECT, "File System"),
    (0x1E, OBJECT, "Registry"),
    (0x1F, OBJECT, "Kernel Object"),
    (0x20, OBJECT, "SAM"),
    (0x21, OBJECT, "Certification Services"),
    (0x22, OBJECT, "Application Generated"),
    (0x23, OBJECT, "Handle Manipulation"),
    (0x24, OBJECT, "File Share"),
    (0x25, OBJECT, "Filtering Platform Packet Drop"),
    (0x26, OBJECT, "Filtering Platform Connection "),
    (0x27, OBJECT, "Other Object Access Events"),
    (0x28, PRIVILEGE, "Sensitive Privilege Use"),
    (0x29, PRIVILEGE, "Non Sensitive Privilege Use"),
    (0x2A, PRIVILEGE, "Other Privilege Use Events"),
    (0x2B, TRACKING, "Process Creation"),
    (0x2C, TRACKING, "Process Termination"),
    (0x2D, TRACKING, "DPAPI Activity"),
    (0x2E, TRACKING, "RPC Events"),
    (0x2F, POLICY, "Audit Policy Change"),
    (0x30, POLICY, "Authentication Policy Change"),
    (0x31, POLICY, "Authorization Policy Change"),
    (0x32, POLICY, "MPSSVC Rule-Level Policy Change"),
    (0x33, POLICY, "Filtering Platform Policy Change"),
    (0x34, POLICY, "Other Policy Change Events"),
    (0x35, ACCOUNT, "User Account Management"),
    (0x36, ACCOUNT, "Computer Account Management"),
    (0x37, ACCOUNT, "Security Group Management"),
    (0x38, ACCOUNT, "Distribution Group Management"),
    (0x39, ACCOUNT, "Application Group Management"),
    (0x3A, ACCOUNT, "Other Account Management Events"),
    (0x3B, ACCOUNT, "Directory Service Access"),
    (0x3C, ACCOUNT, "Directory Service Changes"),
    (0x3D, ACCOUNT, "Directory Service Replication"),
    (0x3E, ACCOUNT, "Detailed Directory Service Replication"),
    (0x3F, ACCOUNT_LOGON, "Credential Validation"),
    (0x40, ACCOUNT_LOGON, "Kerberos Service Ticket Operations"),
    (0x41, ACCOUNT_LOGON, "Other Account Logon Events"),
    (0x42, ACCOUNT_LOGON, "Kerberos Authentication Service"),
    (0x43, LOGON, "Network Policy Server"),
    (0x44, OBJECT, "Detailed File Share"),
    (0x45, OBJECT, "Removable Storage"),
    (0x46, OBJECT, "Central Policy Staging"),
    (0x47, LOGON, "User / Device Claims"),
    (0x48, TRACKING, "Plug and Play Events"),
    (0x49, LOGON, "Group Membership"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_subcategories() {
        let guid = "{0CCE9243-69AE-11D9-BED3-505054503030}";
        assert_eq!(subcategory(guid), Some(("Logon/Logoff", "Network Policy Server")));
        assert_eq!(
            subcategory("{0cce9217-69ae-11d9-bed3-505054503030}"),
            Some(("Logon/Logoff", "Account Lockout"))
        );
        assert_eq!(subcategory("{0cce9217-69ae-11d9-bed3-505054503031}"), None);
        assert_eq!(subcategory("ü"), None);
    }
}
