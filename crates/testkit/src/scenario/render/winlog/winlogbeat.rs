//! Windows events as Winlogbeat ships them, before any ingest pipeline.

use serde_json::{Value, json};

use super::{Record, elastic_agent, numbered};
use crate::scenario::ids;
use crate::scenario::model::Scenario;
use crate::scenario::render::json::lines;
use crate::scenario::render::{sysmon, time, windows_security};

/// Sysmon's log, and the logons of the Security log.
pub(in crate::scenario) fn sysmon(scenario: &Scenario) -> String {
    let logs = [sysmon::records, windows_security::logons_and_tasks];
    lines(numbered(scenario, &logs).map(|(number, record)| document(number, &record)))
}

/// The Security log.
pub(in crate::scenario) fn security(scenario: &Scenario) -> String {
    lines(numbered(scenario, &[windows_security::records]).map(|(number, record)| document(number, &record)))
}

fn document(number: u64, record: &Record) -> Value {
    let name = record.host.name;
    json!({
        "@timestamp": time::three_digits(record.written),
        "@metadata": {"beat": "winlogbeat", "type": "_doc", "version": "8.15.3"},
        "agent": {
            "ephemeral_id": ids::guid(&format!("winlogbeat's run {name}")),
            "id": ids::guid(&format!("winlogbeat {name}")),
            "name": name, "type": "winlogbeat", "version": "8.15.3",
        },
        "ecs": {"version": "8.0.0"},
        "event": record.event(),
        "host": elastic_agent::host(record.host),
        "log": {"level": "information"},
        "message": record.text(),
        "winlog": record.winlog(number),
    })
}
