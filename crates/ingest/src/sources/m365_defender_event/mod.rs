//! Microsoft Defender XDR: rows of the advanced hunting tables, as the streaming API sends them to an Event Hub or a
//! storage account.
//!
//! A record is `{time, tenantId, Tenant, operationName, category: "AdvancedHunting-<table>", properties}`; what becomes
//! of it follows elastic/integrations, packages/m365_defender/data_stream/event (version 2.15). One module a family of
//! tables.

mod alert;
mod device;
mod email;
mod envelope;
mod identity;
mod kept;
mod keys;
mod tables;

use ecs::EventSink;

use self::keys::new_data;
use self::tables::Family;
use crate::{FieldNote, JsonMapping, JsonObject, Mapped, Mapping, RecordError, Source};

/// Microsoft Defender XDR (streaming API).
pub(crate) static SOURCE: Source = Source {
    name: "m365_defender.event",
    title: "Microsoft Defender XDR events (streaming API)",
    indices: &["logs-m365_defender.event-default"],
    mapping: Mapping::Json(JsonMapping {
        shown_by: "a category that begins with AdvancedHunting-, and properties",
        recognises,
        map,
    }),
    fields,
};

/// A record of a table; and one of another category that was sent with it, so that it is refused as what it is.
fn recognises(object: &JsonObject<'_>) -> bool {
    let is_hunting = object.text("category").is_some_and(|category| category.starts_with(tables::PREFIX));
    is_hunting && object.has("properties") || envelope::is_published(object)
}

fn map(object: &JsonObject<'_>, sink: &mut dyn EventSink) -> Result<Mapped, RecordError> {
    let category = object.text("category").ok_or(RecordError::WrongShape("no category"))?;
    let table = category
        .strip_prefix(tables::PREFIX)
        .ok_or(RecordError::WrongShape("a category that is no advanced hunting table"))?;
    let properties = object.object("properties").ok_or(RecordError::WrongShape("no properties"))?;
    let mut data = new_data(&properties);
    envelope::set(object, category, &data, sink)?;
    match tables::family(table) {
        Family::Alert => alert::map(&mut data, sink),
        Family::Device(table) => device::map(table, &properties, &mut data, sink),
        Family::Email(table) => email::map(table, &mut data, sink),
        Family::Identity(table) => identity::map(table, &properties, &mut data, sink),
        Family::Unknown => {}
    }
    Ok(Mapped::Event)
}

fn fields(notes: &mut Vec<FieldNote>) {
    envelope::notes(notes);
    device::notes(notes);
    alert::notes(notes);
    identity::notes(notes);
    email::notes(notes);
}
