//! The Security log's records: events 4624, 4648, 4688, 4689, 4698 and 5156.

use super::winlog::{Log, Record};
use crate::scenario::model::{Deed, Event, EventKind, Host, Logon, LogonKind, Process, Scenario};

static LOG: Log = Log {
    channel: "Security",
    provider: "Microsoft-Windows-Security-Auditing",
    provider_guid: "{54849625-5478-4994-A5BA-3E3B0328C30D}",
    dataset: "system.security",
    is_audit: true,
    writer: (4, 4035),
    account: None,
    first_record: 410_200,
};

/// The identifier of nobody.
const NOBODY: &str = "S-1-0-0";
/// The logon session of the operating system itself.
const OF_SYSTEM: u64 = 0x3e7;

/// Everything that the Security log can record: nothing of lookups, and of files only with an audit list on each.
pub(super) fn records(scenario: &Scenario) -> Vec<Record> {
    scenario.events.iter().filter_map(record).collect()
}

/// What is collected where something else records the processes.
pub(super) fn logons_and_tasks(scenario: &Scenario) -> Vec<Record> {
    let wanted = [EventKind::Logon, EventKind::ExplicitLogon, EventKind::Task];
    let events = scenario.events.iter().filter(|event| wanted.contains(&event.deed.kind()));
    events.filter_map(record).collect()
}

fn record(event: &Event) -> Option<Record> {
    let (event_id, version, task, message, data) = match &event.deed {
        Deed::Start(process) => {
            (4688, 2, (13312, "Process Creation"), "A new process has been created.", start(process))
        }
        Deed::End(process) => {
            (4689, 0, (13313, "Process Termination"), "A process has exited.", end(process))
        }
        Deed::Connection { by, from_port, to, port } => (
            5156,
            1,
            (12810, "Filtering Platform Connection"),
            "The Windows Filtering Platform has permitted a connection.",
            connection(by, *from_port, to, *port),
        ),
        Deed::Task { by, name, command } => (
            4698,
            1,
            (12804, "Other Object Access Events"),
            "A scheduled task was created.",
            scheduled_task(by, name, command),
        ),
        Deed::Logon(began) => {
            (4624, 2, (12544, "Logon"), "An account was successfully logged on.", logon(began))
        }
        Deed::ExplicitLogon { by, account, server } => {
            let mut data = subject(&by.logon);
            data.extend([
                ("LogonGuid", "{00000000-0000-0000-0000-000000000000}".to_owned()),
                ("TargetUserName", account.name.to_owned()),
                ("TargetDomainName", account.domain.to_owned()),
                ("TargetLogonGuid", "{00000000-0000-0000-0000-000000000000}".to_owned()),
                ("TargetServerName", server.full_name()),
                ("TargetInfo", server.full_name()),
                ("ProcessId", hex(by.pid)),
                ("ProcessName", by.program.path.to_owned()),
                ("IpAddress", "-".to_owned()),
                ("IpPort", "-".to_owned()),
            ]);
            (4648, 0, (12544, "Logon"), "A logon was attempted using explicit credentials.", data)
        }
        Deed::Lookup { .. } | Deed::FileWrite { .. } => return None,
    };
    let host = event.deed.logon()?.host;
    Some(Record { written: event.at, host, log: &LOG, event_id, version, task, message, data })
}

type Data = Vec<(&'static str, String)>;

/// Who did it. The operating system shows as the machine's account.
fn subject(logon: &Logon) -> Data {
    let (name, domain) = if logon.id == OF_SYSTEM {
        (machine_account(logon.host), "KESTREL")
    } else {
        (logon.account.name.to_owned(), logon.account.domain)
    };
    vec![
        ("SubjectUserSid", logon.account.sid.to_owned()),
        ("SubjectUserName", name),
        ("SubjectDomainName", domain.to_owned()),
        ("SubjectLogonId", logon.hex()),
    ]
}

fn machine_account(host: &Host) -> String {
    format!("{}$", host.name.to_uppercase())
}

fn start(process: &Process) -> Data {
    let parent = process.parent.as_ref();
    let creator = parent.map_or(&process.logon, |parent| &parent.logon);
    let is_handed_over = creator.id != process.logon.id;
    let target = |value: &str, none: &str| if is_handed_over { value } else { none }.to_owned();
    let label = if process.logon.id == OF_SYSTEM { "S-1-16-16384" } else { "S-1-16-12288" };
    let account = process.logon.account;
    let mut data = subject(creator);
    data.extend([
        ("NewProcessId", hex(process.pid)),
        ("NewProcessName", process.program.path.to_owned()),
        ("TokenElevationType", "%%1936".to_owned()),
        ("ProcessId", parent.map_or_else(|| hex(0), |parent| hex(parent.pid))),
        ("CommandLine", process.command_line.to_owned()),
        ("TargetUserSid", target(account.sid, NOBODY)),
        ("TargetUserName", target(account.name, "-")),
        ("TargetDomainName", target(account.domain, "-")),
        ("TargetLogonId", target(&process.logon.hex(), "0x0")),
        ("ParentProcessName", parent.map_or("", |parent| parent.program.path).to_owned()),
        ("MandatoryLabel", label.to_owned()),
    ]);
    data
}

fn end(process: &Process) -> Data {
    let mut data = subject(&process.logon);
    data.extend([
        ("Status", "0x0".to_owned()),
        ("ProcessId", hex(process.pid)),
        ("ProcessName", process.program.path.to_owned()),
    ]);
    data
}

/// The application is named by its device, in lower case, and the process by a decimal number.
fn connection(by: &Process, from_port: u16, to: &str, port: u16) -> Data {
    let path = by.program.path.to_lowercase();
    let device = match path.split_once(':') {
        Some(("d", path)) => format!(r"\device\harddiskvolume4{path}"),
        Some((_, path)) => format!(r"\device\harddiskvolume3{path}"),
        None => path,
    };
    let from = if to.starts_with("127.") { to } else { by.host().address };
    [
        ("ProcessID", by.pid.to_string().as_str()),
        ("Application", &device),
        ("Direction", "%%14593"),
        ("SourceAddress", from),
        ("SourcePort", &from_port.to_string()),
        ("DestAddress", to),
        ("DestPort", &port.to_string()),
        ("Protocol", "6"),
        ("FilterRTID", "67993"),
        ("LayerName", "%%14611"),
        ("LayerRTID", "48"),
        ("RemoteUserID", NOBODY),
        ("RemoteMachineID", NOBODY),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

fn scheduled_task(by: &Process, name: &str, command: &str) -> Data {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<Task version=\"1.2\" \
         xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n  <Triggers><LogonTrigger/></Triggers>\n  \
         <Actions><Exec><Command>{command}</Command></Exec></Actions>\n</Task>"
    );
    let mut data = subject(&by.logon);
    data.extend([
        ("TaskName", name.to_owned()),
        ("TaskContent", content),
        ("ClientProcessStartKey", "5910974510923807".to_owned()),
        ("ClientProcessId", by.pid.to_string()),
        ("ParentProcessId", by.parent.as_ref().map_or_else(String::new, |parent| parent.pid.to_string())),
        ("RpcCallClientLocality", "0".to_owned()),
        ("FQDN", by.host().full_name()),
    ]);
    data
}

fn logon(began: &Logon) -> Data {
    let account = began.account;
    let kind = began.kind.number().to_string();
    let (package, process, workstation) = match began.kind {
        LogonKind::Network { .. } => ("Kerberos", "Kerberos", "-".to_owned()),
        LogonKind::Interactive => ("Negotiate", "User32 ", began.host.name.to_uppercase()),
        LogonKind::Service => ("Negotiate", "Advapi  ", "-".to_owned()),
    };
    let (address, port) = match began.kind {
        LogonKind::Network { from, port } => (from, port.to_string()),
        LogonKind::Interactive => ("127.0.0.1", "0".to_owned()),
        LogonKind::Service => ("-", "-".to_owned()),
    };
    // Over the network, nobody on this machine asks for the logon.
    let is_local = !matches!(began.kind, LogonKind::Network { .. });
    let asking = |value: &str, none: &str| if is_local { value } else { none }.to_owned();
    let mut data = vec![
        ("SubjectUserSid", asking("S-1-5-18", NOBODY)),
        ("SubjectUserName", asking(&machine_account(began.host), "-")),
        ("SubjectDomainName", asking("KESTREL", "-")),
        ("SubjectLogonId", asking("0x3e7", "0x0")),
    ];
    data.extend(
        [
            ("TargetUserSid", account.sid),
            ("TargetUserName", account.name),
            ("TargetDomainName", account.domain),
            ("TargetLogonId", &began.hex()),
            ("LogonType", &kind),
            ("LogonProcessName", process),
            ("AuthenticationPackageName", package),
            ("WorkstationName", &workstation),
            ("LogonGuid", "{00000000-0000-0000-0000-000000000000}"),
            ("TransmittedServices", "-"),
            ("LmPackageName", "-"),
            ("KeyLength", "0"),
            ("ProcessId", &asking("0x5f4", "0x0")),
            ("ProcessName", &asking(r"C:\Windows\System32\svchost.exe", "-")),
            ("IpAddress", address),
            ("IpPort", &port),
            ("ImpersonationLevel", "%%1833"),
            ("RestrictedAdminMode", "-"),
            ("TargetOutboundUserName", "-"),
            ("TargetOutboundDomainName", "-"),
            ("VirtualAccount", "%%1843"),
            ("TargetLinkedLogonId", "0x0"),
            ("ElevatedToken", "%%1842"),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    );
    data
}

fn hex(pid: u32) -> String {
    format!("0x{pid:x}")
}
