//! Which value of the sensor becomes which field.

use ecs::{EventSink, FieldId};

use super::event::Kind;
use super::keys::Key;
use crate::mapping::data::Data;
use crate::mapping::fields::How::{self, Boolean, Copy, Ip, Long};
use crate::mapping::fields::{Ids, Row};

const IMAGE: Ids = Ids::Only(&[Kind::Library as u32, Kind::Driver as u32]);
const NOT_IMAGE_NOR_FILE: Ids = Ids::Not(&[Kind::Library as u32, Kind::Driver as u32, Kind::File as u32]);
const NOT_IMAGE: Ids = Ids::Not(&[Kind::Library as u32, Kind::Driver as u32]);
const FILE: Ids = Ids::Only(&[Kind::File as u32]);
const PROCESS: Ids = Ids::Only(&[Kind::Process as u32]);
const SECURITY: Ids = Ids::Only(&[Kind::Security as u32]);

const PROCESS_SIGNED: FieldId = FieldId::of("process.code_signature.exists");
const PROCESS_TRUSTED: FieldId = FieldId::of("process.code_signature.trusted");
const DLL_SIGNED: FieldId = FieldId::of("dll.code_signature.exists");
const DLL_TRUSTED: FieldId = FieldId::of("dll.code_signature.trusted");

const fn row(key: Key, field: &'static str, how: How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

/// A field has one value at most: in documents, what is there first stays.
pub(super) const ROWS: &[Row<Key>] = &[
    row(Key::event_subtype_full, "event.action", Copy),
    row(Key::serial_event_id, "event.sequence", Long),
    row(Key::event_message, "message", Copy),
    row(Key::computer_name, "host.name", Copy).unless(&[Key::hostname]),
    row(Key::hostname, "host.name", Copy),
    row(Key::hostname, "host.hostname", Copy),
    row(Key::machine_id, "host.id", Copy),
    row(Key::pid, "process.pid", Long),
    row(Key::ppid, "process.parent.pid", Long),
    row(Key::unique_pid, "process.entity_id", Copy),
    row(Key::tid, "process.thread.id", Long),
    row(Key::process_path, "process.executable", Copy),
    row(Key::command_line, "process.command_line", Copy),
    row(Key::exit_code, "process.exit_code", Long).for_ids(PROCESS),
    row(Key::integrity_level, "process.Ext.token.integrity_level_name", Copy).for_ids(PROCESS),
    row(Key::elevated, "process.Ext.token.elevation", Boolean).for_ids(PROCESS),
    row(Key::elevation_type, "process.Ext.token.elevation_type", Copy).for_ids(PROCESS),
    row(Key::true_ppid, "process.Ext.effective_parent.pid", Long).for_ids(PROCESS),
    row(Key::parent_process_name, "process.parent.name", Copy),
    row(Key::parent_process_path, "process.parent.executable", Copy),
    row(Key::original_file_name, "process.pe.original_file_name", Copy).for_ids(NOT_IMAGE),
    row(Key::md5, "process.hash.md5", Copy).for_ids(NOT_IMAGE_NOR_FILE),
    row(Key::sha1, "process.hash.sha1", Copy).for_ids(NOT_IMAGE_NOR_FILE),
    row(Key::sha256, "process.hash.sha256", Copy).for_ids(NOT_IMAGE_NOR_FILE),
    row(Key::signature_signer, "process.code_signature.subject_name", Copy).for_ids(NOT_IMAGE),
    row(Key::signature_status, "process.code_signature.status", Copy).for_ids(NOT_IMAGE),
    row(Key::image_name, "dll.name", Copy).for_ids(IMAGE),
    row(Key::image_path, "dll.path", Copy).for_ids(IMAGE),
    row(Key::original_file_name, "dll.pe.original_file_name", Copy).for_ids(IMAGE),
    row(Key::md5, "dll.hash.md5", Copy).for_ids(IMAGE),
    row(Key::sha1, "dll.hash.sha1", Copy).for_ids(IMAGE),
    row(Key::sha256, "dll.hash.sha256", Copy).for_ids(IMAGE),
    row(Key::signature_signer, "dll.code_signature.subject_name", Copy).for_ids(IMAGE),
    row(Key::signature_status, "dll.code_signature.status", Copy).for_ids(IMAGE),
    row(Key::real_uid, "process.real_user.id", Copy),
    row(Key::real_user_name, "process.real_user.name", Copy),
    row(Key::real_gid, "process.real_group.id", Copy),
    row(Key::real_group_name, "process.real_group.name", Copy),
    row(Key::effective_gid, "user.group.id", Copy),
    row(Key::effective_group_name, "user.group.name", Copy),
    row(Key::effective_uid, "user.id", Copy).unless(&[Key::user_sid]),
    row(Key::effective_user_name, "user.name", Copy).unless(&[Key::user_name]),
    row(Key::user_domain, "user.domain", Copy),
    row(Key::user_name, "user.name", Copy),
    row(Key::user_sid, "user.id", Copy),
    row(Key::file_name, "file.name", Copy).for_ids(FILE),
    row(Key::file_path, "file.path", Copy).for_ids(FILE),
    row(Key::old_file_name, "file.Ext.original.name", Copy).for_ids(FILE),
    row(Key::old_file_path, "file.Ext.original.path", Copy).for_ids(FILE),
    row(Key::zone_id, "file.Ext.windows.zone_identifier", Long).for_ids(FILE),
    row(Key::md5, "file.hash.md5", Copy).for_ids(FILE),
    row(Key::sha1, "file.hash.sha1", Copy).for_ids(FILE),
    row(Key::sha256, "file.hash.sha256", Copy).for_ids(FILE),
    row(Key::source_address, "source.ip", Ip),
    row(Key::source_port, "source.port", Long),
    row(Key::total_out_bytes, "source.bytes", Long),
    row(Key::out_packet_count, "source.packets", Long),
    row(Key::destination_address, "destination.ip", Ip),
    row(Key::destination_port, "destination.port", Long),
    row(Key::total_in_bytes, "destination.bytes", Long),
    row(Key::in_packet_count, "destination.packets", Long),
    row(Key::key_path, "registry.path", Copy),
    row(Key::channel_name, "winlog.channel", Copy).for_ids(SECURITY),
    row(Key::computer_name, "winlog.computer_name", Copy).for_ids(SECURITY),
    row(Key::provider_guid, "winlog.provider_guid", Copy).for_ids(SECURITY),
    row(Key::provider_name, "winlog.provider_name", Copy).for_ids(SECURITY),
    row(Key::provider_name, "event.provider", Copy).for_ids(SECURITY),
];

/// What the status of a signature says of it: `trusted`, `noSignature`, or what is wrong with it.
pub(super) fn set_signature(kind: Kind, data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(status) = data.text(Key::signature_status) else { return };
    let (exists, trusted) = match kind {
        Kind::Library | Kind::Driver => (DLL_SIGNED, DLL_TRUSTED),
        _ => (PROCESS_SIGNED, PROCESS_TRUSTED),
    };
    sink.boolean(exists, status != "noSignature");
    sink.boolean(trusted, status == "trusted");
}
