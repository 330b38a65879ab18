//! What started a process.

use std::sync::Arc;

use ecs::FieldId;

use super::told::{Process, Splitting};
use super::{By, Derivation, Overlay};
use crate::mapping::{Arena, command_line};

const ARGS: FieldId = FieldId::of("process.parent.args");
const COMMAND_LINE: FieldId = FieldId::of("process.parent.command_line");
const ENTITY_ID: FieldId = FieldId::of("process.parent.entity_id");
const EXECUTABLE: FieldId = FieldId::of("process.parent.executable");
const NAME: FieldId = FieldId::of("process.parent.name");
const PID: FieldId = FieldId::of("process.parent.pid");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "parent_process",
    fields: &[ENTITY_ID, EXECUTABLE, NAME, COMMAND_LINE, ARGS, PID],
    inputs: &[
        "Security 4688: ProcessId, ParentProcessName",
        "crowdstrike.fdr: ParentProcessId of ProcessRollup2",
        "endgame.esensor: unique_ppid, else process.parent.pid and name",
    ],
    soundness: "The parent is found as the process of an event is, at the time of the child's start, and its own start \
                says its path and command line. A parent whose start was not read, or that ran another image than the \
                child's record says, is left out.",
    by: By::Records,
};

/// Sets what the parent's start told.
pub(super) fn set(parent: &Process, overlay: &mut Overlay) {
    let texts = [
        (ENTITY_ID, &parent.entity_id),
        (EXECUTABLE, &parent.executable),
        (NAME, &parent.name),
        (COMMAND_LINE, &parent.command_line),
    ];
    for (field, text) in texts {
        if let Some(text) = text {
            overlay.text(field, Arc::clone(text));
        }
    }
    if let Some(command_line) = &parent.command_line {
        let arena = Arena::new();
        let arguments = match parent.splitting {
            Splitting::Windows => command_line::windows_arguments(command_line, &arena),
            Splitting::Blanks => command_line::blank_separated(command_line, &arena),
        };
        overlay.texts(ARGS, arguments.iter().copied());
    }
    if let Some(pid) = parent.pid {
        overlay.long(PID, pid);
    }
}
