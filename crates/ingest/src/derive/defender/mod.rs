//! What Microsoft Defender XDR records and Elastic's integration leaves out. A record's values lie in its `properties`;
//! in process events the process is the one that was created, elsewhere the one that acted (`InitiatingProcess*`).

pub(super) mod process_ids;
pub(super) mod signature;

use super::Event;
use crate::JsonObject;

/// One record.
pub(super) struct Record<'a> {
    pub(super) properties: JsonObject<'a>,
    /// Whether it tells of a process that was created.
    pub(super) is_process: bool,
}

/// The record of the event, if it is of a device.
pub(super) fn record<'a>(event: &Event<'_, 'a>) -> Option<Record<'a>> {
    let object = event.json().filter(|_| event.source.name == "m365_defender.event")?;
    let table = object.text("category")?.strip_prefix("AdvancedHunting-Device")?;
    Some(Record { properties: object.object("properties")?, is_process: table == "ProcessEvents" })
}

impl Record<'_> {
    /// The session of the event's process. Sessions of a device are numbered; `0` is none.
    pub(super) fn session(&self) -> Option<u64> {
        let name = if self.is_process { "LogonId" } else { "InitiatingProcessLogonId" };
        self.properties.text(name)?.parse().ok().filter(|&session| session != 0)
    }

    /// Whether something in it is written as only Windows writes it: a path with a drive, a SID.
    pub(super) fn is_windows(&self) -> bool {
        let has = |name: &str, is: fn(&str) -> bool| self.properties.text(name).is_some_and(is);
        ["FolderPath", "InitiatingProcessFolderPath"].iter().any(|name| has(name, has_drive))
            || ["AccountSid", "InitiatingProcessAccountSid"]
                .iter()
                .any(|name| has(name, |sid| sid.starts_with("S-1-")))
    }
}

fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic())
}
