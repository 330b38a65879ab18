//! The members of a record that the mapping knows, and their numbers.

use crate::JsonObject;
use crate::mapping::DataValue;
use crate::mapping::data::Data;
use crate::mapping::names::names;

names! {
    AgentLocalTime AgentTimeOffset AgentVersion AttemptNumber BiosReleaseDate BootArgs CallStackModuleNames City
    ClientComputerName CommandLine ComputerName ConfigBuild ConfigStateData ConfigStateHash ConnectTime
    ConnectionDirection ContextProcessId ContextThreadId ContextTimeStamp Continent Country CreationTimeStamp
    CurrentLocalIP CycleTime DeviceId DiskParentDeviceInstanceId DomainName DownloadPath DownloadPort DownloadServer
    EndTime EtwRawProcessId EtwRawThreadId EventType ExitCode FalconGroupingTags FileIdentifier FirstDiscoveredDate
    FirstSeen GID HostHiddenStatus ImageFileName InterfaceIndex KernelTime LocalAddressIP4 LocalAddressIP6 LocalIP
    LocalPort LogoffTime LogonServer LogonTime MAC MD5HashData MachineDomain NeighborList NetLuidIndex OSVersionString
    ParentBaseFileName ParentProcessId PhysicalAddress PhysicalAddressLength PreviousConnectTime ProcessEndTime
    ProcessGroupId ProcessStartTime Protocol RawProcessId RemoteAddressIP4 RemoteAddressIP6 RemotePort RequestType
    SHA1HashData SHA256HashData SensorGroupingTags SensorId ServiceDisplayName Size SourceFileName StartTime
    SystemTableIndex Tags TargetDirectoryName TargetFileName TargetProcessId Time Timeout Timezone UID UTCTimestamp
    UserIsAdmin UserName UserPrincipal UserSid UserTime Version _time aid aip event_platform event_simpleName event_type
    host_hidden_status id message scores timestamp
}

/// The members of a record, numbered.
pub(super) fn new_data<'a>(record: &JsonObject<'a>) -> Data<'a> {
    Data::new(record.members, &NAME_TABLE, record.arena, is_empty)
}

/// The key of a member.
pub(super) fn find(name: &str) -> Option<usize> {
    NAME_TABLE.find(name)
}

/// What the sensor and the pipeline write where there is nothing to say.
pub(super) fn is_empty(value: DataValue<'_>) -> bool {
    match value {
        DataValue::Null => true,
        DataValue::Text(text) => is_empty_text(text),
        _ => false,
    }
}

/// The same of a text.
pub(super) fn is_empty_text(text: &str) -> bool {
    matches!(text, "" | "-" | "none")
}
