//! Logons, which the sensor takes from the Windows Security log.

use ecs::{EventSink, FieldId};

use super::keys::Key;
use crate::FieldNote;
use crate::mapping::data::{Data, EVENT_DATA};
use crate::mapping::related::Related;

const EVENT_CODE: FieldId = FieldId::of("event.code");
const LOGON_TYPE: FieldId = FieldId::of("winlog.logon.type");
const RELATED_IP: FieldId = FieldId::of("related.ip");
const SOURCE_IP: FieldId = FieldId::of("source.ip");
const WINLOG_EVENT_ID: FieldId = FieldId::of("winlog.event_id");

/// What the log itself calls the sensor's values.
const NAMES: &[(Key, &str)] = &[
    (Key::subject_user_sid, "SubjectUserSid"),
    (Key::subject_user_name, "SubjectUserName"),
    (Key::subject_domain_name, "SubjectDomainName"),
    (Key::target_user_name, "TargetUserName"),
    (Key::target_domain_name, "TargetDomainName"),
    (Key::logon_type, "LogonType"),
    (Key::ip_address, "IpAddress"),
    (Key::privilege_list, "PrivilegeList"),
];

/// The ids of sessions; the log writes them in lower case, the sensor does not always.
const SESSIONS: &[(Key, &str)] =
    &[(Key::subject_logon_id, "SubjectLogonId"), (Key::target_logon_id, "TargetLogonId")];

/// Sets what the log's event says, under the log's names.
pub(super) fn set(data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(id) = data.text(Key::event_id) {
        sink.text(EVENT_CODE, id);
        sink.text(WINLOG_EVENT_ID, id);
    }
    for (key, name) in NAMES {
        if let Some(text) = data.said(*key) {
            sink.member_text(EVENT_DATA, name, text);
        }
    }
    for (key, name) in SESSIONS {
        if let Some(text) = data.said(*key).filter(|_| sink.wants_member(EVENT_DATA, name)) {
            sink.member_text(EVENT_DATA, name, &text.to_lowercase());
        }
    }
    if let Some(kind) = data.text(Key::logon_type).and_then(logon_type) {
        sink.text(LOGON_TYPE, kind);
    }
    if let Some(address) = data.text(Key::ip_address).and_then(address) {
        sink.text(SOURCE_IP, address);
        let mut addresses = Related::default();
        addresses.add(address);
        addresses.set(sink, RELATED_IP);
    }
}

/// Which values the log's event has.
pub(super) fn notes(into: &mut Vec<FieldNote>) {
    for (key, name) in NAMES.iter().chain(SESSIONS) {
        let raw = Key::NAMES.get(usize::from(*key)).copied().unwrap_or_default();
        into.push(FieldNote::new(
            raw,
            format!("winlog.event_data.{name}"),
            "of logons, under the log's name",
        ));
    }
}

fn address(text: &str) -> Option<&str> {
    let text = text.strip_prefix("::ffff:").unwrap_or(text);
    text.parse::<std::net::IpAddr>().is_ok().then_some(text)
}

/// The name of a type of logon (Windows Security event 4624).
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
