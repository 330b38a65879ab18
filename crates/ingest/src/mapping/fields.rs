//! The rows "raw name to field" of a mapping, and how they are carried out.

use std::net::IpAddr;

use ecs::{EventSink, FieldId};

use super::data::Data;
use super::{DataValue, dates, prune};
use crate::FieldNote;

/// One raw name and the field it becomes.
pub(crate) struct Row<K: 'static> {
    pub(crate) key: K,
    pub(crate) field: FieldId,
    pub(crate) how: How,
    /// The event ids for which the row holds.
    pub(crate) ids: Ids,
    /// Names that fill the same field first: if any of them is there, this one stays where it is.
    pub(crate) unless: &'static [K],
}

/// What becomes of the value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// Moved as it is. What has no text, an object or array, stays.
    Move,
    /// Copied as it is.
    Copy,
    /// A whole number; always taken out.
    Long,
    /// A whole number; what is none stays.
    Number,
    /// An IP address, if it is one; always taken out.
    Ip,
    /// `true` or `false`; always taken out.
    Boolean,
    /// A point in time, ISO 8601 or milliseconds since 1970, shown in milliseconds; always taken out.
    Date,
    /// A point in time, in seconds since 1970 with their fraction; what is none stays.
    Seconds,
    /// `true` or `false`, also said as 1 or 0; always taken out.
    Flag,
    /// Copied with its JSON type: numbers stay numbers, objects and arrays are kept without what is empty in them.
    Same,
}

impl How {
    /// What a list of fields says of it.
    fn words(self) -> &'static str {
        match self {
            Self::Move => "moved",
            Self::Copy => "copied",
            Self::Long | Self::Number => "as a whole number",
            Self::Ip => "if it is an IP address",
            Self::Boolean | Self::Flag => "as true or false",
            Self::Date => "as a point in time",
            Self::Seconds => "as a point in time, from seconds since 1970",
            Self::Same => "as it is",
        }
    }
}

/// Event ids.
#[derive(Clone, Copy)]
pub(crate) enum Ids {
    Any,
    Only(&'static [u32]),
    Not(&'static [u32]),
}

impl Ids {
    #[inline]
    pub(crate) fn has(self, id: u32) -> bool {
        match self {
            Self::Any => true,
            Self::Only(ids) => ids.contains(&id),
            Self::Not(ids) => !ids.contains(&id),
        }
    }
}

impl<K: Copy + Into<usize>> Row<K> {
    /// A row that holds for every event id.
    pub(crate) const fn new(key: K, field: FieldId, how: How) -> Self {
        Self { key, field, how, ids: Ids::Any, unless: &[] }
    }

    /// The row, for some event ids only.
    pub(crate) const fn for_ids(self, ids: Ids) -> Self {
        Self { ids, ..self }
    }

    /// The row, where none of these names is there.
    pub(crate) const fn unless(self, keys: &'static [K]) -> Self {
        Self { unless: keys, ..self }
    }

    #[inline]
    fn apply(&self, id: u32, data: &mut Data<'_>, sink: &mut dyn EventSink) {
        let Some(value) = data.value(self.key) else { return };
        if !self.ids.has(id) || self.unless.iter().any(|key| data.has(*key)) {
            return;
        }
        let stays = match self.how {
            How::Copy | How::Same => true,
            How::Move => matches!(value, DataValue::Json(_)) && value.text(data.arena).is_none(),
            How::Number => value.long().is_none(),
            How::Seconds => dates::of_seconds(value, data.arena).is_none(),
            _ => false,
        };
        if !stays {
            data.remove(self.key);
        }
        if !sink.wants(self.field) {
            return;
        }
        match (self.how, value) {
            (How::Long | How::Number, value) => {
                if let Some(number) = value.long() {
                    sink.long(self.field, number);
                }
            }
            (How::Ip, DataValue::Text(text)) if text.parse::<IpAddr>().is_ok() => sink.text(self.field, text),
            (How::Boolean, DataValue::Boolean(value)) => sink.boolean(self.field, value),
            (How::Boolean, DataValue::Text(text)) => {
                if let Some(value) = boolean(text) {
                    sink.boolean(self.field, value);
                }
            }
            (How::Date, value) => {
                if let Some(text) = value.text(data.arena) {
                    dates::set(self.field, text, data.arena, sink);
                }
            }
            (How::Seconds, value) => {
                if let Some(time) = dates::of_seconds(value, data.arena) {
                    sink.date(self.field, time, dates::text_of(time, data.arena));
                }
            }
            (How::Flag, value) => {
                if let Some(value) = flag(value) {
                    sink.boolean(self.field, value);
                }
            }
            (How::Same, value) => set_same(self.field, value, sink),
            (How::Move | How::Copy, value) => {
                if let Some(text) = value.text(data.arena) {
                    sink.text(self.field, text);
                }
            }
            _ => {}
        }
    }
}

/// What the rows of a table say, for people.
pub(crate) fn notes<K: Copy + Into<usize>>(
    rows: &[Row<K>],
    names: &[&'static str],
    notes: &mut Vec<FieldNote>,
) {
    for row in rows {
        let raw = names.get(row.key.into()).copied().unwrap_or_default();
        notes.push(FieldNote::new(raw, row.field.path(), row.how.words()));
    }
}

/// Carries out the rows of a table, in order.
pub(crate) fn apply<K: Copy + Into<usize>>(
    rows: &[Row<K>],
    id: u32,
    data: &mut Data<'_>,
    sink: &mut dyn EventSink,
) {
    for row in rows {
        row.apply(id, data, sink);
    }
}

/// Sets a field to a value with its JSON type.
pub(crate) fn set_same(field: FieldId, value: DataValue<'_>, sink: &mut dyn EventSink) {
    match value {
        DataValue::Null => {}
        DataValue::Text(text) => sink.text(field, text),
        DataValue::Long(value) => sink.long(field, value),
        DataValue::Boolean(value) => sink.boolean(field, value),
        DataValue::Json(json) => {
            if let Some(value) = prune::parse_without_empty(json) {
                sink.json(field, &value);
            }
        }
    }
}

/// What a value says that stands for true or false.
fn flag(value: DataValue<'_>) -> Option<bool> {
    match value {
        DataValue::Boolean(value) => Some(value),
        DataValue::Long(1) | DataValue::Text("1") => Some(true),
        DataValue::Long(0) | DataValue::Text("0") => Some(false),
        DataValue::Text(text) => boolean(text),
        _ => None,
    }
}

/// What `true` and `false` say, whatever their case.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}
