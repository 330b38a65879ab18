//! Name lookups (`DnsRequest`).

use ecs::{EventSink, FieldId};

use super::keys::Key;
use crate::mapping::data::Data;
use crate::mapping::domain;

const QUESTION_NAME: FieldId = FieldId::of("dns.question.name");
const QUESTION_REGISTERED_DOMAIN: FieldId = FieldId::of("dns.question.registered_domain");
const QUESTION_SUBDOMAIN: FieldId = FieldId::of("dns.question.subdomain");
const QUESTION_TOP_LEVEL_DOMAIN: FieldId = FieldId::of("dns.question.top_level_domain");
const QUESTION_TYPE: FieldId = FieldId::of("dns.question.type");
const TYPE: FieldId = FieldId::of("dns.type");

/// Sets `dns.*`. A name whose suffix is not public is not told, as the integration has it.
pub(super) fn set(data: &mut Data<'_>, sink: &mut dyn EventSink) {
    sink.text(TYPE, "query");
    if let Some(name) = data.text(Key::DomainName)
        && let Some(parts) = domain::parts_or_suffix(name, data.arena)
    {
        sink.text(QUESTION_NAME, name);
        sink.text(QUESTION_TOP_LEVEL_DOMAIN, parts.top_level_domain);
        if let Some(registered_domain) = parts.registered_domain {
            sink.text(QUESTION_REGISTERED_DOMAIN, registered_domain);
        }
        if let Some(subdomain) = parts.subdomain {
            sink.text(QUESTION_SUBDOMAIN, subdomain);
        }
    }
    if let Some(name) = data.text(Key::RequestType).and_then(record_type) {
        data.remove(Key::RequestType);
        sink.text(QUESTION_TYPE, name);
    }
}

/// The name of a record type (IANA's registry of DNS parameters), of those that the integration names.
pub(super) fn record_type(number: &str) -> Option<&'static str> {
    let number: u16 = number.parse().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))?;
    TYPES.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
}

const TYPES: &[(u16, &str)] = &[
    (1, "A"),
    (28, "AAAA"),
    (2, "NS"),
    (5, "CNAME"),
    (6, "SOA"),
    (12, "PTR"),
    (13, "HINFO"),
    (15, "MX"),
    (16, "TXT"),
    (17, "RP"),
    (18, "AFSDB"),
    (24, "SIG"),
    (25, "KEY"),
    (29, "LOC"),
    (33, "SRV"),
    (35, "NAPTR"),
    (36, "KX"),
    (37, "CERT"),
    (39, "DNAME"),
    (42, "APL"),
    (43, "DS"),
    (44, "SSHFP"),
    (45, "IPSECKEY"),
    (46, "RRSIG"),
    (47, "NSEC"),
    (48, "DNSKEY"),
    (49, "DHCID"),
    (50, "NSEC3"),
    (51, "NSEC3PARAM"),
    (52, "TLSA"),
    (53, "SMIMEA"),
    (55, "HIP"),
    (59, "CDS"),
    (60, "CDNSKEY"),
    (61, "OPENPGPKEY"),
    (62, "CSYNC"),
    (63, "ZONEMD"),
    (64, "SVCB"),
    (65, "HTTPS"),
    (108, "EUI48"),
    (109, "EUI64"),
    (249, "TKEY"),
    (250, "TSIG"),
    (256, "URI"),
    (257, "CAA"),
    (32768, "TA"),
    (32769, "DLV"),
];
