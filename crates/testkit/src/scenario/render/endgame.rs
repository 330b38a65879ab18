//! Elastic Endgame: documents that are ECS already, with a copy of the sensor's own fields.

use serde_json::{Value, json};

use super::command_line::arguments;
use super::json::{join, lines};
use super::time;
use crate::scenario::ids;
use crate::scenario::model::{Account, Deed, Event, Host, Logon, Process, Scenario};

/// The whole file, in order of time.
pub(in crate::scenario) fn render(scenario: &Scenario) -> String {
    lines(scenario.events.iter().enumerate().filter_map(|(serial, event)| document(serial, event)))
}

fn document(serial: usize, event: &Event) -> Option<Value> {
    let (category, action, opcode, said) = said(&event.deed)?;
    let mut document = envelope(event, event.deed.logon()?);
    join(
        &mut document,
        json!({
            "endgame": {
                "event_subtype_full": action,
                "event_type_full": format!("{}_event", if action == "request_event" { "dns" } else { category }),
                "opcode": opcode,
                "serial_event_id": 75_000 + serial,
                "timestamp": time::filetime(event.at),
            },
            "event": {
                "action": action, "category": [category], "dataset": "esensor",
                "id": ids::guid(&format!("endgame {serial}")), "kind": "event", "module": "endgame",
            },
        }),
    );
    join(&mut document, said);
    Some(document)
}

/// The category, the action, its number, and what is said of it. Only starts, ends and logons have a type.
fn said(deed: &Deed) -> Option<(&'static str, &'static str, u16, Value)> {
    Some(match deed {
        Deed::Start(process) => ("process", "creation_event", 1, start(process)),
        Deed::End(process) => ("process", "termination_event", 2, end(process)),
        Deed::Lookup { by, name, .. } => {
            let said = json!({
                "dns": {"question": {"name": name, "type": "A"}},
                "endgame": {"query_name": name},
                "network": {"protocol": "dns"},
                "winlog": {"event_id": 3008},
            });
            ("network", "request_event", 3008, with(by, said))
        }
        Deed::Connection { by, from_port, to, port } => {
            let said = connection(by, *from_port, to, *port);
            ("network", "ipv4_connection_attempt_event", 12, with(by, said))
        }
        Deed::FileWrite { by, path, size } => {
            let name = path.rsplit('\\').next();
            let said = json!({
                "endgame": {"file_name": name, "file_path": path},
                "file": {"name": name, "path": path, "size": size},
            });
            ("file", "file_create_event", 0, with(by, said))
        }
        Deed::Logon(began) => ("authentication", "user_logon", 0, logon(began)),
        Deed::ExplicitLogon { by, account, server } => {
            ("authentication", "explicit_user_logon", 0, explicit_logon(by, account, server))
        }
        Deed::Task { .. } => return None,
    })
}

fn connection(by: &Process, from_port: u16, to: &str, port: u16) -> Value {
    let from = if to.starts_with("127.") { to } else { by.host().address };
    json!({
        "destination": {"ip": to, "port": port},
        "endgame": {
            "destination_address": to, "destination_port": port, "protocol": "tcp",
            "source_address": from, "source_port": from_port,
        },
        "network": {"transport": "tcp", "type": "ipv4"},
        "source": {"ip": from, "port": from_port},
    })
}

fn envelope(event: &Event, logon: &Logon) -> Value {
    let Logon { host, account, .. } = logon;
    json!({
        "@timestamp": time::three_digits(event.at),
        "agent": {"id": ids::machine(host), "type": "endgame", "version": "3.60.13"},
        "ecs": {"version": "1.9.0"},
        "host": machine(host),
        "user": {"domain": account.domain, "id": account.sid, "name": account.name},
    })
}

fn machine(host: &Host) -> Value {
    json!({
        "hostname": host.name,
        "id": ids::machine(host),
        "ip": [host.address],
        "name": host.name,
        "os": {"family": "windows", "name": "Windows", "platform": "windows", "type": "windows", "version": "10.0"},
    })
}

/// What an event of another kind says of its process.
fn with(process: &Process, mut rest: Value) -> Value {
    join(
        &mut rest,
        json!({
            "endgame": {"pid": process.pid, "process_name": process.program.name(), "unique_pid": unique_pid(process)},
            "process": {
                "entity_id": unique_pid(process).to_string(),
                "executable": process.program.path,
                "name": process.program.name(),
                "pid": process.pid,
            },
        }),
    );
    rest
}

fn start(process: &Process) -> Value {
    let program = &process.program;
    let args = arguments(process.command_line);
    let mut said = with(
        process,
        json!({
            "event": {"type": ["start"]},
        "endgame": {
                "authentication_id": process.logon.id.to_string(), "command_line": process.command_line,
                "original_file_name": program.original_name, "process_path": program.path,
            },
            "process": {
                "args_count": args.len(), "args": args, "command_line": process.command_line,
                "hash": {"md5": ids::md5(program), "sha1": ids::sha1(program), "sha256": ids::sha256(program)},
                "code_signature": {
                    "exists": program.is_signed, "subject_name": program.is_signed.then_some("Microsoft Windows"),
                    "trusted": program.is_signed,
                },
                "pe": {"original_file_name": program.original_name},
            },
        }),
    );
    join(&mut said, parent(process));
    said
}

fn end(process: &Process) -> Value {
    let mut said = with(
        process,
        json!({
            "endgame": {"exit_code": 0}, "event": {"type": ["end"]}, "process": {"exit_code": 0},
        }),
    );
    join(&mut said, parent(process));
    said
}

/// The parent by its number; the document has no place for its unique one, but the sensor's copy has.
fn parent(process: &Process) -> Value {
    let Some(parent) = &process.parent else { return json!({}) };
    json!({
        "endgame": {
            "parent_process_name": parent.program.name(), "parent_process_path": parent.program.path,
            "ppid": parent.pid, "unique_ppid": unique_pid(parent),
        },
        "process": {
            "parent": {
                "command_line": parent.command_line, "executable": parent.program.path,
                "name": parent.program.name(), "pid": parent.pid,
            },
            "ppid": parent.pid,
        },
    })
}

fn logon(began: &Logon) -> Value {
    json!({
        "endgame": {
            "logon_type": began.kind.number(), "subject_domain_name": "NT AUTHORITY", "subject_logon_id": "0x3e7",
            "subject_user_name": "SYSTEM", "target_domain_name": began.account.domain,
            "target_logon_id": began.hex(), "target_user_name": began.account.name,
        },
        "event": {"type": ["authentication_success"]},
        "winlog": {"event_id": 4624},
    })
}

fn explicit_logon(by: &Process, account: &Account, server: &Host) -> Value {
    json!({
        "endgame": {
            "pid": by.pid, "subject_domain_name": by.logon.account.domain, "subject_logon_id": by.logon.hex(),
            "subject_user_name": by.logon.account.name, "target_domain_name": account.domain,
            "target_server_name": server.full_name(), "target_user_name": account.name,
        },
        "event": {"type": ["authentication_success"]},
        "process": {"executable": by.program.path, "name": by.program.name(), "pid": by.pid},
        "winlog": {"event_id": 4648},
    })
}

/// The number that the sensor gives a process; numbers are unique on a machine.
pub(super) fn unique_pid(process: &Process) -> u64 {
    u64::from_str_radix(&ids::hex(&format!("endgame {}", ids::seed_of(process)), 8), 16).unwrap_or_default()
}
