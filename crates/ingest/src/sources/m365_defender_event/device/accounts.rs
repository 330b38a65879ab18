//! The account that acted, and everything that the row names.

use ecs::{EventSink, FieldId};

use super::super::keys::Key;
use super::file::is_of_a_file;
use super::host::{self, Host};
use super::kind::Kind;
use super::network::Ends;
use crate::FieldNote;
use crate::mapping::data::Data;
use crate::mapping::related::Related;

const DOMAIN: FieldId = FieldId::of("user.domain");
const ID: FieldId = FieldId::of("user.id");
const NAME: FieldId = FieldId::of("user.name");
const RELATED_HASH: FieldId = FieldId::of("related.hash");
const RELATED_HOSTS: FieldId = FieldId::of("related.hosts");
const RELATED_IP: FieldId = FieldId::of("related.ip");
const RELATED_USER: FieldId = FieldId::of("related.user");

/// Sets `user.*`: of the account that the row names, else, where nobody else can have acted, of the initiating process.
pub(super) fn set(kind: &Kind<'_>, data: &Data<'_>, host: &Host<'_>, sink: &mut dyn EventSink) {
    let is_initiators =
        kind.is_library() || kind.is_registry() || kind.is_network() || kind.is_driver || kind.is_api;
    let first = |keys: &[Key]| keys.iter().find_map(|key| data.text(*key));
    let initiators = |key, holds: bool| data.text(key).filter(|_| holds);
    let name = first(&[Key::RequestAccountName, Key::AccountName])
        .or_else(|| initiators(Key::InitiatingProcessAccountName, is_initiators));
    let domain = first(&[Key::AccountDomain, Key::RequestAccountDomain])
        .or_else(|| initiators(Key::InitiatingProcessAccountDomain, is_initiators));
    let id = data
        .text(Key::AccountSid)
        .or_else(|| initiators(Key::InitiatingProcessAccountSid, is_initiators || kind.is_file()))
        .or_else(|| initiators(Key::RequestAccountSid, kind.is_file()));
    for (field, text) in [(NAME, name), (DOMAIN, domain), (ID, id)] {
        if let Some(text) = text {
            sink.text(field, text);
        }
    }
    if sink.wants(RELATED_HOSTS) {
        let mut hosts = Related::default();
        hosts.add_some(data.text(Key::DeviceId));
        hosts.add_some(host.name);
        hosts.add_some(domain);
        hosts.add_some(data.text(Key::InitiatingProcessAccountDomain));
        hosts.set(sink, RELATED_HOSTS);
    }
    let logged_on = host::logged_on(data, sink.wants(RELATED_USER), sink);
    if sink.wants(RELATED_USER) {
        let mut users = Related::default();
        logged_on.into_iter().for_each(|name| users.add(name));
        users.add_some(name);
        users.add_some(data.text(Key::InitiatingProcessAccountName));
        users.set(sink, RELATED_USER);
    }
}

/// Sets the addresses that the row names.
pub(super) fn related_ips(ends: &Ends<'_>, host: &Host<'_>, data: &Data<'_>, sink: &mut dyn EventSink) {
    if !sink.wants(RELATED_IP) {
        return;
    }
    let ip = |key| data.text(key).filter(|text| text.parse::<std::net::IpAddr>().is_ok());
    let mut ips = Related::default();
    ips.add_some(ip(Key::FileOriginIP));
    ips.add_some(ends.source_ip);
    ips.add_some(ends.destination_ip);
    ips.add_some(host.ip);
    ips.add_some(ip(Key::IPv4Dhcp));
    ips.add_some(ip(Key::IPv6Dhcp));
    ips.set(sink, RELATED_IP);
}

/// Sets the hashes that the row names: of the file, the process, its parent, and of certificates.
pub(super) fn related_hashes(kind: &Kind<'_>, data: &Data<'_>, sink: &mut dyn EventSink) {
    if !sink.wants(RELATED_HASH) {
        return;
    }
    const FILE: [Key; 3] = [Key::MD5, Key::SHA1, Key::SHA256];
    const INITIATOR: [Key; 3] =
        [Key::InitiatingProcessMD5, Key::InitiatingProcessSHA1, Key::InitiatingProcessSHA256];
    let mut hashes = Related::default();
    let mut add = |keys: [Key; 3], only: Option<[Key; 3]>| {
        for (place, key) in keys.into_iter().enumerate() {
            let holds = only.is_none_or(|only| only.get(place).is_some_and(|key| data.has(*key)));
            hashes.add_some(data.text(key).filter(|_| holds));
        }
    };
    if is_of_a_file(kind) {
        add(FILE, None);
    }
    if kind.is_about_a_child {
        add(FILE, None);
        // As the pipeline has it, the parent's only beside the process's own.
        add(INITIATOR, Some(FILE));
    } else if kind.is_about_the_initiator() && !kind.is_library() {
        add(INITIATOR, None);
    }
    hashes.add_some(data.text(Key::IssuerHash));
    hashes.add_some(data.text(Key::SignerHash));
    hashes.set(sink, RELATED_HASH);
}

/// What becomes of these, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    const ELSE: &str = "copied; else, but of processes and logons, the initiating process's";
    let rows: &[(&str, FieldId, &str)] = &[
        ("AccountName", NAME, ELSE),
        ("AccountDomain", DOMAIN, ELSE),
        ("AccountSid", ID, ELSE),
        ("RequestAccountName", NAME, "before AccountName"),
        ("RequestAccountDomain", DOMAIN, "else of AccountDomain"),
        ("RequestAccountSid", ID, "of a file, else of the others"),
        ("DeviceId", RELATED_HOSTS, "with DeviceName and the domains"),
        ("AccountName", RELATED_USER, "with LoggedOnUsers and the initiating process's"),
        ("LocalIP", RELATED_IP, "with RemoteIP, PublicIP, FileOriginIP, IPv4Dhcp and IPv6Dhcp"),
        ("SHA256", RELATED_HASH, "with MD5, SHA1, the initiating process's and the certificate's"),
    ];
    notes.extend(rows.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
}
