//! Kerberos tickets.

use super::{Key, Mapping, flags, sorted_flags};

/// Says what a ticket's options, encryption and status mean.
pub(super) fn describe(mapping: &mut Mapping<'_, '_>) {
    if let Some(number) = mapping.text(Key::TicketOptions).and_then(super::decode) {
        let options = match mapping.variant.split_access_masks {
            true => sorted_flags(number, TICKET_OPTIONS),
            false => flags(number, TICKET_OPTIONS),
        };
        mapping.set_data_list("TicketOptionsDescription", &options);
    }
    if let Some(number) = mapping.text(Key::TicketEncryptionType) {
        mapping.set_data_text("TicketEncryptionTypeDescription", encryption(number));
    }
    if matches!(mapping.id, 4768..=4771)
        && let Some(code) = mapping.text(Key::Status)
    {
        mapping.set_data_text("StatusDescription", status(code));
    }
}

/// In the order in which Elasticsearch's hash map of them lists them.
const TICKET_OPTIONS: &[(u32, &str)] = &[
    (0x0008_0000, "Transited-policy-checked"),
    (0x4000_0000, "Forwardable"),
    (0x0800_0000, "Proxy"),
    (0x2000_0000, "Forwarded"),
    (0x0000_0020, "Disable-transited-check"),
    (0x0200_0000, "Postdated"),
    (0x1000_0000, "Proxiable"),
    (0x0000_0010, "Renewable-ok"),
    (0x0001_0000, "Name-canonicalize"),
    (0x0080_0000, "Renewable"),
    (0x0000_0001, "Validate"),
    (0x0000_0002, "Renew"),
    (0x0020_0000, "Pre-authent"),
    (0x0100_0000, "Invalid"),
    (0x0000_0008, "Enc-tkt-in-skey"),
    (0x0010_0000, "Opt-hardware-auth"),
    (0x0004_0000, "Ok-as-delegate"),
    (0x0400_0000, "Allow-postdate"),
    (0x0002_0000, "Request-anonymous"),
    (0x0040_0000, "Initial"),
];

fn encryption(number: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("0x1", "DES-CBC-CRC"),
        ("0x3", "DES-CBC-MD5"),
        ("0x11", "AES128-CTS-HMAC-SHA1-96"),
        ("0x12", "AES256-CTS-HMAC-SHA1-96"),
        ("0x17", "RC4-HMAC"),
        ("0x18", "RC4-HMAC-EXP"),
        ("0xffffffff", "FAIL"),
    ];
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(number)).map(|(_, name)| *name)
}

/// The name of a Kerberos result code (RFC 4120 and later), written as Windows writes the code.
fn status(code: &str) -> Option<&'static str> {
    let number = u32::from_str_radix(code.strip_prefix("0x")?, 16).ok()?;
    let from_zero = FIRST_CODES.get(number as usize).copied();
    Some(match number {
        0x00..=0x1B => from_zero?,
        0x1F..=0x2A => MIDDLE_CODES.get(number as usize - 0x1F).copied()?,
        0x2C => "KRB_AP_ERR_BADKEYVER",
        0x2D => "KRB_AP_ERR_NOKEY",
        0x2E => "KRB_AP_ERR_MUT_FAIL",
        0x2F => "KRB_AP_ERR_BADDIRECTION",
        0x30 => "KRB_AP_ERR_METHOD",
        0x31 => "KRB_AP_ERR_BADSEQ",
        0x32 => "KRB_AP_ERR_INAPP_CKSUM",
        0x33 => "KRB_AP_PATH_NOT_ACCEPTED",
        0x34 => "KRB_ERR_RESPONSE_TOO_BIG",
        0x3C => "KRB_ERR_GENERIC",
        0x3D => "KRB_ERR_FIELD_TOOLONG",
        0x3E => "KDC_ERR_CLIENT_NOT_TRUSTED",
        0x3F => "KDC_ERR_KDC_NOT_TRUSTED",
        0x40 => "KDC_ERR_INVALID_SIG",
        0x41 => "KDC_ERR_KEY_TOO_WEAK",
        0x42 => "KRB_AP_ERR_USER_TO_USER_REQUIRED",
        0x43 => "KRB_AP_ERR_NO_TGT",
        0x44 => "KDC_ERR_WRONG_REALM",
        _ => return None,
    })
}

const FIRST_CODES: &[&str] = &[
    "KDC_ERR_NONE",
    "KDC_ERR_NAME_EXP",
    "KDC_ERR_SERVICE_EXP",
    "KDC_ERR_BAD_PVNO",
    "KDC_ERR_C_OLD_MAST_KVNO",
    "KDC_ERR_S_OLD_MAST_KVNO",
    "KDC_ERR_C_PRINCIPAL_UNKNOWN",
    "KDC_ERR_S_PRINCIPAL_UNKNOWN",
    "KDC_ERR_PRINCIPAL_NOT_UNIQUE",
    "KDC_ERR_NULL_KEY",
    "KDC_ERR_CANNOT_POSTDATE",
    "KDC_ERR_NEVER_VALID",
    "KDC_ERR_POLICY",
    "KDC_ERR_BADOPTION",
    "KDC_ERR_ETYPE_NOTSUPP",
    "KDC_ERR_SUMTYPE_NOSUPP",
    "KDC_ERR_PADATA_TYPE_NOSUPP",
    "KDC_ERR_TRTYPE_NO_SUPP",
    "KDC_ERR_CLIENT_REVOKED",
    "KDC_ERR_SERVICE_REVOKED",
    "KDC_ERR_TGT_REVOKED",
    "KDC_ERR_CLIENT_NOTYET",
    "KDC_ERR_SERVICE_NOTYET",
    "KDC_ERR_KEY_EXPIRED",
    "KDC_ERR_PREAUTH_FAILED",
    "KDC_ERR_PREAUTH_REQUIRED",
    "KDC_ERR_SERVER_NOMATCH",
    "KDC_ERR_MUST_USE_USER2USER",
];

const MIDDLE_CODES: &[&str] = &[
    "KRB_AP_ERR_BAD_INTEGRITY",
    "KRB_AP_ERR_TKT_EXPIRED",
    "KRB_AP_ERR_TKT_NYV",
    "KRB_AP_ERR_REPEAT",
    "KRB_AP_ERR_NOT_US",
    "KRB_AP_ERR_BADMATCH",
    "KRB_AP_ERR_SKEW",
    "KRB_AP_ERR_BADADDR",
    "KRB_AP_ERR_BADVERSION",
    "KRB_AP_ERR_MSG_TYPE",
    "KRB_AP_ERR_MODIFIED",
    "KRB_AP_ERR_BADORDER",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_result_codes() {
        assert_eq!(status("0x0"), Some("KDC_ERR_NONE"));
        assert_eq!(status("0x18"), Some("KDC_ERR_PREAUTH_FAILED"));
        assert_eq!(status("0x25"), Some("KRB_AP_ERR_SKEW"));
        assert_eq!(status("0x2B"), None);
        assert_eq!(status("0x1C"), None);
        assert_eq!(status("24"), None);
    }
}
