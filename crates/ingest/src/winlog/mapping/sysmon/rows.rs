//! Which value of a Sysmon event becomes which field.

use ecs::FieldId;

use crate::mapping::data::{Data, nothing};
use crate::mapping::fields::How::{Boolean, Copy, Ip, Long, Move};
use crate::mapping::fields::{Ids, Row};
use crate::mapping::names::names;
use crate::winlog::WinlogRecord;

names! {
    Archived CommandLine Company CurrentDirectory Description Destination DestinationHostname DestinationIp
    DestinationIsIpv6 DestinationPort DestinationPortName Details Device FileVersion Hash Hashes ID Image ImageLoaded
    Initiated IsExecutable OriginalFileName ParentCommandLine ParentImage ParentProcessGuid ParentProcessId PipeName
    ProcessGuid ProcessId Product Protocol QueryName QueryResults QueryStatus RuleName Signature SignatureStatus Signed
    SourceHostname SourceImage SourceIp SourceIsIpv6 SourcePort SourcePortName SourceProcessGUID SourceProcessGuid
    SourceProcessId SourceThreadId TargetFilename TargetObject TargetProcessGuid Type User UtcTime
}

/// The event data of a Sysmon record, numbered.
pub(super) fn new_data<'a>(record: &WinlogRecord<'a>) -> Data<'a> {
    Data::new(record.event_data, &NAME_TABLE, record.arena, nothing)
}

const IMAGE_LOADED: Ids = Ids::Only(&[7]);
const NOT_IMAGE_LOADED: Ids = Ids::Not(&[7]);
const NOT_DNS: Ids = Ids::Not(&[22]);

const fn row(key: Key, field: &'static str, how: crate::mapping::fields::How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

/// In the order in which the pipeline fills the fields.
pub(super) const ROWS: &[Row<Key>] = &[
    row(Key::ID, "error.code", Move).for_ids(Ids::Only(&[255])),
    row(Key::RuleName, "rule.name", Move),
    row(Key::ProcessGuid, "process.entity_id", Move),
    row(Key::ProcessId, "process.pid", Long),
    row(Key::Image, "process.executable", Move),
    row(Key::SourceProcessGuid, "process.entity_id", Move).unless(&[Key::ProcessGuid]),
    row(Key::SourceProcessGUID, "process.entity_id", Move)
        .unless(&[Key::ProcessGuid, Key::SourceProcessGuid]),
    row(Key::SourceProcessId, "process.pid", Long),
    row(Key::SourceThreadId, "process.thread.id", Long),
    row(Key::SourceImage, "process.executable", Move).unless(&[Key::Image]),
    row(Key::Destination, "process.executable", Move).unless(&[Key::Image, Key::SourceImage]),
    row(Key::CommandLine, "process.command_line", Move),
    row(Key::CurrentDirectory, "process.working_directory", Move),
    row(Key::ParentProcessGuid, "process.parent.entity_id", Move),
    row(Key::ParentProcessId, "process.parent.pid", Long),
    row(Key::ParentImage, "process.parent.executable", Move),
    row(Key::ParentCommandLine, "process.parent.command_line", Move),
    row(Key::OriginalFileName, "process.pe.original_file_name", Move).for_ids(NOT_IMAGE_LOADED),
    row(Key::Company, "process.pe.company", Copy).for_ids(NOT_IMAGE_LOADED),
    row(Key::Description, "process.pe.description", Copy).for_ids(NOT_IMAGE_LOADED),
    row(Key::FileVersion, "process.pe.file_version", Copy).for_ids(NOT_IMAGE_LOADED),
    row(Key::Product, "process.pe.product", Copy).for_ids(NOT_IMAGE_LOADED),
    row(Key::TargetFilename, "file.path", Move),
    row(Key::Device, "file.path", Move).unless(&[Key::TargetFilename]),
    row(Key::PipeName, "file.name", Move),
    row(Key::ImageLoaded, "file.path", Move).unless(&[Key::TargetFilename, Key::Device]),
    row(Key::Signature, "file.code_signature.subject_name", Copy),
    row(Key::SignatureStatus, "file.code_signature.status", Copy),
    row(Key::OriginalFileName, "file.pe.original_file_name", Move).for_ids(IMAGE_LOADED),
    row(Key::Company, "file.pe.company", Copy).for_ids(IMAGE_LOADED),
    row(Key::Description, "file.pe.description", Copy).for_ids(IMAGE_LOADED),
    row(Key::FileVersion, "file.pe.file_version", Copy).for_ids(IMAGE_LOADED),
    row(Key::Product, "file.pe.product", Copy).for_ids(IMAGE_LOADED),
    row(Key::Protocol, "network.transport", Move),
    row(Key::DestinationPortName, "network.protocol", Move).for_ids(NOT_DNS),
    row(Key::SourcePortName, "network.protocol", Move).for_ids(NOT_DNS).unless(&[Key::DestinationPortName]),
    row(Key::SourceIp, "source.ip", Ip),
    row(Key::SourceHostname, "source.domain", Move),
    row(Key::SourcePort, "source.port", Long),
    row(Key::DestinationIp, "destination.ip", Ip),
    row(Key::DestinationHostname, "destination.domain", Move),
    row(Key::DestinationPort, "destination.port", Long),
    row(Key::QueryName, "dns.question.name", Move),
    row(Key::Archived, "sysmon.file.archived", Boolean),
    row(Key::IsExecutable, "sysmon.file.is_executable", Boolean),
];
