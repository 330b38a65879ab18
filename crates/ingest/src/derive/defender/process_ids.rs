//! Ids of processes whose creation times are recorded.

use ecs::{FieldId, Timestamp};

use super::{Record, record};
use crate::derive::entity_id::entity_id;
use crate::derive::{By, Derivation, Event};
use crate::sources::Subject;

const ENTITY_ID: FieldId = FieldId::of("process.entity_id");
const PARENT_ENTITY_ID: FieldId = FieldId::of("process.parent.entity_id");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "process_ids",
    fields: &[ENTITY_ID, PARENT_ENTITY_ID],
    inputs: &[
        "m365_defender.event, where a process was created: DeviceId, ProcessId, ProcessCreationTime; of the parent \
         InitiatingProcessId, InitiatingProcessCreationTime",
        "elsewhere in Device tables: DeviceId, InitiatingProcessId, InitiatingProcessCreationTime; of the parent \
         InitiatingProcessParentId, InitiatingProcessParentCreationTime",
    ],
    soundness: "A device gives a pid to one process at a time, so device, pid and creation time name one process, in \
                whichever table and role it occurs. Without a time there is no id, and an image that was named \
                without its process has none.",
    by: By::Json(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if !event.lacks(ENTITY_ID) && !event.lacks(PARENT_ENTITY_ID) {
        return;
    }
    let Some(record) = record(event) else { return };
    let created = ("ProcessId", "ProcessCreationTime");
    let acting = ("InitiatingProcessId", "InitiatingProcessCreationTime");
    let parent = ("InitiatingProcessParentId", "InitiatingProcessParentCreationTime");
    let (own, parent) = match record.subject() {
        Subject::Child => (Some(created), acting),
        Subject::File => (None, acting),
        Subject::Initiator => (Some(acting), parent),
    };
    for (field, names) in [(ENTITY_ID, own), (PARENT_ENTITY_ID, Some(parent))] {
        if let Some(id) = names.and_then(|names| id(&record, names)) {
            event.fill(field, &id);
        }
    }
}

fn id(record: &Record<'_>, (pid, time): (&str, &str)) -> Option<String> {
    let device = record.text("DeviceId").filter(|device| !device.is_empty())?;
    let pid = record.text(pid)?.parse().ok().filter(|&pid| pid != 0)?;
    let created = record.text(time).and_then(Timestamp::parse)?;
    Some(entity_id(device, pid, created.millis()))
}
