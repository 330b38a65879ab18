//! The registry: every kind of telemetry that can be read, one folder each.

mod ecs;
mod m365_defender_event;
mod sentinel_one_cloud_funnel_event;
mod system_security;
mod windows_forwarded;
mod windows_powershell;
mod windows_powershell_operational;
mod windows_sysmon_operational;
mod winlog_winlog;
mod winlogbeat_powershell;
mod winlogbeat_security;
mod winlogbeat_sysmon;

use crate::Source;
use crate::winlog::mapping::Family;
use crate::winlog::{Origin, WinlogRecord};

static SOURCES: &[&Source] = &[
    &ecs::SOURCE,
    &windows_sysmon_operational::SOURCE,
    &system_security::SOURCE,
    &windows_powershell::SOURCE,
    &windows_powershell_operational::SOURCE,
    &windows_forwarded::SOURCE,
    &winlogbeat_sysmon::SOURCE,
    &winlogbeat_security::SOURCE,
    &winlogbeat_powershell::SOURCE,
    &winlog_winlog::SOURCE,
    &m365_defender_event::SOURCE,
    &sentinel_one_cloud_funnel_event::SOURCE,
];

/// Everything that can be read, in the order in which it is listed to people.
pub fn sources() -> &'static [&'static Source] {
    SOURCES
}

/// The source of this name, as `--source` takes it.
pub fn source(name: &str) -> Option<&'static Source> {
    SOURCES.iter().copied().find(|source| source.name == name)
}

/// The source of a Windows event log record: the data set that it names, else the one that a shipper of its kind stores
/// records of its channel in. A record of an `.evtx` file is taken for one that Winlogbeat read from it.
pub fn source_for(record: &WinlogRecord<'_>) -> &'static Source {
    let family = Family::of(record);
    match (record.origin, family) {
        (_, Family::Other) => match record.is_forwarded() {
            true => &windows_forwarded::SOURCE,
            false => &winlog_winlog::SOURCE,
        },
        (Origin::Agent, _) if record.is_forwarded() => &windows_forwarded::SOURCE,
        (Origin::Agent, Family::Sysmon) => &windows_sysmon_operational::SOURCE,
        (Origin::Agent, Family::Security) => &system_security::SOURCE,
        (Origin::Agent, Family::PowerShell) => &windows_powershell::SOURCE,
        (Origin::Agent, Family::PowerShellOperational) => &windows_powershell_operational::SOURCE,
        (Origin::Evtx | Origin::Winlogbeat, Family::Sysmon) => &winlogbeat_sysmon::SOURCE,
        (Origin::Evtx | Origin::Winlogbeat, Family::Security) => &winlogbeat_security::SOURCE,
        (Origin::Evtx | Origin::Winlogbeat, Family::PowerShell | Family::PowerShellOperational) => {
            &winlogbeat_powershell::SOURCE
        }
    }
}

/// The source of documents that already are ECS.
pub(crate) fn ecs() -> &'static Source {
    &ecs::SOURCE
}
