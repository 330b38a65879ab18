//! The sensor's fields, and their numbers.

use crate::JsonObject;
use crate::mapping::data::{Data, blank};
use crate::mapping::names::names;

names! {
    authentication_id bytes_written_string bytes_written_string_list bytes_written_u32 bytes_written_u64 channel_name
    command_line computer_name destination_address destination_port effective_gid effective_group_name effective_uid
    effective_user_name elevated elevation_type event_id event_message event_subtype_full event_type_full exit_code file_name file_path hostname
    image_name image_path in_packet_count integrity_level ip_address key_path key_type logon_type machine_id md5 old_file_name
    old_file_path original_file_name out_packet_count parent_process_name parent_process_path pid ppid privilege_list
    process_name process_path protocol provider_guid provider_name query_name query_results query_type real_gid
    real_group_name real_uid real_user_name serial_event_id sha1 sha256 signature_signer signature_status source_address
    source_port subject_domain_name subject_logon_id subject_user_name subject_user_sid target_domain_name
    target_logon_id target_user_name tid timestamp timestamp_utc total_in_bytes total_out_bytes true_ppid unique_pid unique_ppid unique_true_ppid
    user_domain user_name user_sid zone_id
}

/// An event's values, numbered; the empty ones are none.
pub(super) fn new_data<'a>(event: &JsonObject<'a>) -> Data<'a> {
    Data::new(event.members, &NAME_TABLE, event.arena, blank)
}
