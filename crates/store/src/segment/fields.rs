//! The columns of a segment.
//!
//! Every segment has the same columns, so that a search over many is one table. Beside the event itself there is one for
//! each field by which investigations and rules look events up. A column has the field's value where an event has exactly
//! one; where it has several a mark beside it says so, and such an event is never left out by the column.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use ecs::catalogue::EcsCatalogue;
use ecs::{Catalogue as _, FieldType, ProjectedField, Projection};

/// The event's number, in order of arrival.
pub(super) const NUMBER: &str = "_seq";
/// The event's id.
pub(super) const ID: &str = "_id";
/// The index or data stream it is in.
pub(super) const INDEX: &str = "_index";
/// Its document, as it was stored.
pub(super) const SOURCE: &str = "_source";
/// When it happened.
pub(super) const TIME: &str = "@timestamp";

/// What a column is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Use {
    /// Its values are many and looked up one by one: it has a bloom filter.
    Lookup,
    /// Its values are few or ranges of them are asked for: least and greatest are enough.
    Range,
}

/// The fields that have a column.
pub(super) const FIELDS: &[(&str, Use)] = &[
    ("agent.id", Use::Lookup),
    ("destination.ip", Use::Lookup),
    ("destination.port", Use::Range),
    ("dns.question.name", Use::Lookup),
    ("event.action", Use::Range),
    ("event.code", Use::Range),
    ("event.dataset", Use::Range),
    ("event.id", Use::Lookup),
    ("file.hash.sha256", Use::Lookup),
    ("file.path", Use::Lookup),
    ("host.id", Use::Lookup),
    ("host.name", Use::Lookup),
    ("process.Ext.authentication_id", Use::Lookup),
    ("process.entity_id", Use::Lookup),
    ("process.executable", Use::Lookup),
    ("process.hash.sha256", Use::Lookup),
    ("process.name", Use::Lookup),
    ("process.parent.entity_id", Use::Lookup),
    ("process.parent.name", Use::Lookup),
    ("process.parent.pid", Use::Lookup),
    ("process.pid", Use::Lookup),
    ("registry.path", Use::Lookup),
    ("source.ip", Use::Lookup),
    ("user.id", Use::Lookup),
    ("user.name", Use::Lookup),
    ("winlog.event_data.TargetLogonId", Use::Lookup),
    ("winlog.logon.id", Use::Lookup),
];

/// The name of the mark that an event has several values of a field.
pub(super) fn several(field: &str) -> String {
    format!("{field} (several)")
}

/// How a column of segments is held: a whole number, or text.
pub(super) fn is_number(field: &str) -> bool {
    EcsCatalogue.field(field).is_some_and(|info| info.field_type == FieldType::Long)
}

/// The columns of every segment.
pub(super) fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let time = DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into()));
        let mut columns = vec![
            Field::new(NUMBER, DataType::Int64, false),
            Field::new(ID, DataType::Utf8View, false),
            Field::new(INDEX, DataType::Utf8View, false),
            Field::new(TIME, time, true),
            Field::new(SOURCE, DataType::Utf8View, false),
        ];
        for (field, _) in FIELDS {
            let held = if is_number(field) { DataType::Int64 } else { DataType::Utf8View };
            columns.push(Field::new(*field, held, true));
            columns.push(Field::new(several(field), DataType::Boolean, true));
        }
        Arc::new(Schema::new(columns))
    });
    Arc::clone(&SCHEMA)
}

/// What a batch must carry for the columns to be made of it.
pub(super) fn projection() -> Arc<Projection> {
    Projection::new(FIELDS.iter().map(|(field, _)| ProjectedField {
        path: (*field).into(),
        field_type: EcsCatalogue.field(field).map_or(FieldType::Keyword, |info| info.field_type),
    }))
}
