//! Windows events as Event Viewer and `wevtutil` export them: XML.

use super::{Record, numbered};
use crate::scenario::model::Scenario;
use crate::scenario::render::{sysmon, time, windows_security};

/// An export of Sysmon's log and the logons of the Security log: one `Events` element.
pub(in crate::scenario) fn sysmon(scenario: &Scenario) -> String {
    let logs = [sysmon::records, windows_security::logons_and_tasks];
    let events: String = numbered(scenario, &logs).map(|(number, record)| event(number, &record)).collect();
    format!("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>\n{events}</Events>\n")
}

/// The whole Security log, one `Event` element a line.
pub(in crate::scenario) fn security(scenario: &Scenario) -> String {
    numbered(scenario, &[windows_security::records]).map(|(number, record)| event(number, &record)).collect()
}

fn event(number: u64, record: &Record) -> String {
    let log = record.log;
    let (process, thread) = log.writer;
    let security = match log.account {
        Some(account) => format!("<Security UserID='{}'/>", account.sid),
        None => "<Security/>".to_owned(),
    };
    let data: String = record
        .data
        .iter()
        .map(|(name, value)| format!("<Data Name='{name}'>{}</Data>", escaped(value)))
        .collect();
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
         <Provider Name='{}' Guid='{}'/><EventID>{}</EventID><Version>{}</Version><Level>{}</Level><Task>{}</Task>\
         <Opcode>0</Opcode><Keywords>0x{:016x}</Keywords><TimeCreated SystemTime='{}'/>\
         <EventRecordID>{number}</EventRecordID><Correlation/>\
         <Execution ProcessID='{process}' ThreadID='{thread}'/><Channel>{}</Channel><Computer>{}</Computer>\
         {security}</System><EventData>{data}</EventData></Event>\n",
        log.provider,
        log.provider_guid.to_lowercase(),
        record.event_id,
        record.version,
        if log.is_audit { 0 } else { 4 },
        record.task.0,
        log.keywords(),
        time::seven_digits(record.written),
        log.channel,
        record.host.full_name(),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "&#10;")
}
