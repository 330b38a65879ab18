//! Where an audit event says that something came from or went to.

use ecs::FieldId;

use super::{Key, Mapping, decode, process};
use crate::mapping::community_id::Flow;
use crate::winlog::mapping::message_table;

const COMMUNITY_ID: FieldId = FieldId::of("network.community_id");
const DESTINATION_IP: FieldId = FieldId::of("destination.ip");
const DESTINATION_PORT: FieldId = FieldId::of("destination.port");
const DIRECTION: FieldId = FieldId::of("network.direction");
const EXECUTABLE: FieldId = FieldId::of("process.executable");
const IANA_NUMBER: FieldId = FieldId::of("network.iana_number");
const NAME: FieldId = FieldId::of("process.name");
const SOURCE_DOMAIN: FieldId = FieldId::of("source.domain");
const SOURCE_IP: FieldId = FieldId::of("source.ip");
const SOURCE_PORT: FieldId = FieldId::of("source.port");
const TRANSPORT: FieldId = FieldId::of("network.transport");

/// Sets the source that a logon or an access came from.
pub(super) fn set_common(mapping: &mut Mapping<'_, '_>) {
    if let Some(ip) = not_dash(mapping.text(Key::IpAddress)) {
        set_source_ip(mapping, ip);
        mapping.data.remove(Key::IpAddress);
    }
    set_port(mapping, Key::IpPort, SOURCE_PORT);
    if let Some(domain) = mapping.text(Key::WorkstationName) {
        mapping.sink.text(SOURCE_DOMAIN, domain);
        mapping.data.remove(Key::WorkstationName);
    }
    if let Some(ip) = not_dash(mapping.text(Key::ClientAddress)).filter(|ip| *ip != "Unknown") {
        mapping.related_ip.add(if ip == "LOCAL" { "127.0.0.1" } else { ip });
        mapping.data.remove(Key::ClientAddress);
    }
}

/// Sets the source of a terminal session (4778, 4779).
pub(super) fn set_session(mapping: &mut Mapping<'_, '_>) {
    if let Some(ip) = not_dash(mapping.text(Key::ClientAddress)).filter(|ip| *ip != "Unknown") {
        set_source_ip(mapping, if ip == "LOCAL" { "127.0.0.1" } else { ip });
        if ip == "LOCAL" {
            mapping.data.remove(Key::ClientAddress);
            mapping.set_data_text("ClientAddress", Some("127.0.0.1"));
        }
    }
    let domain = mapping.text(Key::ClientName);
    mapping.set(SOURCE_DOMAIN, domain);
}

fn set_source_ip<'a>(mapping: &mut Mapping<'_, 'a>, ip: &'a str) {
    let ip = ip.strip_prefix("::ffff:").unwrap_or(ip);
    mapping.sink.text(SOURCE_IP, ip);
    mapping.related_ip.add(ip);
}

/// Sets the ends of a connection that the filtering platform saw, and the process that made it.
pub(super) fn set(mapping: &mut Mapping<'_, '_>) {
    let (destination, source) = (Key::DestAddress, Key::SourceAddress);
    for (key, field) in [(destination, DESTINATION_IP), (source, SOURCE_IP)] {
        if let Some(ip) = not_dash(mapping.text(key)) {
            mapping.sink.text(field, ip.strip_prefix("::ffff:").filter(|_| key == source).unwrap_or(ip));
            mapping.related_ip.add(ip);
            mapping.data.remove(key);
        }
    }
    set_port(mapping, Key::DestPort, DESTINATION_PORT);
    set_port(mapping, Key::SourcePort, SOURCE_PORT);
    if let Some(protocol) = not_dash(mapping.text(Key::Protocol)) {
        mapping.sink.text(IANA_NUMBER, protocol);
        mapping.set(TRANSPORT, transport(protocol));
    }
    if not_dash(mapping.text(Key::Application)).is_some() {
        process::set_executable(mapping, Key::Application, EXECUTABLE, NAME);
        mapping.data.remove(Key::Application);
    }
    match mapping.text(Key::Direction).and_then(|code| message_table::text(code.trim())) {
        Some("Inbound") => mapping.sink.text(DIRECTION, "inbound"),
        Some("Outbound") => mapping.sink.text(DIRECTION, "outbound"),
        Some("Forward") => mapping.sink.text(DIRECTION, "forward"),
        Some("Bidirectional") => mapping.sink.text(DIRECTION, "bidirectional"),
        _ => {}
    }
    if mapping.sink.wants(COMMUNITY_ID)
        && let Some(id) = flow(mapping).and_then(|flow| flow.community_id())
    {
        mapping.sink.text(COMMUNITY_ID, &id);
    }
}

fn flow(mapping: &Mapping<'_, '_>) -> Option<Flow> {
    let end = |address, port| Some((mapping.text(address)?.parse().ok()?, mapping.text(port)?.parse().ok()?));
    Some(Flow {
        source: end(Key::SourceAddress, Key::SourcePort)?,
        destination: end(Key::DestAddress, Key::DestPort)?,
        protocol: mapping
            .text(Key::Protocol)?
            .parse()
            .ok()
            .filter(|number| matches!(number, 6 | 17 | 132))?,
    })
}

fn set_port(mapping: &mut Mapping<'_, '_>, key: Key, field: FieldId) {
    if let Some(port) = not_dash(mapping.text(key)).and_then(decode) {
        mapping.sink.long(field, port);
        mapping.data.remove(key);
    }
}

fn not_dash(text: Option<&str>) -> Option<&str> {
    text.filter(|text| *text != "-")
}

fn transport(iana_number: &str) -> Option<&'static str> {
    Some(match iana_number {
        "1" => "icmp",
        "2" => "igmp",
        "4" => "ipv4",
        "6" => "tcp",
        "8" => "egp",
        "9" => "igp",
        "12" => "pup",
        "17" => "udp",
        "27" => "rdp",
        "28" => "irtp",
        "33" => "dccp",
        "35" => "idpr",
        "41" => "ipv6",
        "43" => "ipv6-route",
        "44" => "ipv6-frag",
        "46" => "rsvp",
        "47" => "gre",
        "50" => "esp",
        "58" => "ipv6-icmp",
        "59" => "ipv6-nonxt",
        "60" => "ipv6-opts",
        _ => return None,
    })
}
