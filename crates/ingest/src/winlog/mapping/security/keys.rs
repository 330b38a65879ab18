//! The names of audit event data that the mapping knows.

use crate::winlog::WinlogRecord;
use crate::winlog::mapping::event_data::{EventData, never};
use crate::winlog::mapping::names::names;

names! {
    AccessList AccessMask AccountDomain AccountName Application AuditPolicyChanges ClientAddress ClientName CommandLine
    DestAddress DestPort Direction FailureReason IpAddress IpPort LayerName LogonID LogonType MemberName NewProcessId
    NewProcessName NewSd NewTargetUserName NewUacValue OldSd OldTargetUserName ParentProcessName PrivilegeList ProcessId
    ProcessName Protocol RelativeTargetName RemoteMachineID RemoteUserID ServiceName ServiceType ShareLocalPath
    ShareName SidList SourceAddress SourcePort Status SubcategoryGuid SubjectDomainName SubjectLogonId SubjectUserName
    SubjectUserSid SubStatus TargetDomainName TargetLogonId TargetSid TargetUserName TargetUserSid TdoAttributes
    TdoDirection TdoType TicketEncryptionType TicketOptions UserAccountControl WorkstationName
}

/// The event data of an audit record, numbered.
pub(super) fn new_data<'a>(record: &WinlogRecord<'a>) -> EventData<'a> {
    EventData::new(record.event_data, &NAME_TABLE, record.arena, never)
}
