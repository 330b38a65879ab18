//! Connections: their two ends, direction, protocol, and what went over the wire.

use std::net::IpAddr;

use ecs::{EventSink, FieldId};
use serde_json::{Map, Value};

use super::super::keys::Key;
use super::action::Part;
use super::additional::Additional;
use super::kind::{Kind, lower_case};
use crate::FieldNote;
use crate::mapping::data::Data;
use crate::mapping::url::UrlParts;
use crate::mapping::{DataValue, prune};

const DESTINATION_ADDRESS: FieldId = FieldId::of("destination.address");
const DESTINATION_IP: FieldId = FieldId::of("destination.ip");
const DESTINATION_PORT: FieldId = FieldId::of("destination.port");
const DIRECTION: FieldId = FieldId::of("network.direction");
const DNS_ANSWERS: FieldId = FieldId::of("dns.answers");
const DNS_FLAGS: FieldId = FieldId::of("dns.header_flags");
const KEPT_ANSWERS: FieldId = FieldId::of("m365_defender.event.dns.answers");
const KEPT_FLAGS: FieldId = FieldId::of("m365_defender.event.dns.header_flags");
const KEPT_TTLS: FieldId = FieldId::of("m365_defender.event.dns.ttls");
const PROTOCOL: FieldId = FieldId::of("network.protocol");
const REFERRER: FieldId = FieldId::of("http.request.referrer");
const SOURCE_DOMAIN: FieldId = FieldId::of("source.domain");
const SOURCE_IP: FieldId = FieldId::of("source.ip");
const SOURCE_PORT: FieldId = FieldId::of("source.port");
const TRANSPORT: FieldId = FieldId::of("network.transport");
const URL_ORIGINAL: FieldId = FieldId::of("url.original");

/// Members of `AdditionalFields` of a DNS request, and what they become.
const DNS: &[(&str, FieldId, FieldId)] = &[
    ("query", FieldId::of("dns.question.name"), FieldId::of("m365_defender.event.dns.query")),
    ("qclass_name", FieldId::of("dns.question.class"), FieldId::of("m365_defender.event.dns.qclass_name")),
    ("qtype_name", FieldId::of("dns.question.type"), FieldId::of("m365_defender.event.dns.qtype_name")),
    ("rcode_name", FieldId::of("dns.response_code"), FieldId::of("m365_defender.event.dns.rcode_name")),
];

/// The flags of a DNS header that ECS knows.
const FLAGS: &[&str] = &["AA", "TC", "RD", "RA", "AD", "CD", "DO"];

/// What a part of an action says of the protocol; the last that fits holds.
const PROTOCOLS: &[(Part, &str)] =
    &[(Part::Dns, "dns"), (Part::Http, "http"), (Part::Ssl, "ssl"), (Part::Ftp, "ftp")];

/// The two ends of a connection, as far as they are known.
#[derive(Default)]
pub(super) struct Ends<'a> {
    pub(super) source_ip: Option<&'a str>,
    pub(super) destination_ip: Option<&'a str>,
    source_port: Option<i64>,
    destination_port: Option<i64>,
}

/// Sets `source.*`, `destination.*`, `network.*`, `dns.*` and `url.*`. Returns the ends.
pub(super) fn set<'a>(
    kind: &Kind<'_>,
    additional: &Additional<'a>,
    data: &Data<'a>,
    sink: &mut dyn EventSink,
) -> Ends<'a> {
    let ends = ends(kind, additional.direction(), data);
    for (field, ip) in [(SOURCE_IP, ends.source_ip), (DESTINATION_IP, ends.destination_ip)] {
        if let Some(ip) = ip {
            sink.text(field, ip);
        }
    }
    if let Some(ip) = ends.destination_ip.filter(|_| kind.is_network()) {
        sink.text(DESTINATION_ADDRESS, ip);
    }
    for (field, port) in [(SOURCE_PORT, ends.source_port), (DESTINATION_PORT, ends.destination_port)] {
        if let Some(port) = port {
            sink.long(field, port);
        }
    }
    if let Some(name) = data.text(Key::RemoteDeviceName) {
        sink.text(SOURCE_DOMAIN, name);
    }
    if kind.is_network() {
        direction(additional.direction(), sink);
        if kind.acts(Part::DnsConnectionInspected) {
            dns(additional, sink);
        }
    }
    protocol(kind, data, sink);
    if let Some(url) = data.text(Key::RemoteUrl)
        && sink.wants_path("url")
        && let Some(parts) = UrlParts::parse(url)
    {
        parts.set(sink);
        sink.text(URL_ORIGINAL, url);
    }
    if let Some(referrer) = data.text(Key::FileOriginReferrerUrl) {
        sink.text(REFERRER, referrer);
    }
    ends
}

/// Which end is which: the device is the source, unless it was connected to. At a logon the other one is.
fn ends<'a>(kind: &Kind<'_>, direction: Option<&str>, data: &Data<'a>) -> Ends<'a> {
    let ip = |key| data.text(key).filter(|text| text.parse::<IpAddr>().is_ok());
    let port = |key| data.value(key).and_then(DataValue::long);
    let mut ends = Ends::default();
    if !kind.has_category {
        ends.source_port = port(Key::RequestSourcePort);
        return ends;
    }
    if kind.is_authentication() {
        ends.source_ip = ip(Key::RemoteIP);
        ends.source_port = port(Key::RemotePort);
    } else {
        let is_inbound = direction == Some("In") && kind.is_network();
        let is_outbound = direction.is_none() || direction == Some("Out") && kind.is_network();
        if is_inbound {
            ends.source_ip = ip(Key::RemoteIP);
            ends.destination_ip = ip(Key::LocalIP);
            ends.destination_port = port(Key::LocalPort);
        } else if is_outbound {
            ends.source_ip = ip(Key::LocalIP);
            ends.destination_ip = ip(Key::RemoteIP);
            ends.destination_port = port(Key::RemotePort);
        }
        // As the pipeline has it, also of what came in.
        ends.source_port = port(Key::LocalPort).or_else(|| port(Key::RemotePort).filter(|_| is_inbound));
    }
    if kind.is_file() {
        ends.source_ip = ip(Key::RequestSourceIP).or(ends.source_ip);
    }
    ends.source_port = port(Key::RequestSourcePort).or(ends.source_port);
    ends
}

fn direction(direction: Option<&str>, sink: &mut dyn EventSink) {
    match direction {
        Some("In") => sink.text(DIRECTION, "inbound"),
        Some("Out") => sink.text(DIRECTION, "outbound"),
        Some(_) => {}
        None => sink.text(DIRECTION, "unknown"),
    }
}

/// `Protocol` is a transport mostly; where it is a way to log on, it is a protocol, or nothing that ECS has a name for.
fn protocol(kind: &Kind<'_>, data: &Data<'_>, sink: &mut dyn EventSink) {
    if !sink.wants(TRANSPORT) && !sink.wants(PROTOCOL) {
        return;
    }
    let mut protocol = None;
    match data.text(Key::Protocol).map(|text| lower_case(text, data.arena)) {
        Some("ntlm") => protocol = Some("ntlm"),
        Some("tcpv4" | "tcpv6") => sink.text(TRANSPORT, "tcp"),
        Some("negotiate" | "microsoft_authentication_package_v1_0") | None => {}
        Some(transport) => sink.text(TRANSPORT, transport),
    }
    protocol = data.text(Key::RequestProtocol).map(|text| lower_case(text, data.arena)).or(protocol);
    for (part, name) in PROTOCOLS {
        if kind.acts(*part) {
            protocol = Some(name);
        }
    }
    if let Some(protocol) = protocol.filter(|protocol| !matches!(*protocol, "local" | "unknown")) {
        sink.text(PROTOCOL, protocol);
    }
}

fn dns(additional: &Additional<'_>, sink: &mut dyn EventSink) {
    for (member, field, kept) in DNS {
        if let Some(text) = additional.text(member) {
            sink.text(*field, text);
            sink.text(*kept, text);
        }
    }
    let flags: smallvec::SmallVec<[&str; 7]> = FLAGS
        .iter()
        .copied()
        .filter(|flag| additional.value(flag) == Some(DataValue::Text("true")))
        .collect();
    if !flags.is_empty() {
        sink.texts(DNS_FLAGS, &flags);
        sink.texts(KEPT_FLAGS, &flags);
    }
    let wants_answers = sink.wants(DNS_ANSWERS) || sink.wants_any_below(DNS_ANSWERS);
    if !wants_answers && !sink.wants(KEPT_ANSWERS) && !sink.wants(KEPT_TTLS) {
        return;
    }
    let (answers, ttls) = (list(additional.value("answers")), list(additional.value("TTLs")));
    for (field, values) in [(KEPT_ANSWERS, &answers), (KEPT_TTLS, &ttls)] {
        if let Some(values) = values.clone().and_then(prune::without_empty) {
            sink.json(field, &values);
        }
    }
    if let (Some(Value::Array(answers)), Some(Value::Array(ttls))) = (&answers, &ttls)
        && !answers.is_empty()
        && !ttls.is_empty()
    {
        let joined = answers.iter().enumerate().map(|(index, answer)| joined(answer, ttls.get(index)));
        if let Some(answers) = prune::without_empty(joined.collect()) {
            sink.json(DNS_ANSWERS, &answers);
        }
    }
}

/// One answer, with the seconds it holds for.
fn joined(answer: &Value, ttl: Option<&Value>) -> Value {
    let mut members = Map::new();
    members.insert("data".to_owned(), answer.clone());
    let seconds = ttl.and_then(|ttl| ttl.as_i64().or_else(|| ttl.as_f64().and_then(ecs_long)));
    members.insert("ttl".to_owned(), seconds.map_or(Value::Null, Value::from));
    Value::Object(members)
}

fn ecs_long(seconds: f64) -> Option<i64> {
    (seconds.is_finite() && seconds.abs() < 1e15).then_some(seconds as i64)
}

/// A list that is JSON in a text.
fn list(value: Option<DataValue<'_>>) -> Option<Value> {
    match value? {
        DataValue::Text(text) => Some(serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))),
        DataValue::Json(json) => serde_json::from_str(json).ok(),
        _ => None,
    }
}

/// What becomes of these, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    let rows: &[(&str, FieldId, &str)] = &[
        ("LocalIP", SOURCE_IP, "if it is an IP address; RemoteIP where it came in, and at a logon"),
        ("LocalPort", SOURCE_PORT, "as a whole number; RemotePort at a logon"),
        ("RequestSourceIP", SOURCE_IP, "of a file, before LocalIP"),
        ("RequestSourcePort", SOURCE_PORT, "before LocalPort"),
        ("RemoteDeviceName", SOURCE_DOMAIN, "copied"),
        ("RemoteIP", DESTINATION_IP, "if it is an IP address; LocalIP where it came in"),
        ("RemoteIP", DESTINATION_ADDRESS, "the same, of a connection"),
        ("RemotePort", DESTINATION_PORT, "as a whole number; LocalPort where it came in"),
        ("AdditionalFields.direction", DIRECTION, "inbound or outbound, else unknown"),
        ("Protocol", TRANSPORT, "in lower case; tcp for TcpV4 and TcpV6"),
        ("Protocol", PROTOCOL, "of Ntlm"),
        ("RequestProtocol", PROTOCOL, "in lower case, unless Local or Unknown"),
        ("ActionType", PROTOCOL, "what it names of dns, http, ssl, ftp"),
        ("AdditionalFields.answers", DNS_ANSWERS, "with the TTLs, of a DNS request"),
        ("AdditionalFields.answers", KEPT_ANSWERS, "of a DNS request"),
        ("AdditionalFields.TTLs", KEPT_TTLS, "of a DNS request"),
        ("AdditionalFields.AA ... DO", DNS_FLAGS, "those that are true, of a DNS request"),
        ("AdditionalFields.AA ... DO", KEPT_FLAGS, "those that are true, of a DNS request"),
        ("RemoteUrl", URL_ORIGINAL, "copied"),
        ("FileOriginReferrerUrl", REFERRER, "copied"),
    ];
    notes.extend(rows.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
    for (member, field, kept) in DNS {
        let raw = format!("AdditionalFields.{member}");
        notes.push(FieldNote::new(raw.clone(), field.path(), "of a DNS request"));
        notes.push(FieldNote::new(raw, kept.path(), "of a DNS request"));
    }
    notes.push(FieldNote::new("RemoteUrl", "url.*", "its parts"));
}
