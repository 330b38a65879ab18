//! Windows event log records, and what shippers make of them.

pub(in crate::scenario) mod elastic_agent;
pub(in crate::scenario) mod event_xml;
pub(in crate::scenario) mod nxlog;
pub(in crate::scenario) mod winlogbeat;

use ecs::Timestamp;
use serde_json::{Value, json};

use super::time;
use crate::scenario::model::{Account, Host, Scenario};

/// A record of a Windows event log.
pub(super) struct Record {
    /// When it was written.
    pub(super) written: Timestamp,
    pub(super) host: &'static Host,
    pub(super) log: &'static Log,
    pub(super) event_id: u16,
    pub(super) version: u8,
    /// The number and the name of what it is about.
    pub(super) task: (u16, &'static str),
    /// The first line of its text.
    pub(super) message: &'static str,
    /// What it says, in the order in which the provider says it.
    pub(super) data: Vec<(&'static str, String)>,
}

/// A log, and who writes it.
pub(super) struct Log {
    pub(super) channel: &'static str,
    pub(super) provider: &'static str,
    pub(super) provider_guid: &'static str,
    /// The data set that Elastic Agent stores its records in.
    pub(super) dataset: &'static str,
    /// Whether its records are of the audit, which has an outcome.
    pub(super) is_audit: bool,
    /// The process and thread that write it.
    pub(super) writer: (u32, u32),
    /// The account that writes it, where records name one.
    pub(super) account: Option<&'static Account>,
    /// The number of its first record here.
    pub(super) first_record: u64,
}

impl Log {
    /// The bits of the reserved keywords: that the record is of a classic or an analytic channel, and of a success.
    fn keywords(&self) -> u64 {
        if self.is_audit { 0x8020_0000_0000_0000 } else { 0x8000_0000_0000_0000 }
    }
}

/// Who collects logs: gives a scenario's records in the order in which they were written, each with its number.
pub(super) fn numbered(
    scenario: &Scenario,
    logs: &[fn(&Scenario) -> Vec<Record>],
) -> impl Iterator<Item = (u64, Record)> {
    let mut records: Vec<Record> = logs.iter().flat_map(|records| records(scenario)).collect();
    records.sort_by_key(|record| record.written);
    records.into_iter().enumerate().map(|(number, record)| (record.log.first_record + number as u64, record))
}

impl Record {
    /// The text that Windows would show.
    fn text(&self) -> String {
        let mut text = self.message.to_owned();
        for (name, value) in &self.data {
            text.push_str(&format!("\n{name}: {value}"));
        }
        text
    }

    /// The `winlog` object of Beats.
    fn winlog(&self, number: u64) -> Value {
        let data: serde_json::Map<String, Value> =
            self.data.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        let (process, thread) = self.log.writer;
        let mut winlog = json!({
            "channel": self.log.channel,
            "computer_name": self.host.full_name(),
            "event_data": data,
            "event_id": self.event_id.to_string(),
            "opcode": "Info",
            "process": {"pid": process, "thread": {"id": thread}},
            "provider_guid": self.log.provider_guid,
            "provider_name": self.log.provider,
            "record_id": number,
            "task": self.task.1,
            "version": self.version,
        });
        if self.log.is_audit {
            winlog["keywords"] = json!(["Audit Success"]);
        }
        if let Some(account) = self.log.account {
            winlog["user"] = json!({
                "domain": account.domain, "identifier": account.sid, "name": account.name, "type": "User",
            });
        }
        winlog
    }

    /// The `event` object of Beats.
    fn event(&self) -> Value {
        let mut event = json!({
            "action": self.task.1,
            "code": self.event_id.to_string(),
            "created": time::three_digits(time::later(self.written, 1_100)),
            "kind": "event",
            "provider": self.log.provider,
        });
        if self.log.is_audit {
            event["outcome"] = "success".into();
        }
        event
    }
}
