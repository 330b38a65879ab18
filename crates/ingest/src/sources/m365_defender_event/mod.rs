//! Microsoft Defender XDR: rows of the advanced hunting tables, as the streaming API sends them to an Event Hub or a
//! storage account, and as the portal exports the results of a query.
//!
//! A record of the streaming API is `{time, tenantId, Tenant, operationName, category: "AdvancedHunting-<table>",
//! properties}`; what becomes of it follows elastic/integrations, packages/m365_defender/data_stream/event (version
//! 2.15). One module a family of tables.

mod alert;
mod device;
mod email;
mod envelope;
mod identity;
mod kept;
mod keys;
mod row;
mod tables;

use ecs::EventSink;

pub(crate) use self::device::{DeviceRow, Subject};
use self::keys::new_data;
use self::row::Row;
use self::tables::Family;
use crate::{FieldNote, JsonMapping, JsonObject, Mapped, Mapping, RecordError, Source};

/// Microsoft Defender XDR (streaming API).
pub(crate) static SOURCE: Source = Source {
    name: "m365_defender.event",
    title: "Microsoft Defender XDR events (streaming API)",
    indices: &["logs-m365_defender.event-default"],
    mapping: Mapping::Json(JsonMapping {
        shown_by: "a category that begins with AdvancedHunting-, or columns of an advanced hunting table",
        recognises: row::is_known,
        map,
    }),
    fields,
};

fn map(object: &JsonObject<'_>, sink: &mut dyn EventSink) -> Result<Mapped, RecordError> {
    let Row { category, table, properties } = Row::of(object)?;
    let mut data = new_data(&properties);
    envelope::set(object, category, &data, sink)?;
    match table.map(|(_, family)| family) {
        Some(Family::Alert) => alert::map(&mut data, sink),
        Some(Family::Device(table)) => device::map(table, &properties, &mut data, sink),
        Some(Family::Email(table)) => email::map(table, &mut data, sink),
        Some(Family::Identity(table)) => identity::map(table, &properties, &mut data, sink),
        // Nothing but the envelope is known of a table that came later.
        None => envelope::set_unknown(category, sink),
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
