//! Sysmon's records: events 1, 3, 5, 11 and 22.

use super::time;
use super::winlog::{Log, Record};
use crate::scenario::ids;
use crate::scenario::model::{Account, Deed, Event, Process, Scenario};

static LOG: Log = Log {
    channel: "Microsoft-Windows-Sysmon/Operational",
    provider: "Microsoft-Windows-Sysmon",
    provider_guid: "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
    dataset: "windows.sysmon_operational",
    is_audit: false,
    writer: (3120, 4129),
    account: Some(&SYSTEM),
    first_record: 88_100,
};

static SYSTEM: Account = Account { sid: "S-1-5-18", domain: "NT AUTHORITY", name: "SYSTEM" };

/// How long after an event Sysmon writes it down.
const DELAY: i64 = 9;

/// What Sysmon records, which is nothing of logons and tasks.
pub(super) fn records(scenario: &Scenario) -> Vec<Record> {
    scenario.events.iter().filter_map(record).collect()
}

fn record(event: &Event) -> Option<Record> {
    let (event_id, version, task, message, data) = match &event.deed {
        Deed::Start(process) => {
            (1, 5, "Process Create (rule: ProcessCreate)", "Process Create:", start(process))
        }
        Deed::End(process) => {
            (5, 3, "Process terminated (rule: ProcessTerminate)", "Process terminated:", actor(process))
        }
        Deed::Lookup { by, name, address } => {
            (22, 5, "Dns query (rule: DnsQuery)", "Dns query:", lookup(by, name, address))
        }
        Deed::Connection { by, from_port, to, port } => (
            3,
            5,
            "Network connection detected (rule: NetworkConnect)",
            "Network connection detected:",
            connection(by, *from_port, to, *port),
        ),
        Deed::FileWrite { by, path, .. } => {
            let mut data = actor(by);
            data.insert(3, ("TargetFilename", (*path).to_owned()));
            data.insert(4, ("CreationUtcTime", time::with_blank(event.at)));
            (11, 2, "File created (rule: FileCreate)", "File created:", data)
        }
        Deed::Task { .. } | Deed::Logon(_) | Deed::ExplicitLogon { .. } => return None,
    };
    let head = [("RuleName", "-".to_owned()), ("UtcTime", time::with_blank(event.at))];
    Some(Record {
        written: time::later(event.at, DELAY),
        host: event.deed.process()?.host(),
        log: &LOG,
        event_id,
        version,
        task: (event_id, task),
        message,
        data: head.into_iter().chain(data).collect(),
    })
}

type Data = Vec<(&'static str, String)>;

/// What most records say of the process, in the order of most.
fn actor(process: &Process) -> Data {
    vec![
        ("ProcessGuid", guid(process)),
        ("ProcessId", process.pid.to_string()),
        ("Image", process.program.path.to_owned()),
        ("User", process.logon.account.qualified()),
    ]
}

fn start(process: &Process) -> Data {
    let program = &process.program;
    let hashes = format!(
        "MD5={},SHA256={},IMPHASH={}",
        ids::md5(program).to_uppercase(),
        ids::sha256(program).to_uppercase(),
        ids::hex(&format!("imphash {}", program.original_name), 32).to_uppercase()
    );
    let is_system = process.logon.id == 0x3e7;
    let mut data = vec![
        ("ProcessGuid", guid(process)),
        ("ProcessId", process.pid.to_string()),
        ("Image", program.path.to_owned()),
        ("FileVersion", "10.0.22621.3085".to_owned()),
        ("Description", program.description.to_owned()),
        ("Product", program.description.to_owned()),
        ("Company", program.company.to_owned()),
        ("OriginalFileName", program.original_name.to_owned()),
        ("CommandLine", process.command_line.to_owned()),
        ("CurrentDirectory", r"C:\Windows\system32\".to_owned()),
        ("User", process.logon.account.qualified()),
        (
            "LogonGuid",
            format!("{{{}}}", ids::guid(&format!("logon {} {}", process.host().name, process.logon.id))),
        ),
        ("LogonId", process.logon.hex()),
        ("TerminalSessionId", "0".to_owned()),
        ("IntegrityLevel", if is_system { "System" } else { "High" }.to_owned()),
        ("Hashes", hashes),
    ];
    if let Some(parent) = &process.parent {
        data.extend([
            ("ParentProcessGuid", guid(parent)),
            ("ParentProcessId", parent.pid.to_string()),
            ("ParentImage", parent.program.path.to_owned()),
            ("ParentCommandLine", parent.command_line.to_owned()),
            ("ParentUser", parent.logon.account.qualified()),
        ]);
    }
    data
}

fn lookup(by: &Process, name: &str, address: &str) -> Data {
    let mut data = actor(by);
    let question = [
        ("QueryName", name.to_owned()),
        ("QueryStatus", "0".to_owned()),
        ("QueryResults", format!("::ffff:{address};")),
    ];
    data.splice(2..2, question);
    data
}

fn connection(by: &Process, from_port: u16, to: &str, port: u16) -> Data {
    let from = if to.starts_with("127.") { to } else { by.host().address };
    let port_name = match port {
        22 => "ssh",
        443 => "https",
        445 => "microsoft-ds",
        _ => "-",
    };
    let mut data = actor(by);
    data.extend(
        [
            ("Protocol", "tcp"),
            ("Initiated", "true"),
            ("SourceIsIpv6", "false"),
            ("SourceIp", from),
            ("SourceHostname", &by.host().full_name()),
            ("SourcePort", &from_port.to_string()),
            ("SourcePortName", "-"),
            ("DestinationIsIpv6", "false"),
            ("DestinationIp", to),
            ("DestinationHostname", "-"),
            ("DestinationPort", &port.to_string()),
            ("DestinationPortName", port_name),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    );
    data
}

/// The machine's mark, the time of the start in seconds, and a number of its own.
fn guid(process: &Process) -> String {
    let machine = ids::hex(&format!("sysmon {}", process.host().name), 8);
    let seconds = format!("{:08x}", process.started.millis() / 1000);
    let rest = ids::hex(&ids::seed_of(process), 12);
    format!("{{{machine}-{}-{}-{}-{}00000000}}", &seconds[4..], &seconds[..4], &rest[..4], &rest[4..8])
}
