//! Which process an event is of.

use std::sync::Arc;

use ecs::FieldId;

use super::told::Process;
use super::{By, Derivation, Overlay};

const ENTITY_ID: FieldId = FieldId::of("process.entity_id");
const EXECUTABLE: FieldId = FieldId::of("process.executable");
const NAME: FieldId = FieldId::of("process.name");
const PID: FieldId = FieldId::of("process.pid");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "process",
    fields: &[ENTITY_ID, EXECUTABLE, NAME, PID],
    inputs: &[
        "Security 4688: NewProcessId, NewProcessName, the time; 4689: ProcessId; 4608 and Kernel-General 12: a restart",
        "other Security events: ProcessId or ClientProcessId, ProcessName or Application",
        "crowdstrike.fdr: TargetProcessId, ContextProcessId, and of ProcessRollup2 ImageFileName, RawProcessId",
    ],
    soundness: "A pid stands for the process that got it last before the event, if neither the process's end nor a \
                restart of the machine lies between, and if the event does not name another image. A process whose \
                start was not read has no id. CrowdStrike's ids are never used again; they bring what the process's \
                start said.",
    by: By::Records,
};

/// Sets what a process's start told.
pub(super) fn set(process: &Process, overlay: &mut Overlay) {
    if let Some(id) = &process.entity_id {
        overlay.text(ENTITY_ID, Arc::clone(id));
    }
    for (field, text) in [(EXECUTABLE, &process.executable), (NAME, &process.name)] {
        if let Some(text) = text {
            overlay.text(field, Arc::clone(text));
        }
    }
    if let Some(pid) = process.pid {
        overlay.long(PID, pid);
    }
}
