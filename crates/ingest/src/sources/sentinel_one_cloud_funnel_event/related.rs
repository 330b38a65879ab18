//! The `related.*` lists, in the order in which the pipelines fill them.

use ecs::{EventSink, FieldId};

use super::category::{ANY, COMMAND, CROSS, FILE, Kinds, LOGIN, MODULE, NETWORK, PROCESS, SCHEDULE};
use super::keys::Key;
use super::{network, process};
use crate::FieldNote;
use crate::mapping::data::Data;
use crate::mapping::related::Related;

const RELATED_HASH: FieldId = FieldId::of("related.hash");
const RELATED_HOSTS: FieldId = FieldId::of("related.hosts");
const RELATED_IP: FieldId = FieldId::of("related.ip");
const RELATED_USER: FieldId = FieldId::of("related.user");

const HASHES: &[(Kinds, &[Key])] = &[
    (
        ANY,
        &[
            Key::SrcMd5,
            Key::SrcSha1,
            Key::SrcSha256,
            Key::OsSrcParentMd5,
            Key::ParentSha1,
            Key::ParentSha256,
            Key::OsSrcMd5,
            Key::OsSrcSha1,
            Key::OsSrcSha256,
            Key::OsSrcParentSha1,
            Key::OsSrcParentSha256,
            Key::ParentMd5,
            Key::DriverPeSha1,
            Key::DriverPeSha256,
        ],
    ),
    (COMMAND, &[Key::TgtFileSha1, Key::CmdScriptSha256]),
    (CROSS, &[Key::ContainerImageSha256, Key::TgtMd5, Key::TgtSha1, Key::TgtSha256]),
    (
        FILE,
        &[
            Key::ContainerImageSha256,
            Key::TgtFileMd5,
            Key::TgtFileSha1,
            Key::TgtFileSha256,
            Key::TgtFileOldMd5,
            Key::TgtFileOldSha1,
            Key::TgtFileOldSha256,
        ],
    ),
    (MODULE, &[Key::ModuleMd5, Key::ModuleSha1]),
    (NETWORK, &[Key::ContainerImageSha256]),
    (PROCESS, &[Key::ContainerImageSha256, Key::TgtFileSha1, Key::TgtMd5, Key::TgtSha1, Key::TgtSha256]),
    (SCHEDULE, &[Key::TgtFileMd5, Key::TgtFileSha1, Key::TgtFileSha256]),
];

/// Behind the users of logins and of the actor's parent, which [`set_users`] knows.
const USERS: &[(Kinds, &[Key])] = &[
    (
        ANY,
        &[
            Key::SrcRUserUid,
            Key::SrcRUserName,
            Key::OsSrcParentUser,
            Key::OsSrcUser,
            Key::SrcLUserName,
            Key::SrcLUserUid,
            Key::ParentLUserName,
            Key::ParentLUserUid,
            Key::ParentUserSid,
            Key::TgtEUserName,
            Key::TgtEUserUid,
            Key::TgtLUserName,
            Key::TgtLUserUid,
            Key::TgtRUserName,
            Key::TgtRUserUid,
            Key::LoginTgtUserSid,
            Key::LogoutTgtUserSid,
            Key::OsSrcParentUserSid,
            Key::OsSrcUserSid,
            Key::RegistryOwnerUser,
            Key::RegistryOwnerUserSid,
            Key::SrcUserSid,
            Key::TgtFileOwnerUserSid,
            Key::TgtUserSid,
        ],
    ),
    (CROSS | PROCESS, &[Key::TgtUser]),
];

const HOSTS: &[Key] = &[Key::EndpointName, Key::EndpointOs, Key::EndpointType];

/// Sets the lists. What a DNS query names takes the place of other hosts.
pub(super) fn set<'a>(kinds: Kinds, data: &Data<'a>, dns_hosts: Related<'a>, sink: &mut dyn EventSink) {
    if sink.wants(RELATED_HASH) {
        let mut hashes = Related::default();
        add(&mut hashes, kinds, HASHES, data);
        hashes.set(sink, RELATED_HASH);
    }
    if sink.wants(RELATED_HOSTS) {
        set_hosts(kinds, data, dns_hosts, sink);
    }
    if sink.wants(RELATED_IP) {
        let mut addresses = Related::default();
        if kinds & LOGIN != 0 {
            addresses.add_some(network::address(data, Key::SrcEndpointIpAddress));
        }
        if kinds & NETWORK != 0 {
            addresses.add_some(network::address(data, Key::DstIpAddress));
        }
        addresses.set(sink, RELATED_IP);
    }
    if sink.wants(RELATED_USER) {
        set_users(kinds, data, sink);
    }
}

fn add<'a>(list: &mut Related<'a>, kinds: Kinds, table: &[(Kinds, &[Key])], data: &Data<'a>) {
    for (_, keys) in table.iter().filter(|(of, _)| *of == ANY || kinds & of != 0) {
        keys.iter().for_each(|key| list.add_some(data.text(*key)));
    }
}

fn set_hosts<'a>(kinds: Kinds, data: &Data<'a>, dns_hosts: Related<'a>, sink: &mut dyn EventSink) {
    let mut hosts = dns_hosts;
    if hosts.is_empty() {
        HOSTS.iter().for_each(|key| hosts.add_some(data.text(*key)));
    }
    if kinds & LOGIN != 0 {
        hosts.add_some(network::address(data, Key::SrcEndpointIpAddress));
    }
    hosts.set(sink, RELATED_HOSTS);
}

fn set_users(kinds: Kinds, data: &Data<'_>, sink: &mut dyn EventSink) {
    let mut users = Related::default();
    for keys in [
        [Key::LoginTgtUserName, Key::LogoutTgtUserName],
        [Key::LogoutTgtDomainName, Key::LoginTgtDomainName],
        [Key::ParentRUserUid, Key::ParentRUserUid],
        [Key::ParentRUserName, Key::ParentRUserName],
        [Key::ParentEUserUid, Key::ParentEUserUid],
        [Key::ParentUser, Key::ParentEUserName],
    ] {
        users.add_some(keys.into_iter().find_map(|key| data.text(key)));
    }
    add(&mut users, kinds, USERS, data);
    if kinds & LOGIN != 0 {
        let actor = || data.text(Key::SrcUser).map(|user| process::account(user).1);
        users.add_some(data.text(Key::LoginUserName).or_else(actor).filter(|name| !name.is_empty()));
    }
    users.set(sink, RELATED_USER);
}

/// Which values the lists have.
pub(super) fn notes(into: &mut Vec<FieldNote>) {
    for (table, field) in [(HASHES, "related.hash"), (USERS, "related.user")] {
        for key in table.iter().flat_map(|(_, keys)| *keys) {
            into.push(FieldNote::new(Key::NAMES[usize::from(*key)], field, "added"));
        }
    }
    for key in HOSTS {
        into.push(FieldNote::new(Key::NAMES[usize::from(*key)], "related.hosts", "added"));
    }
    for (raw, field, how) in [
        ("event.dns.response", "related.hosts", "names in it, in place of the endpoint's"),
        ("src.endpoint.ip.address", "related.hosts", "of logins: added"),
        ("src.endpoint.ip.address", "related.ip", "of logins: added"),
        ("dst.ip.address", "related.ip", "of connections: added"),
        ("event.login.userName", "related.user", "of logins: added"),
        ("src.process.parent.user", "related.user", "added, or src.process.parent.eUserName"),
    ] {
        into.push(FieldNote::new(raw, field, how));
    }
}
