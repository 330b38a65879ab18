//! CrowdStrike Falcon Data Replicator: flat objects whose values are all texts, one a line. What is known of machines
//! and users comes in lines of its own, which name no event.

use serde_json::{Map, Value, json};

use super::json::lines;
use super::time;
use crate::scenario::ids;
use crate::scenario::model::{Account, Deed, Event, Host, Logon, LogonKind, Process, Scenario};

/// The customer.
const CUSTOMER: &str = "5ddb0407bef249c19c7a975f17979a1f";

/// The whole file: machines, users, events.
pub(in crate::scenario) fn render(scenario: &Scenario) -> String {
    let hosts = scenario.hosts.iter().map(|host| machine(scenario, host));
    let accounts = scenario.accounts.iter().map(|account| user(scenario, account));
    lines(hosts.chain(accounts).chain(scenario.events.iter().filter_map(event)))
}

/// `aid`: the sensor's id, which stands for the machine.
pub(in crate::scenario) fn aid(host: &Host) -> String {
    ids::hex(&format!("aid {}", host.name), 32)
}

/// A line of `aidmaster`.
fn machine(scenario: &Scenario, host: &Host) -> Value {
    let (product, version) = if host.is_server { ("3", "Windows Server 2022") } else { ("1", "Windows 11") };
    json!({
        "AgentLoadFlags": "1", "AgentLocalTime": time::seconds(scenario.begins), "AgentTimeOffset": "0.0",
        "AgentVersion": "7.18.18605.0", "BiosManufacturer": "Kestrel", "BiosVersion": "1.0", "ChassisType": "Desktop",
        "City": "none", "ComputerName": host.name, "ConfigIDBuild": "18605", "Continent": "none", "Country": "none",
        "FalconGroupingTags": "-", "FirstSeen": "1769904000.0", "HostHiddenStatus": "Visible",
        "MachineDomain": Host::DOMAIN, "OU": "none", "PointerSize": "8", "ProductType": product,
        "SensorGroupingTags": "-", "ServicePackMajor": "0", "SiteName": "Default-First-Site-Name",
        "SystemManufacturer": "Kestrel", "SystemProductName": "K1", "Time": time::seconds(scenario.begins),
        "Timezone": "Etc/UTC", "Version": version, "aid": aid(host), "aip": "192.0.2.1", "cid": CUSTOMER,
        "event_platform": "Win",
    })
}

/// A line of `userinfo`.
fn user(scenario: &Scenario, account: &Account) -> Value {
    json!({
        "AccountType": "Domain User", "LastLoggedOnHost": "none", "LocalAdminAccess": "No", "LogonInfo": "none",
        "LogonTime": time::seconds(scenario.begins), "LogonType": "Interactive", "PasswordLastSet": "1769904000.0",
        "User": account.qualified(), "UserIsAdmin": "0", "UserName": account.name,
        "UserSid_readable": account.sid, "_time": time::seconds(scenario.begins), "cid": CUSTOMER,
        "monthsincereset": "1.0",
    })
}

fn event(event: &Event) -> Option<Value> {
    let (name, version, said) = match &event.deed {
        Deed::Start(process) => ("ProcessRollup2", "V19", start(process)),
        Deed::End(process) => (
            "EndOfProcess",
            "V15",
            json!({
                "ContextProcessId": number(process), "ExitCode": "0", "RawProcessId": process.pid.to_string(),
                "SHA256HashData": ids::sha256(&process.program), "TargetProcessId": number(process),
            }),
        ),
        Deed::Lookup { by, name, address } => (
            "DnsRequest",
            "V4",
            json!({
                "ContextProcessId": number(by), "ContextThreadId": "21600918226", "DomainName": name,
                "DualRequest": "0", "IP4Records": format!("{address};"), "InterfaceIndex": "0",
                "QueryStatus": "0", "RequestType": "1",
            }),
        ),
        Deed::Connection { by, from_port, to, port } => (
            "NetworkConnectIP4",
            "V9",
            json!({
                "ConnectionDirection": "0", "ConnectionFlags": "0", "ContextProcessId": number(by), "InContext": "0",
                "LocalAddressIP4": if to.starts_with("127.") { to } else { by.host().address },
                "LocalPort": from_port.to_string(), "Protocol": "6", "RemoteAddressIP4": to,
                "RemotePort": port.to_string(),
            }),
        ),
        Deed::FileWrite { by, path, size } => (
            "PeFileWritten",
            "V16",
            json!({
                "AuthenticationId": by.logon.id.to_string(), "ContextProcessId": number(by),
                "FileIdentifier": ids::hex(path, 48), "IsOnNetwork": "0", "IsOnRemovableDisk": "0",
                "SHA256HashData": ids::hex(&format!("sha256 {path}"), 64), "Size": size.to_string(),
                "TargetFileName": device_path(path), "TokenType": "1",
            }),
        ),
        Deed::Task { by, name, command } => (
            "ScheduledTaskRegistered",
            "V4",
            json!({
                "ContextProcessId": number(by), "TaskAuthor": by.logon.account.qualified(), "TaskExecCommand": command,
                "TaskName": name, "UserName": by.logon.account.name,
            }),
        ),
        Deed::Logon(began) => ("UserLogon", "V10", logon(event, began)),
        Deed::ExplicitLogon { .. } => return None,
    };
    let head = json!({
        "ConfigBuild": "1007.3.0018605.1", "ConfigStateHash": "2451860743", "ContextTimeStamp": time::seconds(event.at),
        "EffectiveTransmissionClass": "2", "Entitlements": "15", "aid": aid(event.deed.logon()?.host),
        "aip": "192.0.2.1", "cid": CUSTOMER, "event_platform": "Win", "event_simpleName": name,
        "id": ids::guid(&format!("falcon {name} {}", event.at)), "name": format!("{name}{version}"),
        "timestamp": event.at.millis().to_string(),
    });
    Some(sorted([said, head]))
}

fn start(process: &Process) -> Value {
    let program = &process.program;
    let parent = process.parent.as_ref();
    let is_system = process.logon.id == 0x3e7;
    json!({
        "AuthenticationId": process.logon.id.to_string(),
        "CommandLine": process.command_line,
        "ImageFileName": device_path(program.path),
        "ImageSubsystem": "3",
        "IntegrityLevel": if is_system { "16384" } else { "12288" },
        "MD5HashData": ids::md5(program),
        "ParentBaseFileName": parent.map(|parent| parent.program.name()),
        "ParentProcessId": parent.map(|parent| number(parent)),
        "ProcessCreateFlags": "4",
        "ProcessEndTime": "",
        "ProcessStartTime": time::seconds(process.started),
        "RawProcessId": process.pid.to_string(),
        "SHA1HashData": "0000000000000000000000000000000000000000",
        "SHA256HashData": ids::sha256(program),
        "SessionId": "0",
        "SignInfoFlags": if program.is_signed { "8683538" } else { "9175042" },
        "SourceProcessId": parent.map(|parent| number(parent)),
        "TargetProcessId": number(process),
        "TokenType": "1",
        "UserSid": process.logon.account.sid,
        "WindowFlags": "0",
    })
}

fn logon(event: &Event, began: &Logon) -> Value {
    let mut said = json!({
        "AuthenticationId": began.id.to_string(),
        "AuthenticationPackage": "Kerberos",
        "LogonDomain": began.account.domain,
        "LogonServer": "DC-01",
        "LogonTime": time::seconds(event.at),
        "LogonType": began.kind.number().to_string(),
        "UserIsAdmin": "1",
        "UserName": began.account.name,
        "UserSid": began.account.sid,
    });
    if let LogonKind::Network { from, .. } = began.kind {
        said["RemoteAddressIP4"] = from.into();
    }
    said
}

/// The number that the sensor gives a process; numbers are unique on a machine.
fn number(process: &Process) -> String {
    let digits = ids::hex(&format!("falcon {}", ids::seed_of(process)), 10);
    u64::from_str_radix(&digits, 16).unwrap_or_default().to_string()
}

/// `\Device\HarddiskVolume3\Windows\...`.
pub(super) fn device_path(path: &str) -> String {
    match path.split_once(':') {
        Some(("D", rest)) => format!(r"\Device\HarddiskVolume4{rest}"),
        Some((_, rest)) => format!(r"\Device\HarddiskVolume3{rest}"),
        None => path.to_owned(),
    }
}

/// The members of all objects that have a value, by name.
fn sorted(objects: [Value; 2]) -> Value {
    let members = objects.into_iter().filter_map(|object| match object {
        Value::Object(members) => Some(members),
        _ => None,
    });
    let mut all: Vec<(String, Value)> = members.flatten().filter(|(_, value)| !value.is_null()).collect();
    all.sort_by(|(left, _), (right, _)| left.cmp(right));
    Value::Object(all.into_iter().collect::<Map<_, _>>())
}
