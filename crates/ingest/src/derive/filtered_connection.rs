//! Connections that Windows' filtering platform saw, in the data sets whose pipeline passes them over.

use ecs::FieldId;

use super::{By, Derivation, Event};
use crate::winlog::mapping::{self, Family};

pub(super) static DERIVATION: Derivation = Derivation {
    name: "filtered_connection",
    fields: &[
        FieldId::of("event.category"),
        FieldId::of("event.type"),
        FieldId::of("event.action"),
        FieldId::of("source.ip"),
        FieldId::of("source.port"),
        FieldId::of("destination.ip"),
        FieldId::of("destination.port"),
        FieldId::of("network.community_id"),
        FieldId::of("network.direction"),
        FieldId::of("network.iana_number"),
        FieldId::of("network.transport"),
        FieldId::of("process.executable"),
        FieldId::of("process.name"),
        FieldId::of("process.pid"),
        FieldId::of("related.ip"),
    ],
    inputs: &["Security 5152, 5156, 5157, 5158 in windows.forwarded and winlogbeat.security"],
    soundness: "The System integration takes these of the same events; the others store them without a category.",
    by: By::Winlog(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if let Some(record) = event.winlog_of(Family::Security)
        && matches!(record.event_code, 5152 | 5156..=5158)
    {
        mapping::set_connection(record, &mut event.filling());
    }
}
