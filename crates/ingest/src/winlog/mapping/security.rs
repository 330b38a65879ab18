//! Windows Security audit events (elastic/integrations, packages/system/data_stream/security and
//! packages/windows/data_stream/forwarded; elastic/beats, x-pack/winlogbeat/module/security).

mod access;
mod accounts;
mod audit_policy;
mod connections;
mod events;
mod kerberos;
mod keys;
mod logon;
mod notes;
mod process;
mod sddl;
mod service;
mod share;
mod sids;
mod trust;

use ecs::{EventSink, FieldId};
use serde_json::Value;

use self::events::{AuditEvent, Has};
use self::keys::{Key, new_data};
use super::Variant;
use crate::FieldNote;
use crate::mapping::data::{Data, EVENT_DATA, never};
use crate::mapping::related::Related;
use crate::winlog::{Origin, WinlogRecord};

const RELATED_IP: FieldId = FieldId::of("related.ip");
const RELATED_USER: FieldId = FieldId::of("related.user");

/// One event while it is mapped.
struct Mapping<'r, 'a> {
    record: &'r WinlogRecord<'a>,
    id: u32,
    event: Option<&'static AuditEvent>,
    data: Data<'a>,
    sink: &'r mut dyn EventSink,
    variant: &'r Variant,
    related_user: Related<'a>,
    related_ip: Related<'a>,
}

/// What becomes of the values, for people.
pub(super) fn notes(list: &mut Vec<FieldNote>) {
    super::notes::add(notes::NOTES, list);
}

/// Maps an audit event.
pub(super) fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink, variant: &Variant) {
    let id = record.event_code;
    let mut mapping = Mapping {
        record,
        id,
        event: events::event(id),
        data: new_data(record),
        sink,
        variant,
        related_user: Related::default(),
        related_ip: Related::default(),
    };
    let connection_events = variant.connection_events || record.origin == Origin::Evtx;
    if let Some(event) = mapping.event.filter(|event| connection_events || !event.has(Has::CONNECTION)) {
        event.set_meaning(mapping.sink);
    }
    mapping.describe();
    accounts::set(&mut mapping);
    mapping.common_fields();
    if mapping.has(Has::CONNECTION) && connection_events {
        connections::set(&mut mapping);
    }
    if id == 4688 {
        process::set_created(&mut mapping);
    }
    mapping.lists();
    share::set(&mut mapping);
    mapping.related_user.set(mapping.sink, RELATED_USER);
    mapping.related_ip.set(mapping.sink, RELATED_IP);
    mapping.data.pass_on(mapping.sink, never);
}

/// Sets the meaning, the ends and the process of a connection that the filtering platform saw.
pub(crate) fn set_connection(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) {
    let event = events::event(record.event_code).filter(|event| event.has(Has::CONNECTION));
    let Some(event) = event else { return };
    event.set_meaning(sink);
    let mut mapping = Mapping {
        record,
        id: record.event_code,
        event: Some(event),
        data: new_data(record),
        sink,
        variant: &Variant::AGENT,
        related_user: Related::default(),
        related_ip: Related::default(),
    };
    connections::set(&mut mapping);
    mapping.related_ip.set(mapping.sink, RELATED_IP);
}

impl<'a> Mapping<'_, 'a> {
    fn has(&self, what: Has) -> bool {
        self.event.is_some_and(|event| event.has(what))
    }

    fn text(&self, key: Key) -> Option<&'a str> {
        self.data.text(key)
    }

    /// Sets a field to a value, if there is one.
    fn set(&mut self, field: FieldId, value: Option<&str>) {
        if let Some(value) = value {
            self.sink.text(field, value);
        }
    }

    /// Whether a list under this name in `winlog.event_data` is of use.
    fn wants_data(&self, name: &str) -> bool {
        self.sink.wants_member(EVENT_DATA, name)
    }

    /// Adds a list to the event data, if it has anything.
    fn set_data_list<S: AsRef<str>>(&mut self, name: &str, values: &[S]) {
        if !values.is_empty() {
            let list = values.iter().map(|value| Value::from(value.as_ref())).collect();
            self.sink.member_json(EVENT_DATA, name, &Value::Array(list));
        }
    }

    /// Puts a list in the place of a value.
    fn replace_data_list<S: AsRef<str>>(&mut self, key: Key, name: &str, values: &[S]) {
        self.data.remove(key);
        self.set_data_list(name, values);
    }

    fn set_data_text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.sink.member_text(EVENT_DATA, name, value);
        }
    }

    /// Says in words what numbers mean.
    fn describe(&mut self) {
        logon::describe(self);
        kerberos::describe(self);
        service::describe(self);
        audit_policy::describe(self);
        access::describe(self);
        trust::describe(self);
        sids::describe(self);
    }

    /// Process, source and logon fields that many events share.
    fn common_fields(&mut self) {
        logon::set_id(self);
        if self.has(Has::COMMON) {
            process::set_common(self);
            connections::set_common(self);
        } else if matches!(self.id, 4778 | 4779) {
            connections::set_session(self);
        }
    }

    /// Values that are lists in fact.
    fn lists(&mut self) {
        if matches!(self.id, 4672 | 4673 | 4674 | 4741..=4743)
            && let Some(privileges) = self.text(Key::PrivilegeList)
            && self.wants_data("PrivilegeList")
        {
            let mut list: Vec<&str> = privileges.split_whitespace().collect();
            if privileges.starts_with(char::is_whitespace) && !list.is_empty() {
                list.insert(0, "");
            }
            self.replace_data_list(Key::PrivilegeList, "PrivilegeList", &list);
        }
        if matches!(self.id, 4670 | 4817 | 4907 | 4908) {
            sddl::describe(self);
        }
    }
}

/// Reads a number as `Long.decode` does: hexadecimal after `0x`, octal after `0`, else decimal.
fn decode(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok();
    }
    match text.strip_prefix('0') {
        Some(digits) if !digits.is_empty() => i64::from_str_radix(digits, 8).ok(),
        _ => text.parse().ok(),
    }
}

/// The names of the flags that are set in a number.
fn flags(number: i64, table: &[(u32, &'static str)]) -> Vec<&'static str> {
    let is_set = |flag: u32| number & i64::from(flag) == i64::from(flag);
    table.iter().filter(|(flag, _)| is_set(*flag)).map(|(_, name)| *name).collect()
}

/// Sorts flags as the variants do that go through the bits one by one.
fn sorted_flags(number: i64, table: &[(u32, &'static str)]) -> Vec<&'static str> {
    let mut table: Vec<(u32, &'static str)> = table.to_vec();
    table.sort_unstable();
    flags(number, &table)
}

impl<'a> Mapping<'_, 'a> {
    /// A value of `winlog.user_data`.
    fn user_data(&self, name: &str) -> Option<&'a str> {
        let item = self.record.user_data.iter().find(|item| item.name == name)?;
        item.value.text(self.record.arena)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_as_java_does() {
        assert_eq!(decode("0x3e7"), Some(999));
        assert_eq!(decode("49212"), Some(49_212));
        assert_eq!(decode("0"), Some(0));
        assert_eq!(decode("010"), Some(8));
        assert_eq!(decode("-"), None);
        assert_eq!(decode(""), None);
    }
}
