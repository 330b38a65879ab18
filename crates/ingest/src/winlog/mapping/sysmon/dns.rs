//! DNS queries: `QueryName`, `QueryStatus`, `QueryResults`.

use std::net::{IpAddr, Ipv4Addr};

use ecs::{EventSink, FieldId};
use serde_json::{Value, json};
use smallvec::SmallVec;

use super::dns_status;
use super::rows::Key;
use crate::mapping::data::Data;
use crate::mapping::dns::record_type;
use crate::mapping::domain;
use crate::mapping::related::Related;

const ANSWERS: FieldId = FieldId::of("dns.answers");
const QUESTION_REGISTERED_DOMAIN: FieldId = FieldId::of("dns.question.registered_domain");
const QUESTION_SUBDOMAIN: FieldId = FieldId::of("dns.question.subdomain");
const QUESTION_TOP_LEVEL_DOMAIN: FieldId = FieldId::of("dns.question.top_level_domain");
const RELATED_HOSTS: FieldId = FieldId::of("related.hosts");
const RESOLVED_IP: FieldId = FieldId::of("dns.resolved_ip");
const STATUS: FieldId = FieldId::of("sysmon.dns.status");

/// One answer: a record of some type, or an address, whose type follows from it.
struct Answer<'a> {
    record_type: Option<&'static str>,
    data: Option<&'a str>,
}

/// Sets `dns.*`, `related.hosts` and the status; the addresses are related too.
pub(super) fn set<'a>(id: u32, data: &mut Data<'a>, sink: &mut dyn EventSink, related_ip: &mut Related<'a>) {
    if let Some(status) = data.text(Key::QueryStatus) {
        sink.text(STATUS, dns_status::name(status).unwrap_or(status));
    }
    data.remove(Key::QueryStatus);
    let mut hosts = Related::default();
    if let Some(results) = data.text(Key::QueryResults) {
        let (records, addresses) = answers(results);
        records.iter().for_each(|answer| hosts.add_some(answer.data));
        addresses.iter().for_each(|address| related_ip.add(address));
        set_answers(&records, &addresses, sink);
    }
    data.remove(Key::QueryResults);
    if let Some(name) = data.text(Key::QueryName) {
        hosts.add(name);
        question(name, data, sink);
    }
    if id == 22 || data.has(Key::QueryName) {
        hosts.set(sink, RELATED_HOSTS);
    }
}

fn question(name: &str, data: &Data<'_>, sink: &mut dyn EventSink) {
    let fields = [QUESTION_REGISTERED_DOMAIN, QUESTION_SUBDOMAIN, QUESTION_TOP_LEVEL_DOMAIN];
    if !fields.iter().any(|field| sink.wants(*field)) {
        return;
    }
    let Some(parts) = domain::parts(name, data.arena) else { return };
    sink.text(QUESTION_REGISTERED_DOMAIN, parts.registered_domain);
    sink.text(QUESTION_TOP_LEVEL_DOMAIN, parts.top_level_domain);
    if let Some(subdomain) = parts.subdomain {
        sink.text(QUESTION_SUBDOMAIN, subdomain);
    }
}

/// Reads `type:  5 name;::ffff:192.0.2.1;…`: the records and, apart, the addresses.
fn answers(results: &str) -> (SmallVec<[Answer<'_>; 8]>, SmallVec<[&str; 8]>) {
    let (mut records, mut addresses) = (SmallVec::new(), SmallVec::new());
    for result in results.split(';').filter(|result| !result.is_empty()) {
        if result.starts_with("type:") {
            let mut words = result.split_whitespace().skip(1);
            let record_type = words.next().and_then(record_type);
            let data = words.next().filter(|_| words.next().is_none());
            records.push(Answer { record_type, data });
        } else if let Some(address) = address(result) {
            addresses.push(address);
        }
    }
    (records, addresses)
}

/// An address, an IPv4 one without its mapping into IPv6.
fn address(text: &str) -> Option<&str> {
    let unbracketed = text.strip_prefix('[').map_or(text, |rest| rest.split(']').next().unwrap_or(rest));
    if let Some(v4) = unbracketed.strip_prefix("::ffff:").filter(|v4| v4.parse::<Ipv4Addr>().is_ok()) {
        return Some(v4);
    }
    text.parse::<IpAddr>().ok().map(|_| text)
}

fn set_answers(records: &[Answer<'_>], addresses: &[&str], sink: &mut dyn EventSink) {
    if !addresses.is_empty() {
        sink.texts(RESOLVED_IP, addresses);
    }
    if !sink.wants(ANSWERS) && !sink.wants_any_below(ANSWERS) {
        return;
    }
    let of_record = |answer: &Answer<'_>| match answer.data {
        Some(data) => json!({"type": answer.record_type, "data": data}),
        None => json!({"type": answer.record_type}),
    };
    let of_address =
        |address: &&str| json!({"type": if address.contains(':') { "AAAA" } else { "A" }, "data": address});
    let answers: Vec<Value> = records.iter().map(of_record).chain(addresses.iter().map(of_address)).collect();
    if !answers.is_empty() {
        sink.json(ANSWERS, &Value::Array(answers));
    }
}
