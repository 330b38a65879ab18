//! Ids of processes whose creation times are recorded.

use ecs::{FieldId, Timestamp};

use super::record;
use crate::JsonObject;
use crate::derive::entity_id::entity_id;
use crate::derive::{By, Derivation, Event};

const ENTITY_ID: FieldId = FieldId::of("process.entity_id");
const PARENT_ENTITY_ID: FieldId = FieldId::of("process.parent.entity_id");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "process_ids",
    fields: &[ENTITY_ID, PARENT_ENTITY_ID],
    inputs: &[
        "m365_defender.event, process events: DeviceId, ProcessId, ProcessCreationTime; of the parent \
         InitiatingProcessId, InitiatingProcessCreationTime",
        "other Device tables: DeviceId, InitiatingProcessId, InitiatingProcessCreationTime; of the parent \
         InitiatingProcessParentId, InitiatingProcessParentCreationTime",
    ],
    soundness: "A device gives a pid to one process at a time, so device, pid and creation time name one process, in \
                whichever table and role it occurs. Without a time there is no id.",
    by: By::Event(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if !event.lacks(ENTITY_ID) && !event.lacks(PARENT_ENTITY_ID) {
        return;
    }
    let Some(record) = record(event) else { return };
    let created = ("ProcessId", "ProcessCreationTime");
    let acting = ("InitiatingProcessId", "InitiatingProcessCreationTime");
    let parent = ("InitiatingProcessParentId", "InitiatingProcessParentCreationTime");
    let [own, parent] = if record.is_process { [created, acting] } else { [acting, parent] };
    for (field, names) in [(ENTITY_ID, own), (PARENT_ENTITY_ID, parent)] {
        if let Some(id) = id(&record.properties, names) {
            event.fill(field, &id);
        }
    }
}

fn id(properties: &JsonObject<'_>, (pid, time): (&str, &str)) -> Option<String> {
    let device = properties.text("DeviceId")?;
    let pid = properties.text(pid)?.parse().ok().filter(|&pid| pid != 0)?;
    let created = properties.text(time).and_then(Timestamp::parse)?;
    Some(entity_id(device, pid, created.millis()))
}
