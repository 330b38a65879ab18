//! Logons: their kind, why they failed, their id.

use ecs::FieldId;

use super::events::Has;
use super::{Key, Mapping, sorted_flags};
use crate::winlog::mapping::message_table;

const FAILURE_REASON: FieldId = FieldId::of("winlog.logon.failure.reason");
const FAILURE_STATUS: FieldId = FieldId::of("winlog.logon.failure.status");
const FAILURE_SUB_STATUS: FieldId = FieldId::of("winlog.logon.failure.sub_status");
const LOGON_ID: FieldId = FieldId::of("winlog.logon.id");
const LOGON_TYPE: FieldId = FieldId::of("winlog.logon.type");

/// Sets the kind of logon, the reasons of a failure and the flags of an account.
pub(super) fn describe(mapping: &mut Mapping<'_, '_>) {
    let kind = mapping.text(Key::LogonType).and_then(logon_type);
    mapping.set(LOGON_TYPE, kind);
    if let Some(reason) = mapping.text(Key::FailureReason) {
        let known = message_table::text(reason);
        let other = Some(reason).filter(|_| mapping.variant.split_access_masks);
        mapping.set(FAILURE_REASON, known.or(other));
    }
    if matches!(mapping.id, 4625 | 4776) && mapping.data.has(Key::Status) {
        let status = mapping.text(Key::Status).and_then(status);
        mapping.set(FAILURE_STATUS, status);
        let sub_status = mapping.text(Key::SubStatus).and_then(self::status);
        mapping.set(FAILURE_SUB_STATUS, sub_status);
    }
    account_control(mapping);
}

/// Sets the id of the logon session, by which everything that happens in it can be found.
pub(super) fn set_id(mapping: &mut Mapping<'_, '_>) {
    let of_session = mapping.text(Key::LogonID).filter(|_| matches!(mapping.id, 4778 | 4779));
    let of_target = mapping.text(Key::TargetLogonId).filter(|_| mapping.has(Has::TARGET_LOGON_ID));
    let of_user_data = mapping.user_data("SubjectLogonId").filter(|_| mapping.id == 1102);
    let id = of_user_data.or(mapping.text(Key::SubjectLogonId)).or(of_target).or(of_session);
    mapping.set(LOGON_ID, id);
}

fn logon_type(number: &str) -> Option<&'static str> {
    Some(match number {
        "2" => "Interactive",
        "3" => "Network",
        "4" => "Batch",
        "5" => "Service",
        "7" => "Unlock",
        "8" => "NetworkCleartext",
        "9" => "NewCredentials",
        "10" => "RemoteInteractive",
        "11" => "CachedInteractive",
        _ => return None,
    })
}

/// What a failed logon's status says.
fn status(code: &str) -> Option<&'static str> {
    STATUS_TEXTS.iter().find(|(known, _)| *known == code).map(|(_, text)| *text)
}

#[rustfmt::skip]
const STATUS_TEXTS: &[(&str, &str)] = &[
    ("0xc000005e", "There are currently no logon servers available to service the logon request."),
    ("0xc0000064", "User logon with misspelled or bad user account"),
    ("0xc000006a", "User logon with misspelled or bad password"),
    ("0xc000006d", "This is either due to a bad username or authentication information"),
    ("0xc000006e", "Unknown user name or bad password."),
    ("0xc000006f", "User logon outside authorized hours"),
    ("0xc0000070", "User logon from unauthorized workstation"),
    ("0xc0000071", "User logon with expired password"),
    ("0xc0000072", "User logon to account disabled by administrator"),
    ("0xc00000dc", "Indicates the Sam Server was in the wrong state to perform the desired operation."),
    ("0xc0000133", "Clocks between DC and other computer too far out of sync"),
    ("0xc000015b", "The user has not been granted the requested logon type (aka logon right) at this machine"),
    ("0xc000018c", "The logon request failed because the trust relationship between the primary domain and the trusted domain failed."),
    ("0xc0000192", "An attempt was made to logon, but the Netlogon service was not started."),
    ("0xc0000193", "User logon with expired account"),
    ("0xc0000224", "User is required to change password at next logon"),
    ("0xc0000225", "Evidently a bug in Windows and not a risk"),
    ("0xc0000234", "User logon with account locked"),
    ("0xc00002ee", "Failure Reason: An Error occurred during Logon"),
    ("0xc0000371", "The local account store does not contain secret material for the specified account"),
    ("0xc0000413", "Logon Failure: The machine you are logging onto is protected by an authentication firewall. The specified account is not allowed to authenticate to the machine."),
    ("0x0", "Status OK."),
];

/// The flags of a user account (MS-SAMR, USER_ACCOUNT codes).
const ACCOUNT_FLAGS: &[(u32, &str)] = &[
    (0x0000_0001, "USER_ACCOUNT_DISABLED"),
    (0x0000_0002, "USER_HOME_DIRECTORY_REQUIRED"),
    (0x0000_0004, "USER_PASSWORD_NOT_REQUIRED"),
    (0x0000_0008, "USER_TEMP_DUPLICATE_ACCOUNT"),
    (0x0000_0010, "USER_NORMAL_ACCOUNT"),
    (0x0000_0020, "USER_MNS_LOGON_ACCOUNT"),
    (0x0000_0040, "USER_INTERDOMAIN_TRUST_ACCOUNT"),
    (0x0000_0080, "USER_WORKSTATION_TRUST_ACCOUNT"),
    (0x0000_0100, "USER_SERVER_TRUST_ACCOUNT"),
    (0x0000_0200, "USER_DONT_EXPIRE_PASSWORD"),
    (0x0000_0400, "USER_ACCOUNT_AUTO_LOCKED"),
    (0x0000_0800, "USER_ENCRYPTED_TEXT_PASSWORD_ALLOWED"),
    (0x0000_1000, "USER_SMARTCARD_REQUIRED"),
    (0x0000_2000, "USER_TRUSTED_FOR_DELEGATION"),
    (0x0000_4000, "USER_NOT_DELEGATED"),
    (0x0000_8000, "USER_USE_DES_KEY_ONLY"),
    (0x0001_0000, "USER_DONT_REQUIRE_PREAUTH"),
    (0x0002_0000, "USER_PASSWORD_EXPIRED"),
    (0x0004_0000, "USER_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION"),
    (0x0008_0000, "USER_NO_AUTH_DATA_REQUIRED"),
    (0x0010_0000, "USER_PARTIAL_SECRETS_ACCOUNT"),
    (0x0020_0000, "USER_USE_AES_KEYS"),
];

fn account_control(mapping: &mut Mapping<'_, '_>) {
    let Some(number) = mapping.data.said(Key::NewUacValue).and_then(super::decode) else { return };
    let set = sorted_flags(number, ACCOUNT_FLAGS);
    if set.is_empty() {
        return;
    }
    mapping.set_data_list("NewUACList", &set);
    if let Some(changes) =
        mapping.text(Key::UserAccountControl).filter(|_| mapping.wants_data("UserAccountControl"))
    {
        let list: Vec<String> = changes
            .split('\n')
            .map(|change| {
                let change = change.trim();
                message_table::text(change).map_or_else(|| change.replace("%%", ""), str::to_owned)
            })
            .filter(|change| !change.is_empty())
            .collect();
        mapping.replace_data_list(Key::UserAccountControl, "UserAccountControl", &list);
    }
}
