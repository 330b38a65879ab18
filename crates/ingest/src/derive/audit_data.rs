//! What derivations read of a Windows audit event, found in one pass over its data.

use super::authentication_id::hexadecimal;
use crate::winlog::WinlogRecord;

/// The values of an audit event's data that derivations read. Those that stand for "nothing" are not there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AuditData<'a> {
    pub(super) subject: Account<'a>,
    pub(super) target: Account<'a>,
    pub(super) new_process_id: Option<&'a str>,
    pub(super) new_process_name: Option<&'a str>,
    pub(super) parent_process_name: Option<&'a str>,
    pub(super) command_line: Option<&'a str>,
    process_id: Option<&'a str>,
    process_name: Option<&'a str>,
    application: Option<&'a str>,
    client_process_id: Option<&'a str>,
}

/// An account as audit events name it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Account<'a> {
    pub(super) sid: Option<&'a str>,
    pub(super) domain: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    session: Option<&'a str>,
}

/// The process that acted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Actor<'a> {
    pub(super) pid: u64,
    /// The path of its image.
    pub(super) path: Option<&'a str>,
}

impl<'a> AuditData<'a> {
    /// The data of a record.
    pub(super) fn of(record: &WinlogRecord<'a>) -> Self {
        let mut data = Self::default();
        for item in record.event_data {
            let place = match item.name {
                "SubjectUserSid" => &mut data.subject.sid,
                "SubjectDomainName" => &mut data.subject.domain,
                "SubjectUserName" => &mut data.subject.name,
                "SubjectLogonId" => &mut data.subject.session,
                "TargetUserSid" => &mut data.target.sid,
                "TargetDomainName" => &mut data.target.domain,
                "TargetUserName" => &mut data.target.name,
                "TargetLogonId" => &mut data.target.session,
                "NewProcessId" => &mut data.new_process_id,
                "NewProcessName" => &mut data.new_process_name,
                "ParentProcessName" => &mut data.parent_process_name,
                "CommandLine" => &mut data.command_line,
                "ProcessId" | "ProcessID" => &mut data.process_id,
                "ProcessName" => &mut data.process_name,
                "Application" => &mut data.application,
                "ClientProcessId" => &mut data.client_process_id,
                _ => continue,
            };
            *place = item.value.text(record.arena).filter(|text| !matches!(*text, "" | "-"));
        }
        data
    }

    /// The process that the event says acted; in 4688, the one that created another.
    pub(super) fn actor(&self) -> Option<Actor<'a>> {
        let pid = self.process_id.or(self.client_process_id).and_then(number).filter(|&pid| pid != 0)?;
        let path = self.process_name.or(self.application).filter(|_| self.process_id.is_some());
        Some(Actor { pid, path })
    }

    /// The pid of the process that was created (4688).
    pub(super) fn new_pid(&self) -> Option<u64> {
        self.new_process_id.and_then(number)
    }
}

impl Account<'_> {
    /// The logon session; `0x0` is none.
    pub(super) fn session(&self) -> Option<u64> {
        self.session.and_then(hexadecimal).filter(|&session| session != 0)
    }
}

/// A whole number, decimal or after `0x` hexadecimal.
fn number(text: &str) -> Option<u64> {
    hexadecimal(text).or_else(|| text.parse().ok())
}
