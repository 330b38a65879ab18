//! CrowdStrike Falcon Data Replicator: processes have ids of their own that are never used again; what describes machines
//! and accounts comes as records of its own.

use std::sync::Arc;

use super::{AccountKey, Fact, Machine, Process, Question, Splitting, Told, held};
use crate::JsonObject;

/// Events that tell of a process that started.
const STARTS: &[&str] = &["ProcessRollup2", "SyntheticProcessRollup2"];

/// What a record tells. Its ids are unique, so its time does not matter.
pub(super) fn told(object: &JsonObject<'_>) -> Option<Told> {
    let machine = Machine::new("crowdstrike", object.text("aid").unwrap_or_default());
    let mut told = Told::new(machine, 0);
    let customer = object.text("cid").unwrap_or_default();
    match object.text("event_simpleName") {
        None => context(object, customer, &mut told),
        Some(event) => {
            told.questions.push(Question::HostName);
            if let Some(sid) = object.text("UserSid") {
                told.questions.push(Question::UserName(AccountKey::sid(customer, sid)));
            }
            processes(object, STARTS.contains(&event), &mut told);
        }
    }
    Some(told)
}

fn processes(object: &JsonObject<'_>, is_start: bool, told: &mut Told) {
    let id = |name| object.text(name).and_then(|text| text.parse::<u64>().ok()).filter(|&id| id != 0);
    if is_start {
        let Some(own) = id("TargetProcessId") else { return };
        let executable = held(object.text("ImageFileName"));
        let name = held(executable.as_deref().and_then(|path| path.rsplit(['\\', '/']).next()));
        let process = Process {
            entity_id: None,
            pid: id("RawProcessId").and_then(|pid| i64::try_from(pid).ok()),
            executable,
            name,
            command_line: held(object.text("CommandLine")),
            splitting: Splitting::Windows,
            is_of_pid: false,
        };
        told.facts.push(Fact::Start(own, Arc::new(process)));
        if let Some(parent) = id("ParentProcessId") {
            told.questions.push(Question::Parent(parent, None));
        }
    } else if let Some(own) = id("TargetProcessId").or_else(|| id("ContextProcessId")) {
        told.questions.push(Question::Process(own, None));
    }
}

/// Lines of `aidmaster` and `userinfo`.
fn context(object: &JsonObject<'_>, customer: &str, told: &mut Told) {
    let said = |name| held(object.text(name).filter(|text| !matches!(*text, "-" | "none")));
    if let Some(name) = said("ComputerName") {
        told.facts.push(Fact::HostName(name));
    }
    if let (Some(sid), Some(name)) = (said("UserSid_readable"), said("UserName")) {
        told.facts.push(Fact::UserName(AccountKey::sid(customer, &sid), name));
    }
}
