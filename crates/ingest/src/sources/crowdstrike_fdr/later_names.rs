//! Events that later versions of the integration (2.6 and after) have a category for and version 1.41 has not. Those of
//! the sensor's own upkeep and of cloud assets are left out: no rule for endpoints asks for them.

use super::categories::{Kind, count, kinds, names, rows};
use crate::mapping::names::NameTable;

const KINDS: &[Kind] = kinds! {
    event success: process => start:
        ClassifiedProcessStart CreateThreadKernelNoStartImage PhpExecuteScript ProcessRollup PtyAttached WSLDistributionStarted
        WSLVMStarted;
    event success: process file => start: ProcessExecOnRDPFile ProcessExecOnWinRMFile;
    event success: file process => start: RecentlyModifiedFileExecutedInContainer;
    event success: file process => creation start: FileWrittenAndExecutedInContainer;
    alert success: process => start: RemoteThreadCreate;
    event success: process => end:
        AbnormalTerminationNotification PtyDetached ServiceStopped TerminateRemoteProcessEtw WSLDistributionStopping
        WSLVMStopping;
    event failure: process => end: CsUmProcessCrashSummaryEvent;
    event unknown: process => end info: ProcessActivitySummary;
    event unknown: process => end: RecoveryActionKillProcessesComplete RemediationActionKillProcess;
    event unknown: process => access: PrivilegedProcessHandle UserEatAccessMonitoring;
    alert unknown: process => access: RemoteProcessMemoryRead;
    alert unknown: process => change: RemoteProcessMemoryWrite;
    event unknown: process => change:
        ProcessHandleOpDowngraded ProtectVmEtw SetThreadCtxEtw UserSetProcessBreakOnTermination;
    event success: process => change: ThreadBlocked;
    event success: process authentication => change:
        ProcessTokenPrivilegesEdited UACAxisElevation UACCredentialCaptureElevation;
    alert success: process authentication => change: ProcessTokenStolen SystemTokenStolen;
    event unknown: process => info:
        AllocVmEtw PhpBase64Decode PhpEvalString ProcessAncestryInformation ProcessSignal ScriptControlDotNetMetadata
        SetWindowsHook SetWindowsHookExEtw ShellCommandLineInfo;
    event success: session process => start: ProcessSessionCreated;

    event unknown: library => start: DotnetModuleLoadDetectInfo ModuleLoadV3DetectInfo;
    event success: library => start:
        ClassifiedModuleLoad ReflectiveDotnetModuleLoad SharedObjectLoaded SyntheticSharedObjectLoaded;
    alert success: library malware => start: ReflectiveDllLoaded SuspiciousCredentialModuleLoad;
    alert unknown: library network => start: NetworkModuleLoadAttempt;
    alert unknown: library => start: UnexpectedDynamicLibraryLoaded;
    event unknown: driver => start: DriverLoadedV2DetectInfo;
    event unknown: driver => info: DriverLoadBlocked;

    event success: file => deletion: FileDeleted;
    event unknown: file => deletion:
        RecoveryActionDeleteFilesComplete RemediationActionQuarantineFile RemediationActionQuarantineMacroFile
        RemediationActionQuarantineOfficeMacroFile;
    event success: file => change: FileContentsChanged FileSetMode RansomwareRenameFile;
    event unknown: file => change: AsepFileChangeDetectInfo FileExtendedAttrOperation;
    event success: file => creation: FileWrittenWithEntropyHigh PackageManagerDownloadComplete ScriptFileWrittenInfo;
    event unknown: file => creation: FsPostCreate NtfsLinkCreatedDetectInfo PeFileWrittenDetectInfo;
    alert success: malware file => creation info: SuspiciousPeFileWritten;
    event unknown: file => access: ClassifiedSensitiveFileAccess ExcelDocumentOpened FsPostOpen;
    event unknown: file process => access: FsPostOpenUpImpersonating;
    event unknown: file network => access: FileAccessOperationOverSMB;
    alert unknown: file network => access: DirectoryTraversalOverSMB;
    alert unknown: file => access: PathUnexpectedlyReadable;
    event success: file => access: SuspiciousRawDiskRead SuspiciousRawDiskReadFromUnsignedModule;

    event success: registry => change:
        RegCrowdstrikeKeyUpdate RegCrowdstrikeValueUpdate RegGenericKeyUpdate RegSystemConfigKeyUpdate
        UnclassifiedRegValueUpdate;
    event unknown: registry => change: RegistryOperationBlocked;
    event unknown: registry => access: RegNtPostOpenKeyEx RegValueQueryDetectInfo;
    event unknown: registry => deletion: RemediationActionRegistryRemoval;
    event success: registry file => creation: RegistryHiveFileWritten;
    alert unknown: registry malware => access: RegCredAccessDetectInfo;
    alert unknown: registry malware => change:
        RegKeySecurityDecreasedFromUnsignedModule ScheduledTaskTamperingRegistryOperation;

    event unknown: network => protocol denied: DnsRequestBlocked;
    event unknown: network => protocol info: DnsRequestResult FtpCommand NetworkIcmpDataIP4 NetworkIcmpDataIP6;
    event unknown: network => info: DNSRequestDetectInfo NetworkOutboundPortScanDetectInfo;
    event unknown: network => connection denied: NetworkConnectIP4Blocked NetworkConnectIP6Blocked;
    event unknown: network => connection info:
        NetworkConnectIP4DetectInfo NetworkConnectIP6DetectInfo PromiscuousBindIP6;
    event unknown: network => connection protocol: AppProtocolDetected TlsClientHello;
    event unknown: network web => access connection: HttpRequest HttpRequestV2Detect;
    event success: network => start connection: CreateSocket;
    event success: network => connection start: SmbServerLocalNamedPipeOpenedEtw WiFiConnect;
    event success: network => connection end: WiFiDisconnect;
    event success: network => info: FirewallRuleIP4Matched FirewallRuleIP6Matched;

    event success: authentication => start: ActiveDirectoryAuthentication ActiveDirectoryInteractiveDomainLogon;
    event failure: authentication => start: ActiveDirectoryAuthenticationFailure;
    event success: authentication network => start: SSHClientAuthenticated;
    event unknown: authentication => start: SudoCommandAttempt;
    event unknown: authentication network => info: SmbClientShareLogonBruteForceLowThreshold;
    alert unknown: authentication network => info: SmbClientShareLogonBruteForceSuspected;
    alert unknown: authentication malware => info: ZerologonExploitAttempt;
    event unknown: iam process => change: ProcessSubstituteUser;
    event unknown: iam => group info: GroupIdentity;
    event success: configuration iam => creation group: UserGroupCreated;
    event success: configuration iam => deletion group: UserGroupDeleted;
    event success: configuration iam => change: UserAccountRemovedFromGroup;

    alert success: configuration => deletion: EventLogCleared;
    event success: configuration => creation:
        SyntheticSystemdServiceCreated SyntheticSystemdTimerCreated SystemdServiceCreated SystemdTimerCreated
        WSLDistributionRegistered;
    event success: configuration => change:
        SystemdServicePropertiesChanged SystemdTimerPropertiesChanged TccModification;
    event success: configuration => deletion:
        SystemdServiceDeleted SystemdTimerDeleted WSLDistributionUnregistered;
};

/// Files of all types.
const WRITTEN: Kind =
    Kind { kind: "event", outcome: "success", categories: &["file"], types: &["creation"], names: &[] };

const COUNT: usize = count(KINDS);
static NAMES: [&str; COUNT] = names(KINDS);
static ROWS: [u8; COUNT] = rows(KINDS);
static TABLE: NameTable = NameTable::new(&NAMES);

/// What events of this name are.
pub(crate) fn find(name: &str) -> Option<&'static Kind> {
    match TABLE.find(name) {
        Some(place) => KINDS.get(usize::from(*ROWS.get(place)?)),
        None => name.ends_with("Written").then_some(&WRITTEN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_listed_twice() {
        for (index, name) in NAMES.iter().enumerate() {
            assert_eq!(TABLE.find(name), Some(index), "{name}");
            assert!(super::super::categories::find(name).is_none(), "{name} has a category already");
        }
    }

    #[test]
    fn whatever_was_written_is_a_file() {
        assert_eq!(find("ELFFileWritten").map(|kind| kind.categories), Some(&["file"][..]));
        assert!(find("SensorHeartbeat").is_none());
    }
}
