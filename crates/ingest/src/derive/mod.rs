//! What the raw event allows and Elastic's integrations leave out.
//!
//! A mapping gives exactly what the integration gives. After it, unless ECS is to be strict, come the derivations: each
//! is a file here and a line in the registry, names what it reads and what it sets, and says why what it sets is true.
//! A derivation fills what the mapping left empty. The exceptions are the user of an event that the mapping takes from
//! the wrong account ([`acting_user`]), what a loaded image is ([`image_load`]), what SentinelOne's integration mixes up
//! ([`sentinel_one`]), and what later versions of CrowdStrike's say otherwise ([`crowdstrike`]). What was derived is
//! listed in the event's `tripline.derived`.

mod account;
mod acting_user;
mod audit_data;
mod audited_object;
mod audited_process;
mod authentication_id;
mod crowdstrike;
mod data_set;
mod defender;
mod entity_id;
mod event;
mod filling;
mod filtered_connection;
mod host_id;
mod host_name;
mod host_os;
mod image_load;
mod links;
mod machine;
mod overlay;
mod parent_process;
mod process;
mod script_block;
mod sentinel_one;
mod told;

use std::sync::Arc;

use ecs::catalogue::EcsCatalogue;
use ecs::{Catalogue as _, EventSink, FieldId, FieldType, ProjectedField, Projection};

use crate::Source;
pub(crate) use event::{Event, Raw};
pub(crate) use links::Links;
pub(crate) use overlay::{Overlay, fill_columns};
pub(crate) use told::{Memo, Told, of_record as told_by};

/// The names of the fields of an event that were derived.
pub(crate) const DERIVED: FieldId = FieldId::of("tripline.derived");

static DERIVATIONS: &[&Derivation] = &[
    &data_set::DERIVATION,
    &host_id::DERIVATION,
    &host_name::DERIVATION,
    &host_os::DERIVATION,
    &authentication_id::DERIVATION,
    &acting_user::DERIVATION,
    &image_load::DERIVATION,
    &audited_object::DERIVATION,
    &script_block::DERIVATION,
    &sentinel_one::DERIVATION,
    &crowdstrike::device_id::DERIVATION,
    &crowdstrike::acting_process::DERIVATION,
    &crowdstrike::event_kind::DERIVATION,
    &crowdstrike::registry::DERIVATION,
    &crowdstrike::event_action::DERIVATION,
    &crowdstrike::renamed_file::DERIVATION,
    &crowdstrike::lookup::DERIVATION,
    &crowdstrike::connection_ends::DERIVATION,
    &filtered_connection::DERIVATION,
    &audited_process::DERIVATION,
    &defender::process_ids::DERIVATION,
    &defender::signature::DERIVATION,
    &defender::dns_query::DERIVATION,
    &process::DERIVATION,
    &parent_process::DERIVATION,
    &account::DERIVATION,
    &machine::DERIVATION,
];

/// One derivation.
#[derive(Debug)]
pub struct Derivation {
    /// What it is called, as its file is.
    pub name: &'static str,
    /// The fields that it sets.
    pub fields: &'static [FieldId],
    /// What it reads, by source: raw names as the source spells them.
    pub inputs: &'static [&'static str],
    /// When what it sets is true, why, and when it sets nothing.
    pub soundness: &'static str,
    pub(crate) by: By,
}

/// How a derivation works.
#[derive(Debug)]
pub(crate) enum By {
    /// From one event alone.
    Event(fn(&mut Event<'_, '_>)),
    /// The same, if its record is of a Windows event log.
    Winlog(fn(&mut Event<'_, '_>)),
    /// The same, if its record is a vendor's JSON.
    Json(fn(&mut Event<'_, '_>)),
    /// From what other records told, by [`links`].
    Records,
}

/// Every derivation, in the order in which they are made.
pub fn derivations() -> &'static [&'static Derivation] {
    DERIVATIONS
}

/// The projection, with every derived field where it has the list of what was derived: only of a field that a batch
/// carries it is known whether an event has it.
pub(crate) fn with_derived(projection: Arc<Projection>) -> Arc<Projection> {
    if projection.slot_of(DERIVED).is_none() {
        return projection;
    }
    let fields = DERIVATIONS.iter().flat_map(|derivation| derivation.fields).map(|field| ProjectedField {
        path: field.path().into(),
        field_type: EcsCatalogue.field(field.path()).map_or(FieldType::Keyword, |info| info.field_type),
    });
    projection.with(fields)
}

/// Derives what the event alone tells. Called when its mapping is done and the row is still open.
pub(crate) fn of_event(source: &'static Source, raw: Raw<'_, '_>, sink: &mut dyn EventSink) {
    let mut event = Event::new(source, raw, sink);
    for derivation in DERIVATIONS {
        match (&derivation.by, raw) {
            (By::Event(derive), _)
            | (By::Winlog(derive), Raw::Winlog(_))
            | (By::Json(derive), Raw::Json(_)) => derive(&mut event),
            _ => {}
        }
    }
    event.finish();
}
