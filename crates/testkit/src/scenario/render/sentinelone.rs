//! SentinelOne Cloud Funnel: flat objects with dotted names, one a line.

use serde_json::{Map, Value, json};

use super::json::{join, lines};
use super::time;
use crate::scenario::ids;
use crate::scenario::model::{Deed, Event, Host, Logon, LogonKind, Process, Scenario};

/// The whole file, in order of time.
pub(in crate::scenario) fn render(scenario: &Scenario) -> String {
    lines(scenario.events.iter().filter_map(event))
}

/// `agent.uuid`.
pub(in crate::scenario) fn agent_uuid(host: &Host) -> String {
    ids::hex(&format!("sentinel {}", host.name), 32)
}

fn event(event: &Event) -> Option<Value> {
    let (category, kind, name, said) = match &event.deed {
        Deed::Start(process) => ("process", "Process Creation", "PROCESSCREATION", process_event(process)),
        Deed::End(process) => ("process", "Process Exit", "PROCESSEXIT", process_event(process)),
        Deed::Lookup { by, name, address } => (
            "dns",
            "DNS Resolved",
            "DNS",
            with(
                by,
                json!({
                    "event.dns.request": name, "event.dns.response": format!("::ffff:{address};"),
                }),
            ),
        ),
        Deed::Connection { by, from_port, to, port } => (
            "ip",
            "IP Connect",
            "TCPV4",
            with(
                by,
                json!({
                    "dst.ip.address": to, "dst.port.number": port, "event.network.connectionStatus": "SUCCESS",
                    "event.network.direction": "OUTGOING", "event.network.protocolName": protocol(*port),
                    "src.ip.address": if to.starts_with("127.") { to } else { by.host().address },
                    "src.port.number": from_port,
                }),
            ),
        ),
        Deed::FileWrite { by, path, size } => (
            "file",
            "File Creation",
            "FILECREATION",
            with(
                by,
                json!({
                    "tgt.file.creationTime": event.at.millis(), "tgt.file.extension": "exe",
                    "tgt.file.id": ids::hex(path, 16).to_uppercase(), "tgt.file.isExecutable": true,
                    "tgt.file.location": "Local", "tgt.file.modificationTime": event.at.millis(), "tgt.file.path": path,
                    "tgt.file.sha1": ids::hex(&format!("sha1 {path}"), 40), "tgt.file.size": size, "tgt.file.type": "PE",
                }),
            ),
        ),
        Deed::Task { by, name, command } => {
            let said = json!({"task.name": name, "task.path": command});
            ("scheduled_task", "Task Register", "SCHEDTASKREGISTER", with(by, said))
        }
        Deed::Logon(began) => ("logins", "Login", "WINLOGONATTEMPT", logon(began)),
        Deed::ExplicitLogon { .. } => return None,
    };
    let mut document = head(event, event.deed.logon()?.host);
    join(&mut document, json!({"event.category": category, "event.type": kind, "meta.event.name": name}));
    join(&mut document, said);
    Some(without_nulls(document))
}

fn head(event: &Event, host: &Host) -> Value {
    let trace = ids::hex(&format!("trace {}", event.at), 26).to_uppercase();
    let clock = time::with_blank(event.at);
    json!({
        "account.id": "123412341234123412",
        "agent.uuid": agent_uuid(host),
        "agent.version": "23.4.2.14",
        "dataSource.category": "security",
        "dataSource.name": "SentinelOne",
        "dataSource.vendor": "SentinelOne",
        "endpoint.name": host.name,
        "endpoint.os": "windows",
        "endpoint.type": if host.is_server { "server" } else { "desktop" },
        "event.id": format!("{trace}_7"),
        "event.time": event.at.millis(),
        "i.scheme": "edr",
        "i.version": "preprocess-lib-1.0",
        "mgmt.id": "1337",
        "mgmt.osRevision": if host.is_server { "20348" } else { "22631" },
        "mgmt.url": "kestrel.sentinelone.example",
        "os.name": if host.is_server { "Windows Server 2022" } else { "Windows 11 Pro" },
        "packet.id": ids::hex(&format!("packet {}", event.at), 32).to_uppercase(),
        "sca:ingestTime": event.at.millis() / 1000 + 9,
        "site.id": "432143214321432143",
        "site.name": "Kestrel",
        "timestamp": clock.split(' ').nth(1),
        "trace.id": trace,
    })
}

/// Of a process and of what had started it; the latter is what did it.
fn process_event(process: &Process) -> Value {
    let mut said = of("tgt.process", Some(process));
    join(&mut said, of("src.process", process.parent.as_deref()));
    join(
        &mut said,
        of("src.process.parent", process.parent.as_ref().and_then(|parent| parent.parent.as_deref())),
    );
    said
}

/// What an event of another kind says of the process that did it.
fn with(by: &Process, rest: Value) -> Value {
    let mut said = of("src.process", Some(by));
    join(&mut said, of("src.process.parent", by.parent.as_deref()));
    join(&mut said, json!({"process.unique.key": uid(by)}));
    join(&mut said, rest);
    said
}

fn of(prefix: &str, process: Option<&Process>) -> Value {
    let Some(process) = process else { return json!({}) };
    let program = &process.program;
    let members = [
        ("cmdline", json!(process.command_line)),
        ("displayName", json!(program.description)),
        ("image.binaryIsExecutable", json!(true)),
        ("image.md5", json!(ids::md5(program))),
        ("image.originalFileName", json!(program.original_name)),
        ("image.path", json!(program.path)),
        ("image.sha1", json!(ids::sha1(program))),
        ("image.sha256", json!(ids::sha256(program))),
        ("integrityLevel", json!(if process.logon.id == 0x3e7 { "SYSTEM" } else { "HIGH" })),
        ("name", json!(program.name())),
        ("pid", json!(process.pid)),
        ("publisher", json!(program.is_signed.then_some("MICROSOFT WINDOWS"))),
        ("sessionId", json!(0)),
        ("signedStatus", json!(if program.is_signed { "signed" } else { "unsigned" })),
        ("startTime", json!(process.started.millis())),
        ("storyline.id", json!(ids::hex(&format!("storyline {}", process.logon.id), 16).to_uppercase())),
        ("subsystem", json!("SYS_WIN32")),
        ("uid", json!(uid(process))),
        ("user", json!(process.logon.account.qualified())),
        ("verifiedStatus", json!(program.is_signed.then_some("verified"))),
    ];
    Value::Object(members.into_iter().map(|(name, value)| (format!("{prefix}.{name}"), value)).collect())
}

fn logon(began: &Logon) -> Value {
    let from = match began.kind {
        LogonKind::Network { from, .. } => Some(from),
        LogonKind::Interactive | LogonKind::Service => None,
    };
    json!({
        "event.login.accountDomain": began.account.domain,
        "event.login.accountName": began.account.name,
        "event.login.accountSid": began.account.sid,
        "event.login.isAdministratorEquivalent": true,
        "event.login.loginIsSuccessful": true,
        "event.login.sessionId": began.id,
        "event.login.type": began.kind.name().to_uppercase(),
        "event.login.userName": began.account.name,
        "src.endpoint.ip.address": from,
    })
}

/// The number that the agent gives a process.
fn uid(process: &Process) -> String {
    ids::hex(&format!("sentinel {}", ids::seed_of(process)), 16).to_uppercase()
}

fn protocol(port: u16) -> &'static str {
    match port {
        22 => "ssh",
        443 => "ssl",
        445 => "smb",
        _ => "tcp",
    }
}

fn without_nulls(document: Value) -> Value {
    match document {
        Value::Object(members) => {
            Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        other => other,
    }
}
