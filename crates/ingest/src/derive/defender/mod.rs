//! What Microsoft Defender XDR records and Elastic's integration leaves out. A record's values lie in its `properties`;
//! where a process was created the process is that one, elsewhere the one that acted (`InitiatingProcess*`).

pub(super) mod dns_query;
pub(super) mod process_ids;
pub(super) mod signature;

use super::Event;
use crate::mapping::DataValue;
use crate::sources::{DeviceRow, Subject};

/// One record.
pub(super) struct Record<'a> {
    row: DeviceRow<'a>,
}

/// The record of the event, if it is of a device.
pub(super) fn record<'a>(event: &Event<'_, 'a>) -> Option<Record<'a>> {
    let object = event.json().filter(|_| event.source.name == "m365_defender.event")?;
    DeviceRow::of(object).map(|row| Record { row })
}

impl<'a> Record<'a> {
    /// Which process the event is about.
    pub(super) fn subject(&self) -> Subject {
        self.row.subject
    }

    /// What a column says.
    pub(super) fn text(&self, column: &str) -> Option<&'a str> {
        self.row.properties.text(column)
    }

    /// The value of a column.
    pub(super) fn value(&self, column: &str) -> Option<DataValue<'a>> {
        self.row.properties.get(column)
    }

    /// The session of the event's process. Sessions of a device are numbered; `0` is none.
    pub(super) fn session(&self) -> Option<u64> {
        let name = match self.subject() {
            Subject::Child => "LogonId",
            Subject::File => return None,
            Subject::Initiator => "InitiatingProcessLogonId",
        };
        self.text(name)?.parse().ok().filter(|&session| session != 0)
    }

    /// Whether something in it is written as only Windows writes it: a path with a drive, a SID. What processes of other
    /// systems have beside speaks against it.
    pub(super) fn is_windows(&self) -> bool {
        let has = |name: &str, is: fn(&str) -> bool| self.text(name).is_some_and(is);
        let is_posix = self.value("AdditionalFields").is_some_and(|value| match value {
            DataValue::Text(text) | DataValue::Json(text) => text.contains("InitiatingProcessPosix"),
            _ => false,
        });
        let has_path = ["FolderPath", "InitiatingProcessFolderPath"].iter().any(|name| has(name, has_drive));
        !is_posix
            && (has_path
                || ["AccountSid", "InitiatingProcessAccountSid"].iter().any(|name| has(name, is_sid)))
    }
}

fn is_sid(text: &str) -> bool {
    text.starts_with("S-1-")
}

fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic())
}
