//! Elastic Defend: ECS documents, one a line; and the logons of the Security log, which the same agent ships.

use serde_json::{Value, json};

use super::command_line::arguments;
use super::json::{join, lines};
use super::time;
use super::winlog::elastic_agent;
use crate::scenario::ids;
use crate::scenario::model::{Deed, Event, Host, Logon, LogonKind, Process, Program, Scenario};
use crate::scenario::render::windows_security;
use crate::scenario::render::winlog::numbered;

/// The whole file, in order of time.
pub(in crate::scenario) fn render(scenario: &Scenario) -> String {
    let mut documents = Vec::new();
    for (sequence, event) in scenario.events.iter().enumerate() {
        documents.extend(endpoint(sequence, event).into_iter().map(|document| (event.at, document)));
    }
    for (number, record) in numbered(scenario, &[windows_security::logons_and_tasks]) {
        documents.push((record.written, elastic_agent::local(number, &record)));
    }
    documents.sort_by_key(|(at, _)| *at);
    lines(documents.into_iter().map(|(_, document)| document))
}

/// The documents of one event. A lookup is two: the question, and its answer.
fn endpoint(sequence: usize, event: &Event) -> Vec<Value> {
    let document = |dataset: &str, action: &str, category: Value, kind: Value, rest: Value| {
        let logon = event.deed.logon();
        let mut document = envelope(sequence, event, dataset, action, logon.map(|logon| &**logon));
        join(&mut document, json!({"event": {"category": category, "type": kind}}));
        join(&mut document, rest);
        document
    };
    match &event.deed {
        Deed::Start(process) => {
            vec![document("process", "start", json!(["process"]), json!(["start"]), start(process))]
        }
        Deed::End(process) => {
            let rest = json!({"process": {"exit_code": 0, "parent": parent(process)}});
            vec![document("process", "end", json!(["process"]), json!(["end"]), with(process, rest))]
        }
        Deed::Lookup { by, name, address } => {
            let question =
                json!({"dns": {"question": {"name": name, "type": "A"}}, "network": {"protocol": "dns"}});
            let mut answer = question.clone();
            join(&mut answer, json!({"dns": {"resolved_ip": [address], "Ext": {"status": 0}}}));
            let (category, kind) = (json!(["network"]), json!(["protocol", "info"]));
            vec![
                document("network", "lookup_requested", category.clone(), kind.clone(), with(by, question)),
                document("network", "lookup_result", category, kind, with(by, answer)),
            ]
        }
        Deed::Connection { by, from_port, to, port } => {
            let from = if to.starts_with("127.") { *to } else { by.host().address };
            let rest = json!({
                "source": {"address": from, "ip": from, "port": from_port},
                "destination": {"address": to, "ip": to, "port": port},
                "network": {"direction": "egress", "transport": "tcp", "type": "ipv4"},
            });
            let (category, kind) = (json!(["network"]), json!(["start"]));
            vec![document("network", "connection_attempted", category, kind, with(by, rest))]
        }
        Deed::FileWrite { by, path, size } => {
            let name = path.rsplit('\\').next();
            let rest = json!({"file": {
                "Ext": {"header_bytes": "4d5a90000300000004000000ffff0000"},
                "extension": "exe", "name": name, "path": path, "size": size,
            }});
            vec![document("file", "creation", json!(["file"]), json!(["creation"]), with(by, rest))]
        }
        Deed::Logon(logon) => {
            let rest = json!({"process": {"Ext": of_logon(logon)}});
            let (category, kind) = (json!(["authentication", "session"]), json!(["start"]));
            vec![document("security", "log_on", category, kind, rest)]
        }
        Deed::Task { .. } | Deed::ExplicitLogon { .. } => Vec::new(),
    }
}

fn envelope(sequence: usize, event: &Event, dataset: &str, action: &str, logon: Option<&Logon>) -> Value {
    let Some(Logon { host, account, .. }) = logon else { return Value::Null };
    let agent = ids::guid(&format!("agent {}", host.name));
    let at = time::six_digits(event.at);
    json!({
        "@timestamp": at,
        "agent": {"id": agent, "type": "endpoint", "version": "8.15.3"},
        "data_stream": {"dataset": format!("endpoint.events.{dataset}"), "namespace": "default", "type": "logs"},
        "ecs": {"version": "8.10.0"},
        "elastic": {"agent": {"id": agent}},
        "event": {
            "action": action,
            "category": Value::Null,
            "created": at,
            "dataset": format!("endpoint.events.{dataset}"),
            "id": ids::hex(&format!("defend {sequence} {action}"), 16),
            "kind": "event",
            "module": "endpoint",
            "outcome": "unknown",
            "sequence": 40_000 + sequence,
            "type": Value::Null,
        },
        "host": machine(host),
        "message": format!("Endpoint {dataset} event"),
        "user": {"domain": account.domain, "id": account.sid, "name": account.name},
    })
}

fn machine(host: &Host) -> Value {
    let variant = if host.is_server { "Windows Server 2022 Standard" } else { "Windows 11 Pro" };
    let build = if host.is_server { "10.0.20348.2762" } else { "10.0.22631.4460" };
    let full = format!("{variant} ({build})");
    json!({
        "architecture": "x86_64",
        "hostname": host.name,
        "id": ids::machine(host),
        "ip": [host.address],
        "name": host.name,
        "os": {
            "Ext": {"variant": variant}, "family": "windows", "full": full, "kernel": build, "name": "Windows",
            "platform": "windows", "type": "windows", "version": build,
        },
    })
}

/// What an event of another kind says of its process.
fn with(process: &Process, mut rest: Value) -> Value {
    let ancestry: Vec<String> = process.ancestors().map(|ancestor| entity_id(ancestor)).collect();
    join(
        &mut rest,
        json!({"process": {
            "Ext": {"ancestry": ancestry},
            "entity_id": entity_id(process),
            "executable": process.program.path,
            "name": process.program.name(),
            "pid": process.pid,
        }}),
    );
    rest
}

fn start(process: &Process) -> Value {
    let program = &process.program;
    let args = arguments(process.command_line);
    let mut ext = of_logon(&process.logon);
    join(
        &mut ext,
        json!({
            "code_signature": [signature(program)],
            "token": {"elevation": true, "elevation_level": "full", "integrity_level_name": "high"},
        }),
    );
    with(
        process,
        json!({"process": {
            "Ext": ext,
            "args_count": args.len(),
            "args": args,
            "code_signature": signature(program),
            "command_line": process.command_line,
            "hash": {"md5": ids::md5(program), "sha1": ids::sha1(program), "sha256": ids::sha256(program)},
            "parent": parent(process),
            "pe": {"original_file_name": program.original_name},
            "working_directory": r"C:\Windows\system32\",
        }}),
    )
}

fn parent(process: &Process) -> Value {
    let Some(parent) = &process.parent else { return Value::Null };
    let args = arguments(parent.command_line);
    json!({
        "args_count": args.len(),
        "args": args,
        "code_signature": signature(&parent.program),
        "command_line": parent.command_line,
        "entity_id": entity_id(parent),
        "executable": parent.program.path,
        "name": parent.program.name(),
        "pid": parent.pid,
    })
}

fn of_logon(logon: &Logon) -> Value {
    let mut ext = json!({
        "authentication_id": logon.hex(),
        "session_info": {"id": 0, "logon_type": logon.kind.name(), "authentication_package": "Kerberos"},
    });
    if let LogonKind::Network { from, .. } = logon.kind {
        ext["session_info"]["client_address"] = from.into();
    }
    ext
}

fn signature(program: &Program) -> Value {
    if program.is_signed {
        json!({"exists": true, "status": "trusted", "subject_name": "Microsoft Windows", "trusted": true})
    } else {
        json!({"exists": false})
    }
}

/// Really base64 of the agent's id, the process's number and its start; here a number that follows from these.
fn entity_id(process: &Process) -> String {
    ids::hex(&format!("defend {}", ids::seed_of(process)), 40)
}
