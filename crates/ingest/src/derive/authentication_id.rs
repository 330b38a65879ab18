//! The logon session that a process runs in.

use ecs::FieldId;

use super::audit_data::AuditData;
use super::{By, Derivation, Event, defender};
use crate::winlog::WinlogRecord;
use crate::winlog::mapping::Family;

const AUTHENTICATION_ID: FieldId = FieldId::of("process.Ext.authentication_id");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "authentication_id",
    fields: &[AUTHENTICATION_ID],
    inputs: &[
        "Sysmon 1: LogonId",
        "Security 4688: TargetLogonId, unless it is 0x0, else SubjectLogonId",
        "Security 4689: SubjectLogonId",
        "crowdstrike.fdr: AuthenticationId (decimal)",
        "m365_defender.event: LogonId of process events, InitiatingProcessLogonId elsewhere (decimal)",
    ],
    soundness: "Each is the id of the session of the process's own token; 4688 names a target only where the new \
                process's differs from its creator's. Written as Windows audit events write it, lower-case hexadecimal \
                after 0x, so that it equals winlog.event_data.TargetLogonId of the logon. Unique on a machine until it \
                restarts.",
    by: By::Event(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if !event.lacks(AUTHENTICATION_ID) {
        return;
    }
    let id = match (event.winlog(), event.json()) {
        (Some(record), _) => of_record(record, event.family()),
        (_, Some(object)) => match event.source.name {
            "m365_defender.event" => defender::record(event).and_then(|record| record.session()),
            "crowdstrike.fdr" => object.text("AuthenticationId").and_then(|text| text.parse().ok()),
            _ => None,
        },
        _ => None,
    };
    if let Some(id) = id {
        event.fill(AUTHENTICATION_ID, &shown(id));
    }
}

fn of_record(record: &WinlogRecord<'_>, family: Option<Family>) -> Option<u64> {
    match (family?, record.event_code) {
        (Family::Sysmon, 1) => record.data("LogonId").and_then(hexadecimal),
        (Family::Security, 4688) => {
            let data = AuditData::of(record);
            data.target.session().or_else(|| data.subject.session())
        }
        (Family::Security, 4689) => AuditData::of(record).subject.session(),
        _ => None,
    }
}

/// The number that `0x…` says.
pub(super) fn hexadecimal(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    u64::from_str_radix(digits, 16).ok()
}

/// As Windows audit events write it.
pub(super) fn shown(id: u64) -> String {
    format!("{id:#x}")
}
