//! The process that acted, where the record names it, and what its image was called when it was made.

use ecs::FieldId;

use super::{Of, Record};
use crate::derive::{By, Derivation, Event};

const EXECUTABLE: FieldId = FieldId::of("process.executable");
const NAME: FieldId = FieldId::of("process.name");
const ORIGINAL_FILE_NAME: FieldId = FieldId::of("process.pe.original_file_name");
const USER_ID: FieldId = FieldId::of("user.id");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "acting_process",
    fields: &[NAME, EXECUTABLE, ORIGINAL_FILE_NAME, USER_ID],
    inputs: &[
        "crowdstrike.fdr: ContextBaseFileName, ContextImageFileName, FileOperatorSid",
        "crowdstrike.fdr: OriginalFilename of ProcessRollup2",
    ],
    soundness: "What the sensor calls the context is the process that the event is of, in events that are not of a \
                process's own start; process.entity_id is taken from the same context.",
    by: By::Json(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    let Some(record) = Record::any(event) else { return };
    if record.of == Of::Start {
        if event.lacks(ORIGINAL_FILE_NAME) {
            event.fill(ORIGINAL_FILE_NAME, record.said("OriginalFilename").unwrap_or_default());
        }
        return;
    }
    for (field, member) in
        [(NAME, "ContextBaseFileName"), (EXECUTABLE, "ContextImageFileName"), (USER_ID, "FileOperatorSid")]
    {
        if event.lacks(field) {
            event.fill(field, record.said(member).unwrap_or_default());
        }
    }
}
