//! Microsoft Defender XDR, streamed: advanced hunting records, one a line, some in an Event Hub message of several.

use serde_json::{Map, Value, json};

use super::json::{join, lines};
use super::time;
use crate::scenario::ids;
use crate::scenario::model::{Deed, Event, Host, Logon, LogonKind, Process, Program, Scenario};

/// How many records lines have in turn. More than one come in a message.
const RECORDS_A_LINE: [usize; 4] = [1, 1, 3, 1];

/// The whole file, in order of time.
pub(in crate::scenario) fn render(scenario: &Scenario) -> String {
    let mut records = scenario.events.iter().enumerate().filter_map(|(number, event)| record(number, event));
    let mut rendered = Vec::new();
    for count in RECORDS_A_LINE.into_iter().cycle() {
        let mut line: Vec<Value> = records.by_ref().take(count).collect();
        match line.len() {
            0 => break,
            1 => rendered.append(&mut line),
            _ => rendered.push(json!({"records": line})),
        }
    }
    lines(rendered)
}

/// `DeviceId`.
pub(in crate::scenario) fn device_id(host: &Host) -> String {
    ids::hex(&format!("device {}", host.name), 40)
}

fn record(number: usize, event: &Event) -> Option<Value> {
    let (table, action, said) = said(&event.deed)?;
    let host = event.deed.logon()?.host;
    let mut properties = json!({
        "ActionType": action,
        "AppGuardContainerId": Value::Null,
        "DeviceId": device_id(host),
        "DeviceName": host.full_name(),
        "MachineGroup": "UnassignedGroup",
        "ReportId": 1_200 + number,
        "Timestamp": time::seven_digits(event.at),
    });
    join(&mut properties, said);
    Some(json!({
        "time": time::seven_digits(time::later(event.at, 240_000)),
        "tenantId": ids::guid("tenant"),
        "Tenant": "DefaultTenant",
        "operationName": "Publish",
        "category": format!("AdvancedHunting-{table}"),
        "properties": properties,
    }))
}

/// The table, the kind of action, and what is said of it.
fn said(deed: &Deed) -> Option<(&'static str, &'static str, Value)> {
    Some(match deed {
        Deed::Start(process) => ("DeviceProcessEvents", "ProcessCreated", start(process)),
        Deed::Connection { by, from_port, to, port } => {
            ("DeviceNetworkEvents", "ConnectionSuccess", connection(by, *from_port, to, *port))
        }
        Deed::Lookup { by, name, address } => {
            ("DeviceNetworkEvents", "DnsConnectionInspected", lookup(by.host(), name, address))
        }
        Deed::FileWrite { by, path, size } => {
            let mut said = initiating(Some(by));
            join(
                &mut said,
                json!({
                    "FileName": path.rsplit('\\').next(), "FileSize": size, "FolderPath": path,
                    "MD5": ids::hex(&format!("md5 {path}"), 32), "SHA1": ids::hex(&format!("sha1 {path}"), 40),
                    "SHA256": ids::hex(&format!("sha256 {path}"), 64), "RequestProtocol": "Local",
                }),
            );
            ("DeviceFileEvents", "FileCreated", said)
        }
        Deed::Task { by, name, command } => {
            let mut said = initiating(Some(by));
            let task = json!({"TaskName": name, "TaskContent": command});
            join(&mut said, json!({"AdditionalFields": task.to_string()}));
            ("DeviceEvents", "ScheduledTaskCreated", said)
        }
        Deed::Logon(began) => ("DeviceLogonEvents", "LogonSuccess", logon(began)),
        Deed::End(_) | Deed::ExplicitLogon { .. } => return None,
    })
}

fn connection(by: &Process, from_port: u16, to: &str, port: u16) -> Value {
    let is_loopback = to.starts_with("127.");
    let mut said = initiating(Some(by));
    join(
        &mut said,
        json!({
            "LocalIP": if is_loopback { to } else { by.host().address },
            "LocalIPType": if is_loopback { "Loopback" } else { "Private" },
            "LocalPort": from_port,
            "Protocol": "Tcp",
            "RemoteIP": to,
            "RemoteIPType": if is_loopback { "Loopback" } else { "Public" },
            "RemotePort": port,
            "RemoteUrl": Value::Null,
        }),
    );
    said
}

/// Seen on the wire, where no process is known.
fn lookup(host: &Host, name: &str, address: &str) -> Value {
    let inspected = json!({
        "direction": "Out", "conn_state": "SF", "query": name, "qtype_name": "A", "qclass_name": "C_INTERNET",
        "rcode_name": "NOERROR", "answers": format!("[\"{address}\"]"), "TTLs": "[60]",
    });
    let mut said = initiating(None);
    join(
        &mut said,
        json!({
            "AdditionalFields": inspected.to_string(),
            "LocalIP": host.address, "LocalPort": 53_211, "Protocol": "Udp",
            "RemoteIP": "192.0.2.2", "RemotePort": 53,
        }),
    );
    said
}

fn start(process: &Process) -> Value {
    let program = &process.program;
    let parent = process.parent.as_deref();
    let mut said = initiating(parent);
    join(
        &mut said,
        json!({
            "AccountDomain": process.logon.account.domain.to_lowercase(),
            "AccountName": process.logon.account.name,
            "AccountSid": process.logon.account.sid,
            "AdditionalFields": "[]",
            "FileName": program.name(),
            "FileSize": 1_178_624,
            "FolderPath": program.path,
            "InitiatingProcessLogonId": parent.map(|parent| parent.logon.id),
            "InitiatingProcessSignatureStatus": parent.map(|parent| signature(&parent.program)),
            "LogonId": process.logon.id,
            "MD5": ids::md5(program),
            "ProcessCommandLine": process.command_line,
            "ProcessCreationTime": time::seven_digits(process.started),
            "ProcessId": process.pid,
            "ProcessIntegrityLevel": integrity(process),
            "ProcessTokenElevation": "TokenElevationTypeDefault",
            "SHA1": ids::sha1(program),
            "SHA256": ids::sha256(program),
        }),
    );
    join(&mut said, version_info("Process", program));
    said
}

/// What a record says of the process that did it. Every member is there, with or without a value.
fn initiating(process: Option<&Process>) -> Value {
    let parent = process.and_then(|process| process.parent.as_deref());
    let program = process.map(|process| &process.program);
    let account = process.map(|process| process.logon.account);
    let mut said = json!({
        "InitiatingProcessAccountDomain": account.map(|account| account.domain.to_lowercase()),
        "InitiatingProcessAccountName": account.map(|account| account.name),
        "InitiatingProcessAccountSid": account.map(|account| account.sid),
        "InitiatingProcessCommandLine": process.map(|process| process.command_line),
        "InitiatingProcessCreationTime": process.map(|process| time::seven_digits(process.started)),
        "InitiatingProcessFileName": program.map(|program| program.name()),
        "InitiatingProcessFolderPath": program.map(|program| program.path.to_lowercase()),
        "InitiatingProcessId": process.map_or(0, |process| process.pid),
        "InitiatingProcessIntegrityLevel": process.map(integrity),
        "InitiatingProcessMD5": program.map(ids::md5),
        "InitiatingProcessParentCreationTime": parent.map(|parent| time::seven_digits(parent.started)),
        "InitiatingProcessParentFileName": parent.map(|parent| parent.program.name()),
        "InitiatingProcessParentId": parent.map_or(0, |parent| parent.pid),
        "InitiatingProcessSHA1": program.map(ids::sha1),
        "InitiatingProcessSHA256": program.map(ids::sha256),
        "InitiatingProcessTokenElevation": if process.is_some() { "TokenElevationTypeDefault" } else { "None" },
    });
    if let Some(program) = program {
        join(&mut said, version_info("InitiatingProcess", program));
    }
    said
}

fn version_info(of: &str, program: &Program) -> Value {
    let members = [
        ("CompanyName", program.company),
        ("FileDescription", program.description),
        ("InternalFileName", program.original_name),
        ("OriginalFileName", program.original_name),
        ("ProductName", program.description),
        ("ProductVersion", "10.0.22621.3085"),
    ];
    let members = members.into_iter().map(|(name, value)| (format!("{of}VersionInfo{name}"), value.into()));
    Value::Object(members.collect::<Map<_, _>>())
}

fn logon(began: &Logon) -> Value {
    let (from, port) = match began.kind {
        LogonKind::Network { from, port } => (Some(from), Some(port)),
        LogonKind::Interactive | LogonKind::Service => (None, None),
    };
    let mut said = initiating(None);
    join(
        &mut said,
        json!({
            "AccountDomain": began.account.domain.to_lowercase(),
            "AccountName": began.account.name,
            "AccountSid": began.account.sid,
            "AdditionalFields": "{\"IsLocalLogon\":false}",
            "FailureReason": Value::Null,
            "IsLocalAdmin": true,
            "LogonId": began.id,
            "LogonType": began.kind.name(),
            "Protocol": "Kerberos",
            "RemoteIP": from,
            "RemoteIPType": from.map(|_| "Private"),
            "RemotePort": port,
        }),
    );
    said
}

fn signature(program: &Program) -> &'static str {
    if program.is_signed { "Valid" } else { "Unsigned" }
}

fn integrity(process: &Process) -> &'static str {
    if process.logon.id == 0x3e7 { "System" } else { "High" }
}
