//! Name lookups: every name that was asked for, and what the answer was.

use std::net::IpAddr;

use ecs::FieldId;
use serde_json::{Value, json};

use super::{Of, Record};
use crate::derive::{By, Derivation, Event};
use crate::mapping::domain;

const ANSWERS: FieldId = FieldId::of("dns.answers");
const ANSWERS_DATA: FieldId = FieldId::of("dns.answers.data");
const ANSWERS_TYPE: FieldId = FieldId::of("dns.answers.type");
const PROTOCOL: FieldId = FieldId::of("network.protocol");
const QUESTION_NAME: FieldId = FieldId::of("dns.question.name");
const QUESTION_REGISTERED_DOMAIN: FieldId = FieldId::of("dns.question.registered_domain");
const RESOLVED_IP: FieldId = FieldId::of("dns.resolved_ip");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "lookup",
    fields: &[QUESTION_NAME, QUESTION_REGISTERED_DOMAIN, ANSWERS_DATA, ANSWERS_TYPE, RESOLVED_IP, PROTOCOL],
    inputs: &[
        "crowdstrike.fdr: DomainName, IP4Records, IP6Records, CNAMERecords of DnsRequest, SuspiciousDnsRequest",
    ],
    soundness: "The integration tells the name of one kind of lookup, and only below a public suffix; the sensor \
                records the name of all. The records are the answer's, with semicolons between. Both events are of \
                the protocol DNS.",
    by: By::Json(derive),
};

/// The most records of an answer that are read.
const MAX_RECORDS: usize = 256;

const RECORDS: &[(&str, &str)] = &[("CNAMERecords", "CNAME"), ("IP4Records", "A"), ("IP6Records", "AAAA")];

fn derive(event: &mut Event<'_, '_>) {
    let Some(record) = Record::of(event, Of::Lookup) else { return };
    event.fill(PROTOCOL, "dns");
    if let Some(name) = record.said("DomainName") {
        event.fill(QUESTION_NAME, name);
        if event.lacks(QUESTION_REGISTERED_DOMAIN)
            && let Some(parts) = domain::parts(name, record.object.arena)
        {
            event.fill(QUESTION_REGISTERED_DOMAIN, parts.registered_domain);
        }
    }
    if !event.lacks(RESOLVED_IP) && !event.wants_any_below(ANSWERS) {
        return;
    }
    let (mut answers, mut addresses) = (Vec::new(), Vec::new());
    for (member, record_type) in RECORDS {
        for data in record.said(member).unwrap_or_default().split(';').filter(|data| !data.is_empty()) {
            if answers.len() == MAX_RECORDS {
                break;
            }
            answers.push(json!({"data": data, "type": record_type}));
            if data.parse::<IpAddr>().is_ok() {
                addresses.push(data);
            }
        }
    }
    if !addresses.is_empty() {
        event.fill_texts(RESOLVED_IP, &addresses);
    }
    if !answers.is_empty() {
        event.fill_objects(ANSWERS, &[ANSWERS_DATA, ANSWERS_TYPE], &Value::Array(answers));
    }
}
