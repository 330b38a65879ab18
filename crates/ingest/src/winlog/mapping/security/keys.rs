//! The names of audit event data that the mapping knows.

use crate::mapping::data::{Data, never};
use crate::mapping::names::names;
use crate::winlog::WinlogRecord;

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
pub(super) fn new_data<'a>(record: &WinlogRecord<'a>) -> Data<'a> {
    Data::new(record.event_data, &NAME_TABLE, record.arena, never)
}
