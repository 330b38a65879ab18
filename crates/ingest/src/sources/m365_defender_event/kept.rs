//! What is kept of a record under `m365_defender.event`.

use ecs::{EventSink, FieldId};

use super::keys::Key;
use crate::FieldNote;
use crate::mapping::data::Data;
use crate::mapping::{DataValue, fields, prune};

pub(super) const EVENT: FieldId = FieldId::of("m365_defender.event");

/// Rows "property to member of `m365_defender.event`".
macro_rules! kept {
    ($($key:ident => $name:literal, $how:ident;)*) => {
        &[$($crate::mapping::fields::Row::new(
            $crate::sources::m365_defender_event::keys::Key::$key,
            ecs::FieldId::of(concat!("m365_defender.event.", $name)),
            $crate::mapping::fields::How::$how,
        )),*]
    };
}
pub(super) use kept;

/// Properties that are JSON in a text, and what of them is kept.
pub(super) type JsonRow = (Key, FieldId);

/// Sets what is kept of properties that are JSON in a text. A text that is no JSON is kept as it is.
pub(super) fn set_json(rows: &[JsonRow], data: &Data<'_>, sink: &mut dyn EventSink) {
    for (key, field) in rows {
        if !sink.wants(*field) && !sink.wants_any_below(*field) {
            continue;
        }
        match data.value(*key) {
            Some(DataValue::Text(text)) => match serde_json::from_str(text) {
                Ok(value) => {
                    if let Some(value) = prune::without_empty(value) {
                        sink.json(*field, &value);
                    }
                }
                Err(_) => sink.text(*field, text),
            },
            Some(value) => fields::set_same(*field, value, sink),
            None => {}
        }
    }
}

/// What these rows say, for people.
pub(super) fn json_notes(rows: &[JsonRow], notes: &mut Vec<FieldNote>) {
    for (key, field) in rows {
        notes.push(FieldNote::new(
            Key::NAMES[*key as usize],
            field.path(),
            "taken apart where it is JSON in a text",
        ));
    }
}
