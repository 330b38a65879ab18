//! Windows audit events: processes are known by their pid, and accounts say their SID.

use std::sync::Arc;

use ecs::Timestamp;

use super::{AccountKey, Fact, Image, Machine, Process, Question, Splitting, Told, held};
use crate::derive::authentication_id::hexadecimal;
use crate::derive::entity_id::entity_id;
use crate::winlog::WinlogRecord;

/// The names under which audit events give the process that acted and the path of its image.
const ACTORS: &[(&str, &str)] = &[
    ("ProcessId", "ProcessName"),
    ("ProcessID", "Application"),
    ("ProcessId", "Application"),
    ("ClientProcessId", ""),
];

/// Nobody, and the accounts that services run as.
const SHARED_SIDS: &[&str] = &["S-1-0-0", "S-1-5-18", "S-1-5-19", "S-1-5-20"];

/// What an audit event tells.
pub(super) fn told(record: &WinlogRecord<'_>) -> Option<Told> {
    let computer = record.computer_name?.to_lowercase();
    let time = written(record)?;
    let mut told = Told::new(machine(&computer), time.nanos());
    match record.event_code {
        4608 => told.facts.push(Fact::Boot),
        4688 => start(record, &computer, time, &mut told),
        code => {
            if let Some(actor) = actor(record) {
                told.questions.push(Question::Process(actor.pid, Image::of(actor.path)));
                if code == 4689 {
                    told.facts.push(Fact::End(actor.pid));
                }
            }
        }
    }
    for (sid, domain, name, session) in [
        ("SubjectUserSid", "SubjectDomainName", "SubjectUserName", "SubjectLogonId"),
        ("TargetUserSid", "TargetDomainName", "TargetUserName", "TargetLogonId"),
    ] {
        account(record, [sid, domain, name, session], &mut told);
    }
    Some(told)
}

/// That the machine started, as the System log has it (Kernel-General 12).
pub(super) fn boot(record: &WinlogRecord<'_>) -> Option<Told> {
    let is_boot = record.event_code == 12 && record.provider_name == Some("Microsoft-Windows-Kernel-General");
    let computer = record.computer_name.filter(|_| is_boot)?.to_lowercase();
    let mut told = Told::new(machine(&computer), written(record)?.nanos());
    told.facts.push(Fact::Boot);
    Some(told)
}

/// The machine of this name in Windows event logs. Sysmon asks for accounts that audit events told.
pub(super) fn machine(computer: &str) -> Machine {
    Machine::new("windows", computer)
}

/// When a record was written to its log.
pub(super) fn written(record: &WinlogRecord<'_>) -> Option<Timestamp> {
    record.time_created.and_then(Timestamp::parse).or_else(|| record.timestamp.and_then(Timestamp::parse))
}

fn start(record: &WinlogRecord<'_>, computer: &str, time: Timestamp, told: &mut Told) {
    let Some(pid) = record.data("NewProcessId").and_then(number) else { return };
    let executable = held(record.data("NewProcessName"));
    let name = held(executable.as_deref().and_then(|path| path.rsplit('\\').next()));
    let id = entity_id(computer, pid, time.millis());
    let process = Process {
        entity_id: Some(id.into()),
        pid: None,
        executable,
        name,
        command_line: held(record.data("CommandLine")),
        splitting: Splitting::Blanks,
        is_of_pid: true,
    };
    told.facts.push(Fact::Start(pid, Arc::new(process)));
    // Both are alive when the child starts, so they have different pids.
    if let Some(parent) =
        record.data("ProcessId").and_then(number).filter(|&parent| parent != 0 && parent != pid)
    {
        told.questions.push(Question::Parent(parent, Image::of(record.data("ParentProcessName"))));
    }
}

/// The process that acted.
pub(in crate::derive) struct Actor<'a> {
    pub(in crate::derive) pid: u64,
    /// The path of its image.
    pub(in crate::derive) path: Option<&'a str>,
}

/// The process that an audit event says acted.
pub(in crate::derive) fn actor<'a>(record: &WinlogRecord<'a>) -> Option<Actor<'a>> {
    let is_path = |path: &&str| !matches!(*path, "" | "-");
    let actor = |(pid, path): &(&str, &str)| {
        let path = record.data(path).filter(is_path);
        Some(Actor { pid: record.data(pid).and_then(number).filter(|&pid| pid != 0)?, path })
    };
    // The pair of which the record has both, before a number alone.
    let whole = ACTORS.iter().filter_map(actor).find(|actor| actor.path.is_some());
    whole.or_else(|| ACTORS.iter().find_map(actor))
}

/// A whole number, decimal or after `0x` hexadecimal.
fn number(text: &str) -> Option<u64> {
    hexadecimal(text).or_else(|| text.parse().ok())
}

/// The account that a record names with its SID, by its session and by its name. Accounts that every Windows has go by
/// other names too; session `0x0` is none.
fn account(record: &WinlogRecord<'_>, [sid, domain, name, session]: [&str; 4], told: &mut Told) {
    let is_own = |sid: &&str| sid.starts_with("S-1-") && !SHARED_SIDS.contains(sid);
    let Some(sid) = record.data(sid).filter(is_own) else { return };
    let sid: Arc<str> = sid.into();
    if let Some(session) = record.data(session).and_then(hexadecimal).filter(|&session| session != 0) {
        told.facts.push(Fact::Sid(AccountKey::session(session), Arc::clone(&sid)));
    }
    if let (Some(domain), Some(name)) = (record.data(domain), record.data(name)) {
        told.facts.push(Fact::Sid(AccountKey::name(domain, name), sid));
    }
}
