//! The events of Endgame's sensor as they are: flat objects, one a line (the fields of OSSEM's dictionary of Endgame).

use serde_json::{Value, json};

use super::endgame::unique_pid;
use super::json::{join, lines};
use super::time;
use crate::scenario::ids;
use crate::scenario::model::{Deed, Event, LogonKind, Process, Scenario};

/// The whole file, in order of time.
pub(in crate::scenario) fn render(scenario: &Scenario) -> String {
    lines(scenario.events.iter().enumerate().filter_map(|(serial, event)| record(serial, event)))
}

fn record(serial: usize, event: &Event) -> Option<Value> {
    let (kind, subtype, opcode, said) = said(&event.deed)?;
    let logon = event.deed.logon()?;
    let mut record = json!({
        "event_type_full": kind,
        "event_subtype_full": subtype,
        "opcode": opcode,
        "serial_event_id": 75_000 + serial,
        "timestamp": time::filetime(event.at),
        "timestamp_utc": time::three_digits(event.at),
        "hostname": logon.host.name,
        "machine_id": ids::machine(logon.host),
        "user_domain": logon.account.domain,
        "user_name": logon.account.name,
        "user_sid": logon.account.sid,
    });
    if let Some(process) = event.deed.process() {
        join(&mut record, actor(process));
    }
    join(&mut record, said);
    Some(record)
}

/// The type, the subtype, its number, and what is said of it.
fn said(deed: &Deed) -> Option<(&'static str, &'static str, u16, Value)> {
    Some(match deed {
        Deed::Start(process) => ("process_event", "creation_event", 1, start(process)),
        Deed::End(process) => {
            let mut said = parent(process);
            join(&mut said, json!({"exit_code": 0}));
            ("process_event", "termination_event", 2, said)
        }
        Deed::Lookup { name, address, .. } => {
            let said = json!({"query_name": format!("{name}."), "query_type": 1, "query_results": address});
            ("dns_event", "request_event", 3008, said)
        }
        Deed::Connection { by, from_port, to, port } => {
            let said = json!({
                "destination_address": to, "destination_port": port, "protocol": "tcp",
                "source_address": if to.starts_with("127.") { to } else { by.host().address },
                "source_port": from_port,
            });
            ("network_event", "ipv4_connection_attempt_event", 12, said)
        }
        Deed::FileWrite { path, .. } => {
            let said = json!({"file_name": path.rsplit('\\').next(), "file_path": path});
            ("file_event", "file_create_event", 0, said)
        }
        Deed::Logon(began) => {
            let mut said = json!({
                "event_id": 4624, "logon_type": began.kind.number(), "subject_domain_name": "NT AUTHORITY",
                "subject_logon_id": "0x3e7", "subject_user_name": "SYSTEM",
                "target_domain_name": began.account.domain, "target_logon_id": began.hex(),
                "target_user_name": began.account.name,
            });
            if let LogonKind::Network { from, .. } = began.kind {
                said["ip_address"] = from.into();
            }
            ("security_event", "user_logon", 0, said)
        }
        Deed::ExplicitLogon { by, account, .. } => {
            let said = json!({
                "event_id": 4648, "subject_domain_name": by.logon.account.domain,
                "subject_logon_id": by.logon.hex(), "subject_user_name": by.logon.account.name,
                "target_domain_name": account.domain, "target_user_name": account.name,
            });
            ("security_event", "explicit_user_logon", 0, said)
        }
        Deed::Task { .. } => return None,
    })
}

/// What every event says of its process.
fn actor(process: &Process) -> Value {
    json!({
        "pid": process.pid,
        "process_name": process.program.name(),
        "process_path": process.program.path,
        "unique_pid": unique_pid(process),
    })
}

fn start(process: &Process) -> Value {
    let program = &process.program;
    let mut said = parent(process);
    join(
        &mut said,
        json!({
            "authentication_id": process.logon.id,
            "command_line": process.command_line,
            "md5": ids::md5(program),
            "original_file_name": program.original_name,
            "sha1": ids::sha1(program),
            "sha256": ids::sha256(program),
            "signature_signer": program.is_signed.then_some("Microsoft Windows"),
            "signature_status": if program.is_signed { "trusted" } else { "noSignature" },
        }),
    );
    said
}

fn parent(process: &Process) -> Value {
    let Some(parent) = &process.parent else { return json!({}) };
    json!({
        "parent_process_name": parent.program.name(),
        "parent_process_path": parent.program.path,
        "ppid": parent.pid,
        "unique_ppid": unique_pid(parent),
    })
}
