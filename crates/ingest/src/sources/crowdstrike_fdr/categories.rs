//! What ECS calls the events, by their names (version 1.41 of the integration; what it does not list has no category).

use ecs::{EventSink, FieldId};

use crate::mapping::names::NameTable;

const CATEGORY: FieldId = FieldId::of("event.category");
const KIND: FieldId = FieldId::of("event.kind");
const OUTCOME: FieldId = FieldId::of("event.outcome");
const TYPE: FieldId = FieldId::of("event.type");

/// What events of some names have in common.
pub(crate) struct Kind {
    pub(crate) kind: &'static str,
    pub(crate) outcome: &'static str,
    pub(crate) categories: &'static [&'static str],
    pub(crate) types: &'static [&'static str],
    pub(super) names: &'static [&'static str],
}

/// Rows `kind outcome: category, … => type, …: Name …`.
macro_rules! kinds {
    ($($kind:ident $outcome:ident: $($category:ident)+ => $($types:ident)+: $($name:ident)+;)*) => {
        &[$($crate::sources::crowdstrike_fdr::categories::Kind {
            kind: stringify!($kind),
            outcome: stringify!($outcome),
            categories: &[$(stringify!($category)),+],
            types: &[$(stringify!($types)),+],
            names: &[$(stringify!($name)),+],
        },)*]
    };
}

pub(super) use kinds;

const KINDS: &[Kind] = kinds! {
    event success: process => start:
        CreateThreadNoStartImage FlashThreadCreateProcess HostedServiceStarted ProcessRollup2 ServiceStarted
        SyntheticProcessRollup2 WmiCreateProcess;
    state success: process => start: CreateProcessArgs;
    event success: process => end: EndOfProcess HostedServiceStopped ProcessSelfDeleted TerminateProcess;
    event success: process => end info: CommandHistory;
    state unknown: process => info: ProcessRollup2Stats;
    event success: process => access: ScreenshotTakenEtw;
    event success: process => access change: BrowserInjectedThread DocumentProgramInjectedThread;
    event success: process => change:
        CreateThreadReflectiveDll DllInjection ImageHash InjectedThread JavaInjectedThread ProcessInjection;
    alert success: process => access:
        PrivilegedProcessHandleFromUnsignedModule ReflectiveDllOpenProcess WroteExeAndGeneratedServiceEvent;
    alert failure: process => access: ProcessBlocked;
    alert success: process => change: InjectedThreadFromUnsignedModule UnsignedModuleLoad;
    alert unknown: process => change: LsassHandleFromUnsignedModule;
    alert success: process file => access: ProcessExecOnPackedExecutable;
    alert success: process file network => access: ProcessExecOnSMBFile;
    event success: process authentication => info change:
        TokenImpersonated UACCOMElevation UACExeElevation UACMSIElevation;
    alert success: process malware => info denied: ModuleBlockedEvent;
    event unknown: process malware => info: ModuleBlockedEventWithPatternId ModuleDetectInfo;
    alert success: process malware => info: ProcessHandleOpDetectInfo UserExceptionDEP;
    alert success: malware process => info: SensitiveWmiQuery SuspiciousUserRemoteAPCAttempt;
    event success: driver => start: DriverLoad KernelModeLoadImage KextLoad;
    event success: driver => end: KextUnload;

    event success: file => creation:
        BZip2FileWritten DirectoryCreate DmpFileWritten DwgFileWritten FileCreateInfo InstallBundleDownloadComplete
        InstallServiceDownloadComplete JarFileWritten JavaClassFileWritten LFODownloadConfirmation NewExecutableWritten
        NewScriptWritten OleFileWritten OoxmlFileWritten PackedExecutableWritten PdfFileWritten PeFileWritten PtyCreated
        RarFileWritten RtfFileWritten SevenZipFileWritten TarFileWritten UpdateManifestDownloadComplete
        VolumeSnapshotCreated XarFileWritten ZipFileWritten;
    event success: file => creation change: AsepFileChange;
    event success: file => change:
        FileRenameInfo FileTimestampsModified LfoUploadDataComplete MachOFileWritten NewExecutableRenamed;
    event failure: file => change: LfoUploadDataFailed LfoUploadDataUnneeded;
    event failure: file => change deletion: FileSystemOperationBlocked;
    event success: file => deletion: ExecutableDeleted FileDeleteInfo VolumeSnapshotDeleted;
    event success: file => access: FileOpenInfo FsPostOpenSnapshotFile;
    event success: file => info: PeVersionInfo;
    event unknown: file => info: FileInfo;
    state failure: file => info: SignInfoError;
    state unknown: file => info: SignInfoWithCertAndContext SignInfoWithContext;
    alert success: file => access: CriticalFileAccessed RansomwareFileAccessPattern RansomwareOpenFile;
    alert success: file => change: CriticalFileModified;
    alert unknown: file => change: ModifyServiceBinary QuarantinedFile;
    alert unknown: file => change deletion: FileSystemOperationDetectInfo;
    alert success: file => creation: QueueApcEtw RansomwareCreateFile;
    alert unknown: file => info: FileDetectInfo QuarantineActionResult QuarantinedFileState;
    alert success: malware file => creation info: SuspiciousCreateSymbolicLink SuspiciousEseFileWritten;
    alert success: malware file => info: ScriptControlBlocked ScriptControlDetectInfo;
    alert failure: malware file => info: ScriptControlErrorEvent;
    state success: malware file => info: ScriptControlScanInfo ScriptControlScanTelemetry;

    event success: registry => change: AsepKeyUpdate AsepValueUpdate RegGenericValueUpdate;
    event success: registry host configuration => change: RegSystemConfigValueUpdate;
    alert unknown: registry => change: FalconHostRegTamperingInfo;
    alert success: registry file => access creation: SAMHashDumpFromUnsignedModule;
    alert success: malware registry => info: RegistryOperationDetectInfo;
    alert success: malware registry configuration => change info: SuspiciousRegAsepUpdate;

    event unknown: network => start connection: NetworkConnectIP4 NetworkConnectIP6;
    event success: network => start connection: RawBindIP4 RawBindIP6;
    event success: network => connection start: SmbClientShareOpenedEtw SmbServerShareOpenedEtw;
    event unknown: network => end connection: NetworkCloseIP4 NetworkCloseIP6;
    event success: network => connection end: SmbClientShareClosedEtw;
    event success: network => start: NetworkListenIP4 NetworkListenIP6;
    event unknown: network => allowed access connection: NetworkReceiveAcceptIP4 NetworkReceiveAcceptIP6;
    event success: network => connection: SmbClientNamedPipeConnectEtw;
    state success: network => connection: TelemetryNetworkConnections;
    state unknown: network => connection: SmbServerV1AuditEtw;
    event success: network => protocol: DnsRequest;
    alert success: network => start protocol: SuspiciousDnsRequest;
    event success: network session => connection info: AgentConnect;
    event success: network session => connection start: HttpRequestDetect;
    event success: network file => connection creation: BITSJobCreated;

    event success: authentication => start: UserLogon;
    event failure: authentication => start: UserLogonFailed UserLogonFailed2;
    event success: authentication => end: UserLogoff;
    event success: authentication iam => info user: UserIdentity;
    alert success: malware authentication => info: RemoteBruteForceDetectInfo;
    event success: session => start: IoSessionConnected;
    event success: session => end: IoSessionLoggedOn;
    state unknown: session => info: HttpVisibilityStatus;
    event success: iam => info: DcOffline DcOnline;
    state success: iam => info: DcStatus;
    event unknown: configuration iam => access: DCSyncAttempted;
    event success: configuration iam => change group: UserAccountAddedToGroup;
    event success: configuration iam => creation: UserAccountCreated;
    event success: configuration iam => deletion: UserAccountDeleted;

    event success: configuration => change:
        BehaviorWhitelisted ConfigStateUpdate FirewallDeleteRule FirewallDeleteRuleIP4 FirewallDeleteRuleIP6
        FirewallSetRule FirewallSetRuleIP4 FirewallSetRuleIP6 NetShareSecurityModify ScheduledTaskModified UserFontLoad
        WfpFilterTamperingFilterAdded WfpFilterTamperingFilterDeleted WmiFilterConsumerBindingEtw
        WmiProviderRegistrationEtw;
    event success: configuration => creation: ScheduledTaskRegistered;
    event success: configuration => deletion: ScheduledTaskDeleted;
    event success: configuration host => change:
        CriticalEnvironmentVariableChanged FirewallChangeOption FirewallDisabled FirewallEnabled
        RemovableDiskModuleLoadAttempt RemovableMediaVolumeMounted;
    state success: configuration host => change:
        LocalIpAddressIP4 LocalIpAddressIP6 LocalIpAddressRemovedIP4 LocalIpAddressRemovedIP6;
    event success: host configuration => change:
        RegisterRawInputDevicesEtw SetWinEventHookEtw SnapshotVolumeMounted;
    event success: configuration file => change creation: ManifestDownloadComplete;
    state success: configuration package host => change installation start: AgentOnline;
    alert success: configuration malware => change info: DetectionExcluded;

    event success: host => change:
        CreateService FsVolumeMounted FsVolumeUnmounted HostnameChanged NetShareAdd NetShareDelete;
    state success: host => change: PromiscuousBindIP4;
    event success: host => info: HostInfo OsVersionInfo;
    event failure: host => info: CrashNotification;
    state success: host => info:
        AmsiRegistrationStatus CurrentSystemTags FirmwareAnalysisHardwareData FirmwareAnalysisStatus SystemCapacity
        TelemetryCounters2 TelemetryStats;
    state failure: host => info: FirmwareAnalysisErrorEvent;
    state unknown: host => info: InstanceMetadata OciContainerTelemetry;
    state unknown: host network => info: NeighborListIP4 NeighborListIP6;
    event success: host package => change installation: InstalledUpdates;

    state success: package => deletion: AcUninstallConfirmation AcUnloadConfirmation;
    event success: package => change: IOServiceRegister;
    event success: package => installation: InstalledApplication;
    event success: package => info: SensorHeartbeat;
    event failure: package => info: UmppaErrorEvent;
    state unknown: package => info: FalconServiceStatus;
    alert failure: package => info: ErrorEvent;
    event failure: package host => info: EtwErrorEvent;

    alert unknown: malware => info: AssociateIndicator CustomIOABasicProcessDetectionInfoEvent;
    alert success: malware => info: AssociateTreeIdWithRoot DetectAnalysis;
    alert success: malware => deletion: CloudAssociateTreeIdWithRoot;
    event unknown: malware => info: EarlyExploitPivotDetect;
};

const COUNT: usize = count(KINDS);
static NAMES: [&str; COUNT] = names(KINDS);
static ROWS: [u8; COUNT] = rows(KINDS);
static TABLE: NameTable = NameTable::new(&NAMES);

/// How many names all kinds have.
pub(super) const fn count(kinds: &[Kind]) -> usize {
    let (mut count, mut index) = (0, 0);
    while index < kinds.len() {
        count += kinds[index].names.len();
        index += 1;
    }
    count
}

/// All names.
pub(super) const fn names<const N: usize>(kinds: &[Kind]) -> [&'static str; N] {
    let mut names = [""; N];
    let (mut at, mut row) = (0, 0);
    while row < kinds.len() {
        let mut index = 0;
        while index < kinds[row].names.len() {
            names[at] = kinds[row].names[index];
            at += 1;
            index += 1;
        }
        row += 1;
    }
    names
}

/// Of which kind each of these names is.
pub(super) const fn rows<const N: usize>(kinds: &[Kind]) -> [u8; N] {
    assert!(kinds.len() <= 256);
    let mut rows = [0; N];
    let (mut at, mut row) = (0, 0);
    while row < kinds.len() {
        let mut index = 0;
        while index < kinds[row].names.len() {
            rows[at] = row as u8;
            at += 1;
            index += 1;
        }
        row += 1;
    }
    rows
}

/// What events of this name are.
pub(super) fn find(name: &str) -> Option<&'static Kind> {
    KINDS.get(usize::from(*ROWS.get(TABLE.find(name)?)?))
}

/// Sets kind, category, type and outcome.
pub(super) fn set(name: &str, sink: &mut dyn EventSink) {
    let Some(kind) = find(name) else { return };
    sink.text(KIND, kind.kind);
    sink.texts(CATEGORY, kind.categories);
    sink.texts(TYPE, kind.types);
    sink.text(OUTCOME, kind.outcome);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_listed_once() {
        let mut names = NAMES.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COUNT);
        assert_eq!(find("ProcessRollup2").map(|kind| kind.types), Some(&["start"][..]));
        assert!(find("GenericFileWritten").is_none());
    }
}
