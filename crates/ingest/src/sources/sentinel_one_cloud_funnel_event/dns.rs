//! DNS queries: `type: 1 example.com` and `type:  5 a.example.com;::ffff:192.0.2.1`.

use std::net::IpAddr;

use ecs::{EventSink, FieldId};
use serde_json::{Map, Value};

use super::keys::Key;
use crate::mapping::data::Data;
use crate::mapping::dns::record_type;
use crate::mapping::related::Related;

const ANSWERS: FieldId = FieldId::of("dns.answers");
const QUESTION_NAME: FieldId = FieldId::of("dns.question.name");
const QUESTION_TYPE: FieldId = FieldId::of("dns.question.type");
const RESOLVED_IP: FieldId = FieldId::of("dns.resolved_ip");

/// How an IPv4 address begins that is written as an IPv6 one.
const MAPPED: &str = "::ffff:";

/// Sets `dns.*`. What it returns takes the place of the other related hosts, unless it is empty.
pub(super) fn set<'a>(data: &Data<'a>, sink: &mut dyn EventSink) -> Related<'a> {
    let mut hosts = Related::default();
    if let Some(request) = data.text(Key::DnsRequest) {
        match typed(request) {
            Some((number, name)) => {
                sink.text(QUESTION_NAME, name);
                if let Some(name) = record_type(number) {
                    sink.text(QUESTION_TYPE, name);
                }
                hosts.add(name);
            }
            None => sink.text(QUESTION_NAME, request),
        }
    }
    let Some(response) = data.text(Key::DnsResponse) else { return Related::default() };
    let mut answers = Vec::new();
    let mut addresses = smallvec::SmallVec::<[&str; 8]>::new();
    for part in response.split(';').filter(|part| !part.is_empty()) {
        match part.strip_prefix("type:") {
            Some(_) => {
                answers.extend(answer(part));
                hosts.add_some(typed(part).map(|(_, name)| name));
            }
            None => addresses.extend(address(part)),
        }
    }
    if !answers.is_empty() {
        sink.json(ANSWERS, &Value::Array(answers));
    }
    if !addresses.is_empty() {
        sink.texts(RESOLVED_IP, &addresses);
    }
    hosts
}

/// The number and the name of `type: N name`, if there are just these three words.
fn typed(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split_ascii_whitespace();
    let (_, number, name) = (words.next()?, words.next()?, words.next()?);
    words.next().is_none().then_some((number, name))
}

fn answer(text: &str) -> Option<Value> {
    let mut answer = Map::new();
    if let Some(name) = text.split_ascii_whitespace().nth(1).and_then(record_type) {
        answer.insert("type".to_owned(), Value::from(name));
    }
    if let Some((_, name)) = typed(text) {
        answer.insert("data".to_owned(), Value::from(name));
    }
    (!answer.is_empty()).then_some(Value::Object(answer))
}

/// An address; without brackets, port and the mapping into IPv6 if it is such an IPv4 one.
fn address(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(inner, _)| inner);
    let address = match inner.strip_prefix(MAPPED) {
        Some(v4) if v4.contains('.') => v4,
        _ => text,
    };
    address.parse::<IpAddr>().is_ok().then_some(address)
}
