//! What becomes of each value of a record, for people: the rows of the tables, and what code does beside them.
//!
//! What a shipper's document says beside the record is kept as it is, and not listed. `tests/contract.rs` compares these lists with the documents that the mapping makes.

use super::{powershell, security, sysmon};
use crate::FieldNote;

/// A note that is written by hand: raw name, field, how.
pub(super) type Note = (&'static str, &'static str, &'static str);

pub(super) fn add(table: &[Note], notes: &mut Vec<FieldNote>) {
    notes.extend(table.iter().map(|(raw, field, how)| FieldNote::new(*raw, *field, how)));
}

/// Records of every channel. Raw names are those of the event's XML.
const RECORD: &[Note] = &[
    ("System.TimeCreated.SystemTime", "@timestamp", "unless the event's own data has a time"),
    ("System.TimeCreated.SystemTime", "winlog.time_created", "where a shipper tells both times"),
    ("System.EventID", "event.code", "copied, as text"),
    ("System.EventID", "winlog.event_id", "copied, as text"),
    ("System.Channel", "winlog.channel", "copied"),
    ("System.Computer", "winlog.computer_name", "copied"),
    ("System.Computer", "host.name", "copied, unless a shipper names the host"),
    ("System.Provider.Name", "winlog.provider_name", "copied"),
    ("System.Provider.Name", "event.provider", "copied"),
    ("System.Provider.Guid", "winlog.provider_guid", "copied, in upper case from files"),
    ("System.EventRecordID", "winlog.record_id", "copied, as text"),
    ("System.Version", "winlog.version", "as a whole number, unless it is 0"),
    ("System.Level", "log.level", "its name"),
    ("System.Level", "winlog.level", "its name, where a shipper tells it"),
    ("System.Task", "winlog.task", "its name, where it is the same on every host or rendered"),
    ("System.Task", "event.action", "its name, unless the event's id tells the action"),
    ("System.Opcode", "winlog.opcode", "its name, where it is the same on every host or rendered"),
    ("System.Keywords", "winlog.keywords", "their names"),
    ("System.Keywords", "event.outcome", "success or failure of an audit"),
    ("System.Correlation.ActivityID", "winlog.activity_id", "copied, in upper case from files"),
    (
        "System.Correlation.RelatedActivityID",
        "winlog.related_activity_id",
        "copied, in upper case from files",
    ),
    ("System.Execution.ProcessID", "winlog.process.pid", "as a whole number"),
    ("System.Execution.ThreadID", "winlog.process.thread.id", "as a whole number"),
    ("System.Security.UserID", "winlog.user.identifier", "copied"),
    ("System.Security.UserID", "winlog.user.name", "of accounts that are the same on every host"),
    ("System.Security.UserID", "winlog.user.domain", "of accounts that are the same on every host"),
    ("System.Security.UserID", "winlog.user.type", "of accounts that are the same on every host"),
    ("RenderingInfo.Message", "message", "copied, with line ends of one character"),
    ("EventData.*", "winlog.event_data.*", "copied, unless it was moved; without a name: param1, param2, …"),
    ("UserData.*.*", "winlog.user_data.*", "copied; xml_name is the name of the element"),
    ("", "event.kind", "event"),
    ("", "event.module", "of Winlogbeat's modules"),
    ("", "ecs.version", "of the pipeline that the mapping follows"),
    (
        "",
        "host.os.type",
        "windows of forwarded events and Winlogbeat's modules, unless a shipper says otherwise",
    ),
    (
        "",
        "host.os.family",
        "windows of forwarded events and Winlogbeat's modules, unless a shipper says otherwise",
    ),
];

/// Records of a channel that no pipeline knows.
pub(crate) fn record(notes: &mut Vec<FieldNote>) {
    add(RECORD, notes);
}

/// Sysmon's records.
pub(crate) fn sysmon(notes: &mut Vec<FieldNote>) {
    record(notes);
    sysmon::notes(notes);
}

/// Audit records.
pub(crate) fn security(notes: &mut Vec<FieldNote>) {
    record(notes);
    security::notes(notes);
}

/// PowerShell's records, of both logs.
pub(crate) fn powershell(notes: &mut Vec<FieldNote>) {
    record(notes);
    powershell::notes(notes);
}

/// Records that a collector forwarded, of any log.
pub(crate) fn forwarded(notes: &mut Vec<FieldNote>) {
    record(notes);
    sysmon::notes(notes);
    security::notes(notes);
    powershell::notes(notes);
}
