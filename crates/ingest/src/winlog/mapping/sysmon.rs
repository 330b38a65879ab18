//! Sysmon events (elastic/integrations, packages/windows/data_stream/sysmon_operational; elastic/beats,
//! x-pack/winlogbeat/module/sysmon).

mod actions;
mod dns;
mod dns_status;
mod hashes;
mod notes;
mod registry;
mod rows;

use ecs::{EventSink, FieldId};

use self::rows::{Key, ROWS, new_data};
use super::Variant;
use crate::FieldNote;
use crate::mapping::community_id::{Flow, protocol_number};
use crate::mapping::data::{Data, nothing};
use crate::mapping::related::Related;
use crate::mapping::{command_line, fields, paths, user_name};
use crate::winlog::{DataValue, Origin, Parent, WinlogRecord};

const CODE_SIGNATURE_VALID: FieldId = FieldId::of("file.code_signature.valid");
const COMMUNITY_ID: FieldId = FieldId::of("network.community_id");
const MESSAGE: FieldId = FieldId::of("message");
const NETWORK_DIRECTION: FieldId = FieldId::of("network.direction");
const NETWORK_PROTOCOL: FieldId = FieldId::of("network.protocol");
const NETWORK_TYPE: FieldId = FieldId::of("network.type");
const PARENT_ARGS: FieldId = FieldId::of("process.parent.args");
const PARENT_ARGS_COUNT: FieldId = FieldId::of("process.parent.args_count");
const PARENT_NAME: FieldId = FieldId::of("process.parent.name");
const PROCESS_ARGS: FieldId = FieldId::of("process.args");
const PROCESS_ARGS_COUNT: FieldId = FieldId::of("process.args_count");
const PROCESS_NAME: FieldId = FieldId::of("process.name");
const RELATED_IP: FieldId = FieldId::of("related.ip");
const RELATED_USER: FieldId = FieldId::of("related.user");
const USER_DOMAIN: FieldId = FieldId::of("user.domain");
const USER_ID: FieldId = FieldId::of("user.id");
const USER_NAME: FieldId = FieldId::of("user.name");

/// What becomes of the values, for people.
pub(super) fn notes(list: &mut Vec<FieldNote>) {
    fields::notes(ROWS, Key::NAMES, list);
    super::notes::add(notes::NOTES, list);
}

/// Maps a Sysmon event.
pub(super) fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink, variant: &Variant) {
    let id = record.event_code;
    let mut data = new_data(record);
    actions::set(id, sink, variant);
    tampering(record, &mut data, sink);
    fields::apply(ROWS, id, &mut data, sink);
    hashes::set(id, &mut data, sink, variant);
    process(&mut data, sink);
    file(&data, sink);
    let mut related_ip = Related::default();
    dns::set(id, &mut data, sink, &mut related_ip);
    network(id, &mut data, sink, &mut related_ip);
    user(record, &mut data, sink);
    registry::set(id, &mut data, sink);
    if !variant.sysmon_keeps_details {
        data.remove(Key::Details);
    }
    for key in
        [Key::UtcTime, Key::RuleName, Key::SourcePortName, Key::DestinationPortName, Key::DestinationIsIpv6]
    {
        data.remove(key);
    }
    if let Some(guid) = data.text(Key::TargetProcessGuid) {
        data.remove(Key::TargetProcessGuid);
        sink.member_text(crate::mapping::data::EVENT_DATA, "TargetProcessGUID", guid);
    }
    data.pass_on(sink, nothing);
}

/// What was done to a process's image is the message, unless the shipper rendered one. A file's records have none, but
/// would have if they had been shipped.
fn tampering(record: &WinlogRecord<'_>, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    let has_message = record.extra(Parent::Document, "message").is_some()
        || record.message.is_some()
        || record.origin == Origin::Evtx;
    if let Some(text) = data.text(Key::Type).filter(|_| record.event_code == 25 && !has_message) {
        sink.text(MESSAGE, text);
        data.remove(Key::Type);
    }
}

fn process(data: &mut Data<'_>, sink: &mut dyn EventSink) {
    let executable =
        [Key::Image, Key::SourceImage, Key::Destination].into_iter().find_map(|key| data.text(key));
    if let Some(name) = executable.and_then(paths::file_name) {
        sink.text(PROCESS_NAME, name);
    }
    if let Some(name) = data.text(Key::ParentImage).and_then(paths::file_name) {
        sink.text(PARENT_NAME, name);
    }
    if let Some(text) = data.text(Key::CommandLine) {
        command_line::set_arguments(text, PROCESS_ARGS, PROCESS_ARGS_COUNT, data.arena, sink);
    }
    if let Some(text) = data.text(Key::ParentCommandLine) {
        command_line::set_arguments(text, PARENT_ARGS, PARENT_ARGS_COUNT, data.arena, sink);
    }
}

fn file(data: &Data<'_>, sink: &mut dyn EventSink) {
    let path =
        [Key::TargetFilename, Key::Device, Key::ImageLoaded].into_iter().find_map(|key| data.text(key));
    if let Some(path) = path.filter(|path| path.len() > 1) {
        paths::set_file_parts(path, sink);
    }
    // As the pipelines have it: the text that Sysmon itself writes is no boolean.
    if data.value(Key::Signed) == Some(DataValue::Boolean(true)) {
        sink.path_json("file.code_signature.signed", &serde_json::Value::Bool(true));
    }
    if data.text(Key::SignatureStatus) == Some("Valid") {
        sink.boolean(CODE_SIGNATURE_VALID, true);
    }
}

fn network<'a>(id: u32, data: &mut Data<'a>, sink: &mut dyn EventSink, related_ip: &mut Related<'a>) {
    if id == 22 {
        sink.text(NETWORK_PROTOCOL, "dns");
    }
    match data.text(Key::Initiated) {
        Some("true") => sink.text(NETWORK_DIRECTION, "egress"),
        Some("false") => sink.text(NETWORK_DIRECTION, "ingress"),
        _ => {}
    }
    match data.text(Key::SourceIsIpv6) {
        Some("true") => sink.text(NETWORK_TYPE, "ipv6"),
        Some("false") => sink.text(NETWORK_TYPE, "ipv4"),
        _ => {}
    }
    data.remove(Key::Initiated);
    data.remove(Key::SourceIsIpv6);
    for key in [Key::SourceIp, Key::DestinationIp] {
        related_ip.add_some(data.text(key).filter(|text| text.parse::<std::net::IpAddr>().is_ok()));
    }
    related_ip.set(sink, RELATED_IP);
    if sink.wants(COMMUNITY_ID)
        && let Some(id) = flow(data).and_then(|flow| flow.community_id())
    {
        sink.text(COMMUNITY_ID, &id);
    }
}

fn flow(data: &Data<'_>) -> Option<Flow> {
    Some(Flow {
        source: (data.text(Key::SourceIp)?.parse().ok()?, data.text(Key::SourcePort)?.parse().ok()?),
        destination: (
            data.text(Key::DestinationIp)?.parse().ok()?,
            data.text(Key::DestinationPort)?.parse().ok()?,
        ),
        protocol: protocol_number(data.text(Key::Protocol)?)?,
    })
}

fn user(record: &WinlogRecord<'_>, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    if let Some(identifier) = record.user.identifier.filter(|text| !text.is_empty()) {
        sink.text(USER_ID, identifier);
    }
    let account = data.text(Key::User).and_then(user_name::split);
    data.remove(Key::User);
    if let Some((domain, name)) = account {
        sink.text(USER_DOMAIN, domain);
        sink.text(USER_NAME, name);
        sink.texts(RELATED_USER, &[name]);
    }
}
