//! Whether the image of the process that acted is signed.

use ecs::FieldId;

use super::record;
use crate::derive::{By, Derivation, Event};
use crate::sources::Subject;

const EXISTS: FieldId = FieldId::of("process.code_signature.exists");
const TRUSTED: FieldId = FieldId::of("process.code_signature.trusted");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "signature",
    fields: &[EXISTS, TRUSTED],
    inputs: &["m365_defender.event, Device tables but process events: InitiatingProcessSignatureStatus"],
    soundness: "The status is of the image of the process that acted: Valid is a signature that is trusted, Unsigned \
                none. Process events say it of the parent only, and of that the integration has it.",
    by: By::Json(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if !event.lacks(EXISTS) && !event.lacks(TRUSTED) {
        return;
    }
    let Some(record) = record(event).filter(|record| record.subject() == Subject::Initiator) else { return };
    let is_valid = match record.text("InitiatingProcessSignatureStatus") {
        Some("Valid") => true,
        Some("Unsigned") => false,
        _ => return,
    };
    event.fill_boolean(EXISTS, is_valid);
    event.fill_boolean(TRUSTED, is_valid);
}
