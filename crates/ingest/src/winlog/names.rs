//! The names that Windows gives the numbers of a record, as far as they are the same on every host.
//!
//! Winlogbeat asks the host's message tables for them; a file has only the numbers.

/// What Winlogbeat calls a level (elastic/beats, winlogbeat/sys/winevent).
pub(super) fn level(number: i64) -> Option<&'static str> {
    Some(match number {
        0 | 4 => "information",
        1 => "critical",
        2 => "error",
        3 => "warning",
        5 => "verbose",
        _ => return None,
    })
}

/// The same of the words that EvtxECmd has for a level.
pub(super) fn level_of_evtxecmd(word: &str) -> Option<&'static str> {
    Some(match word {
        "LogAlways" | "Info" | "Information" => "information",
        "Critical" => "critical",
        "Error" => "error",
        "Warning" => "warning",
        "Verbose" => "verbose",
        _ => return None,
    })
}

const AUDIT_FAILURE: u64 = 0x0010_0000_0000_0000;
const AUDIT_SUCCESS: u64 = 0x0020_0000_0000_0000;

/// The keywords that every provider shares.
const KEYWORDS: &[(u64, &str)] = &[
    (0x0001_0000_0000_0000, "Response Time"),
    (0x0002_0000_0000_0000, "WDI Context"),
    (0x0004_0000_0000_0000, "WDI Diag"),
    (0x0008_0000_0000_0000, "SQM"),
    (AUDIT_FAILURE, "Audit Failure"),
    (AUDIT_SUCCESS, "Audit Success"),
    (0x0040_0000_0000_0000, "Correlation Hint"),
    (0x0080_0000_0000_0000, "Classic"),
];

/// The names of the shared keywords that are set. An audit record's correlation hint is not shown.
pub(super) fn keywords(bits: u64) -> impl Iterator<Item = &'static str> {
    let audit = bits & (AUDIT_SUCCESS | AUDIT_FAILURE) != 0;
    KEYWORDS
        .iter()
        .filter(move |(bit, _)| bits & bit != 0)
        .map(|(_, name)| *name)
        .filter(move |name| !(audit && *name == "Correlation Hint"))
}

/// The bit of a shared keyword, by its name in any case.
pub(super) fn keyword_bit(name: &str) -> Option<u64> {
    KEYWORDS.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(bit, _)| *bit)
}

/// `event.outcome` of an audit record whose kind is a word, as NXLog has it.
pub(super) fn outcome_of_event_type(word: &str) -> Option<&'static str> {
    match word {
        "AUDIT_SUCCESS" => Some("success"),
        "AUDIT_FAILURE" => Some("failure"),
        _ => None,
    }
}

/// `event.outcome` of an audit record.
pub(super) fn outcome(bits: u64) -> Option<&'static str> {
    if bits & AUDIT_FAILURE != 0 {
        Some("failure")
    } else if bits & AUDIT_SUCCESS != 0 {
        Some("success")
    } else {
        None
    }
}

/// The name of an opcode.
pub(super) fn opcode(provider: &str, number: i64) -> Option<&'static str> {
    Some(match (provider, number) {
        (_, 0) => "Info",
        (_, 1) => "Start",
        (_, 2) => "Stop",
        ("Microsoft-Windows-PowerShell", 15) => "On create calls",
        ("Microsoft-Windows-PowerShell", 20) => "To be used when operation is just executing a method",
        _ => return None,
    })
}

/// The name of a provider's task.
pub(super) fn task(provider: &str, number: i64) -> Option<&'static str> {
    let table = match provider {
        "Microsoft-Windows-Security-Auditing" => AUDIT_TASKS,
        "Microsoft-Windows-Sysmon" => SYSMON_TASKS,
        "Microsoft-Windows-Eventlog" => EVENT_LOG_TASKS,
        "PowerShell" => POWERSHELL_TASKS,
        "Microsoft-Windows-PowerShell" => POWERSHELL_OPERATIONAL_TASKS,
        _ => return None,
    };
    table.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
}

const EVENT_LOG_TASKS: &[(i64, &str)] = &[
    (101, "Event processing"),
    (103, "Service shutdown"),
    (104, "Log clear"),
    (105, "Log automatic backup"),
];

const POWERSHELL_TASKS: &[(i64, &str)] = &[
    (1, "Engine Health"),
    (2, "Command Health"),
    (3, "Provider Health"),
    (4, "Engine Lifecycle"),
    (5, "Command Lifecycle"),
    (6, "Provider Lifecycle"),
    (7, "Settings"),
    (8, "Pipeline Execution Details"),
];

const POWERSHELL_OPERATIONAL_TASKS: &[(i64, &str)] = &[
    (1, "Create Runspace"),
    (2, "Execute a Remote Command"),
    (102, "Starting Command"),
    (103, "Stopping Command"),
    (106, "Executing Pipeline"),
];

const SYSMON_TASKS: &[(i64, &str)] = &[
    (1, "Process Create (rule: ProcessCreate)"),
    (2, "File creation time changed (rule: FileCreateTime)"),
    (3, "Network connection detected (rule: NetworkConnect)"),
    (4, "Sysmon service state changed"),
    (5, "Process terminated (rule: ProcessTerminate)"),
    (6, "Driver loaded (rule: DriverLoad)"),
    (7, "Image loaded (rule: ImageLoad)"),
    (8, "CreateRemoteThread detected (rule: CreateRemoteThread)"),
    (9, "RawAccessRead detected (rule: RawAccessRead)"),
    (10, "Process accessed (rule: ProcessAccess)"),
    (11, "File created (rule: FileCreate)"),
    (12, "Registry object added or deleted (rule: RegistryEvent)"),
    (13, "Registry value set (rule: RegistryEvent)"),
    (14, "Registry object renamed (rule: RegistryEvent)"),
    (15, "File stream created (rule: FileCreateStreamHash)"),
    (16, "Sysmon config state changed"),
    (17, "Pipe Created (rule: PipeEvent)"),
    (18, "Pipe Connected (rule: PipeEvent)"),
    (19, "WmiEventFilter activity detected (rule: WmiEvent)"),
    (20, "WmiEventConsumer activity detected (rule: WmiEvent)"),
    (21, "WmiEventConsumerToFilter activity detected (rule: WmiEvent)"),
    (22, "Dns query (rule: DnsQuery)"),
    (23, "File Delete archived (rule: FileDelete)"),
    (24, "Clipboard changed (rule: ClipboardChange)"),
    (25, "Process Tampering (rule: ProcessTampering)"),
    (26, "File Delete logged (rule: FileDeleteDetected)"),
    (27, "File Block Executable (rule: FileBlockExecutable)"),
    (28, "File Block Shredding (rule: FileBlockShredding)"),
    (29, "File Executable Detected (rule: FileExecutableDetected)"),
    (255, "Error report"),
];

/// The audit subcategories.
pub(crate) const AUDIT_TASKS: &[(i64, &str)] = &[
    (12288, "Security State Change"),
    (12289, "Security System Extension"),
    (12290, "System Integrity"),
    (12291, "IPsec Driver"),
    (12292, "Other System Events"),
    (12544, "Logon"),
    (12545, "Logoff"),
    (12546, "Account Lockout"),
    (12547, "IPsec Main Mode"),
    (12548, "Special Logon"),
    (12549, "IPsec Quick Mode"),
    (12550, "IPsec Extended Mode"),
    (12551, "Other Logon/Logoff Events"),
    (12552, "Network Policy Server"),
    (12553, "User / Device Claims"),
    (12554, "Group Membership"),
    (12800, "File System"),
    (12801, "Registry"),
    (12802, "Kernel Object"),
    (12803, "SAM"),
    (12804, "Other Object Access Events"),
    (12805, "Certification Services"),
    (12806, "Application Generated"),
    (12807, "Handle Manipulation"),
    (12808, "File Share"),
    (12809, "Filtering Platform Packet Drop"),
    (12810, "Filtering Platform Connection"),
    (12811, "Detailed File Share"),
    (12812, "Removable Storage"),
    (12813, "Central Policy Staging"),
    (13056, "Sensitive Privilege Use"),
    (13057, "Non Sensitive Privilege Use"),
    (13058, "Other Privilege Use Events"),
    (13312, "Process Creation"),
    (13313, "Process Termination"),
    (13314, "DPAPI Activity"),
    (13315, "RPC Events"),
    (13316, "Plug and Play Events"),
    (13317, "Token Right Adjusted Events"),
    (13568, "Audit Policy Change"),
    (13569, "Authentication Policy Change"),
    (13570, "Authorization Policy Change"),
    (13571, "MPSSVC Rule-Level Policy Change"),
    (13572, "Filtering Platform Policy Change"),
    (13573, "Other Policy Change Events"),
    (13824, "User Account Management"),
    (13825, "Computer Account Management"),
    (13826, "Security Group Management"),
    (13827, "Distribution Group Management"),
    (13828, "Application Group Management"),
    (13829, "Other Account Management Events"),
    (14080, "Directory Service Access"),
    (14081, "Directory Service Changes"),
    (14082, "Directory Service Replication"),
    (14083, "Detailed Directory Service Replication"),
    (14336, "Credential Validation"),
    (14337, "Kerberos Service Ticket Operations"),
    (14338, "Other Account Logon Events"),
    (14339, "Kerberos Authentication Service"),
];

/// Domain, name and kind of the accounts whose identifiers are the same on every host.
pub(super) fn well_known_account(sid: &str) -> Option<(&'static str, &'static str, &'static str)> {
    const AUTHORITY: &str = "NT AUTHORITY";
    const KIND: &str = "Well Known Group";
    Some(match sid {
        "S-1-5-7" => (AUTHORITY, "ANONYMOUS LOGON", KIND),
        "S-1-5-18" => (AUTHORITY, "SYSTEM", KIND),
        "S-1-5-19" => (AUTHORITY, "LOCAL SERVICE", KIND),
        "S-1-5-20" => (AUTHORITY, "NETWORK SERVICE", KIND),
        _ => return None,
    })
}
