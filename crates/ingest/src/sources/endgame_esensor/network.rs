//! Connections and DNS lookups.

use std::net::IpAddr;

use ecs::{EventSink, FieldId};

use super::event::{Kind, without_ip_version};
use super::keys::Key;
use crate::mapping::DataValue;
use crate::mapping::community_id::{Flow, protocol_number};
use crate::mapping::data::Data;
use crate::mapping::dns::record_type;

const BYTES: FieldId = FieldId::of("network.bytes");
const COMMUNITY_ID: FieldId = FieldId::of("network.community_id");
const DIRECTION: FieldId = FieldId::of("network.direction");
const PROTOCOL: FieldId = FieldId::of("network.protocol");
const QUESTION_NAME: FieldId = FieldId::of("dns.question.name");
const QUESTION_TYPE: FieldId = FieldId::of("dns.question.type");
const RESOLVED_IP: FieldId = FieldId::of("dns.resolved_ip");
const TRANSPORT: FieldId = FieldId::of("network.transport");
const TYPE: FieldId = FieldId::of("network.type");

/// Sets `network.*` or `dns.*`.
pub(super) fn set(kind: Kind, data: &Data<'_>, sink: &mut dyn EventSink) {
    if kind == Kind::Dns {
        return dns(data, sink);
    }
    let subtype = data.text(Key::event_subtype_full).unwrap_or_default();
    for version in ["ipv4", "ipv6"] {
        if subtype.starts_with(version) {
            sink.text(TYPE, version);
        }
    }
    match without_ip_version(subtype) {
        "connection_attempt_event" | "reconnect_attempt_event" => sink.text(DIRECTION, "egress"),
        "connection_accept_event" => sink.text(DIRECTION, "ingress"),
        _ => {}
    }
    if let Some(protocol) = data.text(Key::protocol) {
        sink.text(TRANSPORT, &protocol.to_lowercase());
    }
    let number = |key| data.value(key).and_then(DataValue::long);
    if let (Some(sent), Some(received)) = (number(Key::total_out_bytes), number(Key::total_in_bytes)) {
        sink.long(BYTES, sent.saturating_add(received));
    }
    if sink.wants(COMMUNITY_ID)
        && let Some(id) = flow(data).and_then(|flow| flow.community_id())
    {
        sink.text(COMMUNITY_ID, &id);
    }
}

fn flow(data: &Data<'_>) -> Option<Flow> {
    Some(Flow {
        source: (data.text(Key::source_address)?.parse().ok()?, data.text(Key::source_port)?.parse().ok()?),
        destination: (
            data.text(Key::destination_address)?.parse().ok()?,
            data.text(Key::destination_port)?.parse().ok()?,
        ),
        protocol: protocol_number(&data.text(Key::protocol)?.to_lowercase())?,
    })
}

fn dns(data: &Data<'_>, sink: &mut dyn EventSink) {
    sink.text(PROTOCOL, "dns");
    if let Some(name) = data.text(Key::query_name) {
        let name = name.strip_suffix('.').filter(|name| !name.is_empty()).unwrap_or(name);
        sink.text(QUESTION_NAME, name);
    }
    if let Some(number) = data.text(Key::query_type) {
        sink.text(QUESTION_TYPE, record_type(number).unwrap_or(number));
    }
    let results = data.text(Key::query_results).unwrap_or_default();
    let addresses: smallvec::SmallVec<[&str; 8]> = results.split(';').filter_map(address).collect();
    if !addresses.is_empty() {
        sink.texts(RESOLVED_IP, &addresses);
    }
}

/// An address, an IPv4 one without its mapping into IPv6.
fn address(text: &str) -> Option<&str> {
    let text = text.trim();
    let address = text.strip_prefix("::ffff:").filter(|v4| v4.contains('.')).unwrap_or(text);
    address.parse::<IpAddr>().is_ok().then_some(address)
}
