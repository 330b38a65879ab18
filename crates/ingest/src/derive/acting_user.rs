//! The account that acted, where the mapping names another.

use ecs::FieldId;

use super::audit_data::AuditData;
use super::authentication_id::hexadecimal;
use super::{By, Derivation, Event};
use crate::winlog::WinlogRecord;
use crate::winlog::mapping::Family;

const USER_DOMAIN: FieldId = FieldId::of("user.domain");
const USER_ID: FieldId = FieldId::of("user.id");
const USER_NAME: FieldId = FieldId::of("user.name");

/// The account that Sysmon's service runs as, and writes its events as.
const SYSTEM: &str = "S-1-5-18";
/// The id of no account.
const NOBODY: &str = "S-1-0-0";

pub(super) static DERIVATION: Derivation = Derivation {
    name: "acting_user",
    fields: &[USER_ID, USER_NAME, USER_DOMAIN],
    inputs: &[
        "Sysmon: User, LogonId",
        "Security 4688: TargetUserSid, TargetUserName, TargetDomainName, unless TargetUserSid is S-1-0-0",
    ],
    soundness: "The integrations take a Sysmon event's user.id from its header, which names the account of Sysmon's own \
                service whoever acted. It is replaced where the acting account is one that every Windows has under the \
                same id, by the session (0x3e7, 0x3e5, 0x3e4) or the name, and taken away otherwise: Sysmon records no \
                SID. They take a new process's user from its creator; where the process runs as another account, that \
                one is its user.",
    by: By::Winlog(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if let Some(record) = event.winlog_of(Family::Sysmon) {
        if event.wants(USER_ID) && record.user.identifier == Some(SYSTEM) && !is_of_service(record) {
            match well_known(record) {
                Some(SYSTEM) => {}
                id => event.replace(USER_ID, id),
            }
        }
    } else if let Some(record) = event.winlog_of(Family::Security)
        && record.event_code == 4688
    {
        let target = AuditData::of(record).target;
        if let Some(id) = target.sid.filter(|id| id.starts_with("S-1-") && *id != NOBODY) {
            event.replace(USER_ID, Some(id));
            event.replace(USER_NAME, target.name);
            event.replace(USER_DOMAIN, target.domain);
        }
    }
}

/// Whether Sysmon itself acted: it started or stopped, was configured, or failed.
fn is_of_service(record: &WinlogRecord<'_>) -> bool {
    matches!(record.event_code, 4 | 16 | 255)
}

/// The SID of an account that every Windows has. Its session has the same id everywhere too, and its name may be
/// translated (MS-DTYP 2.4.2.4; the ids of sessions: ntifs.h, SYSTEM_LUID and its neighbours).
fn well_known(record: &WinlogRecord<'_>) -> Option<&'static str> {
    if let Some(session) = record.data("LogonId").and_then(hexadecimal) {
        return match session {
            0x3e7 => Some(SYSTEM),
            0x3e5 => Some("S-1-5-19"),
            0x3e4 => Some("S-1-5-20"),
            _ => None,
        };
    }
    let account = record.data("User").or_else(|| record.data("SourceUser"))?;
    let (authority, name) = account.split_once('\\')?;
    if !authority.eq_ignore_ascii_case("NT AUTHORITY") {
        return None;
    }
    let names = [(SYSTEM, "SYSTEM"), ("S-1-5-19", "LOCAL SERVICE"), ("S-1-5-20", "NETWORK SERVICE")];
    names.iter().find(|(_, known)| name.eq_ignore_ascii_case(known)).map(|(id, _)| *id)
}
