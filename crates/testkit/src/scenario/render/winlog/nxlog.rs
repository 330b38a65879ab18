//! Windows events as NXLog writes them: flat objects, one a line.

use serde_json::{Value, json};

use super::{Record, numbered};
use crate::scenario::model::Scenario;
use crate::scenario::render::json::{join, lines};
use crate::scenario::render::{sysmon, time, windows_security};

/// Sysmon's log, and the logons of the Security log.
pub(in crate::scenario) fn sysmon(scenario: &Scenario) -> String {
    let logs = [sysmon::records, windows_security::logons_and_tasks];
    lines(numbered(scenario, &logs).map(|(number, record)| object(number, &record)))
}

/// The Security log.
pub(in crate::scenario) fn security(scenario: &Scenario) -> String {
    lines(numbered(scenario, &[windows_security::records]).map(|(number, record)| object(number, &record)))
}

fn object(number: u64, record: &Record) -> Value {
    let log = record.log;
    let at = time::six_digits(record.written).replace('Z', "+00:00");
    let mut object = json!({
        "EventTime": at,
        "Hostname": record.host.full_name(),
        "Keywords": log.keywords() as i64,
        "EventType": if log.is_audit { "AUDIT_SUCCESS" } else { "INFO" },
        "SeverityValue": 2,
        "Severity": "INFO",
        "EventID": record.event_id,
        "SourceName": log.provider,
        "ProviderGuid": log.provider_guid,
        "Version": record.version,
        "Task": record.task.0,
        "OpcodeValue": 0,
        "RecordNumber": number,
        "ExecutionProcessID": log.writer.0,
        "ExecutionThreadID": log.writer.1,
        "Channel": log.channel,
        "Message": record.text(),
        "Category": record.task.1,
        "Opcode": "Info",
    });
    if let Some(account) = log.account {
        join(
            &mut object,
            json!({
                "Domain": account.domain, "AccountName": account.name, "UserID": account.sid, "AccountType": "User",
            }),
        );
    }
    let data = record.data.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into()));
    join(&mut object, Value::Object(data.collect()));
    join(
        &mut object,
        json!({
            "EventReceivedTime": time::six_digits(time::later(record.written, 800)).replace('Z', "+00:00"),
            "SourceModuleName": "eventlog",
            "SourceModuleType": "im_msvistalog",
        }),
    );
    object
}
