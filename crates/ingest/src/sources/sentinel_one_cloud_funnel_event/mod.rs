//! SentinelOne's Cloud Funnel: telemetry of the agent, one flat JSON object an event (elastic/integrations,
//! packages/sentinel_one_cloud_funnel, version 1.4).

mod additions;
mod backslashes;
mod category;
mod dns;
mod file;
mod keys;
mod network;
mod process;
mod registry;
mod related;
mod rows;
mod url;
mod vendor;

use ecs::{EventSink, FieldId};

pub(crate) use self::additions::{FIELDS, add};
use self::keys::{Key, new_data};
use crate::mapping::data::Data;
use crate::mapping::related::Related;
use crate::mapping::{dates, fields};
use crate::{FieldNote, JsonMapping, JsonObject, Mapped, Mapping, RecordError, Source};

/// SentinelOne Cloud Funnel, all categories.
pub(crate) static SOURCE: Source = Source {
    name: "sentinel_one_cloud_funnel.event",
    title: "SentinelOne Cloud Funnel",
    indices: &["logs-sentinel_one_cloud_funnel.event-default"],
    mapping: Mapping::Json(JsonMapping {
        shown_by: "an `event.category` beside `meta.event.name`, `i.scheme` or a `dataSource.name` of SentinelOne",
        recognises,
        map,
    }),
    fields: notes,
};

const CONTAINER_IMAGE_HASH: FieldId = FieldId::of("container.image.hash.all");
const EVENT_KIND: FieldId = FieldId::of("event.kind");
const HOST_IP: FieldId = FieldId::of("host.ip");
const HOST_OS_TYPE: FieldId = FieldId::of("host.os.type");
const THREAT_TACTIC: FieldId = FieldId::of("threat.tactic.name");
const TIMESTAMP: FieldId = FieldId::of("@timestamp");

/// The values that `host.os.type` may have (ECS). Spelled otherwise, a system is not taken for any of them.
const OS_TYPES: &[&str] = &["linux", "windows", "macos", "ios", "android"];

fn recognises(record: &JsonObject<'_>) -> bool {
    let (mut has_category, mut is_vendor) = (false, false);
    for member in record.members {
        match member.name {
            "event.category" => has_category = true,
            "meta.event.name" | "i.scheme" | "src.process.uid" => is_vendor = true,
            "dataSource.name" => is_vendor |= member.value.text(record.arena) == Some("SentinelOne"),
            _ => continue,
        }
        if has_category && is_vendor {
            return true;
        }
    }
    false
}

fn map(record: &JsonObject<'_>, sink: &mut dyn EventSink) -> Result<Mapped, RecordError> {
    map_halved(backslashes::halved(record).as_ref().unwrap_or(record), sink)
}

fn map_halved(record: &JsonObject<'_>, sink: &mut dyn EventSink) -> Result<Mapped, RecordError> {
    let mut data = new_data(record);
    let text = data.text(Key::EventTime).ok_or(RecordError::NoTimestamp)?;
    let time = dates::parse(text).ok_or(RecordError::NoTimestamp)?;
    sink.date(TIMESTAMP, time, dates::shown(text, time, data.arena));
    sink.text(EVENT_KIND, "event");
    let kinds = data.text(Key::EventCategory).map_or(0, category::kinds);
    fields::apply(rows::COMMON, 0, &mut data, sink);
    host_and_threat(&data, sink);
    category::set(kinds, &data, sink);
    process::set(kinds, &mut data, sink);
    of_kinds(kinds, &mut data, sink);
    let dns_hosts = match kinds & category::DNS {
        0 => Related::default(),
        _ => dns::set(&data, sink),
    };
    related::set(kinds, &data, dns_hosts, sink);
    vendor::set(kinds, record, sink);
    Ok(Mapped::Event)
}

fn host_and_threat(data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(system) = data.text(Key::EndpointOs).filter(|system| OS_TYPES.contains(system)) {
        sink.text(HOST_OS_TYPE, system);
    }
    if let Some(tactics) = data.text(Key::TiMitreTactics) {
        sink.texts(THREAT_TACTIC, &[tactics]);
    }
}

/// The tables of the kinds, in the order of the pipelines.
const TABLES: &[(category::Kinds, &[fields::Row<Key>])] = &[
    (category::COMMAND | category::FILE | category::PROCESS | category::SCHEDULE, rows::FILE_SHA1),
    (category::COMMAND, rows::COMMAND),
    (category::FILE | category::NETWORK | category::PROCESS, rows::CONTAINER),
    (category::FILE | category::SCHEDULE, rows::FILE),
    (category::LOGIN, rows::LOGIN),
    (category::NETWORK, rows::NETWORK),
    (category::REGISTRY, rows::REGISTRY),
    (category::URL, rows::URL),
];

fn of_kinds(kinds: category::Kinds, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    for (of, table) in TABLES {
        if kinds & of != 0 {
            fields::apply(table, 0, data, sink);
        }
    }
    if kinds & (category::CROSS | category::FILE | category::NETWORK | category::PROCESS) != 0
        && let Some(hash) = data.text(Key::ContainerImageSha256)
    {
        sink.texts(CONTAINER_IMAGE_HASH, &[hash]);
    }
    if kinds & category::FILE != 0 {
        file::set_parts(data, sink);
    }
    if kinds & category::LOGIN != 0
        && let Some(address) = network::address(data, Key::SrcEndpointIpAddress)
    {
        sink.texts(HOST_IP, &[address]);
    }
    if kinds & category::NETWORK != 0 {
        network::set(data, sink);
    }
    if kinds & category::REGISTRY != 0 {
        registry::set(data, sink);
    }
    if kinds & category::URL != 0 {
        url::set(data, sink);
    }
}

fn notes(into: &mut Vec<FieldNote>) {
    let tables = [rows::COMMON, rows::ACTOR, rows::TARGET];
    for table in tables.into_iter().chain(TABLES.iter().map(|(_, table)| *table)) {
        fields::notes(table, Key::NAMES, into);
    }
    for (raw, field, how) in NOTES {
        into.push(FieldNote::new(*raw, *field, how));
    }
    related::notes(into);
    vendor::notes(into);
}

/// What code does that no row says.
const NOTES: &[(&str, &str, &str)] = &[
    ("event.time", "@timestamp", "as a point in time"),
    ("(constant)", "event.kind", "event"),
    ("event.category", "event.category", "as ECS names the kind of event"),
    ("event.type", "event.type", "as ECS names what happened; a process start is told by meta.event.name"),
    ("meta.event.name", "event.type", "start, if it is PROCESSCREATION"),
    ("event.type", "event.action", "of files and processes: what happened"),
    ("meta.event.name", "event.action", "of registry values: creation, modification, deletion"),
    ("event.network.direction", "event.action", "connection_attempted or connection_accepted"),
    ("endpoint.os", "host.os.type", "if it is one of ECS's names"),
    ("src.endpoint.ip.address", "host.ip", "of logins, if it is an IP address"),
    ("tiIndicator.mitreTactics", "threat.tactic.name", "as a list of one"),
    ("src.process.user", "user.domain", "before the backslash; all of it if there is none"),
    ("src.process.user", "user.name", "behind the backslash; all of it if there is none"),
    ("src.process.parent.cmdline", "process.parent.command_line", "without quotes around all of it"),
    ("src.process.parent.cmdline", "process.parent.args", "split as Windows does"),
    ("src.process.parent.cmdline", "process.parent.args_count", "number of arguments"),
    ("src.process.cmdline", "process.args", "split as Windows does; of process events process.parent.args"),
    ("src.process.cmdline", "process.args_count", "number of arguments"),
    ("tgt.process.cmdline", "process.command_line", "of process events, without quotes around all of it"),
    (
        "src.process.signedStatus",
        "process.code_signature.exists",
        "signed or unsigned; not of process events",
    ),
    ("src.process.verifiedStatus", "process.code_signature.trusted", "verified; not of process events"),
    ("tgt.process.signedStatus", "process.parent.code_signature.exists", "of process events"),
    ("tgt.process.verifiedStatus", "process.parent.code_signature.trusted", "of process events"),
    ("tgt.process.user", "process.user.name", "of other processes' events: a second value"),
    ("k8sCluster.containerImage.sha256", "container.image.hash.all", "as a list of one"),
    ("event.dns.request", "dns.question.name", "without `type: N` before it"),
    ("event.dns.request", "dns.question.type", "the name of the number behind `type:`"),
    ("event.dns.response", "dns.answers", "each `type: N name`"),
    ("event.dns.response", "dns.resolved_ip", "each address"),
    ("tgt.file.path", "file.name", "the last component"),
    ("tgt.file.path", "file.directory", "all but the last component"),
    ("tgt.file.path", "file.extension", "behind the last dot, if the type is file"),
    ("tgt.file.path", "file.drive_letter", "the letter before a colon"),
    ("event.network.connectionStatus", "event.outcome", "in lower case; unknown, if blocked"),
    ("event.network.direction", "network.direction", "ingress or egress"),
    ("event.network.protocolName", "network.protocol", "in lower case"),
    ("registry.keyPath", "registry.key", "before the last backslash"),
    ("registry.keyPath", "registry.value", "behind the last backslash"),
    ("url.address", "url.*", "the parts of the URL: domain, path, port, query, scheme ..."),
    ("url.address", "destination.address", "the URL's host"),
    ("url.address", "destination.domain", "the URL's host, if its suffix is public"),
    ("url.address", "destination.registered_domain", "by the list of public suffixes"),
    ("url.address", "destination.subdomain", "by the list of public suffixes"),
    ("url.address", "destination.top_level_domain", "by the list of public suffixes"),
];
