//! What ECS calls events that the integration had no name for yet.

use ecs::FieldId;

use super::Record;
use crate::derive::{By, Derivation, Event};
use crate::sources::crowdstrike_fdr::later_names;

const CATEGORY: FieldId = FieldId::of("event.category");
const KIND: FieldId = FieldId::of("event.kind");
const OUTCOME: FieldId = FieldId::of("event.outcome");
const TYPE: FieldId = FieldId::of("event.type");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "event_kind",
    fields: &[CATEGORY, TYPE, KIND, OUTCOME],
    inputs: &["crowdstrike.fdr: event_simpleName"],
    soundness: "Later versions of the integration name the category of these events. Any other event whose name ends in \
                Written tells of a file that was written. Events that version 1.41 names keep what it says.",
    by: By::Json(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if !event.lacks(CATEGORY) && !event.lacks(TYPE) {
        return;
    }
    let Some(kind) = Record::any(event).and_then(|record| later_names::find(record.name)) else { return };
    event.fill_texts(CATEGORY, kind.categories);
    event.fill_texts(TYPE, kind.types);
    event.fill(KIND, kind.kind);
    event.fill(OUTCOME, kind.outcome);
}
