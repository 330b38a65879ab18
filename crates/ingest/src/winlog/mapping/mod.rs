//! Windows event log records to ECS.
//!
//! One mapping serves every data set that carries such records; what differs between them is a [`Variant`]. The
//! mapping does what the ingest pipelines of Elastic's `windows` and `system` integrations and of Winlogbeat's modules
//! do (elastic/integrations, packages/{windows,system}; elastic/beats, x-pack/winlogbeat/module), in one pass:
//! - [`names`] numbers the names of event data, so that everything after works on numbers;
//! - [`fields`] has the rows "raw name to field" of a family as data;
//! - what no row can say is code beside the family's table.

mod common;
pub(super) mod message_table;
pub(crate) mod notes;
mod powershell;
mod security;
mod sysmon;

pub(crate) use common::tells_its_time;
use ecs::EventSink;
pub(crate) use security::set_connection;

use super::WinlogRecord;
use crate::source::RecordError;

/// What differs between the data sets that carry the same records.
#[derive(Debug)]
pub(crate) struct Variant {
    /// `event.module` that the pipeline itself sets.
    pub(crate) module: Option<&'static str>,
    /// The ECS version that the pipeline claims.
    pub(crate) ecs_version: &'static str,
    /// Whether Sysmon events get `event.action` from their id; otherwise the shipper's, which is the task, stays.
    pub(crate) sysmon_actions: bool,
    /// The Sysmon ids whose hashes are the process's. Those of other ids are the file's.
    pub(crate) sysmon_process_hashes: &'static [u32],
    /// Whether `event.category` and `event.type` of PowerShell events are arrays.
    pub(crate) powershell_arrays: bool,
    /// Whether the filtering platform's events get source, destination and process.
    pub(crate) connection_events: bool,
    /// Whether accounts that something was done to are told apart from who did it, by `user.target` and `user.changes`.
    pub(crate) account_targets: bool,
    /// Whether what was written to a registry value stays in the event data too.
    pub(crate) sysmon_keeps_details: bool,
    /// Whether access masks are split and described bit by bit, in the order of the bits.
    pub(crate) split_access_masks: bool,
    /// Whether `host.os.*` says Windows unless the shipper said otherwise.
    pub(crate) windows_host: bool,
}

impl Variant {
    /// What Elastic's integrations did in September 2024.
    pub(crate) const AGENT: Self = Self {
        module: None,
        ecs_version: "8.0.0",
        sysmon_actions: true,
        sysmon_process_hashes: &[1, 23, 24, 25],
        powershell_arrays: true,
        connection_events: false,
        account_targets: true,
        sysmon_keeps_details: true,
        split_access_masks: false,
        windows_host: false,
    };

    /// What Winlogbeat's modules did when their reference documents were made.
    pub(crate) const WINLOGBEAT: Self = Self {
        ecs_version: "1.12.0",
        sysmon_actions: false,
        sysmon_process_hashes: &[1, 23, 24, 25, 26],
        powershell_arrays: false,
        sysmon_keeps_details: false,
        split_access_masks: true,
        ..Self::AGENT
    };
}

/// Maps a record of any channel: those that a pipeline knows as that pipeline does, others as they are.
pub(crate) fn map(
    record: &WinlogRecord<'_>,
    sink: &mut dyn EventSink,
    variant: &Variant,
) -> Result<(), RecordError> {
    let family = Family::of(record);
    common::extras(record, sink);
    common::event_log_fields(record, sink, family);
    match family {
        Family::Sysmon => sysmon::map(record, sink, variant),
        Family::Security => security::map(record, sink, variant),
        Family::PowerShell => powershell::map_classic(record, sink, variant),
        Family::PowerShellOperational => powershell::map_operational(record, sink, variant),
        Family::Other => common::plain_data(record, sink),
    }
    common::pipeline_fields(record, sink, variant, family);
    common::timestamp(record, sink, family)
}

/// The pipelines that know a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Family {
    Sysmon,
    Security,
    PowerShell,
    PowerShellOperational,
    Other,
}

impl Family {
    /// The family of a record, by the log it was written to and by who wrote it.
    pub(crate) fn of(record: &WinlogRecord<'_>) -> Self {
        let provider = record.provider_name.unwrap_or_default();
        match record.channel {
            Some(channel) if channel.eq_ignore_ascii_case("Microsoft-Windows-Sysmon/Operational") => {
                Self::Sysmon
            }
            Some(channel) if channel.eq_ignore_ascii_case("Security") => match provider {
                "Microsoft-Windows-Security-Auditing"
                | "Microsoft-Windows-Eventlog"
                | "Microsoft-Windows-EventLog" => Self::Security,
                _ => Self::Other,
            },
            Some(channel) if channel.eq_ignore_ascii_case("Windows PowerShell") => Self::PowerShell,
            Some(channel) if channel.eq_ignore_ascii_case("Microsoft-Windows-PowerShell/Operational") => {
                Self::PowerShellOperational
            }
            Some(_) => Self::Other,
            None if provider == "Microsoft-Windows-Sysmon" => Self::Sysmon,
            None if provider == "Microsoft-Windows-Security-Auditing" => Self::Security,
            None => Self::Other,
        }
    }
}
