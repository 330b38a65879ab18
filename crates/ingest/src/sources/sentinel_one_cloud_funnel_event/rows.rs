//! Which member becomes which field.
//!
//! SentinelOne tells who acts (`src.process`) and who started that (`src.process.parent`). In a process event, what was
//! started or ended is the target (`tgt.process`): the actor is its parent then.

use ecs::FieldId;

use super::keys::Key;
use crate::mapping::fields::How::{self, Copy, Date, Ip, Long, Same};
use crate::mapping::fields::Row;

const fn row(key: Key, field: &'static str, how: How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

/// Of every record. Where a field has several rows, the last value is the one that stays.
pub(super) const COMMON: &[Row<Key>] = &[
    row(Key::LogoutTgtUserName, "destination.user.name", Copy),
    row(Key::LoginTgtUserName, "destination.user.name", Copy),
    row(Key::LoginTgtDomainName, "destination.user.domain", Copy),
    row(Key::LogoutTgtDomainName, "destination.user.domain", Copy),
    row(Key::EventId, "event.id", Copy),
    row(Key::TgtFileName, "file.name", Copy),
    row(Key::GroupId, "group.id", Copy),
    row(Key::EndpointName, "host.hostname", Copy),
    row(Key::OsName, "host.os.name", Copy),
    row(Key::EndpointOs, "host.os.platform", Copy),
    row(Key::EndpointType, "host.type", Copy),
    row(Key::AgentUuid, "host.id", Copy),
    row(Key::TiDescription, "threat.indicator.description", Copy),
    row(Key::TiReferences, "threat.indicator.reference", Same),
];

/// The actor, where it is the event's process.
pub(super) const ACTOR: &[Row<Key>] = &[
    row(Key::SrcCmdline, "process.command_line", Copy),
    row(Key::SrcImagePath, "process.executable", Copy),
    row(Key::SrcMd5, "process.hash.md5", Copy),
    row(Key::SrcSha1, "process.hash.sha1", Copy),
    row(Key::SrcSha256, "process.hash.sha256", Copy),
    row(Key::SrcName, "process.name", Copy),
    row(Key::SrcPid, "process.pid", Long),
    row(Key::SrcRUserUid, "process.real_user.id", Copy),
    row(Key::SrcRUserName, "process.real_user.name", Copy),
    row(Key::SrcStartTime, "process.start", Date),
    row(Key::SrcDisplayName, "process.title", Copy),
    row(Key::SrcEUserUid, "process.user.id", Copy),
    row(Key::SrcUser, "process.user.name", Copy),
    row(Key::SrcEUserName, "process.user.name", Copy),
    row(Key::SrcTid, "process.thread.id", Long),
    row(Key::SrcUid, "process.entity_id", Copy),
    row(Key::SrcPublisher, "process.code_signature.subject_name", Copy),
    row(Key::OsSrcParentMd5, "process.parent.hash.md5", Copy),
    row(Key::ParentSha1, "process.parent.hash.sha1", Copy),
    row(Key::ParentSha256, "process.parent.hash.sha256", Copy),
    row(Key::ParentName, "process.parent.name", Copy),
    row(Key::ParentPid, "process.parent.pid", Long),
    row(Key::ParentRUserUid, "process.parent.real_user.id", Copy),
    row(Key::ParentRUserName, "process.parent.real_user.name", Copy),
    row(Key::ParentStartTime, "process.parent.start", Date),
    row(Key::ParentDisplayName, "process.parent.title", Copy),
    row(Key::ParentEUserUid, "process.parent.user.id", Copy),
    row(Key::ParentEUserName, "process.parent.user.name", Copy),
    row(Key::ParentUser, "process.parent.user.name", Copy),
    row(Key::ParentImagePath, "process.parent.executable", Copy),
    row(Key::ParentUid, "process.parent.entity_id", Copy),
];

/// The target of a process event is its process, the actor the parent.
pub(super) const TARGET: &[Row<Key>] = &[
    row(Key::TgtName, "process.name", Copy),
    row(Key::TgtImagePath, "process.executable", Copy),
    row(Key::TgtPid, "process.pid", Long),
    row(Key::TgtUid, "process.entity_id", Copy),
    row(Key::TgtMd5, "process.hash.md5", Copy),
    row(Key::TgtSha1, "process.hash.sha1", Copy),
    row(Key::TgtSha256, "process.hash.sha256", Copy),
    row(Key::TgtRUserUid, "process.real_user.id", Copy),
    row(Key::TgtRUserName, "process.real_user.name", Copy),
    row(Key::TgtStartTime, "process.start", Date),
    row(Key::TgtDisplayName, "process.title", Copy),
    row(Key::TgtEUserUid, "process.user.id", Copy),
    row(Key::TgtUser, "process.user.name", Copy),
    row(Key::SrcCmdline, "process.parent.command_line", Copy),
    row(Key::SrcImagePath, "process.parent.executable", Copy),
    row(Key::SrcMd5, "process.parent.hash.md5", Copy),
    row(Key::SrcSha1, "process.parent.hash.sha1", Copy),
    row(Key::SrcSha256, "process.parent.hash.sha256", Copy),
    row(Key::SrcName, "process.parent.name", Copy),
    row(Key::SrcPid, "process.parent.pid", Long),
    row(Key::SrcRUserUid, "process.parent.real_user.id", Copy),
    row(Key::SrcRUserName, "process.parent.real_user.name", Copy),
    row(Key::SrcStartTime, "process.parent.start", Date),
    row(Key::SrcDisplayName, "process.parent.title", Copy),
    row(Key::SrcEUserUid, "process.parent.user.id", Copy),
    row(Key::SrcUser, "process.parent.user.name", Copy),
    row(Key::SrcEUserName, "process.parent.user.name", Copy),
    row(Key::SrcTid, "process.parent.thread.id", Long),
    row(Key::SrcUid, "process.parent.entity_id", Copy),
    row(Key::SrcPublisher, "process.parent.code_signature.subject_name", Copy),
    row(Key::TgtPublisher, "process.parent.code_signature.subject_name", Copy),
];

/// Of a script that was run.
pub(super) const COMMAND: &[Row<Key>] =
    &[row(Key::CmdScriptContent, "powershell.file.script_block_text", Copy)];

/// The container that something happened in: file, network and process events.
pub(super) const CONTAINER: &[Row<Key>] = &[
    row(Key::ContainerId, "container.id", Copy),
    row(Key::ContainerImage, "container.image.name", Copy),
    row(Key::ContainerLabels, "container.labels", Copy),
    row(Key::ContainerName, "container.name", Copy),
];

/// Of file events and of scheduled tasks.
pub(super) const FILE: &[Row<Key>] = &[
    row(Key::TgtFileCreationTime, "file.created", Date),
    row(Key::TgtFileExtension, "file.extension", Copy),
    row(Key::TgtFileMd5, "file.hash.md5", Copy),
    row(Key::TgtFileSha256, "file.hash.sha256", Copy),
    row(Key::TgtFileModificationTime, "file.mtime", Date),
    row(Key::TgtFilePath, "file.path", Copy),
    row(Key::TgtFileSize, "file.size", Long),
    row(Key::TgtFileType, "file.type", Copy),
];

/// Of scripts, files, processes and scheduled tasks.
pub(super) const FILE_SHA1: &[Row<Key>] = &[row(Key::TgtFileSha1, "file.hash.sha1", Copy)];

/// Of logins and logouts.
pub(super) const LOGIN: &[Row<Key>] = &[row(Key::LoginUserName, "user.name", Copy)];

/// Of connections.
pub(super) const NETWORK: &[Row<Key>] = &[
    row(Key::DstIpAddress, "destination.ip", Ip),
    row(Key::DstIpAddress, "destination.address", Ip),
    row(Key::DstPortNumber, "destination.port", Long),
    row(Key::SrcIpAddress, "source.ip", Ip),
    row(Key::SrcPortNumber, "source.port", Long),
];

/// Of registry events.
pub(super) const REGISTRY: &[Row<Key>] = &[
    row(Key::RegistryKeyPath, "registry.path", Copy),
    row(Key::RegistryValue, "registry.data.strings", Same),
    row(Key::RegistryValueType, "registry.data.type", Copy),
];

/// Of requests for a URL.
pub(super) const URL: &[Row<Key>] = &[row(Key::UrlAddress, "url.original", Copy)];
