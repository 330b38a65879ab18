//! Sysmon: knows its processes, and accounts by name only.

use ecs::{EventSink, FieldId};

use super::security::written;
use super::{AccountKey, Memo, Question, Told};
use crate::derive::authentication_id::hexadecimal;
use crate::winlog::WinlogRecord;

const USER_ID: FieldId = FieldId::of("user.id");

/// What a Sysmon event asks: the SID of an account that is not the same on every Windows.
pub(super) fn told(record: &WinlogRecord<'_>, sink: &dyn EventSink, memo: &mut Memo) -> Option<Told> {
    if !sink.wants(USER_ID) || sink.has(USER_ID) {
        return None;
    }
    let account = record.data("User").or_else(|| record.data("SourceUser"));
    let name = account.and_then(|account| memo.account(account));
    let session = record.data("LogonId").and_then(hexadecimal).filter(|&session| session != 0);
    if name.is_none() && session.is_none() {
        return None;
    }
    let mut told = Told::new(memo.windows(record.machine_name()?), written(record)?.nanos());
    told.questions.push(Question::Sid([name, session.map(AccountKey::session)]));
    Some(told)
}
