//! Which member of a record becomes which field.

use ecs::FieldId;

use super::keys::Key;
use crate::mapping::fields::How::{Move, Number, Seconds};
use crate::mapping::fields::{How, Row};

const fn row(key: Key, field: &'static str, how: How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

/// In the order in which the pipeline fills the fields.
pub(super) const ROWS: &[Row<Key>] = &[
    row(Key::message, "message", Move),
    row(Key::id, "event.id", Move),
    row(Key::event_simpleName, "event.action", Move),
    row(Key::aid, "observer.serial_number", Move),
    row(Key::AgentVersion, "observer.version", Move),
    row(Key::ConfigBuild, "observer.version", Move).unless(&[Key::AgentVersion]),
    row(Key::City, "host.geo.city_name", Move),
    row(Key::Continent, "host.geo.continent_name", Move),
    row(Key::Country, "host.geo.country_name", Move),
    row(Key::Timezone, "host.geo.timezone", Move),
    row(Key::MachineDomain, "host.domain", Move),
    row(Key::OSVersionString, "host.os.version", Move),
    row(Key::Version, "host.os.version", Move).unless(&[Key::OSVersionString]),
    row(Key::CommandLine, "process.command_line", Move),
    row(Key::ImageFileName, "process.executable", Move),
    row(Key::ExitCode, "process.exit_code", Number),
    row(Key::ProcessStartTime, "process.start", Seconds),
    row(Key::ProcessEndTime, "process.end", Seconds),
    row(Key::RawProcessId, "process.pid", Number),
    row(Key::EtwRawProcessId, "process.pid", Number).unless(&[Key::RawProcessId]),
    row(Key::TargetProcessId, "process.entity_id", Move),
    row(Key::ContextProcessId, "process.entity_id", Move).unless(&[Key::TargetProcessId]),
    row(Key::ParentProcessId, "process.parent.entity_id", Move),
    row(Key::ParentBaseFileName, "process.parent.name", Move),
    row(Key::ContextThreadId, "process.thread.id", Number),
    row(Key::EtwRawThreadId, "process.thread.id", Number).unless(&[Key::ContextThreadId]),
    row(Key::ServiceDisplayName, "process.title", Move),
    row(Key::UID, "user.id", Move),
    row(Key::UserSid, "user.id", Move).unless(&[Key::UID]),
    row(Key::GID, "user.group.id", Move),
    row(Key::UserName, "user.name", Move),
    row(Key::UserPrincipal, "user.email", Move),
    row(Key::LocalPort, "source.port", Number),
    row(Key::RemotePort, "destination.port", Number),
    row(Key::Protocol, "network.iana_number", Move),
    row(Key::DownloadServer, "server.address", Move),
    row(Key::Size, "file.size", Number),
    row(Key::FileIdentifier, "file.inode", Move),
    row(Key::SourceFileName, "file.path", Move),
    row(Key::TargetFileName, "file.path", Move).unless(&[Key::SourceFileName]),
    row(Key::DiskParentDeviceInstanceId, "file.device", Move),
];

/// What is used for other fields, or for none, and is not kept.
pub(super) const DROPPED: &[Key] = &[
    Key::timestamp,
    Key::_time,
    Key::Time,
    Key::CreationTimeStamp,
    Key::UTCTimestamp,
    Key::DomainName,
    Key::ConnectionDirection,
    Key::UserIsAdmin,
    Key::TargetDirectoryName,
];
