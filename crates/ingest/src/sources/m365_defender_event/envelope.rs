//! What is around a row of a table: when it was sent, for which tenant, from which table.

use ecs::{EventSink, FieldId, Timestamp};

use super::keys::Key;
use crate::mapping::data::Data;
use crate::mapping::{Arena, dates};
use crate::{FieldNote, JsonObject, RecordError};

const ECS_VERSION: FieldId = FieldId::of("ecs.version");
const ERROR_MESSAGE: FieldId = FieldId::of("error.message");
const TIMESTAMP: FieldId = FieldId::of("@timestamp");
const CATEGORY: FieldId = FieldId::of("m365_defender.event.category");
const OPERATION: FieldId = FieldId::of("m365_defender.event.operation_name");
const TENANT_ID: FieldId = FieldId::of("m365_defender.event.tenant.id");
const TENANT_NAME: FieldId = FieldId::of("m365_defender.event.tenant.name");
const KEPT_TIME: FieldId = FieldId::of("m365_defender.event.time");
const KEPT_TIMESTAMP: FieldId = FieldId::of("m365_defender.event.timestamp");

/// The members of the envelope that are kept.
const KEPT: &[(&str, FieldId)] =
    &[("operationName", OPERATION), ("Tenant", TENANT_NAME), ("tenantId", TENANT_ID)];

/// Sets what the envelope says, and when it happened: the row's own `Timestamp`, else when the record was sent.
pub(super) fn set(
    object: &JsonObject<'_>,
    category: &str,
    data: &Data<'_>,
    sink: &mut dyn EventSink,
) -> Result<(), RecordError> {
    let own = time(data.text(Key::Timestamp), data.arena);
    let said = |name| time(object.text(name), object.arena);
    let (at, shown) =
        own.or_else(|| said("time")).or_else(|| said("TimeGenerated")).ok_or(RecordError::NoTimestamp)?;
    sink.date(TIMESTAMP, at, shown);
    if let Some((at, shown)) = own {
        sink.date(KEPT_TIMESTAMP, at, shown);
    }
    if sink.wants(KEPT_TIME)
        && let Some((at, shown)) = said("time")
    {
        sink.date(KEPT_TIME, at, shown);
    }
    sink.text(ECS_VERSION, "8.11.0");
    sink.text(CATEGORY, category);
    for (name, field) in KEPT {
        if sink.wants(*field)
            && let Some(text) = object.text(name).filter(|text| !text.is_empty())
        {
            sink.text(*field, text);
        }
    }
    Ok(())
}

/// Says of a table that is not mapped that it is none that the pipeline supports.
pub(super) fn set_unknown(category: &str, sink: &mut dyn EventSink) {
    if sink.wants(ERROR_MESSAGE) {
        sink.texts(ERROR_MESSAGE, &[&format!("The event category {category} is not supported.")]);
    }
}

/// A time, and how a document writes it.
fn time<'a>(text: Option<&'a str>, arena: &'a Arena) -> Option<(Timestamp, &'a str)> {
    let text = text?;
    let at = dates::parse(text)?;
    Some((at, dates::shown(text, at, arena)))
}

/// What becomes of the envelope, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    notes.push(FieldNote::new(
        "properties.Timestamp",
        TIMESTAMP.path(),
        "to the millisecond; else time, or TimeGenerated of a bare row",
    ));
    notes.push(FieldNote::new("properties.Timestamp", KEPT_TIMESTAMP.path(), "as a point in time"));
    notes.push(FieldNote::new("time", KEPT_TIME.path(), "as a point in time"));
    notes.push(FieldNote::new("category", CATEGORY.path(), "copied"));
    notes.push(FieldNote::new("category", ERROR_MESSAGE.path(), "where the table is not known"));
    notes.push(FieldNote::new("category", ECS_VERSION.path(), "8.11.0"));
    for (name, field) in KEPT {
        notes.push(FieldNote::new(*name, field.path(), "copied"));
    }
}
