//! Windows events as Elastic Agent ships them, before any ingest pipeline.

use serde_json::{Value, json};

use super::{Record, numbered};
use crate::scenario::ids;
use crate::scenario::model::{Host, Scenario};
use crate::scenario::render::json::{join, lines};
use crate::scenario::render::{sysmon, time, windows_security};

/// The Security log.
pub(in crate::scenario) fn security(scenario: &Scenario) -> String {
    lines(numbered(scenario, &[windows_security::records]).map(|(number, record)| local(number, &record)))
}

/// Sysmon's log, and the logons of the Security log.
pub(in crate::scenario) fn sysmon(scenario: &Scenario) -> String {
    let logs = [sysmon::records, windows_security::logons_and_tasks];
    lines(numbered(scenario, &logs).map(|(number, record)| local(number, &record)))
}

/// The Security log of all machines, from the collector that they forward it to.
pub(in crate::scenario) fn forwarded_security(scenario: &Scenario) -> String {
    lines(numbered(scenario, &[windows_security::records]).map(|(number, record)| forwarded(number, &record)))
}

/// Sysmon's log and the logons of the Security log, from a collector.
pub(in crate::scenario) fn forwarded_sysmon(scenario: &Scenario) -> String {
    let logs = [sysmon::records, windows_security::logons_and_tasks];
    lines(numbered(scenario, &logs).map(|(number, record)| forwarded(number, &record)))
}

/// A record that the agent of its own machine read.
pub(in crate::scenario::render) fn local(number: u64, record: &Record) -> Value {
    let mut document = shipped(number, record, record.log.dataset, record.host.name);
    document["host"] = host(record.host);
    document
}

/// A record that the agent of a collector read.
fn forwarded(number: u64, record: &Record) -> Value {
    let mut document = shipped(number, record, "windows.forwarded", "wec-01");
    document["host"] = json!({"name": record.host.full_name()});
    document["tags"] = json!(["forwarded"]);
    document
}

fn shipped(number: u64, record: &Record, dataset: &str, agent: &str) -> Value {
    let id = ids::guid(&format!("agent {agent}"));
    let mut document = json!({
        "@timestamp": time::three_digits(record.written),
        "agent": {
            "ephemeral_id": ids::guid(&format!("agent's run {agent}")),
            "id": id, "name": agent, "type": "filebeat", "version": "8.15.3",
        },
        "data_stream": {"dataset": dataset, "namespace": "default", "type": "logs"},
        "ecs": {"version": "8.0.0"},
        "elastic_agent": {"id": id, "snapshot": false, "version": "8.15.3"},
        "event": record.event(),
        "input": {"type": "winlog"},
        "log": {"level": "information"},
        "message": record.text(),
        "winlog": record.winlog(number),
    });
    join(
        &mut document,
        json!({
            "event": {"dataset": dataset},
            "winlog": {"time_created": time::seven_digits(record.written)},
        }),
    );
    document
}

/// What Beats know of the machine that they run on.
pub(super) fn host(host: &Host) -> Value {
    let name = if host.is_server { "Windows Server 2022 Standard" } else { "Windows 11 Pro" };
    let build = if host.is_server { "20348.2762" } else { "22631.4460" };
    json!({
        "architecture": "x86_64",
        "hostname": host.name,
        "id": ids::machine(host),
        "ip": [host.address],
        "name": host.name,
        "os": {
            "build": build, "family": "windows", "kernel": format!("10.0.{build}"), "name": name,
            "platform": "windows", "type": "windows", "version": "10.0",
        },
    })
}
