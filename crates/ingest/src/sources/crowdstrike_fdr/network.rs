//! Connections. The machine itself is the source, whoever began: as version 1.41 of the integration has it.

use std::net::IpAddr;

use ecs::{EventSink, FieldId};
use smallvec::SmallVec;

use super::keys::Key;
use crate::mapping::community_id::Flow;
use crate::mapping::data::Data;
use crate::mapping::related::Related;

const COMMUNITY_ID: FieldId = FieldId::of("network.community_id");
const DESTINATION_ADDRESS: FieldId = FieldId::of("destination.address");
const DESTINATION_IP: FieldId = FieldId::of("destination.ip");
const DIRECTION: FieldId = FieldId::of("network.direction");
const SOURCE_ADDRESS: FieldId = FieldId::of("source.address");
const SOURCE_IP: FieldId = FieldId::of("source.ip");
const SOURCE_MAC: FieldId = FieldId::of("source.mac");
const TRANSPORT: FieldId = FieldId::of("network.transport");

/// The transports that have a name here, by IANA's number.
const TRANSPORTS: &[(&str, &str)] = &[
    ("6", "tcp"),
    ("17", "udp"),
    ("0", "hopopt"),
    ("1", "icmp"),
    ("2", "igmp"),
    ("8", "egp"),
    ("47", "gre"),
    ("50", "esp"),
    ("58", "ipv6-icmp"),
    ("112", "vrrp"),
    ("132", "sctp"),
];

/// The addresses in a text, which has blanks between them; none, if anything in it is no address.
pub(super) fn addresses(text: &str) -> SmallVec<[&str; 4]> {
    match text.split_whitespace().all(is_address) {
        true => text.split_whitespace().collect(),
        false => SmallVec::new(),
    }
}

fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// Sets the ends of a connection and what follows from them.
pub(super) fn set<'a>(data: &mut Data<'a>, sink: &mut dyn EventSink, mut related_ip: Related<'a>) {
    if let Some(direction) = data.text(Key::ConnectionDirection) {
        sink.text(DIRECTION, direction_name(direction));
    }
    if let Some(protocol) = data.text(Key::Protocol)
        && let Some((_, name)) = TRANSPORTS.iter().find(|(number, _)| *number == protocol)
    {
        sink.text(TRANSPORT, name);
    }
    for key in [Key::LocalAddressIP4, Key::LocalAddressIP6] {
        if let Some(local) = data.text(key) {
            addresses(local).iter().for_each(|address| related_ip.add(address));
        }
    }
    let source = source(data);
    if let Some(address) = source {
        sink.text(SOURCE_IP, address);
        sink.text(SOURCE_ADDRESS, address);
        related_ip.add(address);
    }
    let destination = destination(data);
    if let Some(address) = destination {
        sink.text(DESTINATION_IP, address);
        sink.text(DESTINATION_ADDRESS, address);
        related_ip.add(address);
    }
    related_ip.set(sink, super::RELATED_IP);
    if sink.wants(COMMUNITY_ID)
        && let Some(id) = flow(data, source, destination).and_then(|flow| flow.community_id())
    {
        sink.text(COMMUNITY_ID, &id);
    }
    mac(data, sink);
}

fn direction_name(number: &str) -> &'static str {
    match number {
        "0" => "outbound",
        "1" => "inbound",
        _ => "unknown",
    }
}

/// The machine's own address. It stays where it is, too.
fn source<'a>(data: &Data<'a>) -> Option<&'a str> {
    let single = |key| data.text(key).filter(|text| is_address(text));
    let first = |key| data.text(key).and_then(|text| addresses(text).first().copied());
    single(Key::CurrentLocalIP)
        .or_else(|| single(Key::LocalIP))
        .or_else(|| first(Key::LocalAddressIP4))
        .or_else(|| first(Key::LocalAddressIP6))
}

/// The other end's address, moved.
fn destination<'a>(data: &mut Data<'a>) -> Option<&'a str> {
    let key = [Key::RemoteAddressIP4, Key::RemoteAddressIP6]
        .into_iter()
        .find(|key| data.text(*key).is_some_and(is_address))?;
    data.remove(key);
    data.text(key)
}

fn flow(data: &Data<'_>, source: Option<&str>, destination: Option<&str>) -> Option<Flow> {
    let port =
        |key| data.value(key).and_then(|value| u16::try_from(value.long()?).ok()).filter(|port| *port != 0);
    let (source_port, destination_port) = (port(Key::LocalPort), port(Key::RemotePort));
    let flow = Flow {
        source: (source?.parse().ok()?, source_port.unwrap_or_default()),
        destination: (destination?.parse().ok()?, destination_port.unwrap_or_default()),
        protocol: data.text(Key::Protocol)?.parse().ok()?,
    };
    (!flow.has_ports() || source_port.and(destination_port).is_some()).then_some(flow)
}

fn mac(data: &mut Data<'_>, sink: &mut dyn EventSink) {
    let Some(key) = [Key::MAC, Key::PhysicalAddress].into_iter().find(|key| data.text(*key).is_some()) else {
        return;
    };
    data.remove(key);
    if sink.wants(SOURCE_MAC)
        && let Some(address) = data.text(key)
    {
        sink.text(SOURCE_MAC, &address.to_uppercase());
    }
}
