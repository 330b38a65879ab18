//! The registry: every kind of telemetry that can be read, one folder each.

pub(crate) mod crowdstrike_fdr;
mod ecs;
mod endgame_esensor;
mod endpoint;
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
    &endpoint::SOURCES[0],
    &endpoint::SOURCES[1],
    &endpoint::SOURCES[2],
    &endpoint::SOURCES[3],
    &endpoint::SOURCES[4],
    &endpoint::SOURCES[5],
    &endpoint::SOURCES[6],
    &endpoint::SOURCES[7],
    &crowdstrike_fdr::SOURCE,
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
    &endgame_esensor::SOURCE,
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

/// The source of documents of Elastic Endgame, and of its sensor's events.
pub(crate) fn endgame() -> &'static Source {
    &endgame_esensor::SOURCE
}

pub(crate) use endgame_esensor::amend as amend_endgame;

/// The source of an ECS document, by what it says of the module and the data set that it belongs to.
pub(crate) fn of_document(module: Option<&str>, dataset: Option<&str>) -> &'static Source {
    if module == Some("endgame") {
        return endgame();
    }
    let known = dataset.and_then(|name| endpoint::SOURCES.iter().find(|source| source.name == name));
    known.unwrap_or(&ecs::SOURCE)
}

pub(crate) use m365_defender_event::{DeviceRow, Subject};
pub(crate) use sentinel_one_cloud_funnel_event::{
    FIELDS as SENTINEL_ONE_ADDITIONS, add as add_to_sentinel_one,
};
