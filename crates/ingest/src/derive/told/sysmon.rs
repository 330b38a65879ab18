//! Sysmon: knows its processes, and accounts by name only.

use ecs::{EventSink, FieldId};
use smallvec::SmallVec;

use super::security::{machine, written};
use super::{AccountKey, Question, Told};
use crate::derive::authentication_id::hexadecimal;
use crate::winlog::WinlogRecord;

const USER_ID: FieldId = FieldId::of("user.id");

/// What a Sysmon event asks: the SID of an account that is not the same on every Windows.
pub(super) fn told(record: &WinlogRecord<'_>, sink: &dyn EventSink) -> Option<Told> {
    if !sink.wants(USER_ID) || sink.has(USER_ID) {
        return None;
    }
    let mut keys = SmallVec::new();
    if let Some(account) = record.data("User").or_else(|| record.data("SourceUser")) {
        let (domain, name) = account.split_once('\\')?;
        keys.push(AccountKey::name(domain, name));
    }
    if let Some(session) = record.data("LogonId").and_then(hexadecimal).filter(|&session| session != 0) {
        keys.push(AccountKey::session(session));
    }
    let mut told = Told::new(machine(&record.computer_name?.to_lowercase()), written(record)?.nanos());
    if !keys.is_empty() {
        told.questions.push(Question::Sid(keys));
    }
    Some(told)
}
