//! Windows audit events: processes are known by their pid, and accounts say their SID.

use std::sync::Arc;

use ecs::Timestamp;

use super::{AccountKey, Fact, Image, Memo, Process, Question, Splitting, Told, held};
use crate::derive::audit_data::{Account, AuditData};
use crate::derive::entity_id::entity_id;
use crate::winlog::WinlogRecord;

/// Nobody, and the accounts that services run as.
const SHARED_SIDS: &[&str] = &["S-1-0-0", "S-1-5-18", "S-1-5-19", "S-1-5-20"];

/// What an audit event tells.
pub(super) fn told(record: &WinlogRecord<'_>, memo: &mut Memo) -> Option<Told> {
    let computer = record.machine_name()?;
    let time = written(record)?;
    let data = AuditData::of(record);
    let mut told = Told::new(memo.windows(computer), time.nanos());
    match record.event_code {
        4608 => told.facts.push(Fact::Boot),
        4688 => start(&data, computer, time, &mut told),
        code => {
            if let Some(actor) = data.actor() {
                told.questions.push(Question::Process(actor.pid, Image::of(actor.path)));
                if code == 4689 {
                    told.facts.push(Fact::End(actor.pid));
                }
            }
        }
    }
    account(&data.subject, &mut told, memo);
    account(&data.target, &mut told, memo);
    Some(told)
}

/// That the machine started, as the System log has it (Kernel-General 12).
pub(super) fn boot(record: &WinlogRecord<'_>, memo: &mut Memo) -> Option<Told> {
    let is_boot = record.event_code == 12 && record.provider_name == Some("Microsoft-Windows-Kernel-General");
    let computer = record.machine_name().filter(|_| is_boot)?;
    let mut told = Told::new(memo.windows(computer), written(record)?.nanos());
    told.facts.push(Fact::Boot);
    Some(told)
}

/// When a record was written to its log.
pub(super) fn written(record: &WinlogRecord<'_>) -> Option<Timestamp> {
    record.time_created.and_then(Timestamp::parse).or_else(|| record.timestamp.and_then(Timestamp::parse))
}

fn start(data: &AuditData<'_>, computer: &str, time: Timestamp, told: &mut Told) {
    let Some(pid) = data.new_pid() else { return };
    let executable = held(data.new_process_name);
    let name = held(executable.as_deref().and_then(|path| path.rsplit('\\').next()));
    let process = Process {
        entity_id: Some(entity_id(computer, pid, time.millis()).into()),
        pid: None,
        executable,
        name,
        command_line: held(data.command_line),
        splitting: Splitting::Blanks,
        is_of_pid: true,
    };
    told.facts.push(Fact::Start(pid, Arc::new(process)));
    // Both are alive when the child starts, so they have different pids.
    if let Some(parent) = data.actor().filter(|parent| parent.pid != pid) {
        told.questions.push(Question::Parent(parent.pid, Image::of(data.parent_process_name)));
    }
}

/// The account that a record names with its SID, by its session and by its name. Accounts that every Windows has go by
/// other names too.
fn account(account: &Account<'_>, told: &mut Told, memo: &mut Memo) {
    let is_own = |sid: &&str| sid.starts_with("S-1-") && !SHARED_SIDS.contains(sid);
    let Some(sid) = account.sid.filter(is_own) else { return };
    if let Some(session) = account.session().filter(|session| !memo.is_told((told.machine, session), sid)) {
        told.facts.push(Fact::Sid(AccountKey::session(session), sid.into()));
    }
    if let (Some(domain), Some(name)) = (account.domain, account.name)
        && !memo.is_told((told.machine, domain, name), sid)
    {
        told.facts.push(Fact::Sid(AccountKey::name(domain, name), sid.into()));
    }
}
