//! CrowdStrike's Falcon Data Replicator: telemetry of the Falcon sensor, one flat JSON object an event, and what is known
//! of machines and users in lines of its own (elastic/integrations, packages/crowdstrike/data_stream/fdr, version 1.41).

mod categories;
mod dns;
mod file;
mod hashes;
mod host;
mod keys;
pub(crate) mod later_names;
mod metadata;
mod network;
mod process;
mod rows;
mod time;
mod url;
mod user;
mod vendor;

use ecs::{EventSink, FieldId};

use self::keys::{Key, new_data};
use crate::mapping::fields;
use crate::mapping::related::Related;
use crate::{FieldNote, JsonMapping, JsonObject, Mapped, Mapping, RecordError, Source};

/// CrowdStrike Falcon Data Replicator.
pub(crate) static SOURCE: Source = Source {
    name: "crowdstrike.fdr",
    title: "CrowdStrike Falcon Data Replicator",
    indices: &["logs-crowdstrike.fdr-default"],
    mapping: Mapping::Json(JsonMapping {
        shown_by: "an `event_simpleName`, or a `cid` beside `aid`, `event_platform`, `ExternalApiType` and the like",
        recognises,
        map,
    }),
    fields: notes,
};

const ECS_VERSION: FieldId = FieldId::of("ecs.version");
const RELATED_IP: FieldId = FieldId::of("related.ip");

/// Members that records of the customer `cid` have beside it, and others' hardly.
const BESIDE_CUSTOMER: &[&str] = &[
    "aid",
    "event_platform",
    "ExternalApiType",
    "EventType",
    "UserSid_readable",
    "LastDiscoveredBy",
    "discoverer_aid",
];

fn recognises(record: &JsonObject<'_>) -> bool {
    record.has("event_simpleName") || record.has("cid") && BESIDE_CUSTOMER.iter().any(|name| record.has(name))
}

fn map(record: &JsonObject<'_>, sink: &mut dyn EventSink) -> Result<Mapped, RecordError> {
    let mut data = new_data(record);
    let is_event = !metadata::is_one(record);
    if !time::set(&data, sink) && is_event {
        return Err(RecordError::NoTimestamp);
    }
    sink.text(ECS_VERSION, "8.11.0");
    let name = data.text(Key::event_simpleName).unwrap_or_default();
    categories::set(name, sink);
    process::set(&mut data, sink);
    fields::apply(rows::ROWS, 0, &mut data, sink);
    hashes::set(name, &mut data, sink);
    let mut related_ip = Related::default();
    host::set_observer(&mut data, sink, &mut related_ip);
    host::set(&mut data, sink);
    user::set(&data, sink);
    network::set(&mut data, sink, related_ip);
    url::set(&mut data, sink);
    if name == "DnsRequest" {
        dns::set(&mut data, sink);
    }
    file::set(name, &data, sink);
    for key in rows::DROPPED {
        data.remove(*key);
    }
    vendor::set(&data, sink);
    Ok(if is_event { Mapped::Event } else { Mapped::Context })
}

fn notes(into: &mut Vec<FieldNote>) {
    fields::notes(rows::ROWS, Key::NAMES, into);
    for (raw, field, how) in NOTES.iter().chain(hashes::NOTES) {
        into.push(FieldNote::new(*raw, *field, how));
    }
    vendor::notes(into);
}

/// What code does that no row says.
const NOTES: &[(&str, &str, &str)] = &[
    ("UTCTimestamp, timestamp, CreationTimeStamp, Time, _time", "@timestamp", "the first that is a time"),
    ("ContextTimeStamp", "@timestamp", "if none of those is"),
    ("UTCTimestamp, timestamp, CreationTimeStamp, Time, _time", "event.created", "the first that is a time"),
    ("(constant)", "ecs.version", "8.11.0"),
    ("event_simpleName", "event.kind", "by a table of names"),
    ("event_simpleName", "event.category", "by a table of names"),
    ("event_simpleName", "event.type", "by a table of names"),
    ("event_simpleName", "event.outcome", "by a table of names"),
    ("(constant)", "observer.type", "agent"),
    ("(constant)", "observer.vendor", "crowdstrike"),
    ("aip", "observer.ip", "the addresses in it"),
    ("aip", "observer.address", "the addresses in it"),
    ("ComputerName", "host.hostname", "moved"),
    ("ComputerName", "host.name", "copied"),
    ("event_platform", "host.os.type", "Win, Lin, Mac: windows, linux, macos"),
    ("SensorId", "device.id", "copied"),
    ("DeviceId", "device.id", "copied, without a SensorId"),
    ("ComputerName, LogonServer, ClientComputerName", "related.hosts", "each once"),
    ("ImageFileName", "process.name", "the last part of a path; all of what is none"),
    ("CommandLine", "process.args", "split as Windows does, if the platform is known"),
    ("CommandLine", "process.args_count", "number of arguments"),
    ("ProcessStartTime, ProcessEndTime", "process.uptime", "a thousandth of the seconds between them"),
    ("ProcessGroupId", "process.pgid", "as a whole number"),
    ("UserIsAdmin", "user.roles", "admin, if it is 1"),
    ("UserPrincipal", "user.domain", "behind the @"),
    ("UserPrincipal", "user.full_name", "before the @"),
    ("UserName, UserPrincipal", "related.user", "each once"),
    ("ConnectionDirection", "network.direction", "0 is outbound, 1 inbound, anything else unknown"),
    ("Protocol", "network.transport", "the name of the protocol's number"),
    ("(addresses, ports, protocol)", "network.community_id", "calculated"),
    (
        "CurrentLocalIP, LocalIP, LocalAddressIP4, LocalAddressIP6",
        "source.ip",
        "the first that is an address",
    ),
    ("CurrentLocalIP, LocalIP, LocalAddressIP4, LocalAddressIP6", "source.address", "as source.ip"),
    ("RemoteAddressIP4, RemoteAddressIP6", "destination.ip", "the first that is an address"),
    ("RemoteAddressIP4, RemoteAddressIP6", "destination.address", "as destination.ip"),
    ("MAC, PhysicalAddress", "source.mac", "the first of them, in upper case"),
    ("aip, LocalAddressIP4, LocalAddressIP6, RemoteAddressIP4 and the like", "related.ip", "each once"),
    ("DownloadPort", "url.scheme", "https if it is 443, else http; also of events without it"),
    ("DownloadServer", "server.domain", "if its suffix is public"),
    ("DownloadServer", "server.registered_domain", "by the list of public suffixes"),
    ("DownloadServer", "server.subdomain", "by the list of public suffixes"),
    ("DownloadServer", "server.top_level_domain", "by the list of public suffixes"),
    ("DownloadServer, DownloadPath", "url.original", "put together"),
    ("DownloadServer, DownloadPath", "url.*", "the parts of the URL: domain, path, extension ..."),
    ("event_simpleName", "dns.type", "query, of DnsRequest"),
    ("DomainName", "dns.question.name", "of DnsRequest, if its suffix is public"),
    ("DomainName", "dns.question.registered_domain", "by the list of public suffixes"),
    ("DomainName", "dns.question.subdomain", "by the list of public suffixes"),
    ("DomainName", "dns.question.top_level_domain", "by the list of public suffixes"),
    ("RequestType", "dns.question.type", "of DnsRequest: the name of the type's number"),
    (
        "SourceFileName, TargetFileName",
        "file.type",
        "dir, if the event or the path is of a directory; else file",
    ),
    ("SourceFileName, TargetFileName", "file.name", "the last part of the path"),
    ("SourceFileName, TargetFileName", "file.directory", "all but the last part of the path"),
    ("SourceFileName, TargetFileName", "file.extension", "behind the last dot, of files"),
    ("SourceFileName, TargetFileName", "file.drive_letter", "the letter before a colon"),
];
